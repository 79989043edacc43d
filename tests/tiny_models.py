"""ONNX models of a few hundred bytes, written by hand: nothing but the format's own bytes.

The fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; a message is its
fields one after the other, each a key (number and kind), a length, and the value.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

Shapes = Mapping[str, Sequence[int | str]]  # a text is a size that is left open


def write_model(
    path: Path,
    nodes: Sequence[tuple[str, Sequence[str], Sequence[str]]],  # operator, inputs, outputs
    inputs: Shapes,
    outputs: Shapes,
    told: Mapping[str, str] | None = None,
) -> Path:
    """Writes a model of float32 numbers; `told` is its metadata."""
    graph = _text(2, "tiny")
    for operator, takes, gives in nodes:
        names = [_text(1, name) for name in takes] + [_text(2, name) for name in gives]
        graph += _field(1, b"".join(names) + _text(4, operator))
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


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _field(field, text.encode())


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = [_number(1, one) if isinstance(one, int) else _text(2, one) for one in shape]
    tensor = _number(1, 1) + _field(2, b"".join(_field(1, size) for size in sizes))
    return _text(1, name) + _field(2, _field(1, tensor))
