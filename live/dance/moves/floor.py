"""Footwork and hips that several moves share."""

import math

from live.body.skeleton import STANCE
from live.dance.moves.curves import Curve, wave
from live.dance.moves.move import Footfall, Side


def hips(period: float, degrees: float, at: float = 0.0, metres: float = 0.0) -> dict[str, Curve]:
    """Hips that go from side to side: out and up over the standing leg, left on count `at`."""
    track = {"hip_roll": wave(degrees, period, at)}
    if metres:
        track["x"] = wave(metres, period, at)
    return track


def walk_round(counts: int, degrees: float) -> tuple[Footfall, ...]:
    """A turn on the spot, a step on every count; the standing foot turns along on its ball."""
    falls: list[Footfall] = []
    sides: tuple[Side, Side] = ("left", "right")
    for count in range(counts):
        yaw = degrees * (count + 1) / counts
        sign = 1.0 if count % 2 == 0 else -1.0
        x, z = _place(sign, yaw)
        stepping, standing = sides[count % 2], sides[(count + 1) % 2]
        before = degrees * max(0, count) / counts
        x2, z2 = _place(-sign, before)
        falls.append(
            Footfall(count, standing, x2, z2, (before + yaw) / 2, landing="pivot", within=1.0)
        )
        falls.append(Footfall(count, stepping, x, z, yaw, within=0.7))
    return tuple(falls)


def _place(sign: float, yaw: float) -> tuple[float, float]:
    """Where a foot stands in a stance that has turned, off where it stood before."""
    turn = math.radians(yaw)
    return sign * STANCE * (math.cos(turn) - 1), -sign * STANCE * math.sin(turn)
