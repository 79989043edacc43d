"""What surfaces are painted with, as files tell it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Files

from live.gltf import limits
from live.gltf.figure import GltfFigure, read
from live.gltf.materials import Paint
from scripts.make.figures import anna, ben, robot

Table = dict[str, Any]


def _painted(folder: Path, change: Callable[[Table], object], make: Any = anna) -> GltfFigure:
    gltf = make()
    change(gltf.table)
    (folder / "a.glb").write_bytes(gltf.glb())
    return read(folder / "a.glb")


def _paint(folder: Path, **told: object) -> Paint:
    """The paint of a robot's first material, so changed."""
    figure = _painted(folder, lambda table: table["materials"][0].update(told), robot)
    return next(one.paint for one in figure.surfaces if one.paint.colour[0] > 0.9)


def test_holes_and_sheer_cloth_are_told_apart(tmp_path: Path) -> None:
    assert (_paint(tmp_path).cutoff, _paint(tmp_path).sheer) == (0.0, False)
    assert _paint(tmp_path, alphaMode="MASK", alphaCutoff=0.3).cutoff == 0.3
    assert _paint(tmp_path, alphaMode="BLEND").sheer


def test_backs_glow_metal_and_what_needs_no_light_are_read(tmp_path: Path) -> None:
    paint = _paint(
        tmp_path, doubleSided=True, emissiveFactor=[0.5, 0, 0],
        extensions={"KHR_materials_unlit": {}},
    )  # fmt: skip
    assert (paint.double, paint.unlit, paint.glow) == (True, True, (0.5, 0.0, 0.0))
    steel = _painted(tmp_path, lambda table: None, robot).surfaces[0].paint
    assert (steel.metal, steel.rough) == (0.9, 0.35)


def test_a_texture_is_moved_turned_and_scaled(tmp_path: Path) -> None:
    def moved(table: Table) -> None:
        told = table["materials"][1]["pbrMetallicRoughness"]["baseColorTexture"]
        told["extensions"] = {"KHR_texture_transform": {
            "offset": [0.5, 0.25], "rotation": np.pi / 2, "scale": [2, 3]}}  # fmt: skip

    plain, placed = _painted(tmp_path, lambda table: None), _painted(tmp_path, moved)
    for one, other in zip(plain.surfaces, placed.surfaces, strict=True):
        if one.paint.picture is not None:
            u, v = one.coordinates.T
            wanted = np.stack([3 * v + 0.5, -2 * u + 0.25], axis=1)
            assert np.allclose(other.coordinates, wanted, atol=1e-4)


def test_a_picture_repeats_unless_its_sampler_says_otherwise(tmp_path: Path) -> None:
    def clamped(table: Table) -> None:
        table["samplers"] = [{"wrapS": 33071, "wrapT": 10497}]
        table["textures"][0]["sampler"] = 0

    def repeats(figure: GltfFigure) -> set[tuple[bool, bool]]:
        paints = (one.paint for one in figure.surfaces)
        return {paint.repeats for paint in paints if paint.picture is not None}

    assert repeats(_painted(tmp_path, lambda table: None)) == {(True, True)}
    assert repeats(_painted(tmp_path, clamped)) == {(False, True)}


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_pictures_of_the_usual_kinds_are_made_small(tmp_path: Path, kind: str) -> None:
    packed = io.BytesIO()
    Files.new("RGB", (1500, 300), (200, 40, 90)).save(packed, kind)
    gltf = anna()
    table = gltf.table
    table["images"].append({"bufferView": gltf.view(packed.getvalue())})
    if kind == "WEBP":
        table["textures"][0]["extensions"] = {"EXT_texture_webp": {"source": 1}}
    else:
        table["textures"][0]["source"] = 1
    (tmp_path / "a.glb").write_bytes(gltf.glb())
    (picture,) = read(tmp_path / "a.glb").pictures.values()
    assert max(picture.shape[:2]) <= limits.SIDE
    assert picture.shape[1] / picture.shape[0] == pytest.approx(5.0, rel=0.02)
    assert np.abs(picture.reshape(-1, 4).mean(axis=0) - [200, 40, 90, 255]).max() < 4


@pytest.mark.parametrize("make", [anna, ben])
def test_the_shade_of_a_cartoon_is_darker_than_its_light(tmp_path: Path, make: Any) -> None:
    for surface in _painted(tmp_path, lambda table: None, make).surfaces:
        assert surface.paint.shade is not None
        assert -1.0 <= surface.paint.edge[0] < surface.paint.edge[1] <= 1.0


def test_a_vrm_0_texture_that_needs_no_light_is_unlit(tmp_path: Path) -> None:
    def unlit(table: Table) -> None:
        told = table["extensions"]["VRM"]["materialProperties"]
        told[:] = [{"shader": "VRM/UnlitTexture"}] * len(told)

    surfaces = _painted(tmp_path, unlit, ben).surfaces
    assert all(one.paint.unlit and one.paint.shade is None for one in surfaces)
