import numpy as np
import pytest

from live.signals import Floats
from scripts.choreography import pulse
from tests.scripts.measure.dances import metronome, statue

FPS = 60.0


@pytest.mark.parametrize("tempo", [100.0, 120.0, 140.0])
def test_a_body_that_turns_round_on_beats_is_heard_to_dance_them(tempo: float) -> None:
    truth = 0.2 + np.arange(40) * 60 / tempo
    found = pulse.beats_of(metronome(truth, FPS, 14.0), FPS)
    inside = found[(found > 1.0) & (found < 13.0)]
    assert len(inside) == pytest.approx(12.0 * tempo / 60, abs=2)
    assert np.abs(inside[:, None] - truth).min(axis=1).max() < 0.03
    assert np.all(np.diff(found) > 0)


def test_uneven_beats_are_followed() -> None:
    truth: Floats = 0.5 * np.arange(40) + 0.04 * np.sin(np.arange(40) / 2)
    found = pulse.beats_of(metronome(truth, FPS, 14.0), FPS)
    inside = found[(found > 1.5) & (found < 12.5)]
    assert np.abs(inside[:, None] - truth).min(axis=1).max() < 0.05


def test_the_body_is_stillest_on_its_beats() -> None:
    truth = 0.5 * np.arange(30.0)
    still = pulse.stillness(metronome(truth, FPS, 14.0), FPS)
    frames = np.rint(truth[4:24] * FPS).astype(int)
    assert still[frames].min() > 0.8
    assert still[frames + 15].max() < 0.0


def test_a_statue_does_not_move() -> None:
    assert np.all(pulse.speed(statue(60), FPS) == 0.0)
