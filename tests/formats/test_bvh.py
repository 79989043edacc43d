"""BVH as animation programs read it, and files that are not of our skeleton."""

import numpy as np
import pytest

from live.body import quat, skeleton
from live.formats import bvh
from live.signals import Floats

HEAD = """\
HIERARCHY
ROOT pelvis
{
  OFFSET 0.000000 0.000000 0.000000
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT l_hip
  {
    OFFSET 9.144000 2.754100 -1.016000
    CHANNELS 3 Zrotation Xrotation Yrotation
    JOINT l_knee
    {
      OFFSET 0.000000 -38.361600 0.000000
      CHANNELS 3 Zrotation Xrotation Yrotation
      JOINT l_ankle
      {
        OFFSET 0.000000 -47.297900 0.000000
        CHANNELS 3 Zrotation Xrotation Yrotation
        JOINT l_toe
        {
          OFFSET 1.168900 -3.853700 12.607300
          CHANNELS 3 Zrotation Xrotation Yrotation
          End Site
          {
            OFFSET 0.000000 0.000000 6.000000
          }
        }
      }
    }
  }
  JOINT r_hip
"""
DEPTH_FIRST = [
    "pelvis", "l_hip", "l_knee", "l_ankle", "l_toe", "r_hip", "r_knee", "r_ankle", "r_toe",
    "spine1", "spine2", "spine3", "neck", "head", "l_collar", "l_shoulder", "l_elbow", "l_wrist",
    "l_hand", "r_collar", "r_shoulder", "r_elbow", "r_wrist", "r_hand",
]  # fmt: skip
STANDING = np.array([[0.1, 0.95, -0.2]])


def standing(joint: str, turn: Floats) -> str:
    """A one-frame file of a T pose but for one joint."""
    rotations = np.tile(quat.IDENTITY, (1, 24, 1))
    rotations[0, skeleton.INDEX[joint]] = turn
    return bvh.text_of(STANDING, rotations, 25.0)


def angles(text: str, joint: str) -> list[float]:
    """Degrees about Z, X and Y in the file's only frame."""
    numbers = [float(word) for word in text.splitlines()[-1].split()]
    start = 3 + 3 * DEPTH_FIRST.index(joint)
    return numbers[start : start + 3]


def about(axis: str, degrees: float) -> Floats:
    return quat.about(np.eye(3)["xyz".index(axis)], np.radians(degrees))


ALL_THREE = quat.multiply(about("z", 40), quat.multiply(about("x", -30), about("y", 70)))


def test_a_t_pose_is_written_as_animation_programs_expect_it() -> None:
    text = standing("head", quat.IDENTITY)
    assert text.startswith(HEAD)
    zeros = " ".join(["0.000000"] * 72)
    assert text.endswith(
        "MOTION\nFrames: 1\nFrame Time: 0.040000000\n"
        f"10.000000 95.000000 -20.000000 {zeros}\n"
    )  # fmt: skip
    assert text.count("{") == text.count("}") == 24 + 5
    names = [line.split()[1] for line in text.splitlines() if line.split()[0] in ("ROOT", "JOINT")]
    assert names == DEPTH_FIRST


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (about("z", 40), [40, 0, 0]),
        (about("x", -30), [0, -30, 0]),
        (about("y", 70), [0, 0, 70]),
        (ALL_THREE, [40, -30, 70]),
        (about("x", 90), [0, 90, 0]),
        (quat.multiply(about("z", 40), about("x", 90)), [40, 90, 0]),
    ],
)
def test_turns_are_written_about_z_then_x_then_y(turn: Floats, expected: list[float]) -> None:
    assert angles(standing("l_elbow", turn), "l_elbow") == pytest.approx(expected, abs=1e-4)


