"""The measured body as seventeen lines between landmarks: the directions that a retarget needs.

A line that is not seen keeps its direction for a moment, and then relaxes to its direction on a
person who stands at ease.
"""

import numpy as np

from live.body import quat
from live.see import landmarks as at
from live.see.landmarks import Landmarks
from live.see.smoothing import OneEuro
from live.signals import Bools, Floats

LINES = {
    "hips": ([at.R_HIP], [at.L_HIP]),
    "spine": ([at.L_HIP, at.R_HIP], [at.L_SHOULDER, at.R_SHOULDER]),
    "shoulders": ([at.R_SHOULDER], [at.L_SHOULDER]),
    "ears": ([at.R_EAR], [at.L_EAR]),
    "face": ([at.L_EAR, at.R_EAR], [at.NOSE]),
    "l_upper_arm": ([at.L_SHOULDER], [at.L_ELBOW]),
    "r_upper_arm": ([at.R_SHOULDER], [at.R_ELBOW]),
    "l_forearm": ([at.L_ELBOW], [at.L_WRIST]),
    "r_forearm": ([at.R_ELBOW], [at.R_WRIST]),
    "l_palm": ([at.L_WRIST], [at.L_INDEX, at.L_PINKY]),
    "r_palm": ([at.R_WRIST], [at.R_INDEX, at.R_PINKY]),
    "l_thigh": ([at.L_HIP], [at.L_KNEE]),
    "r_thigh": ([at.R_HIP], [at.R_KNEE]),
    "l_shin": ([at.L_KNEE], [at.L_ANKLE]),
    "r_shin": ([at.R_KNEE], [at.R_ANKLE]),
    "l_foot": ([at.L_HEEL], [at.L_TOE]),
    "r_foot": ([at.R_HEEL], [at.R_TOE]),
}  # name: from the mean of the first landmarks to the mean of the second
INDEX = {name: index for index, name in enumerate(LINES)}
COUNT = len(LINES)
LEGS = [INDEX[name] for name in ("l_thigh", "r_thigh", "l_shin", "r_shin")]

_EASE = np.array(
    [
        *([1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0], [0, -0.2, 1]),
        *([0.25, -0.97, 0], [-0.25, -0.97, 0], [0.1, -0.95, 0.3], [-0.1, -0.95, 0.3]),
        *([0.05, -0.95, 0.3], [-0.05, -0.95, 0.3]),
        *([0.05, -1, 0.03], [-0.05, -1, 0.03], [0, -1, -0.03], [0, -1, -0.03]),
        *([0.2, 0, 1], [-0.2, 0, 1]),
    ]
)  # the lines of a person facing +Z at ease
_EASE /= np.linalg.norm(_EASE, axis=1, keepdims=True)

SEEN_ENOUGH = 0.5  # visibility from which a measurement is used
HOLD = 0.25  # seconds an unseen line keeps its direction
RELAX_HALFLIFE = 0.35  # seconds


def _weights() -> Floats:
    """The lines as differences of landmarks: (17, 33)."""
    weights = np.zeros((COUNT, at.COUNT))
    for row, (start, end) in enumerate(LINES.values()):
        weights[row, start] -= 1.0 / len(start)
        weights[row, end] += 1.0 / len(end)
    return weights


_WEIGHTS = _weights()
_ENDS = [np.array([*start, *end]) for start, end in LINES.values()]


def lines_from(landmarks: Landmarks) -> Floats:
    """Every line of the measured body, (17, 3) metres, stage axes."""
    lines: Floats = _WEIGHTS @ landmarks.world
    return lines


def line_sight(landmarks: Landmarks) -> Floats:
    """How well each line was seen, (17,) 0..1: the minimum over its landmarks."""
    return np.array([landmarks.seen[ends].min() for ends in _ENDS])


class Limbs:
    """The directions of all lines over time, smoothed; lines that are not seen have one too."""

    def __init__(self, halflife: float, halving_speed: float) -> None:
        self._filter = OneEuro(halflife, halving_speed)
        self._shown = _EASE.copy()
        self._unseen_for = np.full(COUNT, HOLD)

    def directions(self, lines: Floats, sight: Floats, dt: float) -> Floats:
        """The unit directions (17, 3), `dt` seconds after the last, for lines (17, 3) in metres
        and how well each was seen, (17,).
        """
        length = np.linalg.norm(lines, axis=1)
        good = (sight >= SEEN_ENOUGH) & (length > 1e-3)
        self._unseen_for = np.where(good, 0.0, self._unseen_for + dt)
        measured = lines / np.maximum(length, 1e-3)[:, None]
        goal = np.where(good[:, None], measured, self._at_ease(measured, good, dt))
        shown = self._filter.smooth(goal, dt)
        norm = np.linalg.norm(shown, axis=1, keepdims=True)
        # The average of two opposite directions is zero: the newer one is taken then.
        self._shown = np.where(norm > 0.05, shown / np.maximum(norm, 0.05), goal)
        return self._shown

    def _at_ease(self, measured: Floats, good: Bools, dt: float) -> Floats:
        """The directions (17, 3) assumed for lines that are not seen."""
        shoulders = measured[INDEX["shoulders"]]
        turned = bool(good[INDEX["shoulders"]])
        facing = shoulders if turned else self._shown[INDEX["shoulders"]]
        yaw = np.arctan2(-facing[2], facing[0])
        ease = quat.rotate(quat.about(np.array([0.0, 1.0, 0.0]), yaw), _EASE)
        alpha = np.where(self._unseen_for > HOLD, 1.0 - 0.5 ** (dt / RELAX_HALFLIFE), 0.0)
        relaxed = self._shown + alpha[:, None] * (ease - self._shown)
        length: Floats = np.linalg.norm(relaxed, axis=1, keepdims=True)
        eased: Floats = relaxed / np.maximum(length, 1e-3)
        return eased
