"""The crop of the pane that has the body in it: the empty rest need not be painted.

An avatar's model says how far its clothes can reach beyond the body, which is far for a gown. Once
the avatar has been painted, the crop is taken from the last picture and what can move in a frame.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from live.signals import Floats

CELL = 4  # pixels: width and height of a network's cell
STEP = 8  # cells: a crop's sides are multiples of it
_GRID = 4  # cells: crops start on multiples, as networks halve: otherwise pictures would tremble
_SLACK = 1.0  # cells, on each side
_FAINTEST = 5.5 / 255  # alpha: less rounds to below 6 of 255, and counts as empty
_MOVES = 0.03  # of the pane: the most that hems and hands move in a frame


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of cells of a pane: the first, and how many."""

    top: int
    left: int
    rows: int
    columns: int

    @property
    def places(self) -> tuple[slice, slice]:
        """The rows and columns of its pixels in the pane."""
        return (
            slice(CELL * self.top, CELL * (self.top + self.rows)),
            slice(CELL * self.left, CELL * (self.left + self.columns)),
        )

    def inputs(self) -> dict[str, npt.NDArray[np.float32]]:
        """A network's inputs for it: the middles of its cells, in the pane's pixels, as `rows`
        (1, r) and `columns` (1, c).
        """
        return {"rows": _middles(self.top, self.rows), "columns": _middles(self.left, self.columns)}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far clothes and hair reach beyond the points of the body, relative to the pane."""

    left: float
    above: float
    right: float
    below: float

    def box(self, points: Floats) -> Floats:
        """The box (4,) that clothes on a body at `points` (n, 3) can reach: its left, upper, right
        and lower edge, relative to the pane.
        """
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        return np.concatenate(
            [low - [self.left, self.above], high + np.array([self.right, self.below])]
        )


class CropTracker:
    """Follows the crop with the body in it, picture by picture, in panes of `size` (pixels: width,
    height).
    """

    def __init__(self, reach: Reach, size: tuple[int, int]) -> None:
        self._reach = reach
        self._cells = (size[0] // CELL, size[1] // CELL)
        self._last: Floats | None = None  # (4,): the box of the last picture, as `Reach.box`

    def window(self, points: Floats) -> Crop:
        """The crop to paint for a body at `points` (n, 3)."""
        width, height = self._cells
        slack = _SLACK / np.array([-width, -height, width, height])
        left, upper, right, lower = self._close(points, self._reach.box(points) + slack)
        top, rows = _span(upper, lower, height)
        begin, columns = _span(left, right, width)
        return Crop(top, begin, rows, columns)

    def painted(self, alpha: npt.NDArray[np.float32], window: Crop) -> None:
        """Takes the alpha (h, w), 0..1, of the picture in the crop `window`.

        The next crop is near to where alpha is above _FAINTEST. If the picture is cut off by the
        crop, the next crop covers all that can be reached.
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
        """Forgets the last picture."""
        self._last = None

    def _close(self, points: Floats, box: Floats) -> Floats:
        """The part of the box that is near the body or the last picture."""
        if self._last is None:
            return box
        near, last = _NEAR.box(points), self._last + np.array([-_MOVES, -_MOVES, _MOVES, _MOVES])
        low = np.maximum(box[:2], np.minimum(near[:2], last[:2]))
        return np.concatenate([low, np.minimum(box[2:], np.maximum(near[2:], last[2:]))])


_NEAR = Reach(_MOVES, _MOVES, _MOVES, _MOVES)


def whole(size: tuple[int, int]) -> Crop:
    """The crop of a full pane of that size (pixels: width, height)."""
    return Crop(0, 0, size[1] // CELL, size[0] // CELL)


def _span(first: float, last: float, cells: int) -> tuple[int, int]:
    """The first cell of a range given as parts of `cells` cells, and how many."""
    begin = min(max(math.floor(first * cells), 0), cells - 1) // _GRID * _GRID
    end = min(max(math.ceil(last * cells), begin + 1), cells)
    count = min(cells, -(-(end - begin) // STEP) * STEP)
    return min(begin, (cells - count) // _GRID * _GRID), count


def _middles(first: int, count: int) -> npt.NDArray[np.float32]:
    return ((first + np.arange(count, dtype=np.float32) + 0.5) * CELL)[None]
