"""Dancing own steps in a human's lead: their place, front, arms, level, jumps and energy.

The floor plan is carried where the human goes, step by step; the pelvis leans and turns that way
before the next step. All else stays the dancer's own.
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

_FAR = (0.5, 0.35)  # metres x and z: how far the dancer follows the human
_STAGE = 0.85  # metres from centre stage, at most
_HIP_TURN = 0.9  # radians: how far the hips turn over standing feet
_LOWEST = 0.36  # metres: the deepest crouch
_CARRIED = 0.10  # seconds: halflife of the carried place after feet have left
_LEANS = 0.03  # seconds: halflife of the pelvis
_OVER = 0.05  # metres: how far the pelvis follows the human's weight, over standing feet
_UP = ARM.index("up")
_WANTS = (0.28, 0.22)  # 0..1 of a raise: an arm follows from here on, and fully this much later
_LEVEL, _HIGH = (UNIT[ARMS : ARMS + len(ARM)] * np.array(PLACES[place]) for place in ("out", "up"))
_LOW, _BEND = -0.12, 0.04  # metres: limit of an arm the human does not raise, and its softness
_LIVELY = 0.5  # metres a second: mean joint speed at which the dance's size is 1
_GAIN = (0.45, 1.45)  # size of the dance: for a human who stands still, and at most


class Partnering:
    """Applies a human's lead to a dance."""

    def __init__(self) -> None:
        self._response = Response()
        self._jump = Jump()
        self._doing = Doing()  # mirrored, the last while a human was there
        self._engaged = 0.0  # 0..1: how far the lead is applied to places; stays until let go
        self._base = 0.0  # radians: full turns that the human had made before
        self._carried: Floats = np.zeros(3)  # x, z metres, yaw radians: where the feet are
        self._lean: Floats = np.zeros(3)  # x, z metres, yaw radians: the pelvis, beyond the feet
        self._crouch, self._liveliness = 0.0, 1.0
        self.strength = 0.0  # 0..1: how far the lead is applied to the body
        self.carry = NOWHERE  # where the floor plan is carried

    @property
    def air(self) -> float:
        """The height of the dancer's own jump, metres."""
        return self._jump.height

    @property
    def gain(self) -> float:
        """The size of the dance by the human's energy, 1: as usual."""
        return 1.0 + (self._liveliness - 1.0) * self._smooth

    @property
    def _smooth(self) -> float:
        return self.strength * self.strength * (3 - 2 * self.strength)

    def see(self, time: float, human: Pose | None) -> None:
        """Takes the human's newest pose; None: nobody."""
        self._response.see(time, human)

    def step(self, follows: bool, home: tuple[float, float], pace: tuple[float, float]) -> None:
        """Moves on; `follows`: the lead is followed, around `home`, metres x and z.

        `pace` is the seconds since the last step and the seconds of a beat.
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
        """Updates the pelvis' lean from where the feet have been carried by now."""
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
        """Drops the carry, after the floor plan has taken it over."""
        self.carry = NOWHERE
        self._engaged = 0.0
        self._carried = np.zeros(3)

    def body(self, channels: Floats) -> Floats:
        """The dance's channels (see `moves.move.CHANNELS`) with the lead applied."""
        if self.strength == 0.0:
            return channels
        led = channels.copy()
        led[AT["hip_yaw"]] += self._lean[2]
        led[AT["twist"]] += 0.8 * self._lean[2]  # or the shoulders would turn less than the hips
        for side, raised in enumerate(self._doing.arms):
            share = min(1.0, max(0.0, (raised - _WANTS[0]) / _WANTS[1])) * self._smooth
            high = min(1.0, max(0.0, 2 * raised - 1.0))
            place = slice(ARMS + side * len(ARM), ARMS + (side + 1) * len(ARM))
            # An arm goes up only where the human's does.
            over = _BEND * math.log1p(math.exp(min(20.0, (led[place][_UP] - _LOW) / _BEND)))
            led[place][_UP] -= over * self._smooth
            led[place] += share * (_LEVEL + high * (_HIGH - _LEVEL) - led[place])
        return led

    def lead(self) -> Lead | None:
        """The lead for the pelvis; None while nobody leads."""
        if self.strength == 0.0 and self._jump.give == 0.0:
            return None
        crouch = self._crouch * self._smooth + self._jump.give
        x, z, _ = self._lean.tolist()
        return Lead(_UNTURNED, _UNLED, x, crouch, z)


_UNTURNED: Floats = np.tile([1.0, 0.0, 0.0, 0.0], (JOINT_COUNT, 1))
_UNLED: Floats = np.zeros(JOINT_COUNT)
