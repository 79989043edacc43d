"""The JSON of a glTF file, as far as a dancer needs it.

Names and defaults are those of the glTF 2.0 specification
(https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#properties-reference); what is not
named here, such as animations and morph targets, is not read.
"""

from typing import Annotated, Any, Literal

import msgspec

from live.gltf import limits
from live.gltf.limits import at_most, refuse
from live.runtime.texts import NotText, unmarked

Index = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Size = Annotated[int, msgspec.Meta(ge=0, lt=2**40)]
Vector = tuple[float, float, float]
Four = tuple[float, float, float, float]
Extensions = dict[str, msgspec.Raw]
_Sixteen = Annotated[list[float], msgspec.Meta(min_length=16, max_length=16)]

# The extensions that a file may require.
_KNOWN = {
    "VRM", "VRMC_vrm", "VRMC_materials_mtoon", "VRMC_springBone", "VRMC_node_constraint",
    "VRMC_springBone_extended_collider", "VRMC_materials_hdr_emissiveMultiplier",
    "KHR_materials_unlit", "KHR_texture_transform", "KHR_mesh_quantization",
    "KHR_materials_emissive_strength", "EXT_texture_webp",
}  # fmt: skip
_PACKED = {
    "KHR_draco_mesh_compression": "Draco", "EXT_meshopt_compression": "meshopt",
    "KHR_meshopt_compression": "meshopt",
}  # fmt: skip
_PICTURES = {"KHR_texture_basisu": "KTX2", "EXT_texture_avif": "AVIF"}


class _Table(msgspec.Struct, frozen=True, rename="camel", gc=False):
    pass


class Asset(_Table, frozen=True):
    """About the file."""

    version: str
    copyright: str = ""


class Buffer(_Table, frozen=True):
    """A block of bytes; without a URI the one inside a .glb."""

    byte_length: Size
    uri: str | None = None


class BufferView(_Table, frozen=True):
    """A part of a buffer."""

    buffer: Index
    byte_length: Size
    byte_offset: Size = 0
    byte_stride: Annotated[int, msgspec.Meta(ge=0, le=252)] | None = None


class Accessor(_Table, frozen=True):
    """Numbers in a buffer view."""

    component_type: Literal[5120, 5121, 5122, 5123, 5125, 5126]
    count: Size
    type: Literal["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"]
    buffer_view: Index | None = None
    byte_offset: Size = 0
    normalized: bool = False
    sparse: Any = None


class Primitive(_Table, frozen=True):
    """One surface of a mesh."""

    attributes: dict[str, Index]
    indices: Index | None = None
    material: Index | None = None
    mode: Annotated[int, msgspec.Meta(ge=0, le=6)] = 4
    extensions: Extensions = {}


class Mesh(_Table, frozen=True):
    """What a node shows."""

    primitives: list[Primitive]


class Skin(_Table, frozen=True):
    """The nodes that move a mesh."""

    joints: list[Index]
    inverse_bind_matrices: Index | None = None


class Node(_Table, frozen=True):
    """A place in the tree: a bone, or what hangs on one."""

    name: str = ""
    children: list[Index] = []
    mesh: Index | None = None
    skin: Index | None = None
    matrix: _Sixteen | None = None
    translation: Vector = (0.0, 0.0, 0.0)
    rotation: Four = (0.0, 0.0, 0.0, 1.0)
    scale: Vector = (1.0, 1.0, 1.0)


class GltfScene(_Table, frozen=True):
    """The nodes that are shown."""

    nodes: list[Index] = []


class TextureInfo(_Table, frozen=True):
    """A texture where it is used."""

    index: Index
    tex_coord: Index = 0
    extensions: Extensions = {}


class Metallic(_Table, frozen=True):
    """The metallic-roughness model of a material."""

    base_color_factor: Four = (1.0, 1.0, 1.0, 1.0)
    base_color_texture: TextureInfo | None = None
    metallic_factor: float = 1.0
    roughness_factor: float = 1.0


class Material(_Table, frozen=True):
    """The material of a surface."""

    pbr_metallic_roughness: Metallic = Metallic()
    emissive_factor: Vector = (0.0, 0.0, 0.0)
    emissive_texture: TextureInfo | None = None
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False
    extensions: Extensions = {}


class Texture(_Table, frozen=True):
    """A picture, and its sampler."""

    source: Index | None = None
    sampler: Index | None = None
    extensions: Extensions = {}


class Sampler(_Table, frozen=True):
    """How a picture is continued beyond its edges."""

    wrap_s: int = 10497
    wrap_t: int = 10497


class GltfImage(_Table, frozen=True):
    """A PNG, JPEG or WebP."""

    uri: str | None = None
    buffer_view: Index | None = None


class Document(_Table, frozen=True):
    """All of it."""

    asset: Asset
    accessors: list[Accessor] = []
    buffers: list[Buffer] = []
    buffer_views: list[BufferView] = []
    extensions: Extensions = {}
    extensions_required: list[str] = []
    images: list[GltfImage] = []
    materials: list[Material] = []
    meshes: list[Mesh] = []
    nodes: list[Node] = []
    samplers: list[Sampler] = []
    scene: Index | None = None
    scenes: list[GltfScene] = []
    skins: list[Skin] = []
    textures: list[Texture] = []


def read(json: bytes | memoryview) -> Document:
    """The JSON of a file. Raises Refused."""
    try:
        json = unmarked(bytes(json))
    except NotText as error:
        refuse(f"it is not glTF 2.0: {error}", "export it again")
    at_most(json.count(b"{"), limits.OBJECTS, "objects")
    at_most(json.count(b'"') // 2, limits.WORDS, "words")
    try:
        document = msgspec.json.decode(json, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        refuse(f"it is not glTF 2.0 ({str(error)[:120]})")
    if not document.asset.version.startswith("2."):
        refuse(f"it is glTF {document.asset.version[:12]}, and 2.0 is read", "export it as 2.0")
    for name in document.extensions_required:
        _check_required(name)
    return document


def part(extensions: Extensions, name: str, kind: type[msgspec.Struct]) -> msgspec.Struct | None:
    """One extension's table; None where there is none. Raises Refused for an invalid one."""
    raw = extensions.get(name)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        refuse(f"its {name} cannot be read ({str(error)[:120]})")


def _check_required(name: str) -> None:
    if name in _PACKED:
        refuse(f"its meshes are compressed with {_PACKED[name]}", "export it without compression")
    if name in _PICTURES:
        refuse(f"its textures are {_PICTURES[name]} files", "export it with PNG or JPEG textures")
    if name not in _KNOWN:
        refuse(f"it needs the extension {name[:60]}, which is not known here", "export it without")
