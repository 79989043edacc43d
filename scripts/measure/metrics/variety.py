"""How various dances are, and how near to real ones: FID and Div over windows of five seconds.

Every dance is brought to 60 fps, cut into windows of 5 s that overlap by half, and begun at the
origin, so that the features' quirks (see `kinetic`) are the same on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.formats import motion_file
from live.formats.motion_file import Motion
from live.signals import Floats
from scripts.measure.metrics import motion
from scripts.measure.metrics.distributions import diversity, frechet, scale_of
from scripts.measure.metrics.geometric import FEATURES, geometric
from scripts.measure.metrics.kinetic import kinetic, zero_start
from scripts.measure.metrics.performance import Figures, Performance

LENGTH, STEP = 300, 150  # frames at 60 fps
FEWEST = 8  # windows: of fewer nothing is said


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """A set of dances as features, a row a window."""

    kinetic: Floats  # (n, 72)
    geometric: Floats  # (n, 32)

    def __len__(self) -> int:
        return len(self.kinetic)

    def some(self, count: int, seed: int) -> "Features":
        """So many windows chosen by chance, or all where there are fewer."""
        rows = np.random.default_rng(seed).permutation(len(self))[:count]
        return Features(self.kinetic[rows], self.geometric[rows])


def features(dances: Sequence[tuple[Floats, float]]) -> Features:
    """The features of dances, each positions and their rate; a shorter one than 5 s has none."""
    windows = [
        zero_start(fast[first : first + LENGTH])
        for positions, fps in dances
        for fast in [motion.at_rate(positions, fps, 60.0)]
        for first in range(0, len(fast) - LENGTH + 1, STEP)
    ]
    return Features(
        np.array([kinetic(window) for window in windows]).reshape(-1, 72),
        np.array([geometric(window) for window in windows]).reshape(-1, FEATURES),
    )


def compared(real: Features, other: Features) -> Figures:
    """FID and Div of a set against real dances; nothing where either has too few windows."""
    if min(len(real), len(other)) < FEWEST:
        return {}
    figures: Figures = {"windows": float(len(other))}
    for name, one, two in (
        ("k", real.kinetic, other.kinetic), ("g", real.geometric, other.geometric),
    ):  # fmt: skip
        scale = scale_of(one)
        figures[f"fid_{name}"] = frechet(scale(one), scale(two))
        figures[f"div_{name}"] = diversity(scale(two))
    return figures


def clips_in(folder: Path) -> dict[str, Motion]:
    """Every clip of real dance in a folder (.npz, .bvh), by name. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder of motion. Name one with .npz files.")
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in (".npz", ".bvh"))
    if not files:
        raise BadInput(f"{folder}: no motion in it. Put .npz or .bvh files there.")
    clips = {file.stem: motion_file.read(file) for file in files}
    for file in files:
        if clips[file.stem].seconds < 1.0:
            raise BadInput(f"{file}: shorter than a second. Take it out of the folder.")
    return clips


def halves(clips: dict[str, Motion]) -> tuple[list[Motion], list[Motion]]:
    """Two halves of a set of clips, every other one; a couple stays together."""
    groups: dict[str, list[Motion]] = {}
    for name, clip in clips.items():
        groups.setdefault(name.removesuffix("_lead").removesuffix("_follow"), []).append(clip)
    ordered = list(groups.values())
    return (
        [clip for group in ordered[0::2] for clip in group],
        [clip for group in ordered[1::2] for clip in group],
    )


def of_clips(clips: Sequence[Motion]) -> Features:
    return features([(clip.positions, clip.fps) for clip in clips])


def of_dances(dances: Sequence[Performance]) -> Features:
    return features([(dance.positions, dance.fps) for dance in dances])


def seeds_apart(dances: Sequence[Performance]) -> float:
    """How far apart the joints are in dances of two seeds to one song, as seen from the pelvis;
    metres, a mean over all pairs; nan where there was one seed only."""
    found = [
        float(np.linalg.norm(_centred(one) - _centred(other)[: len(one.positions)], axis=-1).mean())
        for i, one in enumerate(dances)
        for other in dances[i + 1 :]
        if one.song == other.song and one.who == other.who and one.seed != other.seed
    ]
    return float(np.mean(found)) if found else float("nan")


def _centred(dance: Performance) -> Floats:
    return np.asarray(dance.positions - dance.positions[:, :1], dtype=float)
