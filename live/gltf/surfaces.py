"""The surfaces of a figure: triangles, and the nodes that move them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.gltf import limits
from live.gltf.document import Document, Node, Primitive, Skin
from live.gltf.limits import at_most, refuse
from live.gltf.materials import Paint
from live.gltf.numbers import Numbers, Whole, listed
from live.gltf.tree import Tree
from live.signals import Floats

Singles = npt.NDArray[np.float32]
_TRIANGLES, _STRIP = 4, 5
_INFLUENCES = 4  # joints a corner


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Triangles with the same paint."""

    places: Singles  # (n, 3) in the space of the file, as the joints were when it was bound
    normals: Singles  # (n, 3)
    coordinates: Singles  # (n, 2) in the picture: 0 0 its upper left corner
    colours: Singles  # (n, 4) linear, the paint's is multiplied by
    joints: npt.NDArray[np.uint16]  # (n, 4) of `nodes`
    weights: Singles  # (n, 4), in sum 1
    triangles: npt.NDArray[np.uint32]  # (m, 3) corners
    nodes: tuple[int, ...]  # that carry it
    bound: Floats  # (len(nodes), 4, 4): from the surface to each node at rest
    paint: Paint


def surfaces(
    document: Document, tree: Tree, numbers: Numbers, paints: list[Paint]
) -> list[Surface]:
    """Every surface of the scene. Raises Refused for broken ones, too many, and none."""
    bare = [
        (index, node, primitive)
        for index, node in enumerate(document.nodes)
        if node.mesh is not None and index in tree.shown
        for primitive in listed(document.meshes, node.mesh, "mesh").primitives
        if primitive.mode >= _TRIANGLES
    ]
    _count(document, numbers, bare)
    found = [_surface(document, numbers, one, paints) for one in bare]
    drawn = [surface for surface in found if surface.triangles.size]
    if not drawn:
        refuse("there is nothing in it to be drawn", "export it with its meshes")
    return drawn


_Bare = tuple[int, Node, Primitive]


def _count(document: Document, numbers: Numbers, bare: list[_Bare]) -> None:
    """Checks the sizes of all surfaces before any of them is read."""
    at_most(len(bare), limits.SURFACES, "surfaces")
    corners = triangles = joints = 0
    for _, node, primitive in bare:
        if primitive.mode >= _STRIP:
            refuse("it is made of strips or fans of triangles", "export it as triangles")
        if "POSITION" not in primitive.attributes:
            refuse("one of its meshes has no positions")
        here = numbers.count(primitive.attributes["POSITION"])
        named = here if primitive.indices is None else numbers.count(primitive.indices)
        corners += min(here, named)  # those it uses, of what it may share with others
        triangles += named // 3
        joints += len(_skin(document, node).joints) if node.skin is not None else 1
    at_most(corners, limits.VERTICES, "corners")
    at_most(triangles, limits.TRIANGLES, "triangles")
    at_most(joints, limits.JOINTS, "joints")


def _skin(document: Document, node: Node) -> Skin:
    return listed(document.skins, node.skin or 0, "skin")


def _surface(document: Document, numbers: Numbers, bare: _Bare, paints: list[Paint]) -> Surface:
    index, node, primitive = bare
    attributes = primitive.attributes
    named = _triangles(numbers, primitive, numbers.count(attributes["POSITION"]))
    rows, flat = np.unique(named, return_inverse=True)
    triangles = flat.reshape(-1, 3)
    places = numbers.floats(attributes["POSITION"], "VEC3", rows=rows)
    paint = paints[-1] if primitive.material is None else _paint(paints, primitive.material)
    if "NORMAL" in attributes:
        normals = numbers.floats(attributes["NORMAL"], "VEC3", rows=rows)
    else:
        normals = _smooth(places, triangles)
    nodes, bound = carriers(document, numbers, index, node)
    skinned = node.skin is not None and {"JOINTS_0", "WEIGHTS_0"} <= attributes.keys()
    if skinned:
        joints, weights = _weights(numbers, attributes, rows, len(nodes))
    else:
        joints, weights = _rigid(len(places))
    return Surface(
        places=places.astype(np.float32),
        normals=normals.astype(np.float32),
        coordinates=_coordinates(numbers, attributes, paint, rows),
        colours=_colours(numbers, attributes, rows),
        joints=joints.astype(np.uint16),
        weights=weights.astype(np.float32),
        triangles=triangles.astype(np.uint32),
        nodes=nodes,
        bound=bound,
        paint=paint,
    )


