"""What a guest sees of breakdown, build and drop: the dancer sinks and waits, then bursts out.

It is laid over a dance, whatever the dance is. In a breakdown the arms come down, in a build the
body sinks as well; at the drop the arms fly up within a beat, and arms and knees pump on the beats.
"""

import math

import numpy as np

from live.dance.moves.arms import PLACES
from live.dance.moves.move import ARM, ARMS, AT, UNIT
from live.dance.springs import followed
from live.dance.turns import Turn, angles, then
from live.signals import Floats, Music

# 0..1: how much of it each style shows.
SURGES = {"party": 1.0, "latin": 0.8, "ballroom": 0.35, "street": 1.0, "gentle": 0.35}
_UP_WITHIN, _DOWN_WITHIN = 0.15, 0.45  # seconds: halflives of the burst, and of its end
_SINKING, _RISEN = 0.8, 0.10  # seconds: halflives of sinking in a build, and of coming up again
_SINKS = {"breakdown": 0.6, "build": 1.0}  # 0..1: how far the body waits in each section
_CALM = 0.65  # of the arms' dance that a waiting body leaves out
_DEEP = 0.11  # metres: how much lower the pelvis is at the end of a build
_BOW = 0.13  # radians: how far each of two joints of the spine bows then
_BOUNCE = 0.09  # metres: how deep the knees pump between the beats of a drop
_HIGH, _PUMP = 0.78, 0.20  # 0..1: how high the arms are in a drop, and how far they pump
_TOGETHER = 4.0  # beats of a drop that both arms do the same
_SPINE = (3, 6)


def _arms(shoulder: Turn, elbow: Turn) -> dict[int, Turn]:
    """Local rotations of both shoulders and elbows, given the left ones."""
    (sw, sx, sy, sz), (ew, ex, ey, ez) = shoulder, elbow
    return {16: shoulder, 17: (sw, sx, -sy, -sz), 18: elbow, 19: (ew, ex, -ey, -ez)}


_WAITING = _arms(angles(0.0, 0.10, -1.15), angles(-0.75, 0.0, 0.0))
_RAISED = _arms(angles(-0.15, 0.0, 1.15), angles(-0.30, 0.0, 0.15))

_ARM_UNIT: Floats = UNIT[ARMS : ARMS + len(ARM)]
_LOW, _HIGH_UP = (np.array(PLACES[place]) * _ARM_UNIT for place in ("low", "up"))


class Surge:
    """Follows the music's section and the danced beat. `step` once a frame, then `body`."""

    def __init__(self) -> None:
        self._burst, self._bursting = 0.0, 0.0  # 0..1, and a second: how much of a drop is shown
        self._sunk, self._sinking = 0.0, 0.0  # 0..1, and a second: how much of a build
        self._beat = 0.0  # beats, as danced
        self._began = 0.0  # beats: when the drop began
        self._dropping = False

    @property
    def lowered(self) -> float:
        """How much lower the pelvis is than danced, metres, 0 or more."""
        between = 0.5 - 0.5 * math.cos(2 * math.pi * self._beat)
        return max(0.0, _DEEP * self._sunk + _BOUNCE * self._burst * between)

    def step(self, music: Music, beat: float, dt: float, strength: float) -> None:
        """Moves on to a danced beat; `strength` is 0..1, for a style that is calm."""
        self._beat = beat
        section = music.section if music.playing else "steady"
        dropping = section == "drop"
        if dropping and not self._dropping:
            self._began = beat
        self._dropping = dropping
        self._burst, self._bursting = followed(
            self._burst, self._bursting, strength * dropping,
            _UP_WITHIN if dropping else _DOWN_WITHIN, dt,
        )  # fmt: skip
        sinks = strength * _SINKS.get(section, 0.0)
        self._sunk, self._sinking = followed(
            self._sunk, self._sinking, sinks, _SINKING if sinks else _RISEN, dt
        )

    def body(self, rotations: Floats) -> Floats:
        """Local rotations (24, 4) of a dancing body, with the section's share."""
        if self._sunk < 1e-3 and self._burst < 1e-3:
            return rotations
        surging = rotations.copy()
        bow = angles(0.0, _BOW * self._sunk, 0.0)
        for joint in _SPINE:
            surging[joint] = then(bow, _turn(surging[joint]))
        for joint, waiting in _WAITING.items():
            turn = _between(_turn(surging[joint]), waiting, _CALM * self._sunk)
            surging[joint] = _between(turn, _RAISED[joint], self._raised(joint % 2))
        return surging

    def channels(self, channels: Floats) -> Floats:
        """The same for the channels of a move, in metres and radians."""
        if self._sunk < 1e-3 and self._burst < 1e-3:
            return channels
        surging = channels.copy()
        surging[AT["y"]] -= self.lowered
        surging[AT["lean"]] += len(_SPINE) * _BOW * self._sunk
        for side in (0, 1):
            arm = slice(ARMS + side * len(ARM), ARMS + (side + 1) * len(ARM))
            surging[arm] += _CALM * self._sunk * (_LOW - surging[arm])
            surging[arm] += self._raised(side) * (_HIGH_UP - surging[arm])
        return surging

    def _raised(self, side: int) -> float:
        """How far an arm is on its way up, 0..1; `side` 0 is the left one."""
        high = _HIGH + _PUMP * math.cos(2 * math.pi * self._beat)
        apart = max(0.0, self._beat - self._began - _TOGETHER)
        # Both start alike; then each comes down and goes up again at its own pace.
        swing = 0.75 + 0.25 * math.cos(math.pi * apart / (4 if side else 2))
        return min(1.0, max(0.0, self._burst)) * high * swing


def _turn(row: Floats) -> Turn:
    w, x, y, z = row.tolist()
    return (w, x, y, z)


def _between(a: Turn, b: Turn, share: float) -> Turn:
    """A turn between two: `a` at 0, `b` at 1."""
    near = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
    other = share if near >= 0 else -share
    w, x, y, z = (one * (1.0 - share) + two * other for one, two in zip(a, b, strict=True))
    size = math.sqrt(w * w + x * x + y * y + z * z) or 1.0
    return (w / size, x / size, y / size, z / size)
