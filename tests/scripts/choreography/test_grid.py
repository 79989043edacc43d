import numpy as np
import pytest

from live.dance import vector
from scripts.choreography.clips import RATE
from scripts.choreography.grid import Dance, on_the_beat
from tests.scripts.choreography.takes import SECONDS, standing_and_stepping

BEATS = np.array([0.3, 0.8, 1.35, 1.8, 2.3, 2.8, 3.3, 3.9, 4.4])  # seconds


@pytest.fixture(scope="module")
def given() -> Dance:
    return on_the_beat(standing_and_stepping(), BEATS)


def test_every_sixteenth_row_lies_on_a_beat(given: Dance) -> None:
    assert given.seconds[:: vector.STEPS] == pytest.approx(BEATS)
    assert given.beats == len(BEATS) - 1
    assert len(given.vectors) == given.beats * vector.STEPS + 1
    assert np.all(np.diff(given.seconds) > 0)


def test_a_beat_has_even_steps_whatever_its_length(given: Dance) -> None:
    third = np.diff(given.seconds[2 * vector.STEPS : 3 * vector.STEPS + 1])
    assert third == pytest.approx(np.full(vector.STEPS, 0.45 / vector.STEPS))
    assert given.tempo == pytest.approx(60 * 8 / 4.1)


def test_rows_are_the_dance_at_that_moment(given: Dance) -> None:
    taken = standing_and_stepping()
    for row in (0, 16, 40, 100):
        frame = round(given.seconds[row] * RATE)
        assert np.linalg.norm(given.root[row] - taken.root[frame]) < 0.03
    assert given.vectors[:, vector.HEIGHT] == pytest.approx(given.root[:, 1])


def test_without_beats_given_it_lies_on_its_own() -> None:
    own = on_the_beat(standing_and_stepping())
    assert own.tempo == pytest.approx(120.0, rel=0.03)
    assert own.seconds[-1] <= SECONDS
    beats = own.seconds[:: vector.STEPS]
    inside = beats[(beats > 1) & (beats < SECONDS - 1)]
    assert np.abs(2 * inside - np.round(2 * inside)).mean() < 0.15
