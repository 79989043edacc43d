"""Recorded dance, one clip after the other, on our skeleton at one rate."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicSpline

from live import quat, skeleton
from live.signals import Bools, Floats

RATE = 60.0  # frames a second: what all clips are brought to


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One dancer's recorded dance."""

    name: str
    style: str
    role: str  # "lead", "follow" or "" (alone)
    pair: str  # the same for both of a couple, "" alone
    root: Floats  # (frames, 3) metres
    rotations: Floats  # (frames, 24, 4)
    contacts: Bools  # (frames, 4)
    repaired: Bools  # (frames,): invented where the recording had failed

    @property
    def positions(self) -> Floats:
        """The joints, (frames, 24, 3) metres."""
        return skeleton.positions_from(self.root, self.rotations)


def clips(folder: Path) -> Iterator[Clip]:
    """Every motion file of a folder, by name, at RATE."""
    for path in sorted(folder.glob("*.npz")):
        yield read(path)


def read(path: Path) -> Clip:
    """One motion file, at RATE."""
    with np.load(path) as file:
        fields = {name: file[name] for name in file.files}
    fps, frames = float(fields["fps"]), len(fields["rotations"])
    when = np.arange(0.0, frames - 1, fps / RATE)
    root = np.asarray(CubicSpline(np.arange(frames), fields["root"].astype(float))(when))
    nearest = np.minimum(np.round(when).astype(int), frames - 1)
    repaired = fields.get("repaired", np.zeros(frames, dtype=bool))
    return Clip(
        name=path.stem,
        style=str(fields.get("style", "")),
        role=str(fields.get("role", "")),
        pair=str(fields.get("pair", "")),
        root=root,
        rotations=resampled(fields["rotations"].astype(float), when),
        contacts=fields["contacts"][nearest].astype(bool),
        repaired=repaired[nearest].astype(bool),
    )


def resampled(rotations: Floats, when: Floats) -> Floats:
    """Rotations (frames, ..., 4), sign-continuous, at frame numbers (n,) between them."""
    flips = np.sum(rotations[1:] * rotations[:-1], axis=-1) < 0
    signs = np.where(np.cumsum(flips, axis=0) % 2 == 1, -1.0, 1.0)
    continuous = rotations.copy()
    continuous[1:] *= signs[..., None]
    return quat.normalised(CubicSpline(np.arange(len(rotations)), continuous)(when))
