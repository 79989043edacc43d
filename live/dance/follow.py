"""Dancing after a human: as their mirror image, or answering with their last bar."""

import math
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeGuard, get_args

import numpy as np

from live.body import quat, skeleton
from live.body.skeleton import STANCE
from live.dance.body_solver import Lead
from live.dance.feet import TURNED_OUT, Feet, Step
from live.dance.jump import Jump
from live.dance.response import GONE, Doing, PoseReader
from live.dance.springs import approach
from live.dance.turns import wrapped
from live.signals import JOINT_COUNT, UNSEEN, Floats, Pose

Mode: TypeAlias = Literal["solo", "mirror", "follow", "answer", "lead"]


def is_mode(word: str | None) -> TypeGuard[Mode]:
    """Whether there is such a mode."""
    return word in get_args(Mode)


_TRUNK = (0, 3, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)  # joints that follow
_RANGE = 0.5  # metres: how far to each side the dancer goes after the human
_STEP = 0.10  # metres: a foot further from its goal takes a step
_TURN = 0.6  # radians: feet take a step where the hips face further away from them
_ROUND = 1.0  # radians: in a larger turn the other foot pivots on its ball
_LONGEST = 0.44  # metres: the widest stance
_LEAST = 0.28  # seconds: a step is planned at least this long before it lands
_SOFT_KNEES = 0.025  # metres: how much lower than with straight legs a dancer stands
_LOWEST = 0.36  # metres: the deepest crouch
_FURTHEST = 0.12  # seconds: the longest prediction of a movement
_TRUSTED = 0.65  # the part of a predicted movement that is used
_TREMOR = 1.0  # radians a second: slower joints may only show the camera's tremor
_SPEEDS_OVER = 0.06  # seconds: the predicted speeds are measured over this
_QUICK, _CALM = 0.018, 0.05  # seconds: halflives of joints that move, and of almost still ones
_SOFT = 0.16  # seconds: added to halflives at first, when something else is followed


@dataclass(frozen=True, slots=True)
class _Moment:
    """One observation of the human, already mirrored."""

    time: float  # seconds
    beat: float
    rotations: Floats  # (24, 4)
    seen: Floats  # (24,)
    doing: Doing


