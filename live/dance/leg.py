"""One leg as plain tuples: forward kinematics, and inverse kinematics for another ankle."""

import math
from dataclasses import dataclass

from live.body.ik import Vector
from live.body.skeleton import HIPS, LEG, SHIN, THIGH, TOES
from live.dance.turns import Turn, back, cross, then, turned

REACH = 0.9992 * LEG  # metres from hip to ankle, at most
EASY = 0.986 * LEG  # metres from hip to ankle, at most, where the pelvis can come down
NEAREST = 0.15  # metres from hip to ankle, at least


@dataclass(slots=True)
class Leg:
    """A left (0) or right (1) leg in the world."""

    side: int
    hip: Vector  # metres
    pelvis: Turn
    thigh: Turn
    knee: Turn  # relative to the thigh
    sole: Turn
    ankle: Vector
    toe: Vector

    @classmethod
    def of(cls, side: int, root: Vector, turns: list[Turn]) -> "Leg":
        """The leg of a body: its pelvis' place (metres) and local rotations."""
        pelvis = turns[0]
        thigh = then(pelvis, turns[1 + side])
        shin = then(thigh, turns[4 + side])
        sole = then(shin, turns[7 + side])
        hip = plus(root, turned(pelvis, HIPS[side]))
        ankle = plus(plus(hip, turned(thigh, (0.0, -THIGH, 0.0))), turned(shin, (0.0, -SHIN, 0.0)))
        toe = plus(ankle, turned(sole, TOES[side]))
        return cls(side, hip, pelvis, thigh, turns[4 + side], sole, ankle, toe)

    def beyond(self, ankle: Vector, reach: float) -> float:
        """How far the pelvis must come down, metres, for a leg `reach` metres long to reach an
        ankle.
        """
        flat = (self.hip[0] - ankle[0]) ** 2 + (self.hip[2] - ankle[2]) ** 2
        highest = ankle[1] + math.sqrt(max(reach * reach - flat, 0.04))
        return max(0.0, self.hip[1] - highest)

    def lowered(self, drop: float) -> None:
        """Moves the hip down with the pelvis by `drop` metres."""
        self.hip = (self.hip[0], self.hip[1] - drop, self.hip[2])

    def within(self, ankle: Vector) -> Vector:
        """The ankle, moved nearer to the hip if it is further than REACH."""
        way = minus(ankle, self.hip)
        length = math.sqrt(way[0] ** 2 + way[1] ** 2 + way[2] ** 2)
        if length <= REACH:
            return ankle
        return plus(self.hip, times(way, REACH / length))

    def bent(self, ankle: Vector, sole: Turn) -> tuple[Turn, Turn, Turn]:
        """Inverse kinematics: local rotations of hip, knee and ankle that put ankle and sole there.

        The knee keeps its direction. For an ankle out of reach the leg points to it.
        """
        # The direction of the knee; the shin's lean to the front defines it for a straight leg.
        ahead = turned(self.thigh, (0.0, -1.0, 0.3))
        upper, lower = _bones(minus(ankle, self.hip), ahead)
        thigh = then(_between(turned(self.thigh, (0.0, -1.0, 0.0)), upper), self.thigh)
        # The shin first turns with its thigh, then bends: its own twist stays.
        shin = then(thigh, self.knee)
        shin = then(_between(turned(shin, (0.0, -1.0, 0.0)), lower), shin)
        return then(back(self.pelvis), thigh), then(back(thigh), shin), then(back(shin), sole)


def _bones(way: Vector, ahead: Vector) -> tuple[Vector, Vector]:
    """Unit directions of thigh and shin for a vector from hip to ankle; the knee points ahead."""
    length = math.sqrt(way[0] ** 2 + way[1] ** 2 + way[2] ** 2) or 1e-6
    line = (way[0] / length, way[1] / length, way[2] / length)
    reach = min(REACH, max(NEAREST, length))
    forward = ahead[0] * line[0] + ahead[1] * line[1] + ahead[2] * line[2]
    aside = unit(minus(ahead, times(line, forward)))
    along = (THIGH * THIGH + reach * reach - SHIN * SHIN) / (2 * reach)
    out = math.sqrt(max(THIGH * THIGH - along * along, 0.0))
    rest = reach - along
    upper = tuple((a * along + b * out) / THIGH for a, b in zip(line, aside, strict=True))
    lower = tuple((a * rest - b * out) / SHIN for a, b in zip(line, aside, strict=True))
    return upper, lower  # type: ignore[return-value]


def _between(a: Vector, b: Vector) -> Turn:
    """The shortest turn of one unit vector into another that is not its opposite."""
    w = max(1.0 + a[0] * b[0] + a[1] * b[1] + a[2] * b[2], 1e-6)
    x, y, z = cross(a, b)
    size = math.sqrt(w * w + x * x + y * y + z * z)
    return (w / size, x / size, y / size, z / size)


def plus(a: Vector, b: Vector) -> Vector:
    """The sum."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def minus(a: Vector, b: Vector) -> Vector:
    """The difference."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def times(a: Vector, factor: float) -> Vector:
    """A multiple."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def unit(a: Vector) -> Vector:
    """The same direction, one metre long."""
    length = math.sqrt(a[0] ** 2 + a[1] ** 2 + a[2] ** 2) or 1e-6
    return (a[0] / length, a[1] / length, a[2] / length)
