"""What a VRM file tells of an avatar's bones: where each is at rest. Nothing else of it is read.

VRM 0 (https://github.com/vrm-c/vrm-specification, specification/0.0) and VRM 1 are binary glTF
with a table of human bones. An avatar of VRM 0 faces -Z and comes into Unity mirrored at z = 0,
one of VRM 1 faces +Z and comes mirrored at x = 0: in both its left hand is then at -X.
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from live.errors import BadInput

LARGEST = 64 * 2**20  # bytes: of the part that tells the bones
_JSON = 0x4E4F534A
Place = tuple[float, float, float]


class _Node(msgspec.Struct):
    translation: Place = (0.0, 0.0, 0.0)
    children: list[int] = []


class _Gltf(msgspec.Struct):
    nodes: list[_Node]
    extensions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VrmSkeleton:
    """An avatar at rest."""

    places: dict[str, Place]  # metres in Unity's axes, from the parent, by Unity's bone names
    hips: float  # metres: their height above the floor


def read_avatar(path: Path) -> VrmSkeleton:
    """The avatar of a .vrm file. Raises BadInput."""
    try:
        file = msgspec.json.decode(_json_of(path), type=_Gltf)
        bones, mirror = _bones(file.extensions)
        parents = {child: n for n, node in enumerate(file.nodes) for child in node.children}
        places = {
            name[0].upper() + name[1:]: _mirrored(file.nodes[node].translation, mirror)
            for name, node in bones.items()
        }
        hips = _height(file.nodes, parents, bones["hips"])
    except OSError as error:
        raise BadInput(f"vrm: {path} cannot be read ({error.strerror}); check its name.") from error
    except (ValueError, LookupError, TypeError, RecursionError, struct.error) as error:
        raise BadInput(
            f"vrm: {path} is no VRM avatar ({error}); export it again, or leave vrm out."
        ) from error
    if not (0.05 < hips < 20 and all(math.isfinite(v) for place in places.values() for v in place)):
        raise BadInput(
            f"vrm: the hips of {path} are {hips:g} m high; export it standing on the floor."
        )
    return VrmSkeleton(places, hips)


def _json_of(path: Path) -> bytes:
    with path.open("rb") as file:
        magic, _, _, length, kind = struct.unpack("<4sIIII", file.read(20))
        if magic != b"glTF" or kind != _JSON or length > LARGEST:
            raise ValueError("it is not binary glTF")
        return file.read(length)


def _bones(extensions: dict[str, Any]) -> tuple[dict[str, int], Place]:
    """The node of each human bone, and how its place is mirrored for Unity."""
    if "VRMC_vrm" in extensions:
        table = extensions["VRMC_vrm"]["humanoid"]["humanBones"]
        return {name: int(bone["node"]) for name, bone in table.items()}, (-1.0, 1.0, 1.0)
    table = extensions["VRM"]["humanoid"]["humanBones"]
    return {bone["bone"]: int(bone["node"]) for bone in table}, (1.0, 1.0, -1.0)


def _mirrored(place: Place, mirror: Place) -> Place:
    return (place[0] * mirror[0], place[1] * mirror[1], place[2] * mirror[2])


def _height(nodes: list[_Node], parents: dict[int, int], node: int) -> float:
    """How high a node lies; a normalised avatar's nodes are not turned."""
    height, steps = nodes[node].translation[1], 0
    while node in parents:
        node, steps = parents[node], steps + 1
        height += nodes[node].translation[1]
        if steps > len(nodes):
            raise ValueError("its nodes go round in a circle")
    return height
