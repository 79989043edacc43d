"""The feet and their steps: a planted toe never slides, and every step lands on its beat."""

import math
from dataclasses import dataclass, replace

from live.body.ik import Vector
from live.body.skeleton import ANKLE_HEIGHT, STANCE, TOES
from live.dance.carry import NOWHERE
from live.dance.moves.move import Landing
from live.dance.springs import followed

_TOE = TOES[0]
TURNED_OUT = math.radians(7)
STAGE = (1.28, 0.98)  # metres: feet land within +-x, +-z
_TURN = 1.8  # radians: the largest angle between the feet
_STRIDE = 0.66  # metres: the longest step
_ROOM = 0.135  # metres: the least distance between the feet
_QUICKEST, _SLOWEST = 0.19, 0.62  # seconds that a step takes
_RUSHED = 0.12  # seconds that a step takes at least, even a late one
_PER_METRE = 0.36  # seconds a metre that a step takes at least
_TOUCHING = math.radians(24)  # pitch of a foot that only touches: heel up
_DIGGING = math.radians(-24)  # pitch of a foot that digs its heel: toe up
_POINTED = 4.0, 0.5  # radians a metre of a jump, and at most: how far toes point in the air


@dataclass(frozen=True, slots=True)
class Step:
    """A footfall on the stage."""

    beat: float  # the foot lands on this beat
    seconds: float  # how long it should take
    foot: int  # 0 left, 1 right
    x: float  # metres: the ankle, with the foot flat
    z: float
    yaw: float  # radians to the left
    landing: Landing = "step"
    lift: float = 0.05  # metres: how high the foot is lifted; for "air", how high it stays


@dataclass(frozen=True, slots=True)
class FootPose:
    """The place of a foot's toe joint, and how the foot is turned."""

    x: float  # metres
    y: float  # metres above the floor
    z: float
    yaw: float  # radians to the left
    pitch: float  # radians: heel up (turning about the toe), below 0 toe up (about the ankle)


@dataclass(frozen=True, slots=True)
class _Swing:
    start: float  # beats
    end: float
    before: FootPose
    after: FootPose
    landing: Landing
    lift: float
    aside: tuple[float, float]  # metres x and z: how far the path bends round the other foot
    push: float  # radians: how far the heel comes up at the start

    def takes_weight(self, beat: float) -> bool:
        """Whether the weight already moves to where the foot is going."""
        return self.landing == "step" and beat >= self.start + 0.3 * (self.end - self.start)


def toe_of(foot: int, x: float, z: float, yaw: float) -> tuple[float, float]:
    """The toe joint's x and z for an ankle at x and z, with the foot flat; metres."""
    out = _TOE[0] if foot == 0 else -_TOE[0]
    sin, cos = math.sin(yaw), math.cos(yaw)
    return x + out * cos + _TOE[2] * sin, z - out * sin + _TOE[2] * cos


