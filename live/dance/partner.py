"""The human as a choreographer's network gets them: their pose as numbers, and their speed."""

import math
from collections import deque

import numpy as np

from live.dance.music_features import PARTNER, partner_vector
from live.dance.response import GONE
from live.dance.springs import approach
from live.dance.vector import heading
from live.signals import HUMAN_SHIFT, Floats, Pose

_BACK = 0.1  # seconds over which the speeds of the input are measured
_QUICK = 0.06  # seconds over which the speed for `hurry` is measured
_APART = 0.6  # metres: a couple's distance
_YIELDS = 2.5  # of the missing distance, a second: how fast a dancer too near moves away
_HASTE = 0.7  # metres a second: the most of it
_USUAL = 1.2  # seconds: halflife of the usual speed


class HumanTracker:
    """Follows the human's last poses and their usual speed."""

    def __init__(self) -> None:
        self._poses: deque[Pose] = deque(maxlen=32)
        self._steadily = 0.4  # metres a second
        self._speed = 0.4
        self.here = False

    def see(self, time: float, human: Pose | None, dt: float) -> None:
        """Takes the human's newest pose, None: nobody; `dt` is seconds since the last call."""
        if human is not None and (not self._poses or human.time > self._poses[-1].time):
            self._poses.append(human)
            past = self._ago(_QUICK)
            if past is not None:
                moved = np.linalg.norm(human.positions - past.positions, axis=-1).mean()
                self._speed = float(moved) / (human.time - past.time)
        self.here = bool(human is not None and time - human.time < GONE)
        self._steadily += (self._speed - self._steadily) * approach(_USUAL, dt)

    def _ago(self, seconds: float) -> Pose | None:
        newest = self._poses[-1]
        for pose in reversed(self._poses):
            if newest.time - pose.time >= seconds - 1e-3:
                return pose if newest.time - pose.time < 4 * seconds else None
        return None

    @property
    def hurry(self) -> float:
        """The human's speed relative to their usual speed; 1: as usual."""
        return (self._speed + 0.05) / (self._steadily + 0.05)

    def aside(self, x: float, z: float, apart: float) -> tuple[float, float]:
        """The velocity (x, z) in metres a second with which a dancer at x, z moves away from where
        the human is drawn, if that is nearer than `apart` metres.
        """
        if not self.here or not self._poses:
            return 0.0, 0.0
        there = self._poses[-1].root + HUMAN_SHIFT
        dx, dz = x - float(there[0]), z - float(there[2])
        distance = math.hypot(dx, dz)
        if distance >= apart:
            return 0.0, 0.0
        speed = min(_HASTE, _YIELDS * (apart - distance))
        away = speed / max(distance, 1e-3)
        return (away * dx, away * dz) if distance > 0.01 else (speed, 0.0)

    @property
    def across(self) -> float | None:
        """Where the human is, x metres; None: nobody is there."""
        return float(self._poses[-1].root[0]) if self.here and self._poses else None

    def opposite(self) -> Floats:
        """`music_features.partner_vector` (PARTNER,) for a dancer face to face with the human;
        zeros: nobody is there.

        The recorded couples danced face to face. On the stage the partner stands beside the human,
        and both face the audience; so the human is seen here as from the front.
        """
        if not self.here or not self._poses:
            return np.zeros(PARTNER)
        newest = self._poses[-1]
        facing = float(heading(newest.rotations[0]))
        way = np.array([math.sin(facing), 0.0, math.cos(facing)])
        root = newest.root + _APART * way
        return partner_vector(root, facing + math.pi, newest, self._ago(_BACK), self._steadily)
