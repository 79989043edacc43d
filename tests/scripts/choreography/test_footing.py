import numpy as np
import pytest

from live.body import quat
from scripts.choreography import footing
from scripts.choreography.clips import Clip
from scripts.measure.metrics import feet, motion
from tests.scripts.choreography.takes import sliding, standing_and_stepping

LEGS = [1, 2, 4, 5, 7, 8]


@pytest.fixture(scope="module")
def cleaned() -> Clip:
    return footing.cleaned(sliding())


def skating(clip: Clip) -> float:
    """The published ratio, both feet's, its slide in whole length."""
    return float(np.mean(feet.skate_ratios(clip.positions[::2], whole=True)))


def test_a_sliding_foot_stands(cleaned: Clip) -> None:
    assert skating(sliding()) > 0.15
    assert skating(cleaned) < 0.025


def test_what_is_locked_is_locked_within_a_millimetre(cleaned: Clip) -> None:
    drift = feet.drift(cleaned.positions[:, :], cleaned.contacts & [False, True, False, True])
    assert drift.contacts > 8
    assert drift.worst < 0.001
    locked = cleaned.positions[:, [10, 11], 1][cleaned.contacts[:, [1, 3]]]
    assert np.abs(locked).max() < 0.001


def test_feet_still_step(cleaned: Clip) -> None:
    truth, found = standing_and_stepping().contacts[:, [1, 3]], cleaned.contacts[:, [1, 3]]
    assert 0.4 < found.mean() < 0.98
    assert np.mean(truth == found) > 0.75
    high = [clip.positions[:, [10, 11], 1].max() for clip in (cleaned, standing_and_stepping())]
    assert high[0] > 0.6 * high[1]


def test_no_toe_goes_into_the_floor_and_bones_keep_their_lengths(cleaned: Clip) -> None:
    assert cleaned.positions[:, [10, 11], 1].min() > -0.001
    assert motion.bone_error(cleaned.positions) < 1e-9


def test_the_rest_of_the_body_stays_as_danced(cleaned: Clip) -> None:
    before = sliding()
    others = [joint for joint in range(24) if joint not in LEGS]
    away = quat.multiply(cleaned.rotations[:, others], quat.inverse(before.rotations[:, others]))
    radians = np.linalg.norm(quat.to_vector(away), axis=-1)
    assert radians.mean() < 0.01
    assert radians.max() < 0.25
    gone = cleaned.root - before.root
    assert np.abs(gone[:, [0, 2]]).max() < 0.01
    assert np.abs(gone[:, 1]).max() < 0.12


def test_a_dance_that_is_clean_stays_what_it_is() -> None:
    before = standing_and_stepping()
    after = footing.cleaned(before).positions
    assert np.linalg.norm(after - before.positions, axis=-1).mean() < 0.02
