"""The pose in which a figure's skins were bound: its rest, whatever pose the file was saved in."""

from dataclasses import replace

import numpy as np

from live.gltf.document import Document
from live.gltf.numbers import Numbers
from live.gltf.surfaces import carriers
from live.gltf.tree import Tree
from live.signals import Floats

_MOVED = 0.03  # of the skin's scale: how far joints are from the pose they were bound in
_LEAST = 1e-12  # a matrix with a smaller determinant, by its size, cannot be inverted


def at_bind_pose(document: Document, numbers: Numbers, tree: Tree) -> Tree:
    """The tree with the joints of its skins as they were bound. Raises Refused.

    A file that was saved in that pose, or without one, stays as it is. What hangs on a joint comes
    with it.
    """
    bound: dict[int, Floats] = {}
    for index, node in enumerate(document.nodes):
        if node.skin is not None and node.mesh is not None:
            joints, inverse = carriers(document, numbers, index, node)
            bound = _bound(tree, index, joints, inverse) | bound
    if not bound:
        return tree
    rest = tree.rest.copy()
    for one in tree.order:
        parent = tree.parents[one]
        if one in bound:
            rest[one] = bound[one]
        elif parent >= 0:
            local = np.linalg.lstsq(tree.rest[parent], tree.rest[one], rcond=None)[0]
            rest[one] = rest[parent] @ local
    return replace(tree, rest=rest)


def _bound(tree: Tree, mesh: int, joints: tuple[int, ...], inverse: Floats) -> dict[int, Floats]:
    """Where the joints of a skin were when it was bound; nothing where they still are there."""
    size = np.linalg.norm(inverse[:, :3, :3], axis=(1, 2))
    usable = np.abs(np.linalg.det(inverse[:, :3, :3])) > _LEAST * np.maximum(size, 1e-9) ** 3
    usable &= ~(inverse == np.eye(4)).all(axis=(1, 2))  # as joints that carry nothing often have
    if not usable.any():
        return {}
    used = np.array(joints)[usable]
    moved = tree.rest[used] @ inverse[usable]  # from the skin to the file's space, by each joint
    if _alike(moved[:, :3, :3]):
        return {}
    places = np.linalg.inv(inverse[usable])
    topmost = min(used.tolist(), key=lambda joint: len(tree.above(joint)))
    spaces = [np.eye(4), tree.rest[mesh], *(tree.rest[one] for one in tree.above(topmost)[:1])]
    found = min((space @ places for space in spaces), key=lambda one: _apart(one, tree.rest[used]))
    return dict(zip(used.tolist(), found, strict=True))


def _alike(turns: Floats) -> bool:
    """Whether these (n, 3, 3) are the same for every joint."""
    middle = np.median(turns, axis=0)
    return bool(np.abs(turns - middle).max() <= _MOVED * max(float(np.abs(turns).max()), 1e-12))


def _apart(one: Floats, other: Floats) -> float:
    """How far matrices (n, 4, 4) are from others, in sum."""
    return float(np.linalg.norm(one[:, :3, 3] - other[:, :3, 3], axis=1).sum())
