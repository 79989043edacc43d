from itertools import pairwise

import numpy as np
import pytest

from live.body import skeleton
from live.see import landmarks as at
from live.see.landmarks import Landmarks
from live.see.person_tracker import PersonTracker
from live.signals import Floats, Pose
from tests.see.bodies import VIEW, dancing, standing_at

LEFT_ARM = [at.L_ELBOW, at.L_WRIST, at.L_INDEX, at.L_PINKY]


def a_figure() -> PersonTracker:
    return PersonTracker(0.05, 1.0, VIEW)


def watched(landmarks: list[Landmarks]) -> list[Pose]:
    figure = a_figure()
    return [figure.pose(one) for one in landmarks]


def hiding(landmarks: Landmarks, points: list[int]) -> Landmarks:
    seen = landmarks.seen.copy()
    seen[points] = 0.0
    return Landmarks(landmarks.time, landmarks.image, landmarks.world, seen)


def shaken(landmarks: Landmarks, chance: np.random.Generator, metres: float) -> Landmarks:
    world = landmarks.world + chance.normal(0.0, metres, landmarks.world.shape)
    return Landmarks(landmarks.time, landmarks.image, world, landmarks.seen)


def lengths(poses: list[Pose]) -> Floats:
    positions = np.array([pose.positions for pose in poses])
    bones = positions[:, 1:] - positions[:, list(skeleton.PARENTS[1:])]
    return np.asarray(np.linalg.norm(bones, axis=-1))


def test_the_left_hand_of_somebody_facing_the_camera_is_at_positive_x() -> None:
    pose = a_figure().pose(standing_at(0.0))
    assert pose.positions[skeleton.INDEX["l_hand"], 0] > 0.5
    assert pose.positions[skeleton.INDEX["r_hand"], 0] < -0.5


def test_a_dancer_is_given_back_within_a_few_centimetres() -> None:
    found = dancing(6.0)
    poses = watched([landmarks for landmarks, _, _ in found])
    for pose, (landmarks, _, _) in list(zip(poses, found, strict=True))[60:]:
        ours = pose.positions - pose.positions[[1, 2]].mean(axis=0)
        for joint, point in (("l_wrist", at.L_WRIST), ("r_knee", at.R_KNEE)):
            miss = np.linalg.norm(ours[skeleton.INDEX[joint]] - landmarks.world[point])
            assert miss < 0.08, (pose.time, joint)


def test_bones_keep_their_length_while_landmarks_shake() -> None:
    chance = np.random.default_rng(1)
    poses = watched([shaken(one, chance, 0.02) for one, _, _ in dancing(6.0)])
    settled = lengths(poses[120:])
    assert (settled.std(axis=0) / settled.mean(axis=0)).max() < 0.005


def test_rotations_change_sign_nowhere() -> None:
    poses = watched([landmarks for landmarks, _, _ in dancing(4.0)])
    for before, after in pairwise(poses):
        assert np.sum(before.rotations * after.rotations, axis=1).min() > 0.0


def test_the_dancer_stands_on_the_floor_and_bobs_with_the_beat() -> None:
    found = dancing(6.0)
    poses = watched([landmarks for landmarks, _, _ in found])[60:]
    toes = np.array([pose.positions[[10, 11], 1].min() for pose in poses])
    assert -0.03 < toes.min() < 0.04
    height = np.array([pose.positions[0, 1] for pose in poses])
    truth = np.array([root[1] for _, root, _ in found[60:]])
    assert np.corrcoef(height, truth)[0, 1] > 0.9
    assert height.std() == pytest.approx(truth.std(), rel=0.3)


@pytest.mark.parametrize("x", [-0.8, 0.0, 0.8])
def test_the_dancer_stands_where_they_stand(x: float) -> None:
    poses = watched([landmarks for landmarks, _, _ in dancing(2.0, place=(x, 0.0))])
    truth = [root[0] + x for _, root, _ in dancing(2.0)]
    miss = np.array([pose.positions[0, 0] for pose in poses]) - truth
    assert np.abs(miss[30:]).max() < 0.06


