"""Kinetic and geometric features, by bodies whose features can be worked out by hand."""

import numpy as np
import pytest

from live.body import skeleton
from live.signals import Floats
from scripts.measure.metrics.geometric import SMPL, geometric
from scripts.measure.metrics.kinetic import kinetic, root_relative, zero_start
from tests.scripts.measure.dances import STANDING, carried, statue, swinging

# Features of the right and of the left limb. As published, numbers 0 and 1, and 14 and 15, are not
# mirror images of one another: their planes do not turn over.
PAIRS = ((2, 3), (6, 7), (10, 11), (12, 13), (16, 17), (19, 20), (21, 22), (23, 24),
         (25, 26), (29, 30))  # fmt: skip
WRIST, ANKLE, ELBOW = (skeleton.INDEX[name] for name in ("r_wrist", "r_ankle", "r_elbow"))


def averaged_by_hand(positions: Floats, joint: int) -> Floats:
    """The mean velocity of the window round each frame but the first, one frame at a time."""
    found = []
    for frame in range(1, len(positions)):
        steps = [
            (positions[k, joint] - positions[k - 1, joint]) * 60
            for k in range(frame - 2, frame + 3)
            if 1 <= k < len(positions)
        ]
        found.append(np.mean(steps, axis=0))
    return np.array(found)


def test_a_body_carried_evenly_has_the_energy_of_its_speed() -> None:
    path = np.arange(60)[:, None] / 60 * np.array([0.3, 0.2, 0.4])  # metres a frame, 60 fps
    horizontal, vertical = kinetic(carried(path)).reshape(24, 3)[:, :2].T
    assert horizontal == pytest.approx(np.full(24, 0.25))
    assert vertical == pytest.approx(np.full(24, 0.04))


def test_velocities_are_means_of_the_window_also_at_both_ends() -> None:
    positions = swinging(3, 40, 60.0).positions
    velocity = averaged_by_hand(positions, WRIST)
    wanted = np.mean(velocity[:, 0] ** 2 + velocity[:, 2] ** 2), np.mean(velocity[:, 1] ** 2)
    assert kinetic(positions).reshape(24, 3)[WRIST, :2] == pytest.approx(wanted)


def test_the_published_acceleration_grows_with_the_distance_from_the_origin() -> None:
    here = statue(30)
    energy = kinetic(zero_start(here)).reshape(24, 3)[:, 2]
    assert energy[0] == 0.0
    away = kinetic(zero_start(here) + np.array([5.0, 0.0, 0.0])).reshape(24, 3)[0, 2]
    assert away == pytest.approx(5.0 * 59 * 60, rel=1e-6)


def test_lodge_sees_every_joint_from_the_pelvis() -> None:
    relative = root_relative(carried(np.linspace(0, 1, 20)[:, None] * [1.0, 0.0, 0.0]))
    assert np.ptp(relative[:, 1:], axis=0).max() < 1e-12
    assert relative[0, 0] == pytest.approx(np.zeros(3))
    assert relative[-1, 0] == pytest.approx([1.0, 0.0, 0.0])


def test_a_mirrored_dance_has_the_features_of_left_and_right_changed_over() -> None:
    positions = swinging(5, 200, 60.0).positions
    wanted = geometric(positions)
    for right, left in PAIRS:
        wanted[[right, left]] = wanted[[left, right]]
    found = geometric(skeleton.mirrored_positions(positions))
    both = sorted({number for pair in PAIRS for number in pair} | {4, 5, 31})
    assert found[both] == pytest.approx(wanted[both])
    assert 0.05 < np.mean(wanted[both]) < 0.95


def test_nothing_moves_in_a_statue() -> None:
    features = geometric(statue(20))
    assert features[[0, 1, 4, 5, 9, 10, 11, 12, 13, 21, 22, 31]].tolist() == [0.0] * 12
    assert features[[6, 7, 19, 20]].tolist() == [0.0] * 4  # elbows and knees are straight
    assert features[[8, 23, 24]].tolist() == [1.0] * 3  # arms wide


def test_the_share_is_that_of_the_frames_in_which_a_foot_is_up() -> None:
    positions = statue(101)
    positions[41:, ANKLE, 1] += 1.3 * SMPL.humerus
    assert geometric(positions)[16] == pytest.approx(0.6)
    assert geometric(positions)[17] == 0.0


@pytest.mark.parametrize(("speed", "fast"), [(0.5, 0.0), (0.8, 1.0)])
def test_a_wrist_is_fast_from_two_and_a_half_humeri_a_second_of_the_protocols_time(
    speed: float, fast: float
) -> None:
    positions = statue(30)
    positions[:, WRIST, 1] += np.arange(30) * speed / 120
    assert geometric(positions)[12] == fast


def test_a_bent_elbow_is_known_by_its_angle() -> None:
    positions = statue(10)
    positions[:, WRIST] = STANDING[ELBOW] + [0.1, 0.2, 0.0]
    assert geometric(positions)[6] == 1.0
    assert geometric(positions)[7] == 0.0
