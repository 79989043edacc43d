"""Recorded dance, one clip after the other, on our skeleton at one rate."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.interpolate import CubicSpline

from live.body import quat, skeleton
from live.errors import BadInput
from live.formats import motion_file
from live.signals import Bools, Floats
from scripts.choreography import aist
from scripts.choreography.styles import STYLES, style_of

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


def clips(folder: Path, only: set[str] | None = None) -> Iterator[Clip]:
    """Every motion file of a folder, by name, at RATE; of AIST++'s those named in `only`.

    Raises BadInput at the first that cannot be used.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder of dance. Name one that is there.")
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if suffix in (".npz", ".bvh") or (suffix == ".pkl" and (only is None or path.stem in only)):
            yield read(path)


def read(path: Path) -> Clip:
    """One motion file, at RATE: .npz or .bvh, or .pkl as AIST++ has them. Raises BadInput.

    An .npz may say `style`, `role`, `pair` and which frames are `repaired`. A style that is not
    said is the name of the file's folder, where that is one.
    """
    if path.suffix.lower() == ".pkl":
        root, rotations, invented = aist.motion(path)
        contacts = np.zeros((len(root), 4), dtype=bool)
        return _at_rate(Clip(path.stem, aist.style_of(path.stem), "", "", root, rotations,
                             contacts, invented), aist.FPS)  # fmt: skip
    motion = motion_file.read(path)
    said = _said(path, len(motion.rotations))
    return _at_rate(
        Clip(
            name=path.stem,
            style=_style(path, str(said.get("style", ""))),
            role=str(said.get("role", "")),
            pair=str(said.get("pair", "")),
            root=motion.root,
            rotations=motion.rotations,
            contacts=motion.contacts,
            repaired=np.asarray(said.get("repaired", np.zeros(len(motion.rotations), dtype=bool))),
        ),
        motion.fps,
    )


def _said(path: Path, frames: int) -> dict[str, Any]:
    """The fields of an .npz besides the motion itself. Raises BadInput."""
    if path.suffix.lower() != ".npz":
        return {}
    with np.load(path, allow_pickle=False) as file:
        said = {n: file[n] for n in ("style", "role", "pair", "repaired") if n in file.files}
    if "repaired" in said and said["repaired"].shape != (frames,):
        raise BadInput(
            f"{path}: repaired has shape {said['repaired'].shape}; wanted is ({frames},), one for"
            " each frame."
        )
    return said


def _style(path: Path, said: str) -> str:
    """Our name of a style. Raises BadInput."""
    for style in (said, path.parent.name):
        try:
            return style_of(style)
        except KeyError:
            continue
    if not said:
        return "freestyle"
    raise BadInput(f"{path}: style is {said!r}; wanted is one of {', '.join(STYLES)}.")


def _at_rate(clip: Clip, fps: float) -> Clip:
    frames = len(clip.root)
    if frames < 2 * fps:
        raise BadInput(f"{clip.name}: lasts only {frames / fps:.1f} s. Leave this file out.")
    when = np.arange(0.0, frames - 1, fps / RATE)
    nearest = np.minimum(np.round(when).astype(int), frames - 1)
    return replace(
        clip,
        root=np.asarray(CubicSpline(np.arange(frames), clip.root)(when)),
        rotations=resampled(clip.rotations, when),
        contacts=clip.contacts[nearest].astype(bool),
        repaired=clip.repaired[nearest].astype(bool),
    )


def resampled(rotations: Floats, when: Floats) -> Floats:
    """Rotations (frames, ..., 4), sign-continuous, at frame numbers (n,) between them."""
    flips = np.sum(rotations[1:] * rotations[:-1], axis=-1) < 0
    signs = np.where(np.cumsum(flips, axis=0) % 2 == 1, -1.0, 1.0)
    continuous = rotations.copy()
    continuous[1:] *= signs[..., None]
    return quat.normalised(CubicSpline(np.arange(len(rotations)), continuous)(when))
