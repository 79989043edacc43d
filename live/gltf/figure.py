"""A figure: a body read from a file, complete and checked."""

from dataclasses import dataclass
from pathlib import Path

from live.errors import BadInput
from live.gltf import bones, container, document
from live.gltf.bind_pose import at_bind_pose
from live.gltf.limits import Refused, refuse
from live.gltf.materials import paints
from live.gltf.numbers import Numbers
from live.gltf.pictures import Pictures
from live.gltf.surfaces import Surface, surfaces
from live.gltf.tree import Tree, tree
from live.gltf.vrm import terms
from live.signals import Image

_NEEDED = (
    "hips", "head", "leftUpperArm", "leftLowerArm", "rightUpperArm", "rightLowerArm",
    "leftUpperLeg", "leftLowerLeg", "leftFoot", "rightUpperLeg", "rightLowerLeg", "rightFoot",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GltfFigure:
    """A body at rest, and the nodes that move it."""

    tree: Tree
    bones: dict[str, int]  # the node of each human bone, by VRM 1's names
    surfaces: tuple[Surface, ...]
    pictures: dict[int, Image]  # (height, width, 4) RGBA, by the paints' numbers
    licence: str  # what the file says of it


def is_figure(name: str) -> bool:
    """Whether a name ends like a figure's file."""
    return name.lower().endswith(container.SUFFIXES)


def read(path: Path) -> GltfFigure:
    """The figure of a .glb, .gltf or .vrm file. Raises BadInput: file, reason, remedy."""
    try:
        return _read(path)
    except Refused as error:
        raise BadInput(f"{path}: {error}.") from error
    except OSError as error:
        raise BadInput(f"{path}: it cannot be read ({error.strerror}). Check its name.") from error


def _read(path: Path) -> GltfFigure:
    file = container.opened(path)
    content = document.read(file.json)
    here = terms(content)
    nodes = tree(content, here.unseen)
    numbers = Numbers(content, file)
    for name, node in here.bones.items():
        if node >= len(content.nodes):
            refuse(f"its bone {name[:40]} is node {node}, and there are {len(content.nodes)}")
    if here.bones:
        missing = [name for name in _NEEDED if name not in here.bones]
        found = bones.trunk(nodes, here.bones, missing)
    else:
        joints = frozenset(joint for skin in content.skins for joint in skin.joints)
        shown = frozenset(n for n, node in enumerate(content.nodes) if node.mesh is not None)
        found = bones.named(nodes, joints, shown)
        # VRM's nodes are at rest by its specification; others may be saved in the midst of a dance.
        nodes = at_bind_pose(content, numbers, nodes)
    pictures = Pictures(content, file, numbers)
    painted = paints(content, pictures)
    drawn = surfaces(content, nodes, numbers, painted)
    return GltfFigure(nodes, found, tuple(drawn), pictures.found, here.licence)