class Foot:
    """One foot, on the floor or on a step."""

    def __init__(self, foot: int, x: float, z: float) -> None:
        self.foot = foot
        yaw = TURNED_OUT if foot == 0 else -TURNED_OUT
        tx, tz = toe_of(foot, x, z, yaw)
        self.now = FootPose(tx, 0.0, tz, yaw, 0.0)
        self.landing: Landing = "step"
        self.swing: _Swing | None = None
        self.air = 0.0  # metres: height of the jump, added to the foot's own
        self.carry = NOWHERE  # the carry of its last step
        self.heel = 0.0  # radians: how far the heel is up when the weight is on the other foot
        self._heel_speed = 0.0

    @property
    def goal(self) -> FootPose:
        """Its pose after the step it is on; its present pose without a step."""
        return self.now if self.swing is None else self.swing.after

    @property
    def planted(self) -> bool:
        """Whether its toe is locked to the floor."""
        pivots = self.swing is not None and self.swing.landing == "pivot"
        return self.now.y == 0.0 and self.air == 0.0 and (self.swing is None or pivots)

    @property
    def swinging(self) -> bool:
        """Whether it is on a step through the air."""
        return self.swing is not None and self.swing.landing != "pivot"

    @property
    def pitch(self) -> float:
        """The foot's total pitch, radians, heel up."""
        pointed = min(_POINTED[1], _POINTED[0] * self.air)
        return self.now.pitch + (self.heel + pointed if self.now.pitch >= 0 else 0.0)

    @property
    def contacts(self) -> tuple[bool, bool]:
        """Whether ankle and toe are locked to the floor."""
        flat = self.planted and self.swing is None and self.pitch < 0.02
        return flat, self.planted and self.now.pitch >= 0

    def leave(
        self, start: float, end: float, step: Step, after: FootPose, aside: tuple[float, float]
    ) -> None:
        """Starts a step that lasts from beat `start` to beat `end` and leads to `after`."""
        way = math.hypot(after.x - self.now.x, after.z - self.now.z)
        lift = 0.0 if step.landing == "pivot" else min(step.lift, 0.02 + step.lift + 0.1 * way)
        push = 0.10 if step.landing == "pivot" else 0.22 + 0.6 * min(way, 0.5)
        if step.lift < 0.02:
            push *= 0.3
        self.swing = _Swing(start, end, self.now, after, step.landing, lift, aside, push)

    def step(self, beat: float, lightness: float, dt: float) -> None:
        """Moves on to a beat; `lightness` is 1 minus the weight on it, 0..1."""
        if self.swing is not None:
            self._swing_on(self.swing, beat)
        free = self.swing is None and self.landing == "step"
        goal = 0.42 * min(1.0, max(0.0, (lightness - 0.72) / 0.2)) if free else 0.0
        self.heel, self._heel_speed = followed(self.heel, self._heel_speed, goal, 0.12, dt)
        if goal == 0.0 and abs(self.heel) < 2e-3:
            self.heel = 0.0

    def _swing_on(self, swing: _Swing, beat: float) -> None:
        if beat >= swing.end:
            self.now, self.landing, self.swing = swing.after, swing.landing, None
            if self.landing == "pivot":
                self.landing = "step"
            return
        s = max(0.0, (beat - swing.start) / max(swing.end - swing.start, 1e-6))
        u = s * s * s * (10 + s * (6 * s - 15))
        a, b = swing.before, swing.after
        bow = 4 * u * (1 - u)
        hop = 16 * s * s * (1 - s) * (1 - s)
        push = swing.push * 9.48 * s * (1 - s) ** 3
        self.now = FootPose(
            a.x + (b.x - a.x) * u + swing.aside[0] * bow,
            a.y + (b.y - a.y) * u + (swing.lift * hop if swing.landing != "air" else 0.03 * hop),
            a.z + (b.z - a.z) * u + swing.aside[1] * bow,
            a.yaw + (b.yaw - a.yaw) * u,
            a.pitch + (b.pitch - a.pitch) * u + push,
        )

    def ankle(self) -> Vector:
        """The ankle's place, metres."""
        now, pitch = self.now, self.pitch
        out = _TOE[0] if self.foot == 0 else -_TOE[0]
        lever = max(pitch, 0.0)
        sin, cos = math.sin(lever), math.cos(lever)
        up, behind = ANKLE_HEIGHT * cos + _TOE[2] * sin, _TOE[2] * cos - ANKLE_HEIGHT * sin
        sy, cy = math.sin(now.yaw), math.cos(now.yaw)
        height = now.y + self.air + up
        return (now.x - out * cy - behind * sy, height, now.z + out * sy - behind * cy)


