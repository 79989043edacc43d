"""Bones found by the names that modellers give them."""

from collections.abc import Sequence

import numpy as np
import pytest

from live.gltf.bones import named
from live.gltf.limits import Refused
from live.gltf.tree import Tree

PARTS = ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot", "Toes", "Shoulder")
MIXAMO = {
    "hips": "mixamorig:Hips", "spine": "mixamorig:Spine", "chest": "mixamorig:Spine1",
    "upperChest": "mixamorig:Spine2", "neck": "mixamorig:Neck", "head": "mixamorig:Head",
} | {
    f"{side}{bone}": f"mixamorig:{side.title()}{name}"
    for side in ("left", "right")
    for bone, name in zip(PARTS, ("Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase",
                                  "Shoulder"), strict=True)
}  # fmt: skip


def _sided(trunk: Sequence[str], pattern: str, names: Sequence[str]) -> dict[str, str]:
    table = dict(zip(("hips", "spine", "chest", "upperChest", "neck", "head"), trunk, strict=True))
    for side, sign in (("left", "l"), ("right", "r")):
        for bone, name in zip(PARTS, names, strict=True):
            words = {"s": sign, "S": sign.upper(), "n": name, "N": name.title(), "side": side}
            table[f"{side}{bone}"] = pattern.format(**words)
    return table


RIGIFY = _sided(
    ("spine", "spine.001", "spine.002", "spine.003", "spine.004", "head"), "{n}.{S}",
    ("upper_arm", "forearm", "hand", "thigh", "shin", "foot", "toe", "shoulder"),
)  # fmt: skip
UNREAL = _sided(
    ("pelvis", "spine_01", "spine_02", "spine_03", "neck_01", "head"), "{n}_{s}",
    ("upperarm", "lowerarm", "hand", "thigh", "calf", "foot", "ball", "clavicle"),
)  # fmt: skip
BIPED = _sided(
    ("Bip01 Pelvis", "Bip01 Spine", "Bip01 Spine1", "Bip01 Spine2", "Bip01 Neck", "Bip01 Head"),
    "Bip01 {S} {N}", ("UpperArm", "Forearm", "Hand", "Thigh", "Calf", "Foot", "Toe0", "Clavicle"),
)  # fmt: skip
VROID = _sided(
    ("J_Bip_C_Hips", "J_Bip_C_Spine", "J_Bip_C_Chest", "J_Bip_C_UpperChest", "J_Bip_C_Neck",
     "J_Bip_C_Head"),
    "J_Bip_{S}_{n}",
    ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot", "ToeBase", "Shoulder"),
)  # fmt: skip
SMPL = _sided(
    ("Pelvis", "Spine1", "Spine2", "Spine3", "Neck", "Head"), "{S}_{N}",
    ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle", "Foot", "Collar"),
)  # fmt: skip
SMPL_SMALL = _sided(
    ("pelvis", "spine1", "spine2", "spine3", "neck", "head"), "{side}_{n}",
    ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot", "collar"),
)  # fmt: skip
SMPL_FBX = _sided(
    ("m_avg_Pelvis", "m_avg_Spine1", "m_avg_Spine2", "m_avg_Spine3", "m_avg_Neck", "m_avg_Head"),
    "m_avg_{S}_{N}",
    ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle", "Foot", "Collar"),
)  # fmt: skip
MAYA = _sided(
    ("hip_bind_JNT", "spine0001_bind_JNT", "spine0002_bind_JNT", "spine0003_bind_JNT",
     "neck0001_bind_JNT", "head_bind_JNT"),
    "{S}_{n}_bind_JNT",
    ("armUpper0001", "armLower0001", "hand0001", "legUpper0001", "legLower0001", "foot0001",
     "toe0001", "clavicle"),
)  # fmt: skip
QUATERNIUS = _sided(
    ("Hips", "Abdomen", "Body", "Torso", "Neck", "Head"), "{n}{S}",
    ("UpperArm", "LowerArm", "Palm2", "UpperLeg", "LowerLeg", "Foot", "Toes", "Shoulder"),
)  # fmt: skip
_VALVE = "ValveBiped.Bip01_"
VALVE = _sided(
    (f"{_VALVE}Pelvis", f"{_VALVE}Spine", f"{_VALVE}Spine1", f"{_VALVE}Spine4", f"{_VALVE}Neck1",
     f"{_VALVE}Head1"),
    _VALVE + "{S}_{n}",
    ("UpperArm", "Forearm", "Hand", "Thigh", "Calf", "Foot", "Toe0", "Clavicle"),
)  # fmt: skip
POSER = _sided(
    ("hip", "abdomen", "chest", "chest2", "neck", "head"), "{s}{n}",
    ("Shldr", "ForeArm", "Hand", "Thigh", "Shin", "Foot", "Toe", "Collar"),
)  # fmt: skip
LETTERED = _sided(
    ("hip", "abdomen", "chest", "chest2", "neck", "head"), "{s}{n}",
    ("shldr", "forearm", "hand", "thigh", "shin", "foot", "toe", "collar"),
)  # fmt: skip
PARENTS = {
    "spine": "hips", "chest": "spine", "upperChest": "chest", "neck": "upperChest", "head": "neck",
} | {
    f"{side}{bone}": parent if parent == "hips" or parent == "upperChest" else f"{side}{parent}"
    for side in ("left", "right")
    for bone, parent in (
        ("Shoulder", "upperChest"), ("UpperArm", "Shoulder"), ("LowerArm", "UpperArm"),
        ("Hand", "LowerArm"), ("UpperLeg", "hips"), ("LowerLeg", "UpperLeg"),
        ("Foot", "LowerLeg"), ("Toes", "Foot"),
    )
}  # fmt: skip