def _paint(paints: list[Paint], index: int) -> Paint:
    return listed(paints[:-1], index, "material")


def _triangles(numbers: Numbers, primitive: Primitive, corners: int) -> Whole:
    if primitive.indices is None:
        flat = np.arange(corners)
    else:
        flat = numbers.whole(primitive.indices, "SCALAR")[:, 0]
    triangles = flat[: len(flat) // 3 * 3].reshape(-1, 3)
    if triangles.size and int(triangles.max()) >= corners:
        refuse("one of its triangles has a corner that is not there")
    return triangles


def carriers(
    document: Document, numbers: Numbers, index: int, node: Node
) -> tuple[tuple[int, ...], Floats]:
    """The nodes that carry a node's mesh, and from the mesh to each (n, 4, 4). Raises Refused."""
    if node.skin is None:
        return (index,), np.eye(4)[None]
    skin = _skin(document, node)
    if not skin.joints:
        refuse("one of its skins has no joints")
    for joint in skin.joints:
        listed(document.nodes, joint, "node")
    if skin.inverse_bind_matrices is None:
        return tuple(skin.joints), np.tile(np.eye(4), (len(skin.joints), 1, 1))
    at_most(numbers.count(skin.inverse_bind_matrices), limits.JOINTS, "bind matrices")
    rows = np.arange(len(skin.joints))
    flat = numbers.floats(skin.inverse_bind_matrices, "MAT4", rows=rows)
    return tuple(skin.joints), flat.reshape(-1, 4, 4).transpose(0, 2, 1)


def _weights(
    numbers: Numbers, attributes: Mapping[str, int], rows: Whole, joints: int
) -> tuple[Whole, Floats]:
    which = numbers.whole(attributes["JOINTS_0"], "VEC4", rows=rows)
    weights = numbers.floats(attributes["WEIGHTS_0"], "VEC4", rows=rows).clip(0.0)
    which = np.where(weights > 0.0, which, 0)
    if which.size and int(which.max()) >= joints:
        refuse("one of its corners hangs on a joint that is not in its skin")
    total = weights.sum(axis=1, keepdims=True)
    first = np.eye(1, _INFLUENCES)
    return which, np.where(total > 1e-6, weights / np.maximum(total, 1e-6), first)


def _rigid(corners: int) -> tuple[Whole, Floats]:
    """Joints and weights with which every corner follows the first joint only."""
    weights = np.zeros((corners, _INFLUENCES))
    weights[:, 0] = 1.0
    return np.zeros((corners, _INFLUENCES), np.int64), weights


def _coordinates(
    numbers: Numbers, attributes: Mapping[str, int], paint: Paint, rows: Whole
) -> Singles:
    name = f"TEXCOORD_{paint.coordinates}"
    if paint.picture is None or name not in attributes:
        return np.zeros((len(rows), 2), np.float32)
    found = numbers.floats(attributes[name], "VEC2", rows=rows)
    if paint.placed is not None:
        found = found @ paint.placed[:, :2].T + paint.placed[:, 2]
    return found.astype(np.float32)


def _colours(numbers: Numbers, attributes: Mapping[str, int], rows: Whole) -> Singles:
    colours = np.ones((len(rows), 4))
    if "COLOR_0" in attributes:
        found = numbers.floats(attributes["COLOR_0"], "VEC3", "VEC4", rows=rows)
        colours[:, : found.shape[1]] = found.clip(0.0, 1.0)
    return colours.astype(np.float32)


def _smooth(places: Floats, triangles: Whole) -> Floats:
    """Normals for a surface without any: each corner's is the mean of its triangles' by area."""
    a, b, c = (places[triangles[:, corner]] for corner in range(3))
    facing = np.cross(b - a, c - a)
    normals = np.zeros_like(places)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], facing)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-12, normals / np.maximum(length, 1e-12), [0, 1.0, 0]))
