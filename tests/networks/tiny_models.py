"""ONNX models of a few hundred bytes, written by hand: nothing but the format's own bytes.

The fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; a message is its
fields one after the other, each a key (number and kind), a length, and the value.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from live.draw.portrait import HEIGHT, PLAIN, POINTS, WIDTH, AvatarBuild

Shapes = Mapping[str, Sequence[int | str]]  # a text is a size that is left open


Node = tuple[str, Sequence[str], Sequence[str]]  # operator, inputs, outputs
Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


def write_model(
    path: Path,
    nodes: Sequence[Node],
    inputs: Shapes,
    outputs: Shapes,
    told: Mapping[str, str] | None = None,
    constants: Mapping[str, Array] | None = None,
) -> Path:
    """Writes a model of float32 numbers; `told` is its metadata.

    `constants` are float32 or int64. A Transpose changes the last two of three axes.
    """
    graph = _text(2, "tiny")
    for operator, takes, gives in nodes:
        names = [_text(1, name) for name in takes] + [_text(2, name) for name in gives]
        swaps = _field(5, _SWAP) if operator == "Transpose" else b""
        graph += _field(1, b"".join(names) + _text(4, operator) + swaps)
    graph += b"".join(_field(5, _tensor(name, it)) for name, it in (constants or {}).items())
    graph += b"".join(_field(11, _value(name, shape)) for name, shape in inputs.items())
    graph += b"".join(_field(12, _value(name, shape)) for name, shape in outputs.items())
    model = _number(1, 8) + _field(7, graph) + _field(8, _number(2, 17))
    for key, text in (told or {}).items():
        model += _field(14, _text(1, key) + _text(2, text))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model)
    return path


def counter(path: Path, size: int = 2) -> Path:
    """A model that adds what it is given to what it remembers: `given` in, `sum` out."""
    shape = (1, size)
    return write_model(
        path,
        [("Add", ("given", "so_far"), ("sum",)), ("Identity", ("sum",), ("next_so_far",))],
        {"given": shape, "so_far": shape},
        {"sum": shape, "next_so_far": shape},
        {"kind": "counter"},
    )


def avatar(
    folder: Path,
    name: str,
    colour: tuple[float, float, float] = (0.9, 0.5, 0.3),
    size: tuple[int, int] = (64, 96),
    build: AvatarBuild = PLAIN,
    consent: str = "",
    looks: int = 0,
) -> Path:
    """An avatar, in a model repository: blobs of one colour at the points of a portrait; one with
    so many numbers of `looks` multiplies the colour with the first three, without their signs.

    A blob is exp(-(distance / radius) ** 2); the square is g.g - 2 g.p + p.p for the places g of
    the pixels and p of the points, in pane heights.
    """
    width, height = size
    shape = np.array([WIDTH / HEIGHT, 1.0])
    across, down = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    pixels = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2) * shape
    opaque = 3.0 * np.array([*colour, 1.0])
    constants: dict[str, Array] = {
        "flatten": np.vstack([np.diag(shape), np.zeros((1, 2))]),
        "pixels_twice": 2 * pixels,
        "pixels_squared": -(pixels**2).sum(axis=1)[None, :, None],
        "ones": np.ones((2, 1)),
        "sharpness": np.array([1.0 / 0.035**2]),
        "ink": np.tile(opaque, (len(POINTS), 1)),
        "most": np.array([*colour, 1.0]),
        "picture": np.array([1, 4, height, width]),
    }
    if looks:
        constants |= {"first": np.eye(looks, 4) * [1, 1, 1, 0], "alpha": np.array([0, 0, 0, 1.0])}
    constants = {
        key: value.astype(np.int64 if key == "picture" else np.float32)
        for key, value in constants.items()
    }
    nodes: list[Node] = [
        ("MatMul", ("pose", "flatten"), ("p",)),
        ("Mul", ("p", "p"), ("pp",)),
        ("MatMul", ("pp", "ones"), ("p_squared",)),
        ("Transpose", ("p_squared",), ("row",)),
        ("Transpose", ("p",), ("columns",)),
        ("MatMul", ("pixels_twice", "columns"), ("both",)),
        ("Sub", ("both", "row"), ("less",)),
        ("Add", ("less", "pixels_squared"), ("nearness",)),
        ("Mul", ("nearness", "sharpness"), ("scaled",)),
        ("Exp", ("scaled",), ("blobs",)),
        ("MatMul", ("blobs", "ink"), ("inked",)),
        ("Min", ("inked", "most"), ("limited",)),
        *(
            [
                ("MatMul", ("look", "first"), ("signed",)),
                ("Abs", ("signed",), ("tint",)),
                ("Add", ("tint", "alpha"), ("whole",)),
                ("Mul", ("limited", "whole"), ("tinted",)),
            ]
            if looks
            else []
        ),
        ("Transpose", ("tinted" if looks else "limited",), ("planes",)),
        ("Reshape", ("planes", "picture"), ("rgba",)),
    ]
    told = {
        "name": name, "licence": "CC0-1.0", "consent": consent, "points": json.dumps(POINTS),
        "build": json.dumps(
            {"offsets": build.offsets.tolist(), "ankle": build.ankle, "toe": build.toe}
        ),
    }  # fmt: skip
    path = folder / f"avatar_{name}" / "1" / "model.onnx"
    takes = {"pose": (1, len(POINTS), 3), **({"look": (1, looks)} if looks else {})}
    rgba = {"rgba": (1, 4, height, width)}
    return signed(write_model(path, nodes, takes, rgba, told, constants))


def signed(path: Path) -> Path:
    """The model, with its checksum beside it."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n")
    return path


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())


def _tensor(name: str, values: Array) -> bytes:
    """Numbers that never change: sizes, kind (1 float32, 7 int64), name, and the bytes of all."""
    kind = {"float32": 1, "int64": 7}[str(values.dtype)]
    sizes = b"".join(_number(1, size) for size in values.shape)
    return sizes + _number(2, kind) + _text(8, name) + _field(9, values.tobytes())


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = [_number(1, one) if isinstance(one, int) else _text(2, one) for one in shape]
    tensor = _number(1, 1) + _field(2, b"".join(_field(1, size) for size in sizes))
    return _text(1, name) + _field(2, _field(1, tensor))


# A Transpose's attribute: its name, three integers, and that integers is what it is.
_SWAP = _text(1, "perm") + b"".join(_number(8, axis) for axis in (0, 2, 1)) + _number(20, 7)
