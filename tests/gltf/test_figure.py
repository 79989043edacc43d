"""A figure read whole: a robot without a table of bones, and people of both versions of VRM."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.gltf.figure import GltfFigure, is_figure, read
from live.signals import Floats
from scripts.make.figures import anna, ben, robot
from scripts.make.gltf_files import Gltf

NEEDED = {"hips", "head", "leftUpperArm", "rightLowerArm", "leftUpperLeg", "rightFoot"}


def _read(folder: Path, make: Callable[[], Gltf], name: str) -> GltfFigure:
    (folder / name).write_bytes(make().glb())
    return read(folder / name)


@pytest.mark.parametrize("make", [robot, anna, ben])
def test_bones_surfaces_and_what_moves_them_are_read(
    tmp_path: Path, make: Callable[[], Gltf]
) -> None:
    figure = _read(tmp_path, make, "one.glb")
    assert figure.bones.keys() >= NEEDED | {"upperChest", "leftHand", "neck"}
    assert len(set(figure.bones.values())) == len(figure.bones)
    for surface in figure.surfaces:
        assert surface.triangles.max() < len(surface.places)
        assert surface.joints.max() < len(surface.nodes) == len(surface.bound)
        assert np.allclose(surface.weights.sum(axis=1), 1.0)
        assert np.allclose(np.linalg.norm(surface.normals, axis=1), 1.0, atol=0.01)


def test_a_robots_bones_are_known_by_their_names(tmp_path: Path) -> None:
    figure = _read(tmp_path, robot, "robot.glb")
    named = {bone: figure.tree.names[node] for bone, node in figure.bones.items()}
    assert named["hips"] == "Hips"
    assert named["leftUpperArm"] == "UpperArm.L"
    assert named["rightLowerLeg"] == "LowerLeg.R"
    assert named["leftFoot"] == "Foot.L"
    assert (named["spine"], named["upperChest"]) == ("Abdomen", "Torso")


def test_who_made_it_and_who_may_wear_it_is_told(tmp_path: Path) -> None:
    new, old = _read(tmp_path, anna, "a.vrm"), _read(tmp_path, ben, "b.vrm")
    assert old.licence == "CC0, by First Dance, to be worn by everyone"
    assert new.licence.endswith("zero/1.0/, by First Dance, to be worn by everyone")
    assert _read(tmp_path, robot, "r.glb").licence == "not stated"


@pytest.mark.parametrize("blank", ["undefined", " null", "None", ""])
def test_a_blank_that_an_exporter_wrote_is_nobodys_name(tmp_path: Path, blank: str) -> None:
    def nameless() -> Gltf:
        gltf = ben()
        gltf.table["extensions"]["VRM"]["meta"] |= {"author": blank, "licenseName": blank}
        return gltf

    licence = _read(tmp_path, nameless, "b.vrm").licence
    assert licence == "not stated, to be worn by everyone"


def test_terms_are_told_on_one_line_whatever_is_in_them(tmp_path: Path) -> None:
    def sly() -> Gltf:
        gltf = anna()
        meta = gltf.table["extensions"]["VRMC_vrm"]["meta"]
        meta |= {"authors": ["A\n\x1b[31mB\u202e" + 900 * "C"], "avatarPermission": "onlyAuthor"}
        return gltf

    licence = _read(tmp_path, sly, "sly.vrm").licence
    assert licence.isprintable()
    assert len(licence) < 400
    assert licence.endswith("to be worn by its author alone")


def test_cartoons_of_both_versions_have_two_tones(tmp_path: Path) -> None:
    for figure in (_read(tmp_path, anna, "a.vrm"), _read(tmp_path, ben, "b.vrm")):
        for surface in figure.surfaces:
            shade = surface.paint.shade
            assert shade is not None
            assert all(0.1 < tone < 1.0 for tone in shade)
            assert surface.paint.edge[0] < surface.paint.edge[1]


def test_a_texture_is_unpacked_once_and_placed_by_its_coordinates(tmp_path: Path) -> None:
    figure = _read(tmp_path, anna, "a.vrm")
    assert [picture.shape for picture in figure.pictures.values()] == [(64, 64, 4)]
    dotted = [one for one in figure.surfaces if one.paint.picture is not None]
    assert 1 < len(dotted) < len(figure.surfaces)
    assert all(np.ptp(one.coordinates, axis=0).min() > 0.1 for one in dotted)


@pytest.mark.parametrize("make", [anna, ben])
def test_what_only_its_wearer_sees_is_not_drawn(tmp_path: Path, make: Callable[[], Gltf]) -> None:
    def doubled() -> Gltf:
        """A second body, for whoever looks out of its eyes."""
        gltf = make()
        table = gltf.table
        table["meshes"].append(table["meshes"][0])
        inner = gltf.node(name="inner", mesh=1, skin=0)
        table["scenes"][0]["nodes"].append(inner)
        if make is anna:
            marks = [{"node": inner, "type": "firstPersonOnly"}]
            table["extensions"]["VRMC_vrm"]["firstPerson"] = {"meshAnnotations": marks}
        else:
            marks = [{"mesh": 1, "firstPersonFlag": "FirstPersonOnly"}]
            table["extensions"]["VRM"]["firstPerson"] = {"meshAnnotations": marks}
        return gltf

    one, two = _read(tmp_path, make, "a.vrm"), _read(tmp_path, doubled, "b.vrm")
    assert len(two.surfaces) == len(one.surfaces)


def _apart(gltf: Gltf, uri: str) -> dict[str, object]:
    """The same as plain glTF, its buffer elsewhere."""
    table = {key: value for key, value in gltf.table.items() if value != []}
    return table | {"buffers": [{"byteLength": len(gltf.binary), "uri": uri}]}


def test_plain_gltf_with_its_buffer_beside_it_is_the_same(tmp_path: Path) -> None:
    whole, gltf = _read(tmp_path, robot, "robot.glb"), robot()
    (tmp_path / "my robot.bin").write_bytes(bytes(gltf.binary))
    (tmp_path / "beside.gltf").write_text(json.dumps(_apart(gltf, "my%20robot.bin")))
    inside = "data:application/octet-stream;base64," + base64.b64encode(gltf.binary).decode()
    (tmp_path / "inside.gltf").write_text(json.dumps(_apart(gltf, inside)))
    for name in ("beside.gltf", "inside.gltf"):
        plain = read(tmp_path / name)
        assert plain.bones == whole.bones
        for one, other in zip(plain.surfaces, whole.surfaces, strict=True):
            assert np.array_equal(one.places, other.places)


def test_plain_gltf_may_begin_with_a_byte_order_mark_and_is_not_utf_16(tmp_path: Path) -> None:
    gltf = robot()
    inside = "data:application/octet-stream;base64," + base64.b64encode(gltf.binary).decode()
    text = json.dumps(_apart(gltf, inside))
    (tmp_path / "plain.gltf").write_text(text)
    (tmp_path / "marked.gltf").write_text(text, encoding="utf-8-sig")
    (tmp_path / "wide.gltf").write_text(text, encoding="utf-16")
    assert read(tmp_path / "marked.gltf").bones == read(tmp_path / "plain.gltf").bones
    with pytest.raises(BadInput, match="save it as UTF-8"):
        read(tmp_path / "wide.gltf")


def test_normals_that_are_left_out_are_made(tmp_path: Path) -> None:
    def bare() -> Gltf:
        gltf = anna()
        for primitive in gltf.table["meshes"][0]["primitives"]:
            del primitive["attributes"]["NORMAL"]
        return gltf

    told, made = _read(tmp_path, anna, "a.vrm"), _read(tmp_path, bare, "b.vrm")
    agree = np.concatenate([
        (one.normals * other.normals).sum(axis=1)
        for one, other in zip(told.surfaces, made.surfaces, strict=True)
    ])  # fmt: skip
    assert np.median(agree) > 0.97


def test_figures_are_known_by_how_their_names_end() -> None:
    assert all(is_figure(name) for name in ("a.glb", "B.VRM", "c/d.gltf"))
    assert not any(is_figure(name) for name in ("bride", "glb", "a.glb.zip"))


def test_surfaces_that_share_corners_have_each_their_own(tmp_path: Path) -> None:
    def shared() -> Gltf:
        """Every part names all of one pool of corners, and uses its own."""
        gltf = anna()
        parts = gltf.table["meshes"][0]["primitives"]
        pool = {}
        for name, kind in (("POSITION", "<f4"), ("NORMAL", "<f4"), ("TEXCOORD_0", "<f4"),
                           ("JOINTS_0", "<u2"), ("WEIGHTS_0", "<f4")):  # fmt: skip
            every = np.concatenate([_values(gltf, part["attributes"][name]) for part in parts])
            pool[name] = gltf.numbers(every, kind)
        count = gltf.table["accessors"][parts[0]["attributes"]["POSITION"]]["count"]
        for number, part in enumerate(parts):
            own = _values(gltf, part["indices"]) + number * count
            part["attributes"], part["indices"] = pool, gltf.numbers(own, "<u4")
        return gltf

    apart, together = _read(tmp_path, anna, "a.vrm"), _read(tmp_path, shared, "b.vrm")
    for one, other in zip(apart.surfaces, together.surfaces, strict=True):
        assert np.array_equal(one.places[one.triangles], other.places[other.triangles])
        assert np.array_equal(one.weights[one.triangles], other.weights[other.triangles])
        assert len(other.places) == len(one.places)


def _values(gltf: Gltf, index: int) -> Floats:
    """What an accessor that this file's builder wrote holds."""
    accessor = gltf.table["accessors"][index]
    view = gltf.table["bufferViews"][accessor["bufferView"]]
    kind = {5126: "<f4", 5123: "<u2", 5125: "<u4"}[accessor["componentType"]]
    raw = bytes(gltf.binary)[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
    return np.frombuffer(raw, kind).reshape(accessor["count"], -1).astype(float)
