"""Moving the beat: somebody who follows at once, and somebody deaf."""

import numpy as np
import pytest

from scripts.measure.metrics import intervention
from scripts.measure.metrics.intervention import CHANGE, CHANGES, Beat
from tests.scripts.measure.dances import Nodder


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_beats_sound_when_the_count_is_whole(change: Beat) -> None:
    times = change.times(120.0, CHANGE + 10)
    counts = np.array([change.at(float(time) + 1e-9, 120.0) for time in times])
    assert np.abs(counts - np.rint(counts)).max() < 1e-6
    assert (np.diff(times) > 0).all()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_one_who_hears_is_back_within_two_beats(change: Beat) -> None:
    found = intervention.followed(Nodder(), change, 1, 116.0)
    assert found.before > 0.8
    assert found.after > 0.8
    assert found.back is not None
    assert found.back <= 2
    assert found.deaf < 0.5


def test_one_who_is_deaf_is_never_back() -> None:
    found = intervention.followed(Nodder(deaf=True), CHANGES[0], 1, 116.0)
    assert found.before > 0.8
    assert found.back is None
    assert found.after < 0
    assert found.deaf == pytest.approx(found.after, abs=0.05)


def test_one_who_never_moves_was_never_on_the_beat() -> None:
    found = intervention.followed(Nodder(reach=0.0), CHANGES[0], 1, 116.0)
    assert found.before <= 0
    assert found.back is None