def test_a_step_towards_the_camera_is_a_step_towards_the_audience() -> None:
    figure = a_figure()
    for number in range(60):
        figure.pose(standing_at(0.0, time=number / 30))
    for number in range(60, 120):
        near = figure.pose(standing_at(0.0, 0.5, time=number / 30))
    assert near.positions[0, 2] == pytest.approx(0.5, abs=0.1)


def test_a_jump_leaves_the_floor() -> None:
    figure = a_figure()
    for number in range(60):
        figure.pose(standing_at(0.0, time=number / 30))
    up = standing_at(0.0, time=2.0)
    lifted = Landmarks(2.03, up.image + np.array([0.0, 0.08]), up.world, up.seen)
    for _ in range(2):
        jump = figure.pose(lifted)
        lifted = Landmarks(lifted.time + 0.033, lifted.image, lifted.world, lifted.seen)
    assert jump.positions[[10, 11], 1].min() > 0.12
    assert not jump.contacts.any()


def test_a_foot_that_stands_is_planted_and_a_foot_that_steps_is_not() -> None:
    poses = watched([landmarks for landmarks, _, _ in dancing(6.0)])
    planted = np.array([pose.contacts for pose in poses])[30:]
    assert 0.5 < planted.mean() < 0.95
    assert not planted.all(axis=0).any()


def test_an_arm_out_of_sight_stays_a_moment_then_hangs_down() -> None:
    figure = a_figure()
    for number in range(30):
        figure.pose(standing_at(0.0, time=number / 30))
    hidden = [
        figure.pose(hiding(standing_at(0.0, time=number / 30), LEFT_ARM))
        for number in range(30, 120)
    ]
    wrist, shoulder = skeleton.INDEX["l_wrist"], skeleton.INDEX["l_shoulder"]
    assert hidden[3].positions[wrist, 1] > hidden[3].positions[shoulder, 1] - 0.1
    assert hidden[-1].positions[wrist, 1] < hidden[-1].positions[shoulder, 1] - 0.35
    assert hidden[-1].seen[wrist] == 0.0
    assert hidden[-1].seen[skeleton.INDEX["r_wrist"]] == 1.0


def test_legs_below_the_picture_stand_straight() -> None:
    below = [
        point for side in (at.L_KNEE, at.L_ANKLE, at.L_HEEL, at.L_TOE) for point in (side, side + 1)
    ]
    figure = a_figure()
    for number in range(90):
        pose = figure.pose(hiding(standing_at(0.0, time=number / 30), below))
    assert pose.positions[skeleton.INDEX["l_knee"], 1] > 0.3
    assert pose.seen[skeleton.INDEX["l_ankle"]] == 0.0
    assert np.isfinite(pose.positions).all()


def test_legs_that_always_lean_back_are_put_under_the_body() -> None:
    def leaning(landmarks: Landmarks) -> Landmarks:
        world = landmarks.world.copy()
        world[25:, 2] += 0.17 * world[25:, 1]  # the habit of the landmarker
        return Landmarks(landmarks.time, landmarks.image, world, landmarks.seen)

    poses = watched([leaning(landmarks) for landmarks, _, _ in dancing(4.0)])
    ankles = np.array(
        [p.positions[[7, 8], 2].mean() - p.positions[[1, 2], 2].mean() for p in poses]
    )
    assert abs(ankles[30:].mean()) < 0.03


def test_nothing_seen_is_no_nonsense() -> None:
    figure = a_figure()
    for number in range(10):
        pose = figure.pose(hiding(standing_at(0.0, time=number / 30), list(range(33))))
    assert np.isfinite(pose.positions).all()
    assert np.isfinite(pose.rotations).all()
    assert pose.seen.max() == 0.0


def test_a_body_squeezed_to_a_point_is_no_nonsense() -> None:
    figure = a_figure()
    for number in range(5):
        flat = Landmarks(number / 30, np.zeros((33, 2)), np.zeros((33, 3)), np.ones(33))
        pose = figure.pose(flat)
        assert np.isfinite(pose.positions).all()
        assert np.isfinite(pose.rotations).all()


def test_a_held_pose_fades_from_sight() -> None:
    figure = a_figure()
    assert figure.held(0.0, 0.5) is None
    figure.pose(standing_at(0.0))
    held = figure.held(0.1, 0.75)
    assert held is not None
    assert held.time == 0.1
    assert held.seen.max() == pytest.approx(0.25)
