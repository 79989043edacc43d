"""Trains a small network on a large one's pictures, for any number of poses that nobody filmed.

As in Ren et al. 2021 (OMGD, arXiv:2108.06908) the small one needs no critic: the large one's
pictures are what it is to paint.
"""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from live.become.training.network import AvatarNetwork
from live.become.training.sampling import Batch, Filmed
from live.draw.portrait import POINTS

FILMED = 0.5  # of the steps, on filmed pictures: the large network's faults are not learned alone
_MIRRORED = 0.5  # of the poses
_OTHER = [
    POINTS.index({"l": f"r{name[1:]}", "r": f"l{name[1:]}"}.get(name[0], name))
    if name[1] == "_" else POINTS.index(name)
    for name in POINTS
]  # fmt: skip


class Dreamt:
    """Batches that a teacher has painted, and batches that were filmed."""

    def __init__(self, filmed: Filmed, teacher: AvatarNetwork) -> None:
        self.filmed, self.teacher = filmed, teacher.to(filmed.device).eval()
        self.device = filmed.device

    def join(self) -> int:
        return self.filmed.join()

    def draw(self, chance: np.random.Generator, pairs: int, shrink: int = 1) -> Batch:
        """A batch of pairs; the teacher paints at the last size it was trained at, the largest."""
        filmed = self.filmed.draw(chance, pairs, shrink)
        if shrink > 1 or chance.random() < FILMED:
            return filmed
        dreamt = mirrored(filmed) if chance.random() < _MIRRORED else between(filmed, chance)
        with torch.no_grad():
            truth = self.teacher(dreamt.points, None, dreamt.window, dreamt.size, dreamt.look)
        return replace(dreamt, truth=truth)


def mirrored(batch: Batch) -> Batch:
    """The mirror images of poses: left and right exchanged."""
    width = batch.size[0]
    window = batch.window.clone()
    window[:, 0] = batch.pane[0] - width - window[:, 0]
    return replace(batch, points=_turned(batch.points), window=window)


def between(batch: Batch, chance: np.random.Generator) -> Batch:
    """Poses between the two of each pair, or a little before and after them."""
    first, second = batch.points.unflatten(0, (-1, 2)).unbind(1)
    begin, end = sorted(chance.uniform(-1.0, 2.0, 2))
    poses = [first + (second - first) * share for share in (begin, end)]
    return replace(batch, points=torch.stack(poses, dim=1).flatten(0, 1))


def _turned(points: Tensor) -> Tensor:
    other = points[:, _OTHER].clone()
    other[..., 0] = 1.0 - other[..., 0]
    return other
