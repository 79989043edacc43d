"""One motion gives way to another without a jump, in the body that shows them.

Inertialisation (D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of
War", GDC 2018): the difference to the motion before is kept, and fades away.
"""

import math
from dataclasses import replace

import numpy as np

from live.body import quat
from live.body.skeleton import positions_from
from live.signals import Pose

GONE = 0.002  # radians and metres: a difference nobody sees


class Blend:
    """The difference between two motions, fading with a half-life in seconds."""

    def __init__(self, halflife: float) -> None:
        self._halflife = halflife
        self._turns = np.zeros((24, 3))  # rotation vectors: the difference at the change-over
        self._ways = np.zeros((24, 3))  # metres: the same of the joints; of the root, the first
        self._since = -math.inf  # seconds: when they changed over

    def fading(self, time: float) -> bool:
        """Whether anything of the difference is left at `time`, seconds."""
        return self._left(time) > 0.0

    def begin(self, last: Pose, pose: Pose, time: float) -> None:
        """`last` was shown, `pose` is of the motion that takes over, both at `time`."""
        self._turns = quat.to_vector(quat.multiply(last.rotations, quat.inverse(pose.rotations)))
        self._ways = last.positions - pose.positions
        self._since = time

    def dancing(self, pose: Pose) -> Pose:
        """A partner's pose with what is left of the difference; its bones keep their lengths."""
        left = self._left(pose.time)
        if left == 0.0:
            return pose
        rotations = quat.multiply(quat.from_vector(left * self._turns), pose.rotations)
        positions = positions_from(pose.positions[0] + left * self._ways[0], rotations)
        return replace(pose, rotations=rotations, positions=positions)

    def measured(self, pose: Pose, time: float) -> Pose:
        """The same for somebody seen, maybe a while ago: joints are where they were seen."""
        left = self._left(time)
        if left == 0.0:
            return pose
        rotations = quat.multiply(quat.from_vector(left * self._turns), pose.rotations)
        return replace(pose, rotations=rotations, positions=pose.positions + left * self._ways)

    def _left(self, time: float) -> float:
        """The share of the difference that is left; nought where nobody would see it."""
        # A critically damped spring let go at rest: it leaves the difference gently.
        gone = max(0.0, time - self._since) * 2 * math.log(2) / self._halflife
        left = (1 + gone) * math.exp(-gone) if gone < 50 else 0.0
        largest = max(np.abs(self._turns).max(), np.abs(self._ways).max())
        return left if left * largest >= GONE else 0.0
