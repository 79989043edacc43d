"""The nodes of a figure: their parents, and their transforms at rest."""

from dataclasses import dataclass

import numpy as np

from live.body import quat
from live.gltf import limits
from live.gltf.document import Document, Node
from live.gltf.limits import at_most, refuse
from live.gltf.numbers import listed
from live.signals import Floats

_WXYZ = [3, 0, 1, 2]
_LARGEST = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Every node at rest."""

    names: tuple[str, ...]
    parents: tuple[int, ...]  # -1: none
    order: tuple[int, ...]  # parents before children, as they are listed
    rest: Floats  # (n, 4, 4): from the node to the file's own space
    shown: frozenset[int]  # the nodes of the scene

    def above(self, node: int) -> list[int]:
        """A node's ancestors, the nearest first."""
        found = []
        while (node := self.parents[node]) >= 0:
            found.append(node)
        return found


def tree(document: Document, unseen: frozenset[int] = frozenset()) -> Tree:
    """The tree of a file's nodes. Raises Refused for one that is not a tree, or too deep.

    `unseen` nodes are not shown.
    """
    nodes = document.nodes
    at_most(len(nodes), limits.NODES, "nodes")
    parents = _parents(nodes)
    order = _order(nodes, parents)
    rest = np.tile(np.eye(4), (len(nodes), 1, 1))
    for index in order:
        local = _matrix(nodes[index], index)
        parent = parents[index]
        rest[index] = local if parent < 0 else rest[parent] @ local
        _check(rest[index], index)
    names = tuple(node.name for node in nodes)
    shown = _shown(document, order, parents) - unseen
    return Tree(names, tuple(parents), tuple(order), rest, shown)


def _parents(nodes: list[Node]) -> list[int]:
    parents = [-1] * len(nodes)
    for index, node in enumerate(nodes):
        for child in node.children:
            listed(nodes, child, "node")
            if parents[child] >= 0 or child == index:
                refuse(f"its node {child} hangs on more than one node, or on itself")
            parents[child] = index
    return parents


def _order(nodes: list[Node], parents: list[int]) -> list[int]:
    """The nodes, parents before children. A node without a way to a root is part of a circle."""
    level = [index for index, parent in enumerate(parents) if parent < 0]
    order: list[int] = []
    depth = 0
    while level:
        depth += 1
        if depth > limits.DEPTH:
            refuse(f"its nodes hang {limits.DEPTH} deep and more", "make it simpler")
        order += level
        level = [child for index in level for child in nodes[index].children]
    if len(order) < len(nodes):
        refuse("its nodes go round in a circle")
    return order


def _shown(document: Document, order: list[int], parents: list[int]) -> frozenset[int]:
    if not document.scenes:
        return frozenset(order)
    scene = listed(document.scenes, document.scene or 0, "scene")
    shown = set(scene.nodes)
    for index in order:
        if parents[index] in shown:
            shown.add(index)
    return frozenset(shown)


def _matrix(node: Node, index: int) -> Floats:
    """From a node to its parent: (4, 4)."""
    if node.matrix is not None:
        matrix = np.array(node.matrix).reshape(4, 4).T
    else:
        values = np.array([*node.rotation, *node.scale, *node.translation])
        _check(values, index)
        matrix = np.eye(4)
        turn = quat.normalised(values[_WXYZ])
        matrix[:3, :3] = quat.matrices(turn) * values[4:7]
        matrix[:3, 3] = values[7:]
    _check(matrix, index)
    return matrix


def _check(values: Floats, index: int) -> None:
    if not (np.abs(values) < _LARGEST).all():  # nor what is not a number
        refuse(f"its node {index} is too large or too far away to be drawn")
