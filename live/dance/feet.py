"""The feet: planted by construction, leaving late and landing on their beat."""

import math
from dataclasses import dataclass, replace

from live.body.ik import Vector
from live.body.skeleton import ANKLE_HEIGHT, STANCE, TOES
from live.dance.carry import NOWHERE
from live.dance.moves.move import Landing
from live.dance.springs import followed

_TOE = TOES[0]
TURNED_OUT = math.radians(7)
STAGE = (1.28, 0.98)  # metres: no foot is ever put down beyond +-x, +-z
_TURN = 1.8  # radians: the most one foot turns on from the other
_STRIDE = 0.66  # metres: the longest step
_ROOM = 0.135  # metres: what feet keep between them
_QUICKEST, _SLOWEST = 0.19, 0.62  # seconds a foot is on its way
_RUSHED = 0.12  # seconds: the least a foot takes, come what may
_PER_METRE = 0.36  # seconds: and the least for every metre of its way
_TOUCHING = math.radians(24)  # how high the heel is of a foot that only touches
_DIGGING = math.radians(-24)  # and how low that of a heel that digs
_POINTED = 4.0, 0.5  # radians a metre off the floor, and at most: how far toes point in a jump


@dataclass(frozen=True, slots=True)
class Step:
    """A footfall on the stage."""

    beat: float  # the foot is there on this beat
    seconds: float  # how long it should be on its way
    foot: int  # 0 left, 1 right
    x: float  # metres: the ankle, the foot flat
    z: float
    yaw: float  # radians to the left
    landing: Landing = "step"
    lift: float = 0.05  # metres: how high it comes; for "air", how high it stays


@dataclass(frozen=True, slots=True)
class FootPose:
    """Where a foot is: its toe joint, and how it is turned."""

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
    aside: tuple[float, float]  # metres: how far the way bends round the other foot, x and z
    push: float  # radians: how far the heel comes up on leaving

    def takes_weight(self, beat: float) -> bool:
        """Whether the body already follows the foot to where it is going."""
        return self.landing == "step" and beat >= self.start + 0.3 * (self.end - self.start)


def toe_of(foot: int, x: float, z: float, yaw: float) -> tuple[float, float]:
    """The toe joint's x and z for an ankle's, the foot flat."""
    out = _TOE[0] if foot == 0 else -_TOE[0]
    sin, cos = math.sin(yaw), math.cos(yaw)
    return x + out * cos + _TOE[2] * sin, z - out * sin + _TOE[2] * cos


class Foot:
    """One foot, on the floor or on its way."""

    def __init__(self, foot: int, x: float, z: float) -> None:
        self.foot = foot
        yaw = TURNED_OUT if foot == 0 else -TURNED_OUT
        tx, tz = toe_of(foot, x, z, yaw)
        self.now = FootPose(tx, 0.0, tz, yaw, 0.0)
        self.landing: Landing = "step"
        self.swing: _Swing | None = None
        self.air = 0.0  # metres: how high a jump has lifted it, besides its own way
        self.carry = NOWHERE  # what its last step was carried by
        self.heel = 0.0  # radians: the heel comes up by itself when the weight is elsewhere
        self._heel_speed = 0.0

    @property
    def goal(self) -> FootPose:
        """Where it is, or where it is going."""
        return self.now if self.swing is None else self.swing.after

    @property
    def planted(self) -> bool:
        """Whether its toe is locked to the floor."""
        pivots = self.swing is not None and self.swing.landing == "pivot"
        return self.now.y == 0.0 and self.air == 0.0 and (self.swing is None or pivots)

    @property
    def swinging(self) -> bool:
        """Whether it is in the air, on its way."""
        return self.swing is not None and self.swing.landing != "pivot"

    @property
    def pitch(self) -> float:
        """How far the heel is up, radians, in all."""
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
        """Sets out on a step."""
        way = math.hypot(after.x - self.now.x, after.z - self.now.z)
        lift = 0.0 if step.landing == "pivot" else min(step.lift, 0.02 + step.lift + 0.1 * way)
        push = 0.10 if step.landing == "pivot" else 0.22 + 0.6 * min(way, 0.5)
        if step.lift < 0.02:
            push *= 0.3
        self.swing = _Swing(start, end, self.now, after, step.landing, lift, aside, push)

    def step(self, beat: float, lightness: float, dt: float) -> None:
        """Moves on to a beat; `lightness` 0..1 is how little weight is on it."""
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
        """Where the ankle is, metres."""
        now, pitch = self.now, self.pitch
        out = _TOE[0] if self.foot == 0 else -_TOE[0]
        lever = max(pitch, 0.0)
        sin, cos = math.sin(lever), math.cos(lever)
        up, behind = ANKLE_HEIGHT * cos + _TOE[2] * sin, _TOE[2] * cos - ANKLE_HEIGHT * sin
        sy, cy = math.sin(now.yaw), math.cos(now.yaw)
        height = now.y + self.air + up
        return (now.x - out * cy - behind * sy, height, now.z + out * sy - behind * cy)


