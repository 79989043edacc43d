"""Dancing after somebody: as their mirror image, or answering with their last bar."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeGuard, get_args

import numpy as np

from live import skeleton
from live.dance.feet import STANCE, TURNED_OUT, Feet, Step
from live.dance.figure import Lead
from live.dance.turns import turned, wrapped
from live.signals import JOINT_COUNT, Floats, Pose
from live.springs import approach

Mode: TypeAlias = Literal["solo", "mirror", "answer"]


def is_mode(word: str | None) -> TypeGuard[Mode]:
    """Whether there is such a mode."""
    return word in get_args(Mode)


_STALE = 1.0  # seconds: a human not seen for longer has gone
_SEEN = 0.3  # a joint seen less is taken from the dance
_TRUNK = (0, 3, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)  # what is followed
_LEGS = (4, 5, 7, 8)  # knees and ankles: what tells where the feet are
_HOME_HALFLIFE = 6.0  # seconds: how soon a place counts as the human's own
_RANGE = 0.5  # metres: how far after the human the dancer goes
_STEP = 0.10  # metres: a foot further off than this takes a step
_TURN = 0.6  # radians: so do feet that the hips have turned away from
_LONGEST = 0.44  # metres: the widest stance
_LEAST = 0.28  # seconds: the least notice a step needs


@dataclass(frozen=True, slots=True)
class _Moment:
    """One sight of the human, already mirrored."""

    beat: float
    rotations: Floats  # (24, 4)
    seen: Floats  # (24,)
    aside: float  # metres: how far from the human's own place, x
    feet: tuple[float, float] | None  # metres: their middle, x off that place, and half their gap
    yaw: float  # radians to the left: where the hips face
    crouch: float  # metres


class Shadow:
    """Keeps what is known of the human, and says what the dancer is to do after them."""

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self._moments: deque[_Moment] = deque(maxlen=512)
        self._time = -math.inf  # of the newest sight
        self._home: float | None = None
        self._tallest = 0.0
        self._rotations: Floats = np.tile([1.0, 0.0, 0.0, 0.0], (JOINT_COUNT, 1))
        self._share: Floats = np.zeros(JOINT_COUNT)
        self._aside, self._crouch = 0.0, 0.0
        self.strength = 0.0  # 0..1: how much of the human is in the dance
        self.here = False
        self._now: _Moment | None = None
        self._yaw = 0.0  # radians to the left: where the hips are wanted to face

    def see(self, time: float, beat: float, rate: float, human: Pose | None) -> None:
        """Takes in the newest sight of the human; `rate` is beats a second."""
        self.here = human is not None and time - human.time < _STALE
        if human is None or not self.here or human.time <= self._time:
            return
        gap = min(1.0, human.time - self._time)
        self._time = human.time
        self._moments.append(self._mirrored(human, beat - (time - human.time) * rate, gap))

    def _mirrored(self, human: Pose, beat: float, since: float) -> _Moment:
        x = float(human.positions[0, 0])
        self._home = x if self._home is None else self._home
        self._home += (x - self._home) * approach(_HOME_HALFLIFE, since)
        root, rotations = skeleton.mirrored(human.positions[0], human.rotations)
        positions = skeleton.mirrored_positions(human.positions)
        seen = skeleton.swapped(human.seen)
        feet, crouch = None, 0.0
        if float(np.min(human.seen[list(_LEGS)])) >= _SEEN:
            left, right = positions[7], positions[8]
            gap = math.hypot(float(left[0] - right[0]), float(left[2] - right[2]))
            feet = (float(left[0] + right[0]) / 2 + self._home, gap / 2)
            height = float(root[1]) - float(min(positions[7, 1], positions[8, 1]))
            self._tallest = max(self._tallest * 0.9995, height)
            crouch = min(0.3, max(0.0, self._tallest - height - 0.015))
        w, x, y, z = rotations[0].tolist()
        ahead = turned((w, x, y, z), (0.0, 0.0, 1.0))
        yaw = math.atan2(ahead[0], ahead[2])
        return _Moment(beat, rotations, seen, float(root[0]) + self._home, feet, yaw, crouch)

    def step(self, beat: float, bar: tuple[float, int], dt: float, beat_seconds: float) -> None:
        """Moves on to a beat; `bar` is a ONE and the beats a bar."""
        one, meter = bar
        self._now = self._wanted(beat, one, meter)
        on = self._now is not None
        change = dt / max(0.25, beat_seconds)
        self.strength = min(1.0, max(0.0, self.strength + (change if on else -change)))
        if self._now is None:
            return
        quick = approach(0.022, dt)
        near = np.where(np.sum(self._rotations * self._now.rotations, 1) < 0, -1.0, 1.0)
        goal = self._now.rotations * near[:, None]
        self._rotations = self._rotations + quick * (goal - self._rotations)
        trust = np.clip((self._now.seen - _SEEN) * 4, 0.0, 1.0)
        self._share = self._share + approach(0.1, dt) * (trust - self._share)
        self._aside += approach(0.05, dt) * (self._now.aside - self._aside)
        self._crouch += approach(0.05, dt) * (self._now.crouch - self._crouch)
        self._yaw += approach(0.08, dt) * wrapped(self._now.yaw - self._yaw)

    def _wanted(self, beat: float, one: float, meter: int) -> _Moment | None:
        """What the dancer is to show, None for a dance of its own."""
        if not self.here or not self._moments or self.mode == "solo":
            return None
        if self.mode == "mirror":
            return self._moments[-1]
        if math.floor((beat - one) / meter) % 2 == 0:
            return None  # the human's bar: the dancer listens
        then = beat - meter
        for moment in reversed(self._moments):
            if moment.beat <= then:
                return moment if then - moment.beat < 0.5 else None
        return None

    def lead(self, feet: Feet, home: float) -> Lead | None:
        """What the body is to follow; None while the dance is all its own."""
        if self.strength <= 0.0:
            return None
        smooth = self.strength * self.strength * (3 - 2 * self.strength)
        share = np.zeros(JOINT_COUNT)
        share[list(_TRUNK)] = self._share[list(_TRUNK)] * smooth
        left, right = feet.feet[0].ankle(), feet.feet[1].ankle()
        over = left[0] + (right[0] - left[0]) * feet.weight
        half = abs(left[0] - right[0]) / 2
        half = max(0.0, min(half + 0.04, 0.5 - half))
        middle = (left[0] + right[0]) / 2
        wanted = home + min(_RANGE, max(-_RANGE, self._aside))
        wanted = min(middle + half, max(middle - half, wanted))
        return Lead(self._rotations.copy(), share, (wanted - over) * smooth, self._crouch * smooth)

    def steps(self, feet: Feet, beat: float, beat_seconds: float, home: float) -> list[Step]:
        """The footfall that brings the dancer's feet where the human's are."""
        if self._now is None or any(foot.swing is not None for foot in feet.feet) or feet.steps:
            return []
        goals = self._goals(self._now, home)
        left, right = (foot.ankle() for foot in feet.feet)
        facing = feet.standing()[2]
        self._yaw = facing + wrapped(self._yaw - facing)  # as many times round as the feet
        away = (goals[0] - left[0], goals[1] - right[0])
        astray = [abs(self._yaw - foot.goal.yaw) > _TURN for foot in feet.feet]
        if max(abs(away[0]), abs(away[1])) < _STEP and not all(astray):
            return []
        foot = 0 if abs(away[0]) > abs(away[1]) else 1
        gap = (left[0] - right[0]) * math.cos(self._yaw)
        if min(abs(away[0]), abs(away[1])) > _STEP and away[0] * away[1] > 0:
            # The leg on the side one goes to opens the step; the other closes it.
            opening = 0 if away[0] > 0 else 1
            foot = opening if gap < 0.3 else 1 - opening
        sign = 1.0 if foot == 0 else -1.0
        other = right[0] if foot == 0 else left[0]
        near, far = 0.17 * math.cos(self._yaw) * sign, _LONGEST * sign
        goal = min(other + max(near, far), max(other + min(near, far), goals[foot]))
        lands = math.ceil((beat + _LEAST / beat_seconds) * 2) / 2
        seconds = min(0.4, (lands - beat) * beat_seconds)
        z = 0.4 * (left[2] + right[2]) - sign * STANCE * math.sin(self._yaw)
        return [Step(lands, seconds, foot, goal, z, self._yaw + sign * TURNED_OUT)]

    def _goals(self, now: _Moment, home: float) -> tuple[float, float]:
        """Where the ankles should be, left and right, x metres."""
        middle, half = now.aside, STANCE
        if now.feet is not None:
            middle, half = now.feet
        middle = home + min(_RANGE, max(-_RANGE, middle))
        half = min(0.27, max(0.09, half)) * math.cos(self._yaw)
        return middle + half, middle - half
