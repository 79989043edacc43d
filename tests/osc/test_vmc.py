"""VMC: a VRM avatar in Unity moves as our dancer does, by Unity's own rules."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pythonosc.osc_packet import OscPacket

from live.body import quat, skeleton
from live.osc import wire
from live.osc.vmc import BONES, TABLE, Vmc
from live.signals import Floats, Music, Pose, Scene

# The avatar's bones as UniVRM has them: the chain that Unity multiplies down.
PARENT = {
    "Hips": "", "Spine": "Hips", "Chest": "Spine", "UpperChest": "Chest", "Neck": "UpperChest",
    "Head": "Neck", "LeftShoulder": "UpperChest", "LeftUpperArm": "LeftShoulder",
    "LeftLowerArm": "LeftUpperArm", "LeftHand": "LeftLowerArm", "RightShoulder": "UpperChest",
    "RightUpperArm": "RightShoulder", "RightLowerArm": "RightUpperArm",
    "RightHand": "RightLowerArm", "LeftUpperLeg": "Hips", "LeftLowerLeg": "LeftUpperLeg",
    "LeftFoot": "LeftLowerLeg", "LeftToes": "LeftFoot", "RightUpperLeg": "Hips",
    "RightLowerLeg": "RightUpperLeg", "RightFoot": "RightLowerLeg", "RightToes": "RightFoot",
}  # fmt: skip
T_POSE = np.tile(quat.IDENTITY, (24, 1))
ROOT = np.array([0.2, 0.95, 0.4])


def dancing(rotations: Floats, **scene: Any) -> Scene:
    pose = Pose(5.0, skeleton.positions_from(ROOT, rotations), rotations)
    music = Music(4.9, playing=True, loudness=0.5)
    return replace(Scene(5.0, 4.9, music, pose, None), **scene)


def turned(joint: str, axis: tuple[float, float, float], degrees: float) -> Floats:
    """A T pose but for one joint, turned in our axes."""
    rotations = T_POSE.copy()
    turn = quat.about(np.array(axis), math.radians(degrees))
    rotations[skeleton.INDEX[joint]] = turn
    return rotations


def somehow(seed: int) -> Floats:
    return quat.from_vector(np.random.default_rng(seed).normal(0, 0.5, (24, 3)))


def messages(datagrams: list[memoryview]) -> list[tuple[str, list[Any]]]:
    parsed = [timed.message for raw in datagrams for timed in OscPacket(bytes(raw)).messages]
    return [(message.address, message.params) for message in parsed]


def bones(datagrams: list[memoryview]) -> dict[str, list[float]]:
    """px py pz qx qy qz qw of each bone."""
    return {
        params[0]: params[1:]
        for address, params in messages(datagrams)
        if address == "/VMC/Ext/Bone/Pos"
    }


def unity_matrix(x: float, y: float, z: float, w: float) -> Floats:
    """The matrix of a Unity quaternion: the same formula in either handedness."""
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def in_unity(vmc: Vmc, scene: Scene) -> dict[str, Floats]:
    """Where a receiver that takes everything puts each bone: Unity's x right, y up, z forward."""
    where: dict[str, tuple[Floats, Floats]] = {"": (np.zeros(3), np.eye(3))}
    said = bones(vmc.datagrams(scene))
    for bone, parent in PARENT.items():
        origin, axes = where[parent]
        position = origin + axes @ np.array(said[bone][:3])
        where[bone] = (position, axes @ unity_matrix(*said[bone][3:]))
    return {bone: position for bone, (position, _) in where.items()}


def test_a_t_pose_is_no_rotation_at_all() -> None:
    for transform in bones(Vmc().datagrams(dancing(T_POSE))).values():
        assert transform[3:] == [0, 0, 0, 1]


def test_in_a_t_pose_the_avatar_faces_forward_with_its_left_arm_at_its_left() -> None:
    avatar = in_unity(Vmc(), dancing(T_POSE))
    assert avatar["LeftToes"][2] > avatar["LeftFoot"][2] + 0.1  # Unity's forward is +Z
    assert avatar["LeftHand"][0] < avatar["Hips"][0] - 0.6  # whose left is then -X
    assert avatar["RightHand"][0] > avatar["Hips"][0] + 0.6
    assert avatar["Head"][1] > avatar["Hips"][1] + 0.4


def test_raising_our_left_arm_raises_the_avatars_left_arm() -> None:
    avatar = in_unity(Vmc(), dancing(turned("l_shoulder", (0, 0, 1), 80)))
    assert avatar["LeftHand"][1] > avatar["LeftUpperArm"][1] + 0.4
    assert avatar["RightHand"][1] == pytest.approx(avatar["RightUpperArm"][1], abs=1e-6)


def test_leaning_forward_leans_the_avatar_forward() -> None:
    avatar = in_unity(Vmc(), dancing(turned("spine1", (1, 0, 0), 30)))
    upright = in_unity(Vmc(), dancing(T_POSE))
    assert avatar["Head"][2] > upright["Head"][2] + 0.2


def test_turning_to_our_left_turns_the_avatar_to_its_left() -> None:
    avatar = in_unity(Vmc(), dancing(turned("pelvis", (0, 1, 0), 60)))
    assert avatar["LeftToes"][0] < avatar["LeftFoot"][0] - 0.09