class Feet:
    """Both feet, the steps they are to take, and the weight between them."""

    def __init__(self, x: float = 0.0, z: float = 0.0) -> None:
        self.feet = (Foot(0, x + STANCE, z), Foot(1, x - STANCE, z))
        self.weight = 0.5  # 0 all on the left foot, 1 all on the right
        self.support: float = 0.5  # where the weight is going
        self.at_ease = False  # True: with no steps to take, both feet share the weight
        self.air = 0.0  # metres: how high a jump has both feet
        self.carry = NOWHERE  # where steps that set out now are carried
        self._weight_speed = 0.0
        self._steps: list[Step] = []  # by beat
        self._last = [-1e9, -1e9]  # the beat on which each foot last landed

    def plan(self, steps: list[Step]) -> None:
        """Adds steps to take."""
        self._steps = sorted([*self._steps, *steps], key=lambda step: step.beat)

    def forget(self, beat: float) -> None:
        """Drops the steps that land later than a beat, but not those under way."""
        self._steps = [step for step in self._steps if step.beat <= beat]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps planned and not yet begun."""
        return tuple(self._steps)

    def standing(self) -> tuple[float, float, float]:
        """Where the feet are, or are going: the middle, x and z metres, and their yaw.

        On the floor plan, not where they have been carried.
        """
        x = z = yaw = 0.0
        for foot in self.feet:
            goal = foot.goal
            ax, az = goal.x - _TOE[2] * math.sin(goal.yaw), goal.z - _TOE[2] * math.cos(goal.yaw)
            ax, az = foot.carry.back(ax, az)
            x, z, yaw = x + ax / 2, z + az / 2, yaw + (goal.yaw - foot.carry.yaw) / 2
        return x, z, yaw

    def settle(self) -> None:
        """Where the feet have been carried is where the plan goes on."""
        self.carry = NOWHERE
        for foot in self.feet:
            foot.carry = NOWHERE

    def strays(self, beat: float, beat_seconds: float) -> list[Step]:
        """The step of a foot that nothing else brings to where the plan is carried now."""
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
        """How far a foot is from where it is to be carried; 1 is worth a step."""
        place = foot.carry.back(foot.now.x, foot.now.z)
        there = self.carry.there(*place)
        off = math.hypot(there[0] - foot.now.x, there[1] - foot.now.z)
        return max(off / 0.13, abs(self.carry.yaw - foot.carry.yaw) / 0.6)

    def gathering(
        self, place: tuple[float, float], heading: float, beat: float, busy: tuple[float, ...]
    ) -> list[Step]:
        """The steps, from a beat on, that bring the feet to a stance, as far as they are not.

        A foot that has a step within a count of the beat is left alone: `busy` has the beat of
        each foot's next one.
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
            start = max(step.beat - lasts, self._last[step.foot])
            if busy[step.foot] or start > beat:
                waiting.append(step)
            else:
                self._leave(start, step, beat + _RUSHED / beat_seconds, beat_seconds)
            busy[step.foot] = True  # steps of one foot keep their order
        self._steps = waiting

    def _catch_up(self, beat: float) -> None:
        """Of the steps a foot has missed, leaves the newest only."""
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
        # A foot that has far to go lands late rather than fly.
        way = math.hypot(after.x - foot.now.x, after.z - foot.now.z)
        soonest = max(soonest, start + _PER_METRE * way / beat_seconds)
        foot.leave(start, max(step.beat, soonest), step, after, _round(foot.now, after, other.goal))

    def _landing(self, step: Step, foot: Foot, other: Foot) -> FootPose:
        """Where a step really lands: no giant stride, on no other foot, never off the stage."""
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
        """Lets the weight go where the steps want it."""
        moving = [foot for foot in self.feet if foot.swinging]
        if len(moving) == 2:
            self.support = 0.5  # a hop, until one of them nears the floor
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
        """Where the weight belongs while both feet stand: off the one that is to leave soon."""
        if self._steps and self._steps[0].landing != "pivot":
            step = self._steps[0]
            if beat >= step.beat - (step.seconds + 0.12) / beat_seconds:
                return 1.0 - step.foot
        return 0.5 if self.at_ease else self.support


def _round(a: FootPose, b: FootPose, other: FootPose) -> tuple[float, float]:
    """How far a way from a to b must bend not to go through the other foot, x and z metres."""
    dx, dz = b.x - a.x, b.z - a.z
    way = math.hypot(dx, dz)
    if way < 0.05:
        return 0.0, 0.0
    along = ((other.x - a.x) * dx + (other.z - a.z) * dz) / (way * way)
    if not 0.05 < along < 0.95:
        return 0.0, 0.0
    off = ((other.x - a.x) * dz - (other.z - a.z) * dx) / way  # the other foot is right of the way
    need = (0.16 + 0.10 * abs(dx) / way) - abs(off)
    if need <= 0:
        return 0.0, 0.0
    side = -1.0 if off > 0 else 1.0
    return side * need * dz / way, -side * need * dx / way
