"""Dancing one's own steps in somebody's lead: their place, front, arms, level, jumps and energy.

Where they go the whole floor plan is carried, step by step; before the next step is there, the
pelvis already leans and turns that way. What is not led stays the dancer's own.
"""

import math

import numpy as np

from live.dance.body_solver import Lead
from live.dance.carry import NOWHERE, Carry
from live.dance.feet import Feet
from live.dance.jump import Jump
from live.dance.moves.arms import PLACES
from live.dance.moves.move import ARM, ARMS, AT, UNIT
from live.dance.response import Doing, Response
from live.dance.springs import approach
from live.signals import JOINT_COUNT, Floats, Pose

_FAR = (0.5, 0.35)  # metres: how far after the human the dancer goes, x and z
_STAGE = 0.85  # metres: and no further than this from centre stage
_HIP_TURN = 0.9  # radians: how far the hips turn over standing feet
_LOWEST = 0.36  # metres: the deepest crouch
_CARRIED = 0.10  # seconds, a half-life: how soon feet that set out are there
_LEANS = 0.03  # seconds, a half-life: how soon the pelvis goes
_OVER = 0.05  # metres: how far it goes after their weight, over standing feet
_UP = ARM.index("up")
_WANTS = (0.28, 0.22)  # of a raise: where an arm begins to be led, and over how much more
_LEVEL, _HIGH = (UNIT[ARMS : ARMS + len(ARM)] * np.array(PLACES[place]) for place in ("out", "up"))
_LOW, _BEND = -0.12, 0.04  # metres: how high an arm goes that theirs does not, and how softly
_LIVELY = 0.5  # metres a second: joints of somebody who dances as lively as the music is
_GAIN = (0.45, 1.45)  # of the dance's size: for somebody who stands, and at most


class Partnering:
    """What a human's lead makes of a dance."""

    def __init__(self) -> None:
        self._response = Response()
        self._jump = Jump()
        self._doing = Doing()  # mirrored, the last while they were there
        self._engaged = 0.0  # 0..1: how far the lead has been taken up; stays until let go
        self._base = 0.0  # radians: whole turns they had made before
        self._carried: Floats = np.zeros(3)  # metres x, z, radians: where the feet already are
        self._lean: Floats = np.zeros(3)  # metres x, z, radians: the pelvis, beyond them
        self._crouch, self._liveliness = 0.0, 1.0
        self.strength = 0.0  # 0..1: how much of the lead is in the dance
        self.carry = NOWHERE  # where the floor plan is carried

    @property
    def air(self) -> float:
        """How high the dancer's own jump has it, metres."""
        return self._jump.height

    @property
    def gain(self) -> float:
        """How much larger the dance is for their energy."""
        return 1.0 + (self._liveliness - 1.0) * self._smooth

    @property
    def _smooth(self) -> float:
        return self.strength * self.strength * (3 - 2 * self.strength)

    def see(self, time: float, human: Pose | None) -> None:
        """Takes in the newest sight of the human."""
        self._response.see(time, human)

    def step(self, follows: bool, home: tuple[float, float], pace: tuple[float, float]) -> None:
        """Moves on; `follows` says whether the lead is taken, around `home`, metres x and z.

        `pace` is the seconds since the last step and those of a beat.
        """
        dt, beat_seconds = pace
        doing = self._response.step(dt).mirrored
        led = follows and self._response.here
        change = dt / max(0.25, beat_seconds)
        if led and self.strength == 0.0:
            self._base = 2 * math.pi * round(doing.yaw / (2 * math.pi))
        self.strength = min(1.0, max(0.0, self.strength + (change if led else -change)))
        seen = self._response.seen
        self._jump.step(seen.air if led else 0.0, seen.rise, dt)
        if not led:
            return
        self._doing = doing
        self._engaged = max(self._engaged, self._smooth)
        self._carry(home)
        lively = min(_GAIN[1], _GAIN[0] + (1.0 - _GAIN[0]) * doing.energy / _LIVELY)
        self._liveliness += approach(0.12, dt) * (lively - self._liveliness)
        self._crouch += approach(_LEANS, dt) * (min(_LOWEST, -doing.level) - self._crouch)

    def _carry(self, home: tuple[float, float]) -> None:
        doing = self._doing
        x = min(_FAR[0], max(-_FAR[0], doing.x))
        x = min(_STAGE, max(-_STAGE, home[0] + x)) - home[0]
        z = min(_FAR[1], max(-_FAR[1], doing.z))
        share = self._engaged
        self.carry = Carry(x * share, z * share, (doing.yaw - self._base) * share, home)

    def feel(self, feet: Feet, dt: float) -> None:
        """Takes in where the feet have been carried by now."""
        left, right = (foot.carry for foot in feet.feet)
        there = np.array([left.x + right.x, left.z + right.z, left.yaw + right.yaw]) / 2
        self._carried = self._carried + approach(_CARRIED, dt) * (there - self._carried)
        wanted = np.array([self.carry.x, self.carry.z, self.carry.yaw]) - self._carried
        wanted[0] += _OVER * self._doing.weight
        gap = abs(feet.feet[0].now.x - feet.feet[1].now.x) / 2 + 0.04
        most = np.array([min(0.2, gap), 0.08, _HIP_TURN])
        wanted = np.clip(wanted, -most, most) * self._smooth
        self._lean = self._lean + approach(_LEANS, dt) * (wanted - self._lean)

    def let_go(self) -> None:
        """Where the lead has brought the dance is where it stays."""
        self.carry = NOWHERE
        self._engaged = 0.0
        self._carried = np.zeros(3)

    def body(self, channels: Floats) -> Floats:
        """The dance's channels (see `moves.move.CHANNELS`), with what is led."""
        if self.strength == 0.0:
            return channels
        led = channels.copy()
        led[AT["hip_yaw"]] += self._lean[2]
        led[AT["twist"]] += 0.8 * self._lean[2]  # shoulders stay behind the hips, unless told
        for side, raised in enumerate(self._doing.arms):
            share = min(1.0, max(0.0, (raised - _WANTS[0]) / _WANTS[1])) * self._smooth
            high = min(1.0, max(0.0, 2 * raised - 1.0))
            place = slice(ARMS + side * len(ARM), ARMS + (side + 1) * len(ARM))
            # An arm goes up because theirs does, and only then.
            over = _BEND * math.log1p(math.exp(min(20.0, (led[place][_UP] - _LOW) / _BEND)))
            led[place][_UP] -= over * self._smooth
            led[place] += share * (_LEVEL + high * (_HIGH - _LEVEL) - led[place])
        return led

    def lead(self) -> Lead | None:
        """Where the pelvis is to be; None while nobody leads."""
        if self.strength == 0.0 and self._jump.give == 0.0:
            return None
        crouch = self._crouch * self._smooth + self._jump.give
        x, z, _ = self._lean.tolist()
        return Lead(_UNTURNED, _UNLED, x, crouch, z)


_UNTURNED: Floats = np.tile([1.0, 0.0, 0.0, 0.0], (JOINT_COUNT, 1))
_UNLED: Floats = np.zeros(JOINT_COUNT)
