"""The part of the pane that a body is in: what is empty need not be painted.

How far clothes can reach beyond a body is told by its model, and is far, for a gown: once it has
been painted, it is where it was, give or take what it moves in a frame.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.signals import Floats

CELL = 4  # pixels that networks think in, both ways
STEP = 8  # cells: a window's sides are multiples of it
_GRID = 4  # cells: where windows begin. Networks halve: from any cell on, pictures would tremble
_SLACK = 1.0  # cell, on each side
_FAINTEST = 5.5 / 255  # alpha: what rounds to less than six of 255 is nobody
_MOVES = 0.03  # of the pane: no hem and no hand moves farther in a frame, or is taken for it


@dataclass(frozen=True, slots=True)
class Crop:
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

    def box(self, points: Floats) -> Floats:
        """The left, upper, right and lower edge (4,), shares of a pane, of what somebody with a
        body at `points` (n, 3) can reach."""
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        return np.concatenate(
            [low - [self.left, self.above], high + np.array([self.right, self.below])]
        )


class CropTracker:
    """Where in panes of `size` (pixels: width, height) somebody is, picture after picture."""

    def __init__(self, reach: Reach, size: tuple[int, int]) -> None:
        self._reach = reach
        self._cells = (size[0] // CELL, size[1] // CELL)
        self._last: Floats | None = None  # what the last picture filled: as `Reach.box`

    def window(self, points: Floats) -> Crop:
        """What is to be painted of a body at `points` (n, 3)."""
        width, height = self._cells
        slack = _SLACK / np.array([-width, -height, width, height])
        left, upper, right, lower = self._close(points, self._reach.box(points) + slack)
        top, rows = _span(upper, lower, height)
        begin, columns = _span(left, right, width)
        return Crop(top, begin, rows, columns)

    def painted(self, alpha: npt.NDArray[np.float32], window: Crop) -> None:
        """Somebody is where `alpha` (h, w), 0..1, of the window's picture is not next to nothing,
        and next time not far from there.

        Who is cut off by the window is looked for all over next time.
        """
        there = alpha >= _FAINTEST
        rows, columns = (np.flatnonzero(there.any(axis=axis)) for axis in (1, 0))
        self._last = None
        if not rows.size:
            return
        width, height = (CELL * cells for cells in self._cells)
        y, x = (place.start for place in window.places)
        found = np.array([columns[0] + x, rows[0] + y, columns[-1] + 1 + x, rows[-1] + 1 + y])
        ends = np.array([x, y, x + there.shape[1], y + there.shape[0]])
        cut_off = (found == ends) & (ends != [0, 0, width, height])
        if not cut_off.any():
            self._last = found / [width, height, width, height]

    def forget(self) -> None:
        """Somebody else is to be painted, or the same after a while."""
        self._last = None

    def _close(self, points: Floats, box: Floats) -> Floats:
        """Of all that can be reached, what is near the body or where the last picture was."""
        if self._last is None:
            return box
        near, last = _NEAR.box(points), self._last + np.array([-_MOVES, -_MOVES, _MOVES, _MOVES])
        low = np.maximum(box[:2], np.minimum(near[:2], last[:2]))
        return np.concatenate([low, np.minimum(box[2:], np.maximum(near[2:], last[2:]))])


_NEAR = Reach(_MOVES, _MOVES, _MOVES, _MOVES)


def whole(size: tuple[int, int]) -> Crop:
    """All of a pane of that size."""
    return Crop(0, 0, size[1] // CELL, size[0] // CELL)


def _span(first: float, last: float, cells: int) -> tuple[int, int]:
    """The first of the cells given, and how many."""
    begin = min(max(math.floor(first * cells), 0), cells - 1) // _GRID * _GRID
    end = min(max(math.ceil(last * cells), begin + 1), cells)
    count = min(cells, -(-(end - begin) // STEP) * STEP)
    return min(begin, (cells - count) // _GRID * _GRID), count


def _middles(first: int, count: int) -> npt.NDArray[np.float32]:
    return ((first + np.arange(count, dtype=np.float32) + 0.5) * CELL)[None]
