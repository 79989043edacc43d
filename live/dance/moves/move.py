"""What a dance move consists of: which foot lands where on which count, and what the body does.

A move is written in counts (one beat each, unless the music is too fast) for a dancer who faces
the audience; its mirror image is made from it. Positions are metres, angles degrees.

At its start the left foot is free and the weight is on the right one; where the right foot is free
the move is danced mirrored. So it is again at its end: the move may be repeated, and any other may
follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeAlias

import numpy as np

from live.dance.moves.curves import Curve, dips, hold, plus, sprung
from live.signals import Floats

Side: TypeAlias = Literal["left", "right"]
Landing: TypeAlias = Literal["step", "touch", "heel", "air", "pivot"]

# The body's channels; left, forward and up are positive.
BODY = (
    "x", "y", "z",  # metres: pelvis relative to the feet's middle and to standing height
    "hip_yaw", "hip_roll", "hip_pitch",  # degrees: turned left, left hip up, tipped forward
    "lean", "side", "twist",  # degrees: the spine forward, to the left, turned left
    "belly", "chest",  # degrees: forward, at the spine's root and top only
    "nod", "look", "tilt",  # degrees: the head down, turned left, tipped left
)  # fmt: skip
# An arm's channels: the wrist relative to the shoulder, out from the body, up and forward in
# metres; then degrees: the elbow from hanging (0) to level (90), the palm from facing the body
# (0) to facing down (90), the hand bent back, the shoulder lifted, the shoulder brought forward.
ARM = ("out", "up", "fore", "elbow", "palm", "hand", "shrug", "reach")
CHANNELS = BODY + tuple(f"{side}_{name}" for side in ("left", "right") for name in ARM)
AT = {name: index for index, name in enumerate(CHANNELS)}
ARMS = len(BODY)  # where the arms' channels begin
_SIDEWAYS = ("x", "hip_yaw", "hip_roll", "side", "twist", "look", "tilt")
FLIP: Floats = np.array([-1.0 if name in _SIDEWAYS else 1.0 for name in CHANNELS])
SWAP = np.array(
    [*range(ARMS), *range(ARMS + len(ARM), len(CHANNELS)), *range(ARMS, ARMS + len(ARM))]
)
_DEGREES = ("hip_", "lean", "side", "twist", "belly", "chest", "nod", "look", "tilt",
            "_elbow", "_palm", "_hand", "_shrug", "_reach")  # fmt: skip
UNIT: Floats = np.array(
    [np.pi / 180 if any(part in name for part in _DEGREES) else 1.0 for name in CHANNELS]
)  # factors from channels as written to metres and radians
SAMPLES = 48  # of a count, in a table
_AHEAD = SAMPLES // 8

Arm: TypeAlias = tuple[float, float, float, float, float, float, float, float]  # see ARM
Track: TypeAlias = Mapping[str, Curve]


@dataclass(frozen=True, slots=True)
class Footfall:
    """A foot lands at a place on a count."""

    count: float  # it lands on this count
    side: Side
    x: float = 0.0  # metres to the left of where it stands at the move's start
    z: float = 0.0  # metres in front of it
    yaw: float = 0.0  # degrees to the left
    landing: Landing = "step"  # "step" takes the weight; "pivot" turns on the ball where it is
    lift: float = 0.05  # metres: how high the foot is lifted; for "air", how high it stays
    within: float = 0.7  # counts that the step takes


def left(count: float, x: float = 0.0, z: float = 0.0, **more: object) -> Footfall:
    """The left foot lands, metres to the left and in front of where it starts."""
    return _fall("left", count, x, z, more)


def right(count: float, x: float = 0.0, z: float = 0.0, **more: object) -> Footfall:
    """The right foot lands, metres to the left and in front of where it starts."""
    return _fall("right", count, x, z, more)


def _fall(side: Side, count: float, x: float, z: float, more: Mapping[str, object]) -> Footfall:
    return Footfall(count, side, x, z, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Move:
    """A dance move, written down."""

    name: str
    styles: tuple[str, ...]
    meter: int = 4  # counts a bar it is for: 4 (also 2) or 3
    beats: int = 4  # counts until it begins again
    energy: tuple[float, float] = (0.2, 0.8)  # 0..1: from how quiet to how wild music
    feet: tuple[Footfall, ...] = ()
    body: Track = field(default_factory=dict)  # BODY channels
    arms: Track = field(default_factory=dict)  # arm channels
    bounce: float = 0.03  # metres: how deep the knees bend on every count
    free_arms: bool = False  # whether a gesture may replace the arms
    spring: tuple[float, float] = (2.6, 0.55)  # the arms' own swing: times a count, damping
    turns: bool = False  # whether it is a full turn
    travels: bool = False  # whether it is only danced to get to another place


@cache
def table(move: Move, mirror: bool) -> Floats:
    """One round of a move, (beats * SAMPLES + 1, channels) in metres and radians."""
    groove = dips(1.3 * move.bounce)
    body = {**still(**dict.fromkeys(BODY, 0.0)), "y": groove, **move.body}
    if "y" in move.body:
        body["y"] = plus(groove, move.body["y"])
    sampled = _sampled({**body, **move.arms}, move.beats, move.spring, mirror)
    # Moves are written as they are seen, with hips a little after the foot; to be still on the
    # beat, the body begins an eighth of a count earlier.
    ahead = [AT[name] for name in BODY if name != "y"]
    sampled[:-1, ahead] = np.roll(sampled[:-1, ahead], -_AHEAD, axis=0)
    sampled[-1] = sampled[0]
    return sampled


@dataclass(frozen=True, slots=True, eq=False)
class Gesture:
    """A movement of the arms, maybe of the head: for a phrase, or as an accent at its end."""

    name: str
    beats: int
    track: Track
    energy: tuple[float, float] = (0.0, 1.0)
    spring: tuple[float, float] = (2.6, 0.55)


@cache
def gesture_table(gesture: Gesture, mirror: bool) -> Floats:
    """One round of a gesture, like `table`; NaN in channels that it does not change."""
    return _sampled(gesture.track, gesture.beats, gesture.spring, mirror)


def _sampled(track: Track, beats: int, spring: tuple[float, float], mirror: bool) -> Floats:
    counts = np.arange(beats * SAMPLES) / SAMPLES
    values = np.full((len(counts), len(CHANNELS)), np.nan)
    for name, curve in track.items():
        values[:, AT[name]] = curve(counts, float(beats))
    arms = values[:, ARMS:]
    values[:, ARMS:] = sprung(np.nan_to_num(arms), 1 / SAMPLES, *spring) + 0 * arms
    values = np.vstack([values, values[:1]]) * UNIT
    return values[:, SWAP] * FLIP if mirror else values


def still(**values: float) -> dict[str, Curve]:
    """A track that holds some channels still."""
    return {name: hold(value) for name, value in values.items()}
