"""The materials of a figure: colours, textures, and how they are lit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from live.gltf.document import Document, Material, TextureInfo, Vector, part
from live.gltf.limits import refuse
from live.gltf.numbers import listed
from live.gltf.pictures import Pictures
from live.signals import Floats

_NONE: Vector = (0.0, 0.0, 0.0)
_FARTHEST = 1e6  # pictures
_REPEAT = 10497  # what a sampler calls it


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """The paint of a surface; colours are linear, 0..1."""

    colour: Floats  # (4,) with alpha
    picture: int | None = None  # of `Pictures.found`
    repeats: tuple[bool, bool] = (True, True)  # the picture, across and down
    coordinates: int = 0  # which set of texture coordinates
    placed: Floats | None = None  # (2, 3): those in the picture from those of the surface
    glow: Vector = (0.0, 0.0, 0.0)
    metal: float = 0.0
    rough: float = 0.8
    cutoff: float = 0.0  # alpha below this is a hole
    sheer: bool = False  # it is partly transparent
    double: bool = False  # its back is shown too
    unlit: bool = False
    shade: Vector | None = None  # as in a cartoon: the colour is multiplied by that in the shade
    edge: tuple[float, float] = (-0.05, 0.05)  # between which cosines towards the lamp light begins


class _Placing(msgspec.Struct, frozen=True, rename="camel"):
    """KHR_texture_transform."""

    offset: tuple[float, float] = (0.0, 0.0)
    rotation: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    tex_coord: int | None = None


class _Mtoon1(msgspec.Struct, frozen=True, rename="camel"):
    """VRMC_materials_mtoon."""

    shade_color_factor: Vector = (1.0, 1.0, 1.0)
    shading_shift_factor: float = 0.0
    shading_toony_factor: float = 0.9


class _Mtoon0(msgspec.Struct, frozen=True):
    """One of VRM 0's materialProperties."""

    shader: str = ""
    floats: dict[str, float] = msgspec.field(default_factory=dict, name="floatProperties")
    vectors: dict[str, list[float]] = msgspec.field(default_factory=dict, name="vectorProperties")


class _Vrm0(msgspec.Struct, frozen=True, rename="camel"):
    material_properties: list[_Mtoon0] = []


def paints(document: Document, pictures: Pictures) -> list[Paint]:
    """Every material of a file, and at the end the one of surfaces that name none."""
    vrm = part(document.extensions, "VRM", _Vrm0)
    cartoons = vrm.material_properties if isinstance(vrm, _Vrm0) else []
    found = [_paint(document, pictures, material) for material in document.materials]
    for index, cartoon in enumerate(cartoons[: len(found)]):
        found[index] = _toon0(found[index], cartoon)
    return [*found, Paint(np.array([0.8, 0.8, 0.8, 1.0]))]


def _paint(document: Document, pictures: Pictures, material: Material) -> Paint:
    metallic = material.pbr_metallic_roughness
    paint = Paint(
        colour=np.clip(np.array(metallic.base_color_factor), 0.0, 1.0),
        # Emissive textures are not read. With one only parts glow: here nothing does then.
        glow=_tone(material.emissive_factor if material.emissive_texture is None else _NONE),
        metal=min(max(metallic.metallic_factor, 0.0), 1.0),
        rough=min(max(metallic.roughness_factor, 0.1), 1.0),
        cutoff=min(max(material.alpha_cutoff, 0.0), 1.0) if material.alpha_mode == "MASK" else 0.0,
        sheer=material.alpha_mode == "BLEND",
        double=material.double_sided,
        unlit="KHR_materials_unlit" in material.extensions,
    )
    if metallic.base_color_texture is not None:
        paint = _textured(paint, document, pictures, metallic.base_color_texture)
    toon = part(material.extensions, "VRMC_materials_mtoon", _Mtoon1)
    if isinstance(toon, _Mtoon1):
        edge = _edge(toon.shading_toony_factor, toon.shading_shift_factor)
        paint = replace(paint, shade=_tone(toon.shade_color_factor), edge=edge, unlit=False)
    return paint


def _textured(paint: Paint, document: Document, pictures: Pictures, texture: TextureInfo) -> Paint:
    picture = pictures.take(texture.index)
    sampler = document.textures[texture.index].sampler
    repeats = (True, True)
    if sampler is not None:
        how = listed(document.samplers, sampler, "sampler")
        repeats = (how.wrap_s == _REPEAT, how.wrap_t == _REPEAT)
    placing = part(texture.extensions, "KHR_texture_transform", _Placing)
    coordinates, placed = texture.tex_coord, None
    if isinstance(placing, _Placing):
        coordinates = coordinates if placing.tex_coord is None else placing.tex_coord
        placed = _placed(placing)
    return replace(paint, picture=picture, repeats=repeats, coordinates=coordinates, placed=placed)


def _placed(placing: _Placing) -> Floats:
    """Scaled, then turned, then moved, as the extension says: (2, 3)."""
    (wide, high), (right, down) = placing.scale, placing.offset
    if not max(map(abs, (placing.rotation, wide, high, right, down))) < _FARTHEST:
        refuse("one of its textures is placed at what is not a number")
    c, s = np.cos(placing.rotation), np.sin(placing.rotation)
    return np.array([[c * wide, s * high, right], [-s * wide, c * high, down]])


def _tone(colour: Sequence[float]) -> Vector:
    """A colour within 0..1."""
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in colour)
    return red, green, blue


def _toon0(paint: Paint, cartoon: _Mtoon0) -> Paint:
    if cartoon.shader == "VRM/UnlitTexture":
        return replace(paint, unlit=True)
    if cartoon.shader != "VRM/MToon":
        return paint
    listed = [*cartoon.vectors.get("_ShadeColor", []), *(3 * [0.8])][:3]
    linear = np.clip(np.array(listed), 0.0, 1.0) ** 2.2
    shade = _tone(linear.tolist())
    toony = min(max(cartoon.floats.get("_ShadeToony", 0.9), 0.0), 0.98)
    begins = min(max(cartoon.floats.get("_ShadeShift", 0.0), -1.0), 0.9)
    edge = (begins, begins + (1.0 - begins) * (1.0 - toony))
    return replace(paint, shade=shade, edge=edge, unlit=False)


def _edge(toony: float, shift: float) -> tuple[float, float]:
    """MToon's ramp: https://github.com/vrm-c/vrm-specification, VRMC_materials_mtoon-1.0."""
    toony, shift = min(max(toony, 0.0), 0.98), min(max(shift, -1.0), 1.0)
    return -1.0 + toony - shift, 1.0 - toony - shift
