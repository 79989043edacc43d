"""Turns a dancer's face to the audience, as far as the neck allows."""

import math

from live.dance.springs import followed
from live.dance.turns import Turn, angles, back, then, turned, wrapped
from live.signals import Floats

_SPINE = (0, 3, 6, 9)  # below the neck
_NECK, _HEAD = 12, 15
_FURTHEST = math.radians(62)  # how far the head turns on the shoulders
_SHARE = 0.75  # of the angle to the audience that the face turns back
_HALFLIFE = 0.13  # seconds: of the turn


class Gaze:
    """Turns neck and head, frame by frame."""

    def __init__(self) -> None:
        self._yaw, self._speed = 0.0, 0.0  # radians to the left, and a second

    def look(self, rotations: Floats, dt: float) -> Floats:
        """Local rotations (24, 4) of a body, its face turned towards +Z; its nod stays."""
        turns: list[Turn] = [tuple(turn) for turn in rotations[: _HEAD + 1].tolist()]
        below = turns[_SPINE[0]]
        for joint in _SPINE[1:]:
            below = then(below, turns[joint])
        face = turned(then(then(below, turns[_NECK]), turns[_HEAD]), (0.0, 0.0, 1.0))
        chest = turned(below, (0.0, 0.0, 1.0))
        facing, shoulders = math.atan2(face[0], face[2]), math.atan2(chest[0], chest[2])
        # No further than the neck allows, including the dance's own turn of the head.
        goal = -_SHARE * wrapped(facing)
        there = wrapped(facing - shoulders) + goal
        goal += min(_FURTHEST, max(-_FURTHEST, there)) - there
        # With the back to the audience both ways round are as long: the face looks ahead.
        goal *= max(0.0, math.cos(shoulders / 2)) ** 0.5 if abs(shoulders) < math.pi else 0.0
        self._yaw, self._speed = followed(self._yaw, self._speed, goal, _HALFLIFE, dt)
        looking = rotations.copy()
        upright = then(back(below), then(angles(0.4 * self._yaw, 0.0, 0.0), below))
        neck = then(upright, turns[_NECK])
        above = then(below, neck)
        rest = then(back(above), then(angles(0.6 * self._yaw, 0.0, 0.0), above))
        looking[_NECK], looking[_HEAD] = neck, then(rest, turns[_HEAD])
        return looking
