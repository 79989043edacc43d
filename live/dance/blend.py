"""Changes from one motion to another without a jump, by inertialisation.

D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of War", GDC 2018: the
difference to the motion before is kept, and fades.
"""

import math
from dataclasses import replace

import numpy as np

from live.body import quat
from live.body.skeleton import positions_from
from live.signals import Pose

GONE = 0.002  # radians and metres: a smaller difference cannot be seen


class Blend:
    """The difference between two motions; it fades with a halflife in seconds."""

    def __init__(self, halflife: float) -> None:
        self._halflife = halflife
        self._turns = np.zeros((24, 3))  # rotation vectors: the difference at the change
        self._ways = np.zeros((24, 3))  # metres: the difference of the joints, the root first
        self._since = -math.inf  # seconds: when the motions changed

    def fading(self, time: float) -> bool:
        """Whether some of the difference is left at `time`, seconds."""
        return self._left(time) > 0.0

    def begin(self, last: Pose, pose: Pose, time: float) -> None:
        """Starts a change from the pose shown, `last`, to the new motion's `pose`, at `time`."""
        self._turns = quat.to_vector(quat.multiply(last.rotations, quat.inverse(pose.rotations)))
        self._ways = last.positions - pose.positions
        self._since = time

    def dancing(self, pose: Pose) -> Pose:
        """A partner's pose plus what is left of the difference; its bones keep their lengths."""
        left = self._left(pose.time)
        if left == 0.0:
            return pose
        rotations = quat.multiply(quat.from_vector(left * self._turns), pose.rotations)
        positions = positions_from(pose.positions[0] + left * self._ways[0], rotations)
        return replace(pose, rotations=rotations, positions=positions)

    def measured(self, pose: Pose, time: float) -> Pose:
        """The same at `time` for a human's pose, which may be older: its joints keep the measured
        places, plus what is left of the difference.
        """
        left = self._left(time)
        if left == 0.0:
            return pose
        rotations = quat.multiply(quat.from_vector(left * self._turns), pose.rotations)
        return replace(pose, rotations=rotations, positions=pose.positions + left * self._ways)

    def _left(self, time: float) -> float:
        """The part of the difference that is left, 0..1; 0 where it cannot be seen."""
        # A critically damped spring that starts at rest.
        gone = max(0.0, time - self._since) * 2 * math.log(2) / self._halflife
        left = (1 + gone) * math.exp(-gone) if gone < 50 else 0.0
        largest = max(np.abs(self._turns).max(), np.abs(self._ways).max())
        return left if left * largest >= GONE else 0.0
