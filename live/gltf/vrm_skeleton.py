"""A VRM avatar's bones at rest, for programs that are sent its movement. Nothing of it is drawn.

An avatar of VRM 0 faces -Z and comes into Unity mirrored at z = 0, one of VRM 1 faces +Z and comes
mirrored at x = 0: in both its left hand is then at -X.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.gltf import container, document
from live.gltf.limits import Refused, refuse
from live.gltf.numbers import listed
from live.gltf.tree import tree
from live.gltf.vrm import terms

_LOWEST, _HIGHEST = 0.05, 20.0  # metres: of hips that stand on the floor
_MIRROR = {0: (1.0, 1.0, -1.0), 1: (-1.0, 1.0, 1.0)}  # by VRM's version: to Unity's axes
Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class VrmSkeleton:
    """An avatar at rest."""

    places: dict[str, Place]  # metres in Unity's axes, from the parent, by Unity's bone names
    hips: float  # metres: their height above the floor


def read_skeleton(path: Path) -> VrmSkeleton:
    """The bones of a .vrm file. Raises BadInput."""
    try:
        return _read(path)
    except Refused as error:
        raise BadInput(f"vrm: {path} is no VRM avatar: {error}, or leave vrm out.") from error
    except OSError as error:
        raise BadInput(f"vrm: {path} cannot be read ({error.strerror}). Check its name.") from error


def _read(path: Path) -> VrmSkeleton:
    content = document.read(container.opened(path).json)
    found = terms(content)
    if found.version is None or "hips" not in found.bones:
        refuse("it has no table of human bones")
    nodes = tree(content)
    mirror = np.array(_MIRROR[found.version])
    places: dict[str, Place] = {}
    for name, index in found.bones.items():
        x, y, z = (np.array(listed(content.nodes, index, "node").translation) * mirror).tolist()
        places[name[0].upper() + name[1:]] = (x, y, z)
    hips = float(nodes.rest[found.bones["hips"], 1, 3])
    if not (_LOWEST < hips < _HIGHEST and all(map(math.isfinite, sum(places.values(), ())))):
        refuse(f"its hips are {hips:g} m high", "export it standing on the floor")
    return VrmSkeleton(places, hips)