class Feet:
    """Both feet, their planned steps, and the weight between them."""

    def __init__(self, x: float = 0.0, z: float = 0.0) -> None:
        self.feet = (Foot(0, x + STANCE, z), Foot(1, x - STANCE, z))
        self.weight = 0.5  # 0 all on the left foot, 1 all on the right
        self.support: float = 0.5  # the foot that the weight goes to, on the same scale
        self.at_ease = False  # True: without steps, both feet bear the weight
        self.air = 0.0  # metres: height of the jump
        self.carry = NOWHERE  # the carry for steps that start now
        self._weight_speed = 0.0
        self._steps: list[Step] = []  # sorted by beat
        self._last = [-1e9, -1e9]  # the beat on which each foot last landed
        self._before = -1e9  # the beat of the last frame

    def plan(self, steps: list[Step]) -> None:
        """Adds steps to take."""
        self._steps = sorted([*self._steps, *steps], key=lambda step: step.beat)

    def forget(self, beat: float) -> None:
        """Drops the planned steps that land later than a beat; steps that have begun go on."""
        self._steps = [step for step in self._steps if step.beat <= beat]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps planned and not yet begun."""
        return tuple(self._steps)

    def standing(self) -> tuple[float, float, float]:
        """The middle of the feet's goals, x and z in metres, and their mean yaw in radians.

        On the floor plan, without the carry.
        """
        x = z = yaw = 0.0
        for foot in self.feet:
            goal = foot.goal
            ax, az = goal.x - _TOE[2] * math.sin(goal.yaw), goal.z - _TOE[2] * math.cos(goal.yaw)
            ax, az = foot.carry.back(ax, az)
            x, z, yaw = x + ax / 2, z + az / 2, yaw + (goal.yaw - foot.carry.yaw) / 2
        return x, z, yaw

    def settle(self) -> None:
        """Drops the carry: the floor plan goes on from where the feet are."""
        self.carry = NOWHERE
        for foot in self.feet:
            foot.carry = NOWHERE

    def strays(self, beat: float, beat_seconds: float) -> list[Step]:
        """A step for a foot that is too far from where the plan is carried now and has no step of
        its own; empty: none is needed.
        """
        if any(foot.swing is not None for foot in self.feet):
            return []
        soon = beat + 1.0 + 0.3 / beat_seconds
        busy = {step.foot for step in self._steps if step.beat < soon}
        far = [self._strayed(foot) if foot.foot not in busy else 0.0 for foot in self.feet]
        if busy or max(far) < 1.0:
            return []
        foot = self.feet[0 if far[0] > far[1] else 1]
        ankle = foot.ankle()
        x, z = foot.carry.back(ankle[0], ankle[2])
        lands = math.ceil((beat + 0.28 / beat_seconds) * 2) / 2
        yaw = foot.now.yaw - foot.carry.yaw
        return [Step(lands, min(0.4, (lands - beat) * beat_seconds), foot.foot, x, z, yaw)]

    def _strayed(self, foot: Foot) -> float:
        """How far a foot is from where it should be carried, 1 or more: it needs a step."""
        place = foot.carry.back(foot.now.x, foot.now.z)
        there = self.carry.there(*place)
        off = math.hypot(there[0] - foot.now.x, there[1] - foot.now.z)
        return max(off / 0.13, abs(self.carry.yaw - foot.carry.yaw) / 0.6)

    def gathering(
        self, place: tuple[float, float], heading: float, beat: float, busy: tuple[float, ...]
    ) -> list[Step]:
        """The steps, from a beat on, that bring those feet to a stance that are not there yet.

        `place` is the stance's middle (x, z metres), `heading` its yaw in radians, `busy` the beat
        of each foot's next step: a foot with a step within 1.2 beats of `beat` gets none.
        """
        steps: list[Step] = []
        free = 0 if self.support > 0.5 else 1
        for foot in (free, 1 - free):
            sign = 1.0 if foot == 0 else -1.0
            x = place[0] + sign * STANCE * math.cos(heading)
            z = place[1] - sign * STANCE * math.sin(heading)
            yaw = heading + sign * TURNED_OUT
            goal = self.feet[foot].goal
            carry = self.feet[foot].carry
            tx, tz = carry.there(*toe_of(foot, x, z, yaw))
            off = math.hypot(goal.x - tx, goal.z - tz)
            lifted = goal.y > 0.0 or goal.pitch != 0.0
            astray = off > 0.17 or abs(goal.yaw - yaw - carry.yaw) > 0.4 or lifted
            if astray and busy[foot] > beat + 1.2:
                steps.append(Step(beat + len(steps), 0.45, foot, x, z, yaw))
        return steps

    def step(self, beat: float, beat_seconds: float, dt: float) -> None:
        """Moves on to a beat."""
        self._set_out(beat, beat_seconds)
        self._before = beat
        for foot, lightness in zip(self.feet, (self.weight, 1 - self.weight), strict=True):
            was = foot.swing
            foot.air = self.air
            foot.step(beat, lightness, dt)
            if was is not None and foot.swing is None:
                self._last[foot.foot] = beat
        self._shift(beat, beat_seconds, dt)

    def _set_out(self, beat: float, beat_seconds: float) -> None:
        self._catch_up(beat)
        waiting: list[Step] = []
        busy = [foot.swing is not None for foot in self.feet]
        for step in self._steps:
            lasts = min(_SLOWEST, max(_QUICKEST, step.seconds)) / beat_seconds
            # Not before the last frame, where a new tempo or a late plan leaves too little time.
            start = max(step.beat - lasts, self._last[step.foot], self._before)
            if busy[step.foot] or start > beat:
                waiting.append(step)
            else:
                self._leave(start, step, beat + _RUSHED / beat_seconds, beat_seconds)
            busy[step.foot] = True  # a foot's steps are taken in order
        self._steps = waiting

    def _catch_up(self, beat: float) -> None:
        """Drops the steps that a foot has missed, except the newest."""
        newest: dict[int, Step] = {step.foot: step for step in self._steps if step.beat <= beat}
        self._steps = [s for s in self._steps if s.beat > beat or newest[s.foot] is s]

    def _leave(self, start: float, step: Step, soonest: float, beat_seconds: float) -> None:
        foot, other = self.feet[step.foot], self.feet[1 - step.foot]
        pivots = step.landing == "pivot"
        on_its_ball = foot.carry.pivoted(self.carry.yaw, foot.now.x, foot.now.z)
        foot.carry = on_its_ball if pivots else self.carry
        x, z = self.carry.there(step.x, step.z)
        step = replace(step, x=x, z=z, yaw=step.yaw + self.carry.yaw)
        after = self._landing(step, foot, other)
        # A foot with far to go lands late rather than move too fast.
        way = math.hypot(after.x - foot.now.x, after.z - foot.now.z)
        soonest = max(soonest, start + _PER_METRE * way / beat_seconds)
        foot.leave(start, max(step.beat, soonest), step, after, _round(foot.now, after, other.goal))

    def _landing(self, step: Step, foot: Foot, other: Foot) -> FootPose:
        """Where a step lands: not further than _STRIDE, not on the other foot, on the stage."""
        if step.landing == "pivot":
            now = foot.now
            return FootPose(now.x, now.y, now.z, step.yaw, now.pitch)
        turn = step.yaw - other.goal.yaw
        yaw_there = other.goal.yaw + min(_TURN, max(-_TURN, turn))
        x, z = toe_of(step.foot, step.x, step.z, yaw_there)
        ox, oz = other.goal.x, other.goal.z
        far = math.hypot(x - ox, z - oz)
        if far > _STRIDE:
            x, z = ox + (x - ox) * _STRIDE / far, oz + (z - oz) * _STRIDE / far
        elif far < _ROOM and step.landing != "air":
            sign = 1.0 if step.foot == 0 else -1.0
            middle = (yaw_there + other.goal.yaw) / 2
            x, z = ox + sign * _ROOM * math.cos(middle), oz - sign * _ROOM * math.sin(middle)
        x = min(STAGE[0], max(-STAGE[0], x))
        z = min(STAGE[1], max(-STAGE[1], z))
        pitch = {"touch": _TOUCHING, "heel": _DIGGING, "air": 0.35}.get(step.landing, 0.0)
        return FootPose(x, step.lift if step.landing == "air" else 0.0, z, yaw_there, pitch)

    def _shift(self, beat: float, beat_seconds: float, dt: float) -> None:
        """Moves the weight towards the foot that should bear it."""
        moving = [foot for foot in self.feet if foot.swinging]
        if len(moving) == 2:
            self.support = 0.5  # a hop, until one foot is near the floor
        elif not moving:
            self.support = self._standing_on(beat, beat_seconds)
        for foot in moving:
            if foot.swing is not None and foot.swing.takes_weight(beat):
                self.support = float(foot.foot)
            elif len(moving) == 1:
                self.support = 1.0 - foot.foot
        goal = 0.13 + 0.74 * self.support
        halflife = min(0.24, max(0.11, 0.29 * beat_seconds))
        self.weight, self._weight_speed = followed(
            self.weight, self._weight_speed, goal, halflife, dt
        )

    def _standing_on(self, beat: float, beat_seconds: float) -> float:
        """Where the weight should be while both feet stand: off the foot that steps soon."""
        if self._steps and self._steps[0].landing != "pivot":
            step = self._steps[0]
            if beat >= step.beat - (step.seconds + 0.12) / beat_seconds:
                return 1.0 - step.foot
        return 0.5 if self.at_ease else self.support


def _round(a: FootPose, b: FootPose, other: FootPose) -> tuple[float, float]:
    """How far a path from a to b must bend to go round the other foot, x and z metres."""
    dx, dz = b.x - a.x, b.z - a.z
    way = math.hypot(dx, dz)
    if way < 0.05:
        return 0.0, 0.0
    along = ((other.x - a.x) * dx + (other.z - a.z) * dz) / (way * way)
    if not 0.05 < along < 0.95:
        return 0.0, 0.0
    off = ((other.x - a.x) * dz - (other.z - a.z) * dx) / way  # > 0: the other foot is to the right
    need = (0.16 + 0.10 * abs(dx) / way) - abs(off)
    if need <= 0:
        return 0.0, 0.0
    side = -1.0 if off > 0 else 1.0
    return side * need * dz / way, -side * need * dx / way
