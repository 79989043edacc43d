"""Avatars of both VRM versions, as files made here."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.body.skeleton import OFFSETS
from live.errors import BadInput
from live.gltf.vrm_skeleton import read_skeleton
from live.osc.vmc import BONES, Vmc
from live.signals import Music, Scene
from tests.osc.decoder import agreed
from tests.parts import standing

# A tall avatar's nodes, its left hand at +X, facing +Z, as VRM 1 has it.
NODES: list[dict[str, Any]] = [
    {"name": "Root", "translation": [0, 0.1, 0], "children": [1]},
    {"name": "hips", "translation": [0, 1.1, 0.02], "children": [2, 3]},
    {"name": "spine", "translation": [0, 0.1, -0.01]},
    {"name": "leftUpperLeg", "translation": [0.11, -0.05, 0.01]},
]
BONE_NODES = {"hips": 1, "spine": 2, "leftUpperLeg": 3}


def glb(path: Path, content: dict[str, Any]) -> Path:
    raw = json.dumps({"asset": {"version": "2.0"}} | content).encode()
    raw += b" " * (-len(raw) % 4)
    path.write_bytes(struct.pack("<4sIIII", b"glTF", 2, 20 + len(raw), len(raw), 0x4E4F534A) + raw)
    return path


def vrm1(path: Path) -> Path:
    bones = {name: {"node": node} for name, node in BONE_NODES.items()}
    return glb(
        path, {"nodes": NODES, "extensions": {"VRMC_vrm": {"humanoid": {"humanBones": bones}}}}
    )


def vrm0(path: Path) -> Path:
    """The same avatar in both versions: VRM 0 faces the other way."""
    turned = []
    for node in NODES:
        x, y, z = node["translation"]
        turned.append(node | {"translation": [-x, y, -z]})
    bones = [{"bone": name, "node": node} for name, node in BONE_NODES.items()]
    return glb(path, {"nodes": turned, "extensions": {"VRM": {"humanoid": {"humanBones": bones}}}})


@pytest.mark.parametrize("written", [vrm0, vrm1])
def test_both_versions_tell_the_same_avatar_in_unitys_axes(written: Any, tmp_path: Path) -> None:
    avatar = read_skeleton(written(tmp_path / "a.vrm"))
    assert avatar.hips == pytest.approx(1.2)
    assert avatar.places["LeftUpperLeg"] == pytest.approx((-0.11, -0.05, 0.01))
    assert set(avatar.places) == {"Hips", "Spine", "LeftUpperLeg"}


def test_the_avatar_is_told_its_own_bones_and_stands_on_the_floor(tmp_path: Path) -> None:
    avatar = read_skeleton(vrm1(tmp_path / "a.vrm"))
    body = standing(0.0)
    # Our T pose with its toes on the floor.
    drop = body.positions[10, 1]
    body.positions[:, 1] -= drop
    said = agreed(Vmc(avatar=avatar).datagrams(Scene(0.0, 0.0, Music(0.0), body, None)))
    bones = {v[0]: v[1:4] for path, v in said if path == "/VMC/Ext/Bone/Pos"}
    assert bones["LeftUpperLeg"] == pytest.approx([-0.11, -0.05, 0.01])
    assert bones["Hips"][1] == pytest.approx(1.2, abs=1e-3)
    # What the file does not give is ours, at the avatar's size.
    size = 1.2 / 0.935
    assert np.linalg.norm(bones["LeftLowerLeg"]) == pytest.approx(
        size * float(np.linalg.norm(OFFSETS[4])), rel=1e-2
    )
    assert set(bones) == set(BONES.values())


@pytest.mark.parametrize(
    "content",
    [
        b"", b"glTF", b"PNG" * 20, struct.pack("<4sIIII", b"glTF", 2, 0, 2**31, 0x4E4F534A),
        struct.pack("<4sIIII", b"glTF", 2, 24, 4, 0x4E4F534A) + b"null",
    ],
)  # fmt: skip
def test_what_is_no_avatar_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.vrm"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="is no VRM avatar"):
        read_skeleton(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nodes": []}, "no VRM avatar"),
        ({"extensions": {}}, "no VRM avatar"),
        ({"nodes": [{"children": [1]}, {"children": [0]}, {}, {}]}, "circle"),
        ({"nodes": [{}] * 4}, "hips are 0 m high"),
    ],
)
def test_an_avatar_that_cannot_stand_is_refused(
    change: dict[str, Any], words: str, tmp_path: Path
) -> None:
    bones = {name: {"node": node} for name, node in BONE_NODES.items()}
    whole = {"nodes": NODES, "extensions": {"VRMC_vrm": {"humanoid": {"humanBones": bones}}}}
    with pytest.raises(BadInput, match=words):
        read_skeleton(glb(tmp_path / "a.vrm", whole | change))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Check its name"):
        read_skeleton(tmp_path / "gone.vrm")
