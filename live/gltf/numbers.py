"""The numbers of a glTF file: buffers, views of them, and accessors; all bounds are checked."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from live.gltf import limits
from live.gltf.container import Container
from live.gltf.document import Document
from live.gltf.limits import at_most, refuse
from live.signals import Floats

_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_SIZES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_LARGEST = 1e9
Whole = npt.NDArray[np.int64]
_Raw = npt.NDArray[np.integer | np.floating]
T = TypeVar("T")


class Numbers:
    """Reads the accessors of one file."""

    def __init__(self, document: Document, container: Container) -> None:
        self._document = document
        self._container = container
        self._buffers: dict[int, memoryview] = {}

    def view(self, index: int) -> memoryview:
        """The bytes of a buffer view. Raises Refused."""
        view = listed(self._document.buffer_views, index, "buffer view")
        buffer = self._buffer(view.buffer)
        if view.byte_offset + view.byte_length > len(buffer):
            refuse(f"its buffer view {index} reaches beyond its buffer")
        return buffer[view.byte_offset : view.byte_offset + view.byte_length]

    def count(self, index: int) -> int:
        """How many elements an accessor has, as it says. Raises Refused."""
        accessor = listed(self._document.accessors, index, "accessor")
        return accessor.count

    def floats(self, index: int, *types: str, rows: Whole | None = None) -> Floats:
        """An accessor of one of these types (VEC3, ...): (count, size). Raises Refused.

        `rows`, which grow: these alone, however large the rest is.
        """
        raw = _chosen(self._array(index, types), rows)
        with np.errstate(invalid="ignore"):  # what is not a number is refused below
            values = raw.astype(np.float64)
        if self._document.accessors[index].normalized and raw.dtype.kind in "iu":
            largest = 2 ** (8 * raw.dtype.itemsize - (raw.dtype.kind == "i")) - 1
            values = np.maximum(values / largest, -1.0)
        if not (np.abs(values) < _LARGEST).all():
            refuse(f"its accessor {index} holds what is not a number, or one that is too large")
        return values

    def whole(self, index: int, *types: str, rows: Whole | None = None) -> Whole:
        """The same of whole numbers. Raises Refused."""
        raw = _chosen(self._array(index, types), rows)
        if raw.dtype.kind not in "iu":
            refuse(f"its accessor {index} holds fractions where it counts")
        return raw.astype(np.int64)

    def _array(self, index: int, types: tuple[str, ...]) -> _Raw:
        accessor = listed(self._document.accessors, index, "accessor")
        if accessor.type not in types:
            refuse(f"its accessor {index} is {accessor.type}, wanted is {' or '.join(types)}")
        if accessor.sparse is not None:
            refuse(f"its accessor {index} is sparse, which is not read here")
        if accessor.buffer_view is None:
            refuse(f"its accessor {index} has no data")
        at_most(accessor.count, limits.ELEMENTS, f"elements in its accessor {index}")
        dtype, size = np.dtype(_TYPES[accessor.component_type]), _SIZES[accessor.type]
        view = self.view(accessor.buffer_view)
        stride = self._document.buffer_views[accessor.buffer_view].byte_stride
        element = dtype.itemsize * size
        step = stride or element
        end = accessor.byte_offset + step * (accessor.count - 1) + element
        if accessor.count < 1 or step < element or end > len(view):
            refuse(f"its accessor {index} reaches beyond its buffer view")
        return np.ndarray(
            (accessor.count, size), dtype, view, accessor.byte_offset, (step, dtype.itemsize)
        )

    def _buffer(self, index: int) -> memoryview:
        if index not in self._buffers:
            buffer = listed(self._document.buffers, index, "buffer")
            if buffer.uri is not None:
                content = memoryview(self._container.fetch(buffer.uri))
            else:
                content = self._container.binary or memoryview(b"")
            if len(content) < buffer.byte_length:
                refuse(f"its buffer {index} is cut short", "export it again, or copy it again")
            self._buffers[index] = content[: buffer.byte_length]
        return self._buffers[index]


def _chosen(raw: _Raw, rows: Whole | None) -> _Raw:
    if rows is None:
        return raw
    if rows.size and int(rows[-1]) >= len(raw):
        refuse("one of its meshes has too few numbers for its corners")
    return raw[rows]


def listed(things: list[T], index: int, what: str) -> T:
    """One item of a list. Raises Refused for an index out of range."""
    if index >= len(things):
        refuse(f"it names {what} {index}, and there are {len(things)}")
    return things[index]
