"""How beats heard through a device are compared with those of the file."""

import numpy as np
import pytest

pytest.importorskip("mir_eval", reason="needs the extra measure")

from live.hear.sources.microphone import HOP, RATE
from scripts.measure.microphone import Captured, differences, in_the_song, lags

SONG = np.random.default_rng(3).normal(0, 0.1, 20 * RATE).astype(np.float32)
BEATS = np.arange(1.3, 18)
BEGUN = 2.5  # seconds after the first block that the player begins
SHOW = 100.0  # the show's second in which the first block begins


def captured(late: float = 0.0, hole: float = 0.0) -> Captured:
    """The song through a device, whose beats come too late; a player may pause at its 10 s."""
    half = 10 * RATE
    silence = [np.zeros(round(seconds * RATE), dtype=np.float32) for seconds in (BEGUN, hole)]
    sound = np.concatenate([silence[0], SONG[:half], silence[1], SONG[half:]])
    counts = np.arange(HOP, len(sound), HOP).astype(float)
    beats = SHOW + BEGUN + BEATS + np.where(BEATS >= 10, hole, 0.0) + late
    return Captured(sound, SHOW + counts / RATE, counts, beats)


@pytest.mark.parametrize("late", [0.0, 0.012])
def test_what_a_device_adds_is_found_whenever_the_player_began(late: float) -> None:
    through = captured(late)
    middles, behind = lags(through.sound, SONG)
    errors, strays = differences(in_the_song(through, middles, behind), BEATS)
    assert errors == pytest.approx(late, abs=1e-4)
    assert len(errors) == np.sum(BEATS >= 5)
    assert strays == 0


def test_a_player_that_pauses_is_distinguished_from_an_ear_that_is_late() -> None:
    _, behind = lags(captured(hole=0.3).sound, SONG)
    assert np.ptp(behind) / RATE == pytest.approx(0.3, abs=1e-3)


def test_another_sound_is_not_taken_for_the_song() -> None:
    noise = np.random.default_rng(4).normal(0, 0.1, 8 * RATE).astype(np.float32)
    assert len(lags(noise, SONG)[0]) == 0


def test_beats_of_which_the_file_has_none_are_strays() -> None:
    errors, strays = differences(np.array([6.3, 6.8, 7.31]), BEATS)
    assert errors == pytest.approx([0.0, 0.01])
    assert strays == 1
