"""Broken files, hostile ones and ones of another kind: each is refused in a sentence, early."""

import io
import json
import os
import random
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from live.errors import BadInput
from live.gltf import limits
from live.gltf.figure import read
from scripts.make.figures import anna, robot
from scripts.make.gltf_files import packed

Table = dict[str, Any]


def _refused(path: Path, content: bytes) -> str:
    """The sentence; reading must not have taken much memory."""
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput) as caught:
            read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**20 + 60 * len(content)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < len(str(path)) + 330
    return sentence


def _spoilt(change: Callable[[Table], object]) -> bytes:
    gltf = robot()
    change(gltf.table)
    return gltf.glb()


def _joined(table: Table) -> None:
    table["nodes"][1]["children"] = [0]


def _shared(table: Table) -> None:
    table["nodes"][0]["children"].append(5)


def _deep(table: Table) -> None:
    first = len(table["nodes"])
    table["nodes"] += [{"children": [first + n + 1]} for n in range(300)] + [{}]


def _unnamed(table: Table) -> None:
    for node in table["nodes"]:
        if str(node.get("name")).startswith(("Foot", "LowerArm.R")):
            node["name"] = "something"


def _set(path: str, value: object) -> Callable[[Table], object]:
    def change(table: Table) -> None:
        *way, last = path.split(".")
        place: Any = table
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value

    return change


BROKEN: list[tuple[str, Callable[[Table], object]]] = [
    ("hangs on more than one node", _shared),
    ("round in a circle", _joined),
    ("deep", _deep),
    ("node 9999, and there are", _set("nodes.1.children", [9999])),
    ("leftFoot, rightFoot", _unnamed),
    ("rightLowerArm", _unnamed),
    ("compressed with Draco", _set("extensionsRequired", ["KHR_draco_mesh_compression"])),
    ("compressed with meshopt", _set("extensionsRequired", ["EXT_meshopt_compression"])),
    ("textures are KTX2", _set("extensionsRequired", ["KHR_texture_basisu"])),
    ("extension XYZ_new", _set("extensionsRequired", ["XYZ_new"])),
    ("glTF 1.0", _set("asset.version", "1.0")),
    ("it is not glTF 2.0", _set("asset", 3)),
    ("it is not glTF 2.0", _set("accessors.0.componentType", 7)),
    ("it is not glTF 2.0", _set("nodes.0.scale", ["a", 1, 1])),
    ("beyond its buffer view", _set("accessors.0.count", 400)),
    ("elements in its accessor 0, at most", _set("accessors.0.count", 10**9)),
    ("beyond its buffer view", _set("accessors.0.byteOffset", 10**9)),
    ("beyond its buffer", _set("bufferViews.0.byteOffset", 10**9)),
    ("buffer 7, and there are 1", _set("bufferViews.0.buffer", 7)),
    ("is SCALAR, wanted is VEC3", _set("accessors.0.type", "SCALAR")),
    ("is sparse", _set("accessors.0.sparse", {"count": 1})),
    ("has no data", _set("accessors.0.bufferView", None)),
    ("a corner that is not there", _set("accessors.0.count", 100)),
    ("strips or fans", _set("meshes.0.primitives.0.mode", 5)),
    ("no positions", _set("meshes.0.primitives.0.attributes", {"NORMAL": 1})),
    ("material 44", _set("meshes.0.primitives.0.material", 44)),
    ("no joints", _set("skins.0.joints", [])),
    ("node 555", _set("skins.0.joints", [555])),
    ("scene 3", _set("scene", 3)),
    ("too large or too far", _set("nodes.0.scale", [1e30, 1e30, 1e30])),
    ("too large or too far", _set("nodes.0.rotation", [1e308, 1e308, 0, 1e308])),
    ("nothing in it to be drawn", _set("scenes.0.nodes", [])),
    ("texture 0, and there are 0",
     _set("materials.0.pbrMetallicRoughness", {"baseColorTexture": {"index": 0}})),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change"), BROKEN, ids=[f"{n}" for n in range(len(BROKEN))])
def test_what_is_broken_is_refused_in_a_sentence(
    tmp_path: Path, why: str, change: Callable[[Table], object]
) -> None:
    assert why in _refused(tmp_path / "a.glb", _spoilt(change))


def test_a_file_cut_short_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = robot().glb()
    for length in (0, 3, 11, 19, 40, 2000, len(whole) // 2, len(whole) - 100):
        assert _refused(tmp_path / "a.glb", whole[:length])


def test_what_is_no_gltf_is_told_from_what_is_packed(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("robot.glb", bytes(4 * 2**20))
    assert "packed archive" in _refused(tmp_path / "a.glb", bomb.getvalue())
    assert "not binary glTF" in _refused(tmp_path / "b.vrm", b"<html>" * 100)
    assert "not glTF 2.0" in _refused(tmp_path / "c.gltf", b"<html>" * 100)
    assert "glTF 1" in _refused(tmp_path / "d.glb", struct.pack("<4sIIII", b"glTF", 1, 20, 0, 0))


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.glb")
    for path in (tmp_path / "none.glb", tmp_path, tmp_path / "pipe.glb"):
        with pytest.raises(BadInput, match="no such file"):
            read(path)


def test_files_tables_and_trees_have_a_largest_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = b'{"asset":{"version":"2.0"},"nodes":[' + b",".join([b"{}"] * 400_000) + b"]}"
    assert "400,0" in _refused(tmp_path / "a.gltf", objects)
    nodes = b'{"asset":{"version":"2.0"},"nodes":[' + b",".join([b"{}"] * 20_000) + b"]}"
    assert "20,000 nodes" in _refused(tmp_path / "b.gltf", nodes)
    nested = b'{"asset":{"version":"2.0"},"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert "not glTF 2.0" in _refused(tmp_path / "c.gltf", nested)
    monkeypatch.setattr(limits, "JSON", 1000)
    assert "table of contents" in _refused(tmp_path / "d.glb", robot().glb())
    monkeypatch.setattr(limits, "FILE", 2000)
    assert "MB" in _refused(tmp_path / "e.glb", robot().glb())


@pytest.mark.parametrize(
    ("limit", "what"),
    [("VERTICES", "corners"), ("TRIANGLES", "triangles"), ("JOINTS", "joints"),
     ("SURFACES", "surfaces"), ("ALL_PIXELS", "pixels")],
)  # fmt: skip
def test_what_is_to_be_drawn_has_a_largest_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, what: str
) -> None:
    monkeypatch.setattr(limits, limit, 5)
    told = _refused(tmp_path / "a.vrm", anna().glb())
    assert re.search(rf"it has [\d,]+ {what}.*, at most 5 can be drawn\. Make it simpler", told)


def test_a_sparse_file_of_many_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.glb"
    with path.open("wb") as file:
        file.truncate(2**36)
    with pytest.raises(BadInput, match="65,536 MB, at most 256 are read"):
        read(path)


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("../secret.bin", "outside its folder"),
        ("/etc/passwd", "outside its folder"),
        ("sub/../../secret.bin", "outside its folder"),
        ("%2e%2e/secret.bin", "outside its folder"),
        ("..\\secret.bin", "no file beside it"),
        ("http://example.org/a.bin", "no file beside it"),
        ("file:///etc/passwd", "no file beside it"),
        ("none.bin", "no such file beside it"),
        ("data:,abc", "not base64"),
        ("data:application/octet-stream;base64,####", "not base64"),
    ],
)
def test_only_files_of_its_own_folder_are_read(tmp_path: Path, uri: str, why: str) -> None:
    (tmp_path / "secret.bin").write_bytes(bytes(10**6))
    (tmp_path / "in").mkdir()
    gltf = robot()
    table = {key: value for key, value in gltf.table.items() if value != []}
    table["buffers"] = [{"byteLength": 100, "uri": uri}]
    assert why in _refused(tmp_path / "in" / "a.gltf", json.dumps(table).encode())


