"""Marks on a dancer's front: a heart on the chest and a visor on the face."""

import math
from dataclasses import dataclass

import numpy as np

from live.body.skeleton import INDEX
from live.draw.body import SHIFT, Outline, chest, cross, facing, unit
from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, FAR, Camera
from live.signals import Floats

_EYE: Floats = np.array([0.0, EYE_HEIGHT, EYE_DISTANCE])
_FROM_HEAD_DOWN = ("head", "neck", "spine3", "spine2", "spine1", "pelvis")
_HEAD_CHAIN = [INDEX[name] for name in _FROM_HEAD_DOWN]
_TURN: Floats = np.linspace(0, 2 * np.pi, 28, endpoint=False)
_HEART: Floats = 0.0036 * np.stack(
    [
        16 * np.sin(_TURN) ** 3,
        13 * np.cos(_TURN) - 5 * np.cos(2 * _TURN) - 2 * np.cos(3 * _TURN) - np.cos(4 * _TURN),
    ],
    axis=1,
)  # (n, 2) metres
_SWEEP: Floats = np.linspace(-1.15, 1.15, 15)[:, None]  # radians round the face
_SINES: Floats = np.sin(_SWEEP)
_COSINES: Floats = np.cos(_SWEEP)
_HEAD_RADIUS, _VISOR_HALF = 0.088, 0.016  # metres


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A bright patch on one limb."""

    limb: str  # the limb it lies on
    outline: Outline
    level: float  # 0..1: how squarely it faces the hall


def marks_on(positions: Floats, rotations: Floats, camera: Camera) -> list[Mark]:
    """The marks that can be seen from the hall."""
    if not (np.isfinite(positions).all() and np.abs(positions).max() < FAR):
        return []
    marks = [_heart(positions, camera), _visor(positions, rotations, camera)]
    return [mark for mark in marks if mark is not None]


def _heart(positions: Floats, camera: Camera) -> Mark | None:
    forward, side = chest(positions)
    spine, neck = positions[INDEX["spine3"]], positions[INDEX["neck"]]
    middle = 0.68 * spine + 0.32 * neck + 0.10 * forward + 0.035 * side
    level = _squareness(forward, middle)
    if level <= 0:
        return None
    up = cross(forward, side)
    points = middle + _HEART[:, :1] * side + _HEART[:, 1:] * up
    return _mark("torso", camera.project(points), level)


def _visor(positions: Floats, rotations: Floats, camera: Camera) -> Mark | None:
    neck, head = positions[INDEX["neck"]], positions[INDEX["head"]]
    up = unit(head - neck)
    ahead = _gaze(positions, rotations)
    side = cross(up, ahead)
    skull = head + 0.085 * up
    round_face = _SINES * side + _COSINES * ahead
    round_face = round_face[round_face @ unit(_EYE - skull) > 0.12]
    if len(round_face) < 3:
        return None
    rim = skull + _HEAD_RADIUS * round_face
    band = np.concatenate([rim + _VISOR_HALF * up, rim[::-1] - _VISOR_HALF * up])
    return _mark("head", camera.project(band), 0.9)


def _gaze(positions: Floats, rotations: Floats) -> Floats:
    """Where the face looks, (3,)."""
    ahead = (0.0, 0.0, 1.0)
    for joint in _HEAD_CHAIN:
        ahead = _rotated(rotations[joint].tolist(), *ahead)
    length = math.hypot(*ahead)  # false below for what is not finite, too
    return np.array(ahead) / length if 0.1 < length < 10 else facing(positions)


def _rotated(q: list[float], x: float, y: float, z: float) -> tuple[float, float, float]:
    """A vector turned by a quaternion: as `quat.rotate`, but quick for a single one."""
    w, a, b, c = q
    tx, ty, tz = 2 * (b * z - c * y), 2 * (c * x - a * z), 2 * (a * y - b * x)
    return (
        x + w * tx + b * tz - c * ty,
        y + w * ty + c * tx - a * tz,
        z + w * tz + a * ty - b * tx,
    )


def _squareness(forward: Floats, place: Floats) -> float:
    return min(1.0, 1.6 * float(forward @ unit(_EYE - place)))


def _mark(limb: str, points: Floats, level: float) -> Mark | None:
    if not (np.abs(points) < 8000).all():
        return None
    return Mark(limb, np.rint(points * (1 << SHIFT)).astype(np.int32)[:, None], level)