class Shadow:
    """Remembers the human's movements, and gives the lead and the steps that follow them."""

    def __init__(self, mode: Mode) -> None:
        self._mode: Mode = mode
        self._moments: deque[_Moment] = deque(maxlen=512)
        self._time = -math.inf  # seconds: of the newest observation
        self._reader = PoseReader()
        self._rotations: Floats = np.tile([1.0, 0.0, 0.0, 0.0], (JOINT_COUNT, 1))
        self._share: Floats = np.zeros(JOINT_COUNT)  # 0..1: how well each joint is known
        self._aside, self._crouch = 0.0, 0.0
        self.strength = 0.0  # 0..1: how much of the human is in the dance
        self.here = False
        self._now: _Moment | None = None
        self._taken = 0.0  # beats since the mode last changed, 1 at most
        self._yaw = 0.0  # radians to the left: where the hips should face
        self._spin = 0.0  # radians a second: how fast that turns
        self._home = 0.0  # metres: where the dancer dances, x
        self._jump = Jump()

    @property
    def mode(self) -> Mode:
        """How the human is followed."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        self._taken = 0.0

    @property
    def air(self) -> float:
        """The height of the dancer's own jump, metres."""
        return self._jump.height

    @property
    def smooth(self) -> float:
        """0..1: how much of the human is in the body."""
        return self.strength * self.strength * (3 - 2 * self.strength)

    def see(self, time: float, beat: float, rate: float, human: Pose | None) -> None:
        """Takes the human's newest pose (None: nobody); `rate` is beats a second."""
        self.here = human is not None and time - human.time < GONE
        if human is None or not self.here or human.time <= self._time:
            return
        self._time = human.time
        _, rotations = skeleton.mirrored(human.positions[0], human.rotations)
        then = beat - (time - human.time) * rate
        doing, seen = self._reader.read(human).mirrored, skeleton.swapped(human.seen)
        self._moments.append(_Moment(human.time, then, rotations, seen, doing))

    def step(
        self, time: float, beat: float, bar: tuple[float, int], pace: tuple[float, float]
    ) -> None:
        """Moves on to a time, in seconds, and a beat.

        `bar` is a ONE and the beats a bar; `pace` the seconds since the last step and the seconds
        of a beat.
        """
        dt, beat_seconds = pace
        self._now = self._wanted(beat, *bar)
        on = self._now is not None
        change = dt / max(0.25, beat_seconds)
        self.strength = min(1.0, max(0.0, self.strength + (change if on else -change)))
        self._taken = min(1.0, self._taken + change) if self.strength > 0.0 else 1.0
        if self._now is None:
            self._jump.step(0.0, 0.0, dt)
            return
        doing = self._now.doing
        self._jump.step(doing.air, doing.rise, dt)
        goal, trust = self._predicted(self._now, time)
        halflife = _CALM - (_CALM - _QUICK) * trust + _SOFT * (1.0 - self._taken)
        quick = 1.0 - np.exp2(-dt / halflife)
        near = np.where(np.sum(self._rotations * goal, 1) < 0, -1.0, 1.0)
        mixed = self._rotations + quick * (goal * near[:, None] - self._rotations)
        self._rotations = quat.normalised(mixed)
        known = np.clip((self._now.seen - UNSEEN) * 4, 0.0, 1.0)
        self._share = self._share + approach(0.1, dt) * (known - self._share)
        gentle = approach(0.04 + _SOFT * (1.0 - self._taken), dt)
        self._aside += gentle * (doing.x - self._aside)
        self._crouch += gentle * (min(_LOWEST, -doing.level) - self._crouch)
        turned = approach(0.05, dt) * wrapped(doing.yaw - self._yaw)
        self._yaw += turned
        self._spin += approach(0.05, dt) * (turned / dt - self._spin)

    def _wanted(self, beat: float, one: float, meter: int) -> _Moment | None:
        """The observation to show; None: the dancer dances by itself."""
        if not self.here or not self._moments:
            return None
        if self._mode == "mirror":
            return self._moments[-1]
        if self._mode != "answer" or math.floor((beat - one) / meter) % 2 == 0:
            return None  # the human's bar: the dancer listens
        then = beat - meter
        for moment in reversed(self._moments):
            if moment.beat <= then:
                return moment if then - moment.beat < 0.5 else None
        return None

    def _predicted(self, now: _Moment, time: float) -> tuple[Floats, Floats]:
        """The rotations (24, 4) predicted for `time` from an observation that is older, and how
        sure it is that each joint moves, (24, 1) 0..1.

        Only a mirror predicts; other modes get the rotations as they are.
        """
        known = np.ones((JOINT_COUNT, 1))
        ahead = min(_FURTHEST, time - now.time) * _TRUSTED
        if self._mode != "mirror" or ahead <= 0.0:
            return now.rotations, known
        before = now
        for moment in reversed(self._moments):
            before = moment
            if now.time - moment.time >= _SPEEDS_OVER:
                break
        since = now.time - before.time
        if not 0.01 < since < 0.3:
            return now.rotations, known
        way = quat.to_vector(quat.multiply(now.rotations, quat.inverse(before.rotations)))
        speed = np.linalg.norm(way, axis=1, keepdims=True) / since
        # Slow movement may be the camera's own tremor, which must not be amplified.
        trust = speed * speed / (speed * speed + _TREMOR * _TREMOR)
        on = quat.from_vector(way * (trust * ahead / since))
        return quat.multiply(on, now.rotations), trust

    def lead(self, feet: Feet, home: float) -> Lead | None:
        """The lead for the body; None while the dancer follows nobody."""
        if self.strength <= 0.0 and self._jump.give == 0.0:
            return None
        smooth = self.smooth
        share = np.zeros(JOINT_COUNT)
        share[list(_TRUNK)] = self._share[list(_TRUNK)] * smooth
        left, right = feet.feet[0].ankle(), feet.feet[1].ankle()
        over = left[0] + (right[0] - left[0]) * feet.weight
        half = abs(left[0] - right[0]) / 2
        half = max(0.0, min(half + 0.04, 0.5 - half))
        middle = (left[0] + right[0]) / 2
        if self._now is not None:
            self._home = home  # a human who has left does not move the dancer's home
        wanted = self._home + min(_RANGE, max(-_RANGE, self._aside))
        wanted = min(middle + half, max(middle - half, wanted))
        # The human's knees replace the dancer's soft ones.
        crouch = (self._crouch - _SOFT_KNEES) * smooth + self._jump.give
        return Lead(self._rotations.copy(), share, (wanted - over) * smooth, crouch)

    def steps(self, feet: Feet, beat: float, beat_seconds: float, home: float) -> list[Step]:
        """The steps that bring the dancer's feet where the human's are; empty: none is due."""
        if self._now is None or any(foot.swing is not None for foot in feet.feet) or feet.steps:
            return []
        goals = self._goals(self._now.doing, home)
        left, right = (foot.ankle() for foot in feet.feet)
        facing = feet.standing()[2]
        self._yaw = facing + wrapped(self._yaw - facing)  # with as many full turns as the feet
        away = (goals[0] - left[0], goals[1] - right[0])
        # Where they will face when the step is done.
        yaw = self._yaw + min(_ROUND, max(-_ROUND, self._spin * _LEAST))
        astray = [abs(yaw - foot.goal.yaw) > _TURN for foot in feet.feet]
        if max(abs(away[0]), abs(away[1])) < _STEP and not all(astray):
            return []
        foot = 0 if abs(away[0]) > abs(away[1]) else 1
        gap = (left[0] - right[0]) * math.cos(self._yaw)
        if min(abs(away[0]), abs(away[1])) > _STEP and away[0] * away[1] > 0:
            # The leg on the side of the movement opens the step; the other leg closes it.
            opening = 0 if away[0] > 0 else 1
            foot = opening if gap < 0.3 else 1 - opening
        sign = 1.0 if foot == 0 else -1.0
        other = right[0] if foot == 0 else left[0]
        near, far = 0.17 * math.cos(self._yaw) * sign, _LONGEST * sign
        goal = min(other + max(near, far), max(other + min(near, far), goals[foot]))
        round_ = yaw - feet.feet[1 - foot].now.yaw
        turns = abs(round_) > _ROUND
        notice = _LEAST / beat_seconds
        # A turn does not wait for a beat: it would be half over by then.
        lands = beat + notice if turns else math.ceil((beat + notice) * 2) / 2
        seconds = min(0.4, (lands - beat) * beat_seconds)
        z = 0.4 * (left[2] + right[2]) - sign * STANCE * math.sin(yaw)
        step = Step(lands, seconds, foot, goal, z, yaw + sign * TURNED_OUT)
        if not turns:
            return [step]
        along = feet.feet[1 - foot].now.yaw + math.copysign(min(1.3, abs(round_) - 0.3), round_)
        return [step, Step(lands, seconds, 1 - foot, 0.0, 0.0, along, "pivot")]

    def _goals(self, now: Doing, home: float) -> tuple[float, float]:
        """Where the ankles should be, left and right, x metres."""
        middle = home + min(_RANGE, max(-_RANGE, now.feet))
        half = now.stance
        half = min(0.27, max(0.09, half)) * math.cos(self._yaw)
        return middle + half, middle - half
