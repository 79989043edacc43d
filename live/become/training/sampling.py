"""Batches: pairs of consecutive frames to train on.

The points are exactly where they lie on the pictures. With points that are off, a network learns
to blur: with points as the eyes see bodies, faces were only a blur. Film what the eyes saw instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from live.become.training import takes
from live.become.training.details import CELL
from live.become.training.network import STEP
from live.become.training.takes import Numbers, Size, Take
from live.errors import BadInput

_WINDOW = (0.6, 0.75)  # of the pane: width and height of the crop around the dancer


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Pairs: rows 2k and 2k + 1 follow each other."""

    points: Tensor  # (n, 36, 3)
    truth: Tensor  # (n, 4, h, w) 0..1
    window: Tensor  # (n, 2) pixels: left and upper, in the pane of `pane` pixels
    pane: Size
    look: Tensor | None = None  # (n, 12), where takes are of many people

    @property
    def size(self) -> Size:
        """Pixels of the window: width, height."""
        return self.truth.shape[3], self.truth.shape[2]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A take to train on."""

    take: Take
    boxes: Numbers  # (n, 4) pixels: what is not empty
    filmed: float  # seconds since 1970: when its file was written


class Filmed:
    """All frames of a folder's takes but those held out. Raises BadInput for none."""

    def __init__(self, folder: Path, size: Size, device: str = "cpu") -> None:
        self.folder, self.size, self.device = folder, size, device
        self.held_out = takes.sitter(folder).held_out
        self._known: dict[str, Known] = {}
        self._pairs: list[tuple[str, int]] = []
        if not self.join():
            raise BadInput(f"{folder} holds no take to learn from; film one, or hold out fewer")

    @property
    def frames(self) -> int:
        return sum(len(known.take) for known in self._known.values())

    @property
    def takes(self) -> Sequence[Take]:
        return [known.take for known in self._known.values()]

    def join(self) -> int:
        """Reads the takes that are new or were filmed again; returns how many."""
        new = 0
        for name in takes.names(self.folder):
            if name in self.held_out:
                continue
            filmed = (self.folder / f"{name}.npz").stat().st_mtime
            if name not in self._known or self._known[name].filmed != filmed:
                take = takes.read(self.folder, name, self.size)
                self._known[name] = Known(take, boxes(take), filmed)
                new += 1
        self._pairs = [
            (name, at) for name, one in self._known.items() for at in range(len(one.take) - 1)
            if at + 1 not in one.take.cuts
        ]  # fmt: skip
        return new

    def draw(self, chance: np.random.Generator, pairs: int, shrink: int = 1) -> Batch:
        """A batch of random pairs, in a pane `shrink` times smaller."""
        chosen = [self._pairs[at] for at in chance.integers(len(self._pairs), size=pairs)]
        pane = (self.size[0] // shrink, self.size[1] // shrink)
        size = tuple(
            min(side // STEP, -(-round(side * part) // STEP)) * STEP
            for side, part in zip(pane, _WINDOW, strict=True)
        )
        points, pictures, windows, looks = [], [], [], []
        for which, frame in chosen:
            take, both = self._known[which].take, slice(frame, frame + 2)
            corner = _corner(self._known[which].boxes[frame] / shrink, pane, size, chance)
            x, y, w, h = (int(shrink * number) for number in (*corner, *size))
            pictures.append(take.rgba[both, y : y + h, x : x + w])
            points.append(take.points[both])
            windows += [corner, corner]
            if take.look is not None:
                looks += [take.look, take.look]
        truth = torch.from_numpy(np.concatenate(pictures)).to(self.device).permute(0, 3, 1, 2)
        truth = truth.float() / 255
        return Batch(
            torch.from_numpy(np.concatenate(points)).to(self.device),
            F.avg_pool2d(truth, shrink) if shrink > 1 else truth,
            torch.tensor(np.array(windows), dtype=torch.float32, device=self.device),
            pane,
            torch.from_numpy(np.stack(looks)).to(self.device) if looks else None,
        )


def boxes(take: Take) -> Numbers:
    """Left, upper, right and lower pixel of what is not empty in each frame: (n, 4)."""
    found = []
    for alpha in take.rgba[..., 3]:
        rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            rows, columns = (np.array([0, side]) for side in alpha.shape)
        found.append([columns[0], rows[0], columns[-1], rows[-1]])
    return np.array(found, dtype=np.float32)


def _corner(
    box: Numbers, pane: Size, size: Sequence[int], chance: np.random.Generator
) -> tuple[int, int]:
    """The left and upper pixel of a random crop that has the body in it, at a cell's corner."""
    found = []
    for axis in (0, 1):
        first, last = float(box[axis]), float(box[axis + 2])
        low, high = sorted((first, last - size[axis]))
        begin = min(max(chance.uniform(low, high), 0.0), pane[axis] - size[axis])
        found.append(int(begin / CELL) * CELL)
    return found[0], found[1]