def test_a_spin_is_written_without_a_jump_of_a_whole_turn() -> None:
    spin = quat.about(np.array([0.0, 1.0, 0.0]), np.radians(np.arange(0.0, 720.0, 10.0)))
    rotations = np.tile(quat.IDENTITY, (72, 24, 1))
    rotations[:, 0] = spin
    lines = bvh.text_of(np.zeros((72, 3)), rotations, 30.0).splitlines()[-72:]
    yaw = [float(line.split()[5]) for line in lines]
    assert yaw == pytest.approx(np.arange(0.0, 720.0, 10.0), abs=1e-4)


def test_what_is_written_is_read_again() -> None:
    chance = np.random.default_rng(4)
    rotations = quat.from_vector(chance.normal(0, 0.8, (20, 24, 3)))
    rotations[7, 16] = about("x", 90)  # where Z and Y turn about the same axis
    root = chance.normal(0, 1, (20, 3))
    movement = bvh.parse(bvh.text_of(root, rotations, 30.0))
    assert movement.fps == pytest.approx(30.0, abs=1e-6)
    assert np.abs(movement.offsets - skeleton.OFFSETS).max() < 1e-7
    positions = skeleton.positions_from(movement.root, movement.rotations)
    assert np.abs(positions - skeleton.positions_from(root, rotations)).max() < 1e-6


def test_other_orders_of_channels_are_read() -> None:
    rotations = np.tile(quat.IDENTITY, (1, 24, 1))
    rotations[0, 0] = quat.multiply(about("z", 40), about("y", 70))
    text = standing("pelvis", rotations[0, 0]).replace(
        "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation",
        "CHANNELS 6 Yposition Zposition Xposition XROTATION Zrotation Yrotation",
    )
    frame = text.splitlines()[-1].split()
    _, _, _, z, x, y = frame[:6]
    text = text.replace(" ".join(frame[:6]), f"95 -20 10 {x} {z} {y}")
    movement = bvh.parse(text.replace("\n", "\r\n"))
    assert movement.root == pytest.approx(STANDING)
    assert movement.rotations[0, 0] == pytest.approx(rotations[0, 0], abs=1e-6)


GOOD = standing("head", quat.IDENTITY)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this is not BVH"),
        ("a song\n", "this is not BVH"),
        (GOOD.replace("l_elbow", "l_tentacle"), r"not found in it: leftLowerArm"),
        (GOOD.replace("Frames: 1", "Frames: 2"), "2 frames of 75 numbers are promised and 75"),
        (GOOD.replace("Frames: 1", "Frames: many"), "'many' where a number belongs"),
        (GOOD.replace("Time: 0.04", "Time: -0.04"), "not above nought"),
        (GOOD.replace("10.000000 95", "ten 95"), "holds what is no number"),
        (GOOD.replace("Frame Time", "Speed"), "lacks Frames: or Frame Time:"),
        (GOOD.replace("OFFSET 9.144000 2.75", "OFFSET 9.144000 up"), "where a number belongs"),
        (GOOD.replace("0.000000 -38.361600 0.000000", "0 0 -38.3616"), "neither its rest pose"),
        (GOOD.replace("Zrotation", "Wrotation", 1), "a channel 'Wrotation'"),
        (GOOD.replace("CHANNELS", "KANALS", 1), "'KANALS' where it has no meaning"),
        (GOOD[: len(HEAD) // 2] + "MOTION", "the hierarchy"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        bvh.parse(text)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("l_hip", "LeftUpLeg"), ("l_hand", "l_thumb"), ("pelvis", "Hips")]
)
def test_a_joint_with_another_name_is_known_or_not_needed(ours: str, theirs: str) -> None:
    movement = bvh.parse(GOOD.replace(f"{ours}\n", f"{theirs}\n"))
    assert movement.rotations == pytest.approx(np.tile(quat.IDENTITY, (1, 24, 1)), abs=1e-6)


def test_a_joint_in_the_wrong_place_is_refused() -> None:
    swapped = GOOD.replace("l_knee", "L").replace("l_ankle", "l_knee").replace("L", "l_ankle")
    with pytest.raises(ValueError, match="joint l_ankle should be below l_knee"):
        bvh.parse(swapped.replace("l_ankleS", "LS"))
