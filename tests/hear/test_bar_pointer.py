import cmath

import numpy as np
import pytest

from live.hear.bar_pointer import BarPointer

FRAMES = 100


def _pointer(interval: int, frames: int, off: float = 0.03) -> BarPointer:
    """A pointer that heard a beat every `interval` frames, the last one at the end."""
    pointer = BarPointer(FRAMES, (55.0, 215.0))
    for frame in range(frames + 1):
        pointer.step(0.9 if (frames - frame) % interval == 0 else off, 2e-5)
    return pointer


@pytest.mark.parametrize("interval", [32, 50, 77])
def test_the_interval_heard_is_the_likeliest(interval: int) -> None:
    assert _pointer(interval, 600).likeliest(0)[0] == pytest.approx(interval)


def test_the_pointer_is_on_the_beat_when_it_sounds() -> None:
    interval, pointer = _pointer(50, 600).likeliest(1)
    assert interval == pytest.approx(50, abs=0.5)
    assert abs(cmath.phase(pointer)) < 2 * np.pi * 0.05
    assert abs(pointer) > 0.9


def test_probabilities_stay_probabilities() -> None:
    pointer = BarPointer(FRAMES, (55.0, 215.0))
    for activation in np.random.default_rng(1).uniform(0, 1, 300):
        pointer.step(float(activation), 1e-3)
    assert pointer.states.sum() == pytest.approx(1.0, abs=1e-6)
    assert pointer.states.min() > 0


def test_a_beat_foretold_is_worth_something_and_noise_is_not() -> None:
    steady, noise = BarPointer(FRAMES, (55.0, 215.0)), BarPointer(FRAMES, (55.0, 215.0))
    chance = np.random.default_rng(2)
    gain = [steady.step(0.8 if frame % 50 == 0 else 0.03, 2e-5) for frame in range(900)]
    blind = [noise.step(0.8 if chance.random() < 0.02 else 0.03, 2e-5) for _ in range(900)]
    assert sum(gain[300:]) > 10 * max(1.0, sum(blind[300:]))


def test_unheard_frames_move_it_on() -> None:
    pointer = _pointer(50, 600)
    for _ in range(25):
        pointer.step(None, 0.0)
    assert abs(cmath.phase(pointer.likeliest(1)[1])) > 2 * np.pi * 0.4


def test_a_hand_may_confine_it_and_let_go() -> None:
    pointer = _pointer(50, 600)
    pointer.set_prior(95.0, 105.0)
    pointer.expect(100.0, 0.0)
    for frame in range(1, 1000):
        pointer.step(0.9 if frame % 50 == 0 else 0.03, 2e-5)
    assert abs(pointer.likeliest(0)[0] - 100) <= 2
    pointer.set_prior()
    pointer.forget()
    for frame in range(1, 1000):
        pointer.step(0.9 if frame % 50 == 0 else 0.03, 2e-5)
    assert pointer.likeliest(0)[0] == pytest.approx(50)


def test_after_days_of_music_the_beat_is_still_where_it_is() -> None:
    pointer = BarPointer(FRAMES, (55.0, 215.0))
    pointer._frame = 100 * 3600 * 24 * 7
    for frame in range(601):
        pointer.step(0.9 if frame % 50 == 0 else 0.03, 2e-5)
    assert abs(cmath.phase(pointer.likeliest(1)[1])) < 2 * np.pi * 0.05


def test_a_pointer_that_is_freed_goes_its_own_way_where_the_other_is_led() -> None:
    led = _pointer(50, 600)
    led.set_prior(48.0, 52.0)
    free = led.freed()
    assert np.array_equal(free.states, led.states)
    for frame in range(1, 901):
        for pointer in (led, free):
            pointer.step(0.9 if frame % 70 == 0 else 0.03, 2e-5)
    assert free.likeliest(0)[0] == pytest.approx(70)
    assert led.likeliest(0)[0] == pytest.approx(50, abs=4)
