"""Movement of other programs' bodies: which way ours points, and how large it is."""

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.skeleton import INDEX, LEG
from live.formats import bvh, foreign
from live.signals import Floats
from tests.formats.bvh_files import BLENDER, CMU, MIXAMO, Joints, Turns, written

STAND = {id(CMU): (0.0, 17.0, 0.0), id(MIXAMO): (0.0, 104.0, 1.5), id(BLENDER): (0.0, 0.0, 0.0)}


def _read(joints: Joints, *turns: Turns, everywhere: bool = False) -> Floats:
    """Where our joints are, (frames, 24, 3)."""
    frames = [(STAND[id(joints)], turn) for turn in turns]
    movement = bvh.parse(written(joints, frames, everywhere))
    assert movement.fps == pytest.approx(120.0, abs=0.01)
    assert np.array_equal(movement.offsets, skeleton.OFFSETS)
    return skeleton.positions_from(movement.root, movement.rotations)


def _way(places: Floats, start: str, end: str) -> Floats:
    """The direction from one joint to another."""
    line = places[INDEX[end]] - places[INDEX[start]]
    return np.asarray(line / np.linalg.norm(line))


def _facing(places: Floats) -> Floats:
    legs = places[INDEX["l_hip"]] - places[INDEX["r_hip"]]
    ahead = np.cross(legs, [0.0, 1.0, 0.0])
    return np.asarray(ahead / np.linalg.norm(ahead))


@pytest.mark.parametrize("joints", [CMU, MIXAMO, BLENDER], ids=["cmu", "mixamo", "blender"])
@pytest.mark.parametrize("everywhere", [False, True])
def test_a_body_at_rest_stands_on_the_floor_facing_the_hall(
    joints: Joints, everywhere: bool
) -> None:
    places = _read(joints, {}, everywhere=everywhere)[0]
    assert _facing(places) == pytest.approx([0, 0, 1], abs=1e-6)
    assert _way(places, "pelvis", "spine3") == pytest.approx([0, 1, 0], abs=0.05)
    assert places[[INDEX["l_toe"], INDEX["r_toe"]], 1] == pytest.approx(0.0, abs=1e-6)
    assert _way(places, "l_ankle", "l_toe")[2] > 0.9
    assert places[INDEX["head"], 1] > 1.4


def test_legs_that_rest_apart_are_apart() -> None:
    at_rest, together = _read(CMU, {}, {"LeftUpLeg": (-20.0, 0, 0), "RightUpLeg": (20.0, 0, 0)})
    aside = np.array([2.4, -6.6, 0.0]) / np.hypot(2.4, 6.6)
    assert _way(at_rest, "l_hip", "l_knee") == pytest.approx(aside, abs=1e-6)
    assert _way(at_rest, "r_hip", "r_knee") == pytest.approx(aside * [-1, 1, 1], abs=1e-6)
    assert _way(together, "l_hip", "l_knee") == pytest.approx([0, -1, 0], abs=0.01)


ARM_UP = np.array([np.sqrt(0.5), np.sqrt(0.5), 0.0])


@pytest.mark.parametrize(
    ("joints", "turn"),
    [(CMU, {"LeftArm": (45.0, 0, 0)}), (MIXAMO, {"mixamorig:LeftArm": (45.0, 0, 0)}),
     (BLENDER, {"upper_arm.L": (0, -90.0, 0)})],
    ids=["cmu", "mixamo", "blender"],
)  # fmt: skip
def test_an_arm_points_where_theirs_does(joints: Joints, turn: Turns) -> None:
    places = _read(joints, turn)[0]
    assert _way(places, "l_shoulder", "l_elbow") == pytest.approx(ARM_UP, abs=1e-6)
    assert _way(places, "l_elbow", "l_wrist") == pytest.approx(ARM_UP, abs=1e-6)
    assert _way(places, "l_wrist", "l_hand") == pytest.approx(ARM_UP, abs=1e-6)
    assert _way(places, "r_shoulder", "r_elbow")[0] < -0.7


