"""Known delays, found again in synthetic recordings."""

from itertools import pairwise

import numpy as np
import pytest

from live.commands.delays import (
    CLAPS,
    FLASH,
    LONGEST,
    RATE,
    brightness,
    claps,
    joined,
    light_delay,
    lit,
    sound_delay,
)  # fmt: skip
from live.errors import BadInput
from live.signals import Floats, Samples

WITHIN = (-0.1, LONGEST)


def heard(delay: float, noise: float = 0.0, echo: float = 0.0, volume: float = 0.2) -> Samples:
    """The claps as a microphone hears them: late, soft, in a hall, among guests."""
    track = volume * claps(delay)
    for number, part in enumerate((0.011, 0.023, 0.037, 0.061)):
        shift = round(part * RATE)
        track[shift:] += echo * 0.8**number * np.roll(track, shift)[shift:]
    chance = np.random.default_rng(3)
    # Talk and music are louder below than above.
    rumble = np.cumsum(chance.standard_normal(len(track)))
    rumble -= np.convolve(rumble, np.full(441, 1 / 441), "same")
    track += noise * (rumble / rumble.std() + 0.3 * chance.standard_normal(len(track)))
    return track.astype(np.float32)


def seen(
    delay: float, *, rate: float = 30.0, bright: float = 80.0, noise: float = 0.2, jitter: float = 0
) -> tuple[Floats, Floats]:
    """The flashes as a camera sees them: a screen in some of its parts, a lamp that drifts."""
    chance = np.random.default_rng(5)
    times = np.arange(-2.0, CLAPS[-1] + 2.0, 1 / rate) + 0.0071
    fine = (np.arange(50) / 50 - 0.5) / rate
    light = np.array([np.mean([lit(t - delay + d) for d in fine]) for t in times])
    cells = chance.normal(20.0, noise, (len(times), 64)) + 6 * np.sin(times / 4)[:, None]
    cells[:, [18, 19, 20, 26, 27, 28]] += bright * light[:, None]
    return times + jitter * chance.standard_normal(len(times)), cells


@pytest.mark.parametrize("delay", [0.0, 0.0213, 0.11, 0.4567, 1.2])
def test_a_sounds_delay_is_found_within_2_ms(delay: float) -> None:
    found = sound_delay(heard(delay), RATE, WITHIN)
    assert found.delay == pytest.approx(delay, abs=0.002)


@pytest.mark.parametrize(("noise", "echo"), [(0.05, 0.0), (0.0, 0.9), (0.05, 0.7)])
def test_so_it_is_among_guests_and_in_a_hall(noise: float, echo: float) -> None:
    found = sound_delay(heard(0.137, noise, echo), RATE, WITHIN)
    assert found.delay == pytest.approx(0.137, abs=0.002)


def test_so_it_is_at_another_rate_and_turned_over() -> None:
    track = -heard(0.2)[::1]
    at_48 = np.interp(
        np.arange(0, len(track) / RATE, 1 / 48_000), np.arange(len(track)) / RATE, track
    )
    found = sound_delay(at_48.astype(np.float32), 48_000, WITHIN)
    assert found.delay == pytest.approx(0.2, abs=0.002)


@pytest.mark.parametrize("seed", range(5))
def test_claps_that_are_not_there_are_not_found(seed: int) -> None:
    noise = 0.1 * np.random.default_rng(seed).standard_normal(12 * RATE).astype(np.float32)
    with pytest.raises(BadInput, match="no claps are heard"):
        sound_delay(noise, RATE, WITHIN)
    with pytest.raises(BadInput, match="no claps are heard"):
        sound_delay(np.zeros(12 * RATE, dtype=np.float32), RATE, WITHIN)


@pytest.mark.parametrize("rate", [15.0, 24.0, 29.97, 60.0])
@pytest.mark.parametrize("delay", [0.0, 0.033, 0.0851, 0.2, 0.7])
def test_a_lights_delay_is_found_within_half_a_frame(delay: float, rate: float) -> None:
    found = light_delay(*seen(delay, rate=rate), WITHIN)
    assert found.delay == pytest.approx(delay, abs=0.5 / rate)
    assert found.delay == pytest.approx(delay, abs=0.012)


def test_so_it_is_in_a_dark_room_with_a_poor_camera() -> None:
    found = light_delay(*seen(0.091, bright=1.5, noise=0.8, jitter=0.004), WITHIN)
    assert found.delay == pytest.approx(0.091, abs=0.5 / 30)


@pytest.mark.parametrize("seed", range(5))
def test_flashes_that_are_not_there_are_not_found(seed: int) -> None:
    times, _ = seen(0.0)
    cells = np.random.default_rng(seed).normal(20, 2, (len(times), 64))
    with pytest.raises(BadInput, match="no flashes are seen"):
        light_delay(times, cells, WITHIN)
    with pytest.raises(BadInput, match="no flashes are seen"):
        light_delay(times, np.full_like(cells, 20.0), WITHIN)


def test_a_film_that_is_too_short_is_reported() -> None:
    times, cells = seen(0.0)
    with pytest.raises(BadInput, match="too short"):
        light_delay(times[:60], cells[:60], WITHIN)


def test_flashes_are_too_slow_to_harm_anybody() -> None:
    assert 1 / min(b - a for a, b in pairwise(CLAPS)) < 3
    assert min(b - a for a, b in pairwise(CLAPS)) > FLASH


def test_brightness_is_that_of_each_part_of_a_frame() -> None:
    rgb = np.zeros((90, 161, 3), dtype=np.uint8)
    rgb[:, -10:] = 200
    parts = brightness(rgb).reshape(8, 8)
    assert (parts[:, :7] == 0).all()
    assert parts[:, 7] == pytest.approx(200 * 10 / 21, abs=1)


def test_blocks_are_joined_and_their_beginning_found_through_jitter() -> None:
    chance = np.random.default_rng(2)
    blocks = [
        (3.0 + 512 * (n + 1) / RATE + 0.001 * chance.standard_normal(), np.full(512, n, np.float32))
        for n in range(200)
    ]
    began, samples = joined(blocks, RATE)
    assert began == pytest.approx(3.0, abs=0.0005)
    assert len(samples) == 200 * 512
    with pytest.raises(BadInput, match="nothing was heard"):
        joined([], RATE)
