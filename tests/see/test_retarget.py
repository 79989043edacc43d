import numpy as np
import pytest

from live.body import quat, skeleton
from live.see import limbs
from live.see.limbs import lines_from
from live.see.retarget import local_rotations, world_rotations_from
from live.signals import Floats
from tests.see.bodies import dancing, standing_at

BONES = [
    ("l_shoulder", "l_elbow"), ("r_shoulder", "r_elbow"), ("l_elbow", "l_wrist"),
    ("r_elbow", "r_wrist"), ("l_hip", "l_knee"), ("r_hip", "r_knee"), ("l_knee", "l_ankle"),
    ("r_knee", "r_ankle"), ("r_hip", "l_hip"), ("r_shoulder", "l_shoulder"),
]  # fmt: skip


def rotations_from(directions: Floats) -> Floats:
    """Local rotations (24, 4) that lay the skeleton's bones along unit directions (17, 3)."""
    return local_rotations(world_rotations_from(directions))


def directions(lines: Floats) -> Floats:
    unit: Floats = lines / np.linalg.norm(lines, axis=1, keepdims=True)
    return unit


def angles(a: Floats, b: Floats) -> Floats:
    """Between rotations, degrees."""
    between: Floats = np.degrees(
        np.linalg.norm(quat.to_vector(quat.multiply(a, quat.inverse(b))), axis=-1)
    )
    return between


def at_rest() -> dict[str, Floats]:
    lines = directions(lines_from(standing_at(0.0)))
    return {name: lines[index].copy() for name, index in limbs.INDEX.items()}


def test_a_t_pose_facing_the_camera_is_no_rotation_at_all() -> None:
    lines = directions(lines_from(standing_at(0.0)))
    assert angles(rotations_from(lines), np.tile(quat.IDENTITY, (24, 1))).max() < 3.0


def test_a_dancer_is_given_back_with_every_limb_in_its_direction() -> None:
    for landmarks, root, world in dancing(8.0, rate=5.0):
        rotations = rotations_from(directions(lines_from(landmarks)))
        made = skeleton.positions_from(root, rotations)
        local = world.copy()
        local[1:] = quat.multiply(quat.inverse(world[list(skeleton.PARENTS[1:])]), world[1:])
        meant = skeleton.positions_from(root, local)
        for a, b in BONES:
            first, second = (p[skeleton.INDEX[b]] - p[skeleton.INDEX[a]] for p in (made, meant))
            cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
            assert cosine > np.cos(np.radians(2.0)), (landmarks.time, a, b)


def test_rotations_are_unit_quaternions() -> None:
    for landmarks, _, _ in dancing(2.0, rate=5.0):
        rotations = rotations_from(directions(lines_from(landmarks)))
        assert np.allclose(np.linalg.norm(rotations, axis=1), 1.0)


def test_somebody_with_their_back_to_the_camera_faces_away() -> None:
    line = at_rest()
    turned = np.array([line[name] * np.array([-1.0, 1.0, -1.0]) for name in limbs.LINES])
    chest = world_rotations_from(turned)[skeleton.INDEX["spine3"]]
    assert quat.rotate(chest, np.array([0.0, 0.0, 1.0]))[2] < -0.99


@pytest.mark.parametrize("side", ["l", "r"])
def test_a_raised_knee_bends_on_its_hinge_and_backwards(side: str) -> None:
    line = at_rest()
    line[f"{side}_thigh"] = np.array([0.0, -0.5, 0.866])
    line[f"{side}_shin"] = np.array([0.0, -1.0, 0.0])
    rotations = rotations_from(np.array([line[name] for name in limbs.LINES]))
    bend = quat.to_vector(rotations[skeleton.INDEX[f"{side}_knee"]])
    assert np.degrees(bend) == pytest.approx([60.0, 0.0, 0.0], abs=2.0)


def test_a_knee_that_seems_to_bend_forwards_is_straight() -> None:
    line = at_rest()
    line["l_shin"] = np.array([0.0, -0.95, 0.31])
    rotations = rotations_from(np.array([line[name] for name in limbs.LINES]))
    assert angles(rotations[skeleton.INDEX["l_knee"]], quat.IDENTITY) < 1.0


@pytest.mark.parametrize(("side", "sign"), [("l", 1.0), ("r", -1.0)])
def test_an_elbow_bends_forwards_on_its_hinge(side: str, sign: float) -> None:
    line = at_rest()
    line[f"{side}_upper_arm"] = np.array([0.0, -1.0, 0.0])
    line[f"{side}_forearm"] = line[f"{side}_palm"] = np.array([0.0, 0.0, 1.0])
    rotations = rotations_from(np.array([line[name] for name in limbs.LINES]))
    bend = quat.to_vector(rotations[skeleton.INDEX[f"{side}_elbow"]])
    assert np.degrees(bend) == pytest.approx([0.0, -90.0 * sign, 0.0], abs=2.0)


def test_a_head_that_nods_nods() -> None:
    line = at_rest()
    down = quat.about(np.array([1.0, 0.0, 0.0]), 0.5)
    line["face"] = quat.rotate(down, line["face"])
    world = world_rotations_from(np.array([line[name] for name in limbs.LINES]))
    assert angles(world[skeleton.INDEX["head"]], down) < 2.0


def test_parallel_directions_give_no_nonsense() -> None:
    everything_up = np.tile([0.0, 1.0, 0.0], (limbs.COUNT, 1))
    rotations = rotations_from(everything_up)
    assert np.isfinite(rotations).all()
    assert np.allclose(np.linalg.norm(rotations, axis=1), 1.0)