def test_a_quarter_turn_to_the_left_is_one() -> None:
    for joints, turn in ((CMU, {"Hips": (0, 90.0, 0)}), (BLENDER, {"root": (90.0, 0, 0)})):
        still, turned = _read(joints, {}, turn)
        assert _facing(still) == pytest.approx([0, 0, 1], abs=1e-6)
        assert _facing(turned) == pytest.approx([1, 0, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("joints", "ahead", "leg"),
    [(CMU, (0, 0, 1), np.hypot(2.4, 6.6) + np.hypot(2.5, 6.9)), (MIXAMO, (0, 0, 1), 85.0),
     (BLENDER, (0, -1, 0), 0.9)],
    ids=["cmu", "mixamo", "blender"],
)  # fmt: skip
def test_a_step_is_as_long_as_legs_are(
    joints: Joints, ahead: tuple[float, ...], leg: float
) -> None:
    start = np.array(STAND[id(joints)])
    end = start + leg * np.array(ahead)
    movement = bvh.parse(written(joints, [(start.tolist(), {}), (end.tolist(), {})]))
    assert movement.root[1] - movement.root[0] == pytest.approx([0, 0, LEG], abs=1e-6)


def test_a_rest_pose_that_does_not_stand_is_not_asked_where_up_is() -> None:
    """As with bodies whose bones all lie along one axis until the first frame."""
    lying: Joints = {
        name: (parent, [float(np.linalg.norm(offset)), 0.0, 0.0])
        for name, (parent, offset) in MIXAMO.items()
    }
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        lying[f"mixamorig:{side}UpLeg"] = ("mixamorig:Hips", [0.0, 0.0, 9.0 * sign])
        lying[f"mixamorig:{side}Shoulder"] = ("mixamorig:Spine2", [10.0, 0.0, 5.0 * sign])
    stands: Turns = {"mixamorig:Hips": (90.0, 0.0, 0.0)} | {
        f"mixamorig:{side}{bone}": (180.0, 0.0, 0.0)
        for side in ("Left", "Right") for bone in ("UpLeg", "Arm")
    }  # fmt: skip
    movement = bvh.parse(written(lying, [((0.0, 95.0, 0.0), stands)]))
    places = skeleton.positions_from(movement.root, movement.rotations)[0]
    assert _way(places, "l_hip", "l_ankle") == pytest.approx([0, -1, 0], abs=1e-6)
    assert _way(places, "l_shoulder", "l_wrist") == pytest.approx([0, -1, 0], abs=1e-6)
    assert places[INDEX["head"], 1] > 1.4


def _dance() -> tuple[Floats, Floats]:
    chance = np.random.default_rng(4)
    turns = quat.from_vector(chance.normal(0, 0.5, (20, 24, 3)))
    turns[:, [22, 23]] = quat.IDENTITY
    return chance.normal(0, 1, (20, 3)), turns


def test_a_dance_of_ours_in_other_axes_and_units_is_the_same() -> None:
    root, turns = _dance()
    upended = quat.about(np.array([1.0, 0.0, 0.0]), np.pi / 2)  # Y up to Z up
    steps = np.tile(skeleton.OFFSETS, (20, 1, 1))
    steps[:, 0] = root
    back = quat.multiply(quat.multiply(upended, turns), quat.inverse(upended))
    body = foreign.Recorded(
        skeleton.JOINTS, skeleton.PARENTS, 39.37 * quat.rotate(upended, skeleton.OFFSETS),
        39.37 * quat.rotate(upended, steps), back,
    )  # fmt: skip
    found, rotations = foreign.on_our_skeleton(body)
    wanted = skeleton.positions_from(foreign.grounded(root, turns), turns)
    assert np.abs(skeleton.positions_from(found, rotations) - wanted).max() < 1e-6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (written(CMU, [((0, 17, 0), {})]).replace("LeftForeArm", "Tentacle"),
         r"not found in it: leftLowerArm\. Rename its joints as Mixamo does"),
        (written(MIXAMO, [((0, 104, 0), {})]).replace("OFFSET 0.0 -42.0 0.0", "OFFSET 0 42 0"),
         r"neither its rest pose nor any frame stands .* Export it with a T pose"),
        (written(CMU, [((0, float("nan"), 0), {})]), "no number .* Record it again"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_remedy(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        bvh.parse(text)


def test_a_body_without_a_joint_for_its_head_is_read() -> None:
    """As Poser's: its neck ends in the head."""
    text = written(CMU, [((0, 17, 0), {"Neck": (0, 45.0, 0)})]).replace("JOINT Head", "JOINT Hat")
    movement = bvh.parse(text)
    turned = skeleton.world_rotations(movement.rotations)[0, INDEX["head"]]
    assert quat.rotate(turned, np.array([0, 0, 1.0])) == pytest.approx(
        [np.sqrt(0.5), 0, np.sqrt(0.5)], abs=1e-6
    )


def test_names_may_hold_spaces() -> None:
    text = written(CMU, [((0, 17, 0), {"LeftArm": (45.0, 0, 0)})])
    for name in sorted(CMU, key=len, reverse=True):
        if name.startswith(("Left", "Right")):
            side = "Left" if name.startswith("Left") else "Right"
            spaced = f"Bip01 {side[0]} {name.removeprefix(side)}"
            text = text.replace(f"JOINT {name}\n", f"JOINT {spaced}\n")
    movement = bvh.parse(text)
    places = skeleton.positions_from(movement.root, movement.rotations)[0]
    assert _way(places, "l_shoulder", "l_elbow") == pytest.approx(ARM_UP, abs=1e-6)
