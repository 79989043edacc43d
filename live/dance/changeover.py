"""Lets one motion take over from another: the difference between them fades away.

Inertialisation (D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of
War", GDC 2018).
"""

import math

import numpy as np

from live import quat
from live.signals import Floats

HALFLIFE = 0.2  # seconds: of the difference
GONE = 0.002  # radians and metres: a difference nobody sees


class Changeover:
    """One body, whoever moves it."""

    def __init__(self) -> None:
        self._shown: tuple[Floats, Floats, float] | None = None  # root, rotations, seconds
        self._turns = np.zeros((24, 3))  # rotation vectors: the difference at the change
        self._way = np.zeros(3)  # metres, the same of the root
        self._at = -math.inf  # seconds: when that was
        self._changing = False
        self.fading = False  # whether a difference is left

    def change(self) -> None:
        """The next body is somebody else's."""
        self._changing = True

    def join(self, root: Floats, rotations: Floats, time: float) -> tuple[Floats, Floats]:
        """Root (3,) and local rotations (24, 4) to show, without a jump."""
        if self._changing and self._shown is not None:
            old_root, old_rotations, self._at = self._shown
            self._turns = quat.to_vector(quat.multiply(old_rotations, quat.inverse(rotations)))
            self._way = old_root - root
        self._changing = False
        root, rotations = self._with_difference(root, rotations, time)
        self._shown = root, rotations, time
        return root, rotations

    def _with_difference(
        self, root: Floats, rotations: Floats, time: float
    ) -> tuple[Floats, Floats]:
        # A critically damped spring let go at rest: it leaves the difference gently.
        passed = (time - self._at) * 2 * math.log(2) / HALFLIFE
        left = (1 + passed) * math.exp(-passed) if passed < 50 else 0.0
        self.fading = left * max(np.abs(self._turns).max(), np.abs(self._way).max()) >= GONE
        if not self.fading:
            return root, rotations
        turned = quat.multiply(quat.from_vector(left * self._turns), rotations)
        return root + left * self._way, turned
