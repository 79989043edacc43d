"""What a dancer knows of the human: their pose as numbers, and how fast they move."""

import math
from collections import deque

import numpy as np

from live.dance.music_features import PARTNER, partner_vector
from live.dance.response import GONE
from live.dance.springs import approach
from live.dance.vector import heading
from live.signals import Floats, Pose

_BACK = 0.1  # seconds: what speeds are told over
_QUICK = 0.06  # seconds: and how fast they hurry or slow
_APART = 0.6  # metres: a couple's distance
_YIELDS = 2.5  # a second: how fast a dancer too near gives way
_USUAL = 1.2  # seconds: what is usual fades by half


class HumanTracker:
    """The human, as seen of late."""

    def __init__(self) -> None:
        self._poses: deque[Pose] = deque(maxlen=32)
        self._steadily = 0.4  # metres a second
        self._speed = 0.4
        self.here = False

    def see(self, time: float, human: Pose | None, dt: float) -> None:
        """Takes in the newest sight."""
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
        """How fast they move against their usual, 1 = as usual."""
        return (self._speed + 0.05) / (self._steadily + 0.05)

    def aside(self, x: float, z: float, apart: float) -> tuple[float, float]:
        """How fast somebody at x, z has to give way not to run into them, metres a second."""
        if not self.here or not self._poses:
            return 0.0, 0.0
        dx, dz = x - float(self._poses[-1].root[0]), z - float(self._poses[-1].root[2])
        distance = math.hypot(dx, dz)
        if distance >= apart:
            return 0.0, 0.0
        away = _YIELDS * (apart - distance) / max(distance, 1e-3)
        return (away * dx, away * dz) if distance > 0.01 else (_YIELDS * apart, 0.0)

    def opposite(self) -> Floats:
        """See `senses.partner_vector`, for a dancer face to face with them; zeros: nobody there.

        The recorded couples danced so. On the stage a partner stands beside the human, and both
        face the audience: what counts is how the human moves, as the human faces.
        """
        if not self.here or not self._poses:
            return np.zeros(PARTNER)
        newest = self._poses[-1]
        facing = float(heading(newest.rotations[0]))
        way = np.array([math.sin(facing), 0.0, math.cos(facing)])
        root = newest.root + _APART * way
        return partner_vector(root, facing + math.pi, newest, self._ago(_BACK), self._steadily)