def _png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds a row of it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(bytes(3 * min(width, 1000) + 1))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (_png(30_000, 30_000), "image 0 is too large"),
        (_png(9_000, 9_000), "9000 x 9000 pixels"),
        (_png(500, 500)[:50], "damaged"),
        (b"GIF89a" + bytes(100), "no PNG, JPEG or WebP"),
        (b"", "no PNG, JPEG or WebP"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "no PNG, JPEG or WebP"),
    ],
)
def test_pictures_are_looked_at_before_they_are_unpacked(
    tmp_path: Path, picture: bytes, why: str
) -> None:
    gltf = anna()
    gltf.table["images"][0]["bufferView"] = gltf.view(picture)
    assert why in _refused(tmp_path / "a.vrm", gltf.glb())


def test_a_table_of_bones_must_be_whole_and_name_nodes(tmp_path: Path) -> None:
    gltf = anna()
    bones = gltf.table["extensions"]["VRMC_vrm"]["humanoid"]["humanBones"]
    foot = bones.pop("leftFoot")
    assert "leftFoot" in _refused(tmp_path / "a.vrm", gltf.glb())
    bones["leftFoot"] = {"node": 500}
    assert "node 500" in _refused(tmp_path / "a.vrm", gltf.glb())
    bones["leftFoot"] = {"node": "Foot"}
    assert "VRMC_vrm cannot be read" in _refused(tmp_path / "a.vrm", gltf.glb())
    bones["leftFoot"] = foot
    (tmp_path / "a.vrm").write_bytes(gltf.glb())
    assert "leftFoot" in read(tmp_path / "a.vrm").bones


def test_random_damage_never_ends_in_anything_but_a_sentence(tmp_path: Path) -> None:

    chance, whole, path = random.Random(5), anna().glb(), tmp_path / "a.vrm"
    table = whole.index(b"BIN\0")
    refused = 0
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(4):
            spoilt[chance.randrange(12, table)] = chance.choice(b'0123456789-{}[]",:xe')
        path.write_bytes(spoilt)
        try:
            read(path)
        except BadInput:
            refused += 1
    assert refused > 30


def test_a_figure_of_nothing_is_refused(tmp_path: Path) -> None:
    empty: Table = {"asset": {"version": "2.0"}}
    assert "human bones are not found" in _refused(tmp_path / "a.glb", packed(empty))
