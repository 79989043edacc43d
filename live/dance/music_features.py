"""The inputs of a choreographer's network at every step: the music and the partner as numbers.

The training and the show use the same functions.
"""

import math
from dataclasses import dataclass

import numpy as np

from live.body import quat
from live.dance.vector import heading
from live.signals import Floats, Pose

MUSIC = 17  # numbers about the music
PARTNER = 24  # numbers about the partner
_PHRASE = 2  # bars
_KNEES_SOFT = 0.83  # metres: a pelvis above its feet, standing
_FLOOR = (7, 8, 10, 11)  # ankles and toes


@dataclass(frozen=True, slots=True)
class MusicMoment:
    """The music at one step of the dance."""

    beat: float  # beats since a phrase of two bars began, as danced
    meter: int  # beats a bar, as danced
    tempo: float  # beats a minute, as danced
    loudness: float = 0.5  # 0..1
    onset: float = 0.0  # 0..1
    bands: tuple[float, float, float] = (0.5, 0.4, 0.3)  # low, mid, high: 0..1 each
    energy: float = 0.5  # 0..1: how lively the dance should be
    heard: bool = True  # False: no music is heard; only tempo and `beat` are valid


def music_vector(moment: MusicMoment, steps: int) -> Floats:
    """(MUSIC,): where in beat, bar and phrase this step is, and how the music sounds.

    `steps` is how many steps a beat has: numbers 6 and 7 are 1 on the step that begins a beat and
    a phrase, else 0.
    """
    beat, meter = moment.beat, moment.meter
    step = round(beat * steps)
    angles = [2 * math.pi * beat, 2 * math.pi * beat / meter, 2 * math.pi * beat / meter / _PHRASE]
    where = [f(angle) for angle in angles for f in (math.cos, math.sin)]
    starts = [float(step % steps == 0), float(step % (steps * meter * _PHRASE) == 0)]
    sound = [moment.loudness, moment.onset, *moment.bands]
    if not moment.heard:
        sound = [0.0] * len(sound)
    kind = [math.log2(moment.tempo / 110.0), float(meter == 3)]
    return np.array([*where, *starts, *kind, *sound, moment.energy, float(moment.heard)])


def partner_vector(
    root: Floats, yaw: float, human: Pose, before: Pose | None, steadily: float
) -> Floats:
    """(PARTNER,): the human in the frame of a dancer at `root` (3,) metres, facing `yaw` radians.

    `before` is an earlier pose of the human, for speeds (None: at rest); `steadily` is their mean
    joint speed over the last second or so, metres a second. The caller gives zeros for nobody.
    """
    facing = float(heading(human.rotations[0]))
    place = _turned(human.positions[0] - root, -yaw)
    still = before is None or human.time - before.time < 1e-3
    dt = 1.0 if still else human.time - before.time  # type: ignore[union-attr]
    old = human if still else before
    assert old is not None
    velocity = _turned((human.positions[0] - old.positions[0]) / dt, -yaw)
    moved = (human.positions - old.positions) / dt
    speed = float(np.linalg.norm(moved, axis=-1).mean())
    spin = (facing - float(heading(old.rotations[0])) + math.pi) % (2 * math.pi) - math.pi
    hands = [_turned(human.positions[j] - human.positions[0], -facing) for j in (20, 21)]
    feet = human.positions[[7, 8]]
    weight = _turned(human.positions[0] - feet.mean(axis=0), -facing)
    floor = float(human.positions[list(_FLOOR), 1].min())
    return np.array(
        [
            1.0,
            place[0], place[2],
            math.cos(facing - yaw), math.sin(facing - yaw),
            velocity[0], velocity[2],
            float(human.positions[0, 1]) - floor - _KNEES_SOFT,
            *hands[0], *hands[1],
            speed, steadily, speed - steadily,
            spin / dt,
            weight[0], weight[2],
            float(feet[0, 1]) - floor, float(feet[1, 1]) - floor,
            velocity[1],
            floor,
        ]
    )  # fmt: skip


def _turned(way: Floats, yaw: float) -> Floats:
    return quat.rotate(quat.about(np.array([0.0, 1.0, 0.0]), yaw), way)
