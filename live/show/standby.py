"""Dances in place of a dancer that fails, so that the guests do not notice.

For one or two failed steps the pose is held. If the failure lasts longer, the understudy dances;
if that fails too, the sway does, which cannot fail. When one takes over from another, the pose
does not jump: the difference between them fades away.
"""

import math
from dataclasses import replace
from functools import partial
from typing import Literal, TypeAlias

from live.dance.blend import Blend
from live.dance.sway import Swayer
from live.parts import Dancer
from live.runtime.checks import checked, pose_fault
from live.runtime.failures import FailureReporter, NoFailureLog
from live.runtime.supervise import attempted
from live.signals import Music, Pose

HELD = 0.1  # seconds a pose is held before the next in line dances
HALFLIFE = 0.2  # seconds: of the difference between the two
UNDERSTUDY = "understudy"  # its name in the report

# Who dances in a frame; "nobody": the last pose is held.
_Who: TypeAlias = Literal["dancer", "understudy", "sway", "nobody"]


class Standby:
    """Steps in for the dancer. Once a frame: `step` if the dancer failed, then always `join`."""

    def __init__(self, understudy: Dancer, failures: FailureReporter | None = None) -> None:
        """`failures` gets the failures of the understudy itself."""
        self._understudy = understudy
        self._failures: FailureReporter = failures or NoFailureLog()
        self._sway = Swayer()
        self._last: Pose | None = None  # the pose last on the stage
        self._danced_at = -math.inf  # seconds: when the dancer itself last danced
        self._stood_at = -math.inf  # seconds: when the understudy last danced
        self._dances: _Who = "dancer"  # in this frame
        self._danced: _Who = "dancer"  # in the last frame
        self._blend = Blend(HALFLIFE)

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The pose in place of the dancer's. Never raises."""
        if self._last is not None and time - self._danced_at < HELD:
            return self._held(self._last, time)
        pose = attempted(UNDERSTUDY, partial(self._stepped, time, music, human), self._failures)
        if pose is not None:
            self._dances, self._stood_at = "understudy", time
            return pose
        if self._last is not None and time - self._stood_at < HELD:
            return self._held(self._last, time)
        self._dances = "sway"
        return self._sway.step(time, music, None)

    def _stepped(self, time: float, music: Music, human: Pose | None) -> Pose:
        return checked(
            self._understudy.step(time, music, human), "the understudy's pose", pose_fault
        )

    def _held(self, last: Pose, time: float) -> Pose:
        self._dances = "nobody"
        return replace(last, time=time)

    def join(self, pose: Pose) -> Pose:
        """The pose for the stage: as danced, but without a jump where the dancer changes."""
        last, changed = self._last, self._dances != self._danced
        self._danced, self._dances = self._dances, "dancer"
        if self._danced == "nobody":
            self._last = pose  # shown as it was: what was left of a difference is in it
            return pose
        if self._danced == "dancer":
            self._danced_at = pose.time
        if last is not None and changed:
            self._blend.begin(last, pose, last.time)
        self._last = joined = self._blend.dancing(pose)
        return joined