def test_bending_a_knee_takes_the_foot_back() -> None:
    avatar = in_unity(Vmc(), dancing(turned("r_knee", (1, 0, 0), 90)))
    assert avatar["RightFoot"][2] < avatar["RightLowerLeg"][2] - 0.4


@pytest.mark.parametrize("seed", range(4))
def test_the_avatar_is_the_mirror_image_of_our_dancer_bone_for_bone(seed: int) -> None:
    scene = dancing(somehow(seed))
    avatar = in_unity(Vmc(), scene)
    assert scene.partner is not None
    for joint, bone in BONES.items():
        if bone != "Hips":  # the avatar's own point of the pelvis
            x, y, z = scene.partner.positions[skeleton.INDEX[joint]]
            assert avatar[bone] == pytest.approx([-x, y, z], abs=1e-5)


def test_the_hips_lie_just_above_the_legs_as_an_avatars_do() -> None:
    avatar = in_unity(Vmc(), dancing(T_POSE))
    assert 0.02 < avatar["Hips"][1] - avatar["LeftUpperLeg"][1] < 0.06


def test_only_the_hips_move_against_their_parent_and_no_bone_is_without_length() -> None:
    first, second = (bones(Vmc().datagrams(dancing(somehow(seed)))) for seed in (1, 2))
    moved = {bone for bone in first if first[bone][:3] != second[bone][:3]}
    assert moved == {"Hips"}
    assert all(np.linalg.norm(transform[:3]) > 0.03 for transform in first.values())


def test_a_smaller_avatar_takes_smaller_steps() -> None:
    whole, half = (in_unity(Vmc(scale=scale), dancing(somehow(3))) for scale in (1.0, 0.5))
    for bone in PARENT:
        assert half[bone] == pytest.approx(whole[bone] / 2, abs=1e-5)


def test_an_avatar_without_an_upper_chest_still_turns_its_shoulders_as_far() -> None:
    rotations = turned("spine3", (0, 1, 0), 40)
    rotations[skeleton.INDEX["spine2"]] = quat.about(np.array([1.0, 0, 0]), 0.3)
    said = bones(Vmc(upper_chest=False).datagrams(dancing(rotations)))
    assert said["UpperChest"][3:] == [0, 0, 0, 1]
    whole = bones(Vmc().datagrams(dancing(rotations)))
    both = unity_matrix(*whole["Chest"][3:]) @ unity_matrix(*whole["UpperChest"][3:])
    assert np.abs(unity_matrix(*said["Chest"][3:]) - both).max() < 1e-6


def test_a_burst_is_root_then_bones_then_face_then_ok_and_time() -> None:
    addresses = [address for address, _ in messages(Vmc().datagrams(dancing(somehow(1))))]
    assert addresses == [
        "/VMC/Ext/Root/Pos", *["/VMC/Ext/Bone/Pos"] * 22, "/VMC/Ext/Blend/Val",
        "/VMC/Ext/Blend/Apply", "/VMC/Ext/OK", "/VMC/Ext/T",
    ]  # fmt: skip


def test_everything_sent_is_in_the_table_and_fits_a_datagram() -> None:
    for scene in (dancing(somehow(2)), dancing(T_POSE, partner=None)):
        datagrams = Vmc().datagrams(scene)
        assert all(len(datagram) <= wire.LARGEST for datagram in datagrams)
        for address, params in messages(datagrams):
            assert TABLE.fault(address, params) is None


def test_with_nobody_there_the_receiver_gets_that() -> None:
    said = messages(Vmc().datagrams(dancing(T_POSE, partner=None)))
    assert said == [("/VMC/Ext/OK", [0]), ("/VMC/Ext/T", [5.0])]


def test_the_human_can_be_the_avatar() -> None:
    lean = turned("spine1", (1, 0, 0), 30)
    scene = dancing(lean, partner=None, human=dancing(lean).partner)
    assert bones(Vmc(who="human").datagrams(scene))["Spine"][3] == pytest.approx(
        math.sin(math.radians(15))
    )


def smile(vmc: Vmc, time: float, **music: Any) -> float:
    scene = dancing(T_POSE, time=time, music=Music(time, **music))
    (joy,) = [params for address, params in messages(vmc.datagrams(scene)) if "Val" in address]
    assert joy[0] == "Joy"
    return float(joy[1])


def test_the_smile_swells_with_the_music_and_fades_in_silence() -> None:
    vmc = Vmc(smile=0.8)
    swelling = [smile(vmc, t / 30, playing=True, loudness=1.0) for t in range(90)]
    assert swelling == sorted(swelling)
    assert max(np.diff(swelling)) < 0.04  # never from one scene to the next
    assert swelling[-1] == pytest.approx(0.8, abs=0.04)
    assert smile(vmc, 13.0, playing=False, loudness=1.0) < 0.01


def test_the_face_can_be_left_alone() -> None:
    addresses = [address for address, _ in messages(Vmc(smile=0).datagrams(dancing(T_POSE)))]
    assert not [address for address in addresses if "Blend" in address]