def _way(bone: str, table: dict[str, str]) -> list[str]:
    """The bones of the table that one hangs on."""
    way = []
    while bone in PARENTS:
        bone = PARENTS[bone]
        way += [bone] if bone in table else []
    return way


def _tree(table: dict[str, str]) -> tuple[Tree, dict[str, int]]:
    """A tree with these names, and the node of each bone."""
    nodes = {bone: n for n, bone in enumerate(table)}
    ways = [_way(bone, table) for bone in table]
    parents = [nodes[way[0]] if way else -1 for way in ways]
    order = sorted(range(len(table)), key=lambda n: len(ways[n]))
    rest = np.tile(np.eye(4), (len(table), 1, 1))
    tree = Tree(tuple(table.values()), tuple(parents), tuple(order), rest, frozenset(order))
    return tree, nodes


def _found(table: dict[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    tree, nodes = _tree(table)
    return named(tree, frozenset(nodes.values()), frozenset()), nodes


@pytest.mark.parametrize(
    "table",
    [MIXAMO, UNREAL, BIPED, VROID, RIGIFY, SMPL, SMPL_SMALL, SMPL_FBX, MAYA, VALVE, POSER,
     LETTERED],
    ids=["mixamo", "unreal", "biped", "vroid", "rigify", "smpl", "smpl-small", "smpl-fbx", "maya",
         "valve", "poser", "lettered"],
)  # fmt: skip
def test_the_usual_names_are_known(table: dict[str, str]) -> None:
    found, nodes = _found(table)
    wanted = nodes if table is not RIGIFY else {k: v for k, v in nodes.items() if k != "neck"}
    assert {bone: found.get(bone) for bone in wanted} == wanted


def test_a_hand_hangs_under_its_forearm_though_a_mesh_is_called_hand() -> None:
    table = {"mesh": "HandL", **QUATERNIUS, "middle": "Middle1L"}
    tree, nodes = _tree(table)
    parents = list(tree.parents)
    parents[nodes["middle"]] = nodes["leftHand"]
    robot = Tree(tree.names, tuple(parents), tree.order, tree.rest, tree.shown)
    bones = frozenset(node for bone, node in nodes.items() if bone != "mesh")
    found = named(robot, bones, frozenset({nodes["mesh"]}))
    assert robot.names[found["leftHand"]] == "Palm2L"
    assert robot.names[found["leftMiddleProximal"]] == "Middle1L"
    assert robot.names[found["rightHand"]] == "Palm2R"


def test_of_two_joints_with_the_same_name_the_one_on_the_limb_counts() -> None:
    table = {"control": "Hand.L", **RIGIFY}
    tree, nodes = _tree(table)
    assert named(tree, frozenset(nodes.values()), frozenset())["leftHand"] == nodes["leftHand"]


def test_a_shoulder_that_holds_the_forearm_is_the_arm() -> None:
    table = {bone: name for bone, name in SMPL.items() if not bone.endswith("Shoulder")}
    found, nodes = _found(table)
    assert "leftShoulder" not in found
    assert found["leftUpperArm"] == nodes["leftUpperArm"]
    assert found["leftHand"] == nodes["leftHand"]


def test_a_trunk_of_one_bone_carries_the_arms() -> None:
    table = {k: v for k, v in UNREAL.items() if k not in ("spine", "chest")}
    found, nodes = _found(table)
    assert found["upperChest"] == nodes["upperChest"]
    assert "spine" not in found
    assert "chest" not in found


def test_bones_that_are_missing_are_named_with_a_remedy() -> None:
    table = MIXAMO | {"leftLowerArm": "mixamorig:Tail", "head": "mixamorig:Hat"}
    with pytest.raises(Refused, match=r"leftLowerArm, head\. Name its bones as Mixamo"):
        _found(table)


def test_a_bone_counts_before_a_mesh_of_the_same_name() -> None:
    table = {"mesh": "head", **UNREAL}
    tree, nodes = _tree(table)
    bones = frozenset(node for bone, node in nodes.items() if bone != "mesh")
    assert named(tree, bones, frozenset({nodes["mesh"]}))["head"] == nodes["head"]


def test_limbs_that_hang_on_nothing_in_common_are_refused() -> None:
    tree, nodes = _tree(UNREAL)
    parents = [-1 if n == nodes["leftUpperLeg"] else p for n, p in enumerate(tree.parents)]
    loose = Tree(tree.names, tuple(parents), tree.order, tree.rest, tree.shown)
    with pytest.raises(Refused, match="nothing in common"):
        named(loose, frozenset(nodes.values()), frozenset())
