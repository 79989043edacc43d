"""Writes binary glTF: tables, buffers, and capsules to put in them."""

import io
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image as Files

from live.body import quat
from live.signals import Floats

Table = dict[str, Any]
_AROUND, _ROUND = 14, 4  # corners around a capsule, and rings of each of its ends
LEGS = "legs"  # both, each as far as it is near
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_KINDS = {"<f4": 5126, "<u2": 5123, "<u4": 5125, "|u1": 5121}


@dataclass(frozen=True)
class Part:
    """A capsule of somebody's body."""

    bone: str  # it goes with
    start: Sequence[float]  # metres, as the body stands
    end: Sequence[float]
    radii: tuple[float, float]  # metres at the start and at the end
    paint: int  # of the materials
    towards: str = ""  # a bone that its end goes with, in a skin, or LEGS
    flat: float = 1.0  # how deep it is by how wide


class Gltf:
    """A glTF file that is being written."""

    def __init__(self) -> None:
        self.table: Table = {
            "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": []}], "nodes": [],
            "meshes": [], "accessors": [], "bufferViews": [], "materials": [], "skins": [],
        }  # fmt: skip
        self.binary = bytearray()

    def numbers(self, values: Floats, kind: str = "<f4") -> int:
        """An accessor of (count, size) values."""
        packed = np.ascontiguousarray(values).astype(kind)
        accessor = {
            "bufferView": self.view(packed.tobytes()), "count": len(packed),
            "componentType": _KINDS[packed.dtype.str], "type": _TYPES[packed.shape[1]],
        }  # fmt: skip
        if packed.shape[1] == 3:
            accessor |= {"min": packed.min(axis=0).tolist(), "max": packed.max(axis=0).tolist()}
        self.table["accessors"].append(accessor)
        return len(self.table["accessors"]) - 1

    def view(self, content: bytes) -> int:
        """A buffer view of these bytes."""
        self.binary += b"\0" * (-len(self.binary) % 4)
        view = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(content)}
        self.binary += content
        self.table["bufferViews"].append(view)
        return len(self.table["bufferViews"]) - 1

    def node(self, **properties: Any) -> int:
        """One more node."""
        self.table["nodes"].append(properties)
        return len(self.table["nodes"]) - 1

    def picture(self, pixels: Floats) -> int:
        """A texture of (height, width, 3) pixels."""
        png = io.BytesIO()
        Files.fromarray(pixels.astype(np.uint8)).save(png, "PNG")
        images = self.table.setdefault("images", [])
        images.append({"bufferView": self.view(png.getvalue()), "mimeType": "image/png"})
        textures = self.table.setdefault("textures", [])
        textures.append({"source": len(images) - 1})
        return len(textures) - 1

    def glb(self) -> bytes:
        """The file, as binary glTF."""
        table = self.table | {"buffers": [{"byteLength": len(self.binary)}]}
        return packed(table, bytes(self.binary))


def packed(table: Mapping[str, Any], binary: bytes = b"") -> bytes:
    """Binary glTF of a table and a buffer."""
    text = json.dumps({key: value for key, value in table.items() if value != []}).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        body += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def capsule(part: Part) -> tuple[Floats, Floats, Floats, Floats]:
    """Places and normals (n, 3), the way along it 0..1 (n,), and triangles (m, 3)."""
    start, end = np.array(part.start, float), np.array(part.end, float)
    along = end - start
    length = float(np.linalg.norm(along))
    turn = quat.matrices(quat.between(np.array([0.0, 1.0, 0.0]), along))
    rings = []
    for centre, radius, sign in ((0.0, part.radii[0], -1.0), (length, part.radii[1], 1.0)):
        ends = np.linspace(0.0, np.pi / 2, _ROUND + 1)
        angles = ends[::-1] if sign < 0 else ends
        rings += [(centre + sign * radius * np.sin(a), max(radius * np.cos(a), 1e-4),
                   sign * np.sin(a)) for a in angles]  # fmt: skip
    turns = np.linspace(0.0, 2 * np.pi, _AROUND, endpoint=False)
    circle = np.stack([np.sin(turns), np.zeros(_AROUND), np.cos(turns)], axis=1)
    places, normals, ways = [], [], []
    for height, radius, up in rings:
        wide = circle * (radius, 1.0, radius * part.flat)
        places.append(wide + np.array([0.0, height, 0.0]))
        normals.append(circle * np.sqrt(max(0.0, 1.0 - up**2)) + np.array([0.0, up, 0.0]))
        ways.append(np.full(_AROUND, min(max(height / max(length, 1e-6), 0.0), 1.0)))
    here = np.arange(_AROUND)
    faces = []
    for ring in range(len(rings) - 1):
        a, b = ring * _AROUND + here, ring * _AROUND + (here + 1) % _AROUND
        faces += [np.stack([a, b, b + _AROUND], 1), np.stack([a, b + _AROUND, a + _AROUND], 1)]
    return (
        np.concatenate(places) @ turn.T + start, np.concatenate(normals) @ turn.T,
        np.concatenate(ways), np.concatenate(faces),
    )  # fmt: skip
