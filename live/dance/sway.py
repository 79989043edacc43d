"""The understudy: stands, sways and nods on the beat. Without state, it is sure to work."""

import math

import numpy as np

from live.body import skeleton
from live.dance.turns import Turn, angles, then
from live.parts import Dancer, Part, ShowContext
from live.signals import JOINT_COUNT, Floats, Music, Pose

_THIGH, _SHIN = float(-skeleton.OFFSETS[4][1]), float(-skeleton.OFFSETS[7][1])
_HIP = skeleton.OFFSETS[1]
_KNEES = 0.16  # radians: how far the thighs lean forward, standing


class Sway(Part[Dancer], frozen=True):
    """Sways where it stands."""

    def open(self, context: ShowContext) -> "Swayer":
        """The understudy. Never raises."""
        del context
        return Swayer()


class Swayer:
    """Stands with its feet planted, and sways from the ankles: two beats to each side."""

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The pose at `time`, from the time and the music only."""
        del human
        beat = music.beat_at(time) if music.playing else 0.5 * time
        if not math.isfinite(beat):
            beat = 0.5 * time
        depth = 1.0 if music.playing else 0.4
        lean = depth * 0.055 * math.sin(math.pi * beat / 2)  # radians to its left, from the ankles
        knees = _KNEES + depth * 0.07 * math.cos(2 * math.pi * beat)
        nod = depth * 0.09 * math.cos(2 * math.pi * beat)
        turns = _body(lean, knees, nod, depth * 0.08 * math.sin(math.pi * beat / 2 - 0.4))
        rotations = np.array(turns)
        root = _root(lean, knees)
        contacts = np.ones(4, dtype=bool)
        return Pose(time, skeleton.positions_from(root, rotations), rotations, contacts=contacts)


def _shin(knees: float) -> float:
    """How far the shins lean back, radians, with the ankles under the hips."""
    return math.asin(_THIGH * math.sin(knees) / _SHIN)


def _root(lean: float, knees: float) -> Floats:
    """The pelvis' place, (3,) metres: both legs lean alike, both ankles stay in place."""
    height = _THIGH * math.cos(knees) + _SHIN * math.cos(_shin(knees))
    up = -float(skeleton.OFFSETS[10][1]) + height * math.cos(lean) - float(_HIP[1])
    return np.array([height * math.sin(lean), up, -float(_HIP[2])])


def _body(lean: float, knees: float, nod: float, twist: float) -> list[Turn]:
    turns: list[Turn] = [(1.0, 0.0, 0.0, 0.0)] * JOINT_COUNT
    shin = _shin(knees)
    for side in (0, 1):
        sign = 1.0 - 2.0 * side
        # The pelvis and the soles stay level: hips and ankles turn against the lean.
        turns[1 + side] = then(angles(0.0, 0.0, -lean), angles(0.0, -knees, 0.0))
        turns[4 + side] = angles(0.0, knees + shin, 0.0)
        turns[7 + side] = then(angles(0.0, -shin, 0.0), angles(0.0, 0.0, lean))
        turns[16 + side] = angles(0.0, 0.10, sign * -1.25)
        turns[18 + side] = angles(sign * -0.45 - sign * 0.4 * nod, 0.0, 0.0)
    turns[3] = angles(0.3 * twist, 0.03, 0.5 * lean)
    turns[6] = angles(0.4 * twist, 0.03, 0.5 * lean)
    turns[9] = angles(0.3 * twist, 0.0, 0.3 * lean)
    turns[12] = angles(-0.5 * twist, 0.5 * nod, -0.5 * lean)
    turns[15] = angles(-0.3 * twist, 0.5 * nod, -0.5 * lean)
    return turns
