"""What a human does, as a dancer follows it: place, weight, turns, arms, level, jumps, energy.

`PoseReader` reads poses one by one; `Response` gives the same values smoothed, at any time. A
dancer who follows uses some of them, and keeps its own steps.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from live.body import skeleton
from live.dance.turns import turned, wrapped
from live.signals import UNSEEN, Floats, Pose

GONE = 1.0  # seconds: a human not seen for longer has gone
_LEGS = (4, 5, 7, 8)  # knees and ankles: they must be seen for the feet to be known
_FEET = list(skeleton.CONTACT_JOINTS)
_ARMS = ((16, 18, 20), (17, 19, 21))  # shoulder, elbow, wrist
_LEG = round(skeleton.LEG, 3)  # metres: the dancer's own legs
_HOME_HALFLIFE = 6.0  # seconds: of the average place that counts as the human's own
_TALL_HALFLIFE = 60.0  # seconds: how slowly the height of a human who stays low is reduced
_FLOOR_RISE = 0.02  # metres a second: how fast the estimated floor may rise
_OFF = 0.02  # metres: feet nearer to the floor are on it
_GIVE = 0.008  # metres: a pelvis lower by less than this is not a crouch
_BACK = 0.1  # seconds: what speeds are measured over


@dataclass(frozen=True, slots=True)
class Doing:
    """What a human does at a moment. Left and right are theirs; metres are scaled to the dancer."""

    x: float = 0.0  # metres: the pelvis off their own place, +X of the stage
    z: float = 0.0  # metres: the same, towards the audience
    feet: float = 0.0  # metres: the feet's middle off that place, +X
    stance: float = skeleton.STANCE  # metres: half the way from ankle to ankle
    weight: float = 0.0  # -1 over the right foot .. 1 over the left
    yaw: float = 0.0  # radians to the left: where the hips face; full turns are counted
    arms: tuple[float, float] = (0.0, 0.0)  # left, right: 0 hanging .. 0.5 level .. 1 overhead
    level: float = 0.0  # metres, 0 or less: how much lower the pelvis is by bent knees
    air: float = 0.0  # metres: the lower foot off the floor
    rise: float = 0.0  # metres a second: upward speed of the pelvis
    energy: float = 0.0  # metres a second: the joints' mean speed

    @property
    def mirrored(self) -> "Doing":
        """The mirror image at x = 0: left and right change places."""
        return replace(
            self, x=-self.x, feet=-self.feet, weight=-self.weight, yaw=-self.yaw,
            arms=(self.arms[1], self.arms[0]),
        )  # fmt: skip


class PoseReader:
    """Reads poses; keeps estimates of the human's own place, floor and leg length."""

    def __init__(self) -> None:
        self._time = -math.inf  # seconds: of the newest pose
        self._home: tuple[float, float] | None = None
        self._tallest = 0.0
        self._floor: float | None = None
        self._yaw = 0.0
        self._poses: deque[Pose] = deque(maxlen=16)  # the last tenth of a second's

    def read(self, human: Pose) -> Doing:
        """What the human does in a pose; it must be newer than the last."""
        since = min(1.0, human.time - self._time)
        if human.time - self._time > GONE:
            self._poses.clear()
        self._time = human.time
        while len(self._poses) > 1 and self._poses[1].time <= human.time - _BACK:
            self._poses.popleft()
        self._poses.append(human)
        rise, energy = self._speeds(human)
        x, z = self._place(human, since)
        doing = Doing(x=x, z=z, feet=x, yaw=self._facing(human), arms=_raised(human),
                      rise=rise, energy=energy)  # fmt: skip
        if float(np.min(human.seen[list(_LEGS)])) < UNSEEN:
            return doing
        return self._standing(doing, human, since)

    def _speeds(self, human: Pose) -> tuple[float, float]:
        """The pelvis' upward speed over the last two poses, and the mean speed of all joints over
        _BACK seconds; metres a second.
        """
        if len(self._poses) < 2:
            return 0.0, 0.0
        last, first = self._poses[-2], self._poses[0]
        moved = np.linalg.norm(human.positions - first.positions, axis=1)
        energy = float(np.mean(moved)) / max(1e-3, human.time - first.time)
        up = float(human.positions[0, 1] - last.positions[0, 1])
        return up / max(1e-3, human.time - last.time), energy

    def _place(self, human: Pose, since: float) -> tuple[float, float]:
        x, z = float(human.positions[0, 0]), float(human.positions[0, 2])
        hx, hz = self._home or (x, z)
        alpha = 1.0 - math.exp2(-since / _HOME_HALFLIFE)
        self._home = hx + (x - hx) * alpha, hz + (z - hz) * alpha
        return x - self._home[0], z - self._home[1]

    def _facing(self, human: Pose) -> float:
        w, x, y, z = human.rotations[0].tolist()
        ahead = turned((w, x, y, z), (0.0, 0.0, 1.0))
        if math.hypot(ahead[0], ahead[2]) > 0.2:  # unknown for a human bent right over
            self._yaw += wrapped(math.atan2(ahead[0], ahead[2]) - self._yaw)
        return self._yaw

    def _standing(self, doing: Doing, human: Pose, since: float) -> Doing:
        where = human.positions
        lowest = float(np.min(where[_FEET, 1] - skeleton.SOLE))
        floor = lowest if self._floor is None else self._floor
        self._floor = floor = min(lowest, floor + _FLOOR_RISE * since)
        air = max(0.0, lowest - floor - _OFF)
        left, right = where[7], where[8]
        # The straighter leg counts: a wide stance is not a crouch.
        height = max(float(np.linalg.norm(where[h] - where[a])) for h, a in ((1, 7), (2, 8)))
        lower = (self._tallest - height) * (1.0 - math.exp2(-since / _TALL_HALFLIFE))
        self._tallest = max(self._tallest - lower, height)
        scale = min(1.4, max(0.7, _LEG / max(self._tallest, 0.3)))
        level = min(0.0, height - self._tallest + _GIVE) * scale
        stance = math.hypot(float(left[0] - right[0]), float(left[2] - right[2])) / 2
        middle = float(left[0] + right[0]) / 2
        assert self._home is not None
        along = float((where[0] - (left + right) / 2) @ (left - right)) / (
            2 * stance * stance + 0.01
        )
        return replace(
            doing, feet=middle - self._home[0], stance=stance,
            weight=min(1.0, max(-1.0, along)), level=level, air=air,
        )  # fmt: skip


