"""Who dances when the dancer falls, so that nobody in the hall sees it happen.

A step or two that fail are bridged by holding the pose; a longer fall is danced by the
understudy. Whenever one takes over from the other, the pose does not jump: the difference between
them fades away (inertialisation: Bollo, GDC 2018).
"""

import math
from dataclasses import replace

import numpy as np

from live import quat
from live.parts import Dancer
from live.signals import Music, Pose
from live.skeleton import positions_from

HELD = 0.15  # seconds a pose is held before the understudy dances
HALFLIFE = 0.2  # seconds: of the difference between the two
GONE = 0.002  # radians and metres: a difference nobody sees


class Standby:
    """The understudy in the wings. One turn a frame: `step` where needed, then always `join`."""

    def __init__(self, understudy: Dancer) -> None:
        self._understudy = understudy
        self._last: Pose | None = None  # what was last on the stage
        self._danced_at = 0.0  # seconds: when the dancer itself last did
        self._stepped_in = False  # in this turn
        self._stood_in = False  # in the last
        self._turns = np.zeros((24, 3))  # rotation vectors: the difference at the change-over
        self._way = np.zeros(3)  # metres, the same of the root
        self._changed_at = -math.inf  # seconds

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """Steps in for the dancer."""
        self._stepped_in = True
        if self._last is not None and time - self._danced_at < HELD:
            self._stepped_in = self._stood_in
            return replace(self._last, time=time)
        return self._understudy.step(time, music, human)

    def join(self, pose: Pose) -> Pose:
        """The pose for the stage: as danced, without a jump where the dancers change over."""
        last, changed = self._last, self._stepped_in != self._stood_in
        if not self._stepped_in and (last is None or pose.rotations is not last.rotations):
            self._danced_at = pose.time
        self._stood_in, self._stepped_in = self._stepped_in, False
        if last is not None and changed:
            self._turns = quat.to_vector(
                quat.multiply(last.rotations, quat.inverse(pose.rotations))
            )
            self._way = last.positions[0] - pose.positions[0]
            self._changed_at = last.time
        self._last = joined = self._with_difference(pose)
        return joined

    def _with_difference(self, pose: Pose) -> Pose:
        # A critically damped spring let go at rest: it leaves the difference gently.
        time = (pose.time - self._changed_at) * 2 * math.log(2) / HALFLIFE
        left = (1 + time) * math.exp(-time) if time < 50 else 0.0
        if left * max(np.abs(self._turns).max(), np.abs(self._way).max()) < GONE:
            return pose
        rotations = quat.multiply(quat.from_vector(left * self._turns), pose.rotations)
        positions = positions_from(pose.positions[0] + left * self._way, rotations)
        return replace(pose, rotations=rotations, positions=positions)
