"""Who dances when the dancer falls, so that nobody in the hall sees it happen.

A step or two that fail are bridged by holding the pose; a longer fall is danced by the
understudy. Whenever one takes over from the other, the pose does not jump: the difference between
them fades away.
"""

from dataclasses import replace

from live.dance.blend import Blend
from live.parts import Dancer
from live.signals import Music, Pose

HELD = 0.15  # seconds a pose is held before the understudy dances
HALFLIFE = 0.2  # seconds: of the difference between the two


class Standby:
    """The understudy in the wings. One turn a frame: `step` where needed, then always `join`."""

    def __init__(self, understudy: Dancer) -> None:
        self._understudy = understudy
        self._last: Pose | None = None  # what was last on the stage
        self._danced_at = 0.0  # seconds: when the dancer itself last did
        self._stepped_in = False  # in this turn
        self._stood_in = False  # in the last
        self._blend = Blend(HALFLIFE)

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
            self._blend.begin(last, pose, last.time)
        self._last = joined = self._blend.dancing(pose)
        return joined
