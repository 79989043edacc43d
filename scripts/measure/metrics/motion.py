"""How a body moves: speed, jerk, stillness, the stage it keeps to, and the bones it keeps."""

import numpy as np
from scipy.interpolate import CubicSpline

from live.body import skeleton
from live.signals import Bools, Floats
from scripts.measure.metrics.feet import runs

STILL = 0.05  # metres a second: a mean joint speed below is standing still
STAGE = 1.5  # metres from the stage's centre, to each side, front and back
LENGTHS: Floats = np.linalg.norm(skeleton.OFFSETS[1:], axis=1)  # metres: our skeleton's bones


def at_rate(positions: Floats, fps: float, wanted: float) -> Floats:
    """The dance at another rate: every n-th frame where that fits, else by cubic splines."""
    step = fps / wanted
    if step >= 1 and abs(step - round(step)) < 1e-6:
        return positions[:: round(step)]
    times = np.arange(int((len(positions) - 1) * wanted / fps + 1e-6) + 1) / wanted
    spline = CubicSpline(np.arange(len(positions)) / fps, positions.reshape(len(positions), -1))
    return np.asarray(spline(times).reshape(-1, *positions.shape[1:]), dtype=float)


def speeds(positions: Floats, fps: float) -> Floats:
    """(frames - 1,): the mean speed of the joints, metres a second."""
    moved = np.linalg.norm(np.diff(positions, axis=0), axis=-1)
    return np.asarray(moved.mean(axis=-1) * fps, dtype=float)


def jerk(positions: Floats, fps: float) -> float:
    """Mean length of the joints' third derivative, m/s^3; comparable at one rate only."""
    third = np.diff(positions, n=3, axis=0) * fps**3
    return float(np.linalg.norm(third, axis=-1).mean())


def frozen(positions: Floats, fps: float, playing: Bools | None = None) -> tuple[int, int]:
    """How many whole seconds the body stood still (mean joint speed under 5 cm/s), of how many.

    Seconds follow one another without overlapping; `playing` (frames,) leaves out those in which
    it is not True throughout.
    """
    length = round(fps)
    speed = speeds(positions, fps)
    still = counted = 0
    for first in range(0, len(speed) - length + 1, length):
        if playing is not None and not playing[first : first + length + 1].all():
            continue
        counted += 1
        still += bool(speed[first : first + length].mean() < STILL)
    return still, counted


def exits(positions: Floats) -> int:
    """How often the pelvis leaves the stage of 3 by 3 m; beginning outside counts as leaving."""
    outside = np.abs(positions[:, 0][:, [0, 2]]).max(axis=-1) > STAGE
    return len(runs(outside))


def bone_error(positions: Floats, lengths: Floats = LENGTHS) -> float:
    """The furthest any bone in any frame is from its length (23,), metres."""
    bones = positions[:, 1:] - positions[:, list(skeleton.PARENTS[1:])]
    return float(np.abs(np.linalg.norm(bones, axis=-1) - lengths).max())
