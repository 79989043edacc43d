"""The part of the pane that a body is in: what is empty need not be painted."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.signals import Floats

CELL = 4  # pixels that networks think in, both ways
STEP = 8  # cells: a window's sides are multiples of it
_SLACK = 1.0  # cell, on each side


@dataclass(frozen=True, slots=True)
class Window:
    """Whole cells of a pane: the first, and how many."""

    top: int
    left: int
    rows: int
    columns: int

    @property
    def places(self) -> tuple[slice, slice]:
        """Which rows and columns of the pane's pixels they are."""
        return (
            slice(CELL * self.top, CELL * (self.top + self.rows)),
            slice(CELL * self.left, CELL * (self.left + self.columns)),
        )

    def told(self) -> dict[str, npt.NDArray[np.float32]]:
        """The middles of its cells, in the pane's pixels: `rows` (1, r) and `columns` (1, c)."""
        return {"rows": _middles(self.top, self.rows), "columns": _middles(self.left, self.columns)}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody's clothes and hair reach beyond the points of their body, in panes."""

    left: float
    above: float
    right: float
    below: float

    def window(self, points: Floats, size: tuple[int, int]) -> Window:
        """The window of a pane of `size` (pixels: width, height) that a body at `points` is in."""
        width, height = (side // CELL for side in size)
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        top, rows = _span(low[1] - self.above, high[1] + self.below, height)
        left, columns = _span(low[0] - self.left, high[0] + self.right, width)
        return Window(top, left, rows, columns)


def whole(size: tuple[int, int]) -> Window:
    """All of a pane of that size."""
    return Window(0, 0, size[1] // CELL, size[0] // CELL)


def _span(first: float, last: float, cells: int) -> tuple[int, int]:
    """The first of the cells given, and how many: what is wanted is about in their middle."""
    begin = min(max(math.floor(first * cells - _SLACK), 0), cells - 1)
    end = min(max(math.ceil(last * cells + _SLACK), begin + 1), cells)
    count = min(cells, -(-(end - begin) // STEP) * STEP)
    return min(max(0, begin - (count - (end - begin)) // 2), cells - count), count


def _middles(first: int, count: int) -> npt.NDArray[np.float32]:
    return ((first + np.arange(count, dtype=np.float32) + 0.5) * CELL)[None]