def _raised(human: Pose) -> tuple[float, float]:
    left, right = (_lifted(human, joints) for joints in _ARMS)
    return left, right


def _lifted(human: Pose, joints: tuple[int, int, int]) -> float:
    """How far an arm is raised, 0..1; 0 for one that is not seen."""
    if float(np.min(human.seen[list(joints)])) < UNSEEN:
        return 0.0
    shoulder, elbow, wrist = human.positions[list(joints)]
    length = float(np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow))
    up = float(wrist[1] - shoulder[1]) / max(length, 0.1)
    # By the arm's angle, not its height: a level arm is 0.5.
    return 0.5 + math.asin(min(1.0, max(-1.0, up))) / math.pi


class Response:
    """What a human does now: smoothed against the camera's tremor, late by about `lag` seconds."""

    def __init__(self, lag: float = 0.04) -> None:
        self._lag = lag
        self._reader = PoseReader()
        self._time = -math.inf  # seconds: of the newest pose
        self._seen = Doing()
        self._shown: Floats | None = None
        self.here = False

    @property
    def seen(self) -> Doing:
        """What the newest pose shows, not smoothed: for a jump, which cannot wait."""
        return self._seen if self.here else Doing()

    def see(self, time: float, human: Pose | None) -> None:
        """Takes the newest pose; None, or one older than GONE seconds, is nobody."""
        self.here = human is not None and time - human.time < GONE
        if human is None or not self.here:
            self._shown = None
        elif human.time > self._time:
            self._time = human.time
            self._seen = self._reader.read(human)

    def step(self, dt: float) -> Doing:
        """What the human does, `dt` seconds after the last step; at rest while nobody is there."""
        if not self.here:
            return Doing()
        goal = _numbers(self._seen)
        if self._shown is None:
            self._shown = goal
        # This smoothing is `lag` seconds behind a steady movement.
        self._shown = self._shown + (goal - self._shown) * (1.0 - math.exp(-dt / self._lag))
        return _doing(self._shown)


def _numbers(doing: Doing) -> Floats:
    return np.array(
        [doing.x, doing.z, doing.feet, doing.stance, doing.weight, doing.yaw, *doing.arms,
         doing.level, doing.air, doing.rise, doing.energy]
    )  # fmt: skip


def _doing(numbers: Floats) -> Doing:
    x, z, feet, stance, weight, yaw, left, right, level, air, rise, energy = numbers.tolist()
    return Doing(x, z, feet, stance, weight, yaw, (left, right), level, air, rise, energy)
