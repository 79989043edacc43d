"""MakeHuman's mesh files: .obj shapes, .target morphs and .mhclo clothes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from live.signals import Floats


@dataclass(frozen=True)
class Face:
    """One polygon."""

    corners: list[int]  # vertices
    uvs: list[int]
    group: str


@dataclass(frozen=True)
class Shape:
    """An .obj file."""

    vertices: Floats  # (n, 3) decimetres
    uvs: Floats  # (m, 2)
    faces: list[Face]


@dataclass(frozen=True)
class Clothing:
    """A .mhclo file: how a piece of clothing hangs on the body's vertices."""

    shape: Shape
    on: np.ndarray[tuple[int, ...], np.dtype[np.int64]]  # (n, 3) vertices of the body
    share: Floats  # (n, 3) of each of them
    offset: Floats  # (n, 3) from there, for a body of the size below
    sizes: dict[int, tuple[int, int, float]]  # axis: two vertices of the body, their distance
    hides: set[int]  # vertices of the body that are under it


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(errors="ignore") as lines:
        for line in lines:
            if words := line.split("#")[0].split():
                yield words


def read_shape(path: Path) -> Shape:
    """Reads an .obj file; its vertices may be moved."""
    shape = _shape(path)
    return replace(shape, vertices=shape.vertices.copy())


@cache
def _shape(path: Path) -> Shape:
    vertices, uvs, faces, group = [], [], [], ""
    for word, *rest in _lines(path):
        if word == "v":
            vertices.append([float(x) for x in rest[:3]])
        elif word == "vt":
            uvs.append([float(x) for x in rest[:2]])
        elif word == "g":
            group = rest[0]
        elif word == "f":
            corners = [corner.split("/") for corner in rest]
            uv = [int(c[1]) - 1 if len(c) > 1 and c[1] else 0 for c in corners]
            faces.append(Face([int(c[0]) - 1 for c in corners], uv, group))
    return Shape(np.array(vertices), np.array(uvs or [[0.0, 0.0]]), faces)


def morph(vertices: Floats, target: Path, weight: float) -> None:
    """Moves vertices by a share of a .target file."""
    moved, ways = _target(target)
    vertices[moved] += weight * ways


@cache
def _target(path: Path) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], Floats]:
    """The vertices a .target file moves, each once, and how far."""
    rows = list(_lines(path))
    ways = np.array([[float(x) for x in row[1:]] for row in rows]).reshape(-1, 3)
    return np.array([int(row[0]) for row in rows], dtype=np.int64), ways


def patches(shape: Shape) -> list[int]:
    """Which patch of the texture each face is on: faces that share a corner there are on one.

    Patches are numbered by the first of their corners in the file.
    """
    leader = list(range(len(shape.uvs)))

    def first(uv: int) -> int:
        while leader[uv] != uv:
            leader[uv] = leader[leader[uv]]
            uv = leader[uv]
        return uv

    for face in shape.faces:
        for uv in face.uvs[1:]:
            a, b = sorted((first(face.uvs[0]), first(uv)))
            leader[b] = a
    leaders = [first(face.uvs[0]) for face in shape.faces]
    number = {uv: k for k, uv in enumerate(sorted(set(leaders)))}
    return [number[uv] for uv in leaders]


@cache
def read_clothing(path: Path) -> Clothing:
    """Reads a .mhclo file and the .obj it names."""
    section, rows, hides, sizes, name = "", [], set[int](), {}, ""
    for words in _lines(path):
        word = words[0]
        if word in ("verts", "delete_verts", "weights"):
            section = word
        elif word == "obj_file":
            name = words[1]
        elif word in ("x_scale", "y_scale", "z_scale"):
            sizes["xyz".index(word[0])] = (int(words[1]), int(words[2]), float(words[3]))
        elif section == "verts" and word.lstrip("-").isdigit():
            rows.append(_binding(words))
        elif section == "delete_verts":
            hides |= _ranges(words)
    table = np.array(rows)
    shape = read_shape(path.parent / name)
    return Clothing(shape, table[:, :3].astype(int), table[:, 3:6], table[:, 6:9], sizes, hides)


def _binding(words: list[str]) -> list[float]:
    """Three vertices, their shares, an offset: or one vertex alone."""
    if len(words) == 1:
        return [*[float(words[0])] * 3, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    return [*map(float, words[:9]), *[0.0] * (9 - len(words[:9]))]


def _ranges(words: list[str]) -> set[int]:
    """The numbers of a list such as 3 7 - 9 12."""
    found: set[int] = set()
    numbers = iter(words)
    last = 0
    for word in numbers:
        if word == "-":
            found |= set(range(last, int(next(numbers)) + 1))
        else:
            last = int(word)
            found.add(last)
    return found
