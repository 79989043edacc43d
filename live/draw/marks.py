"""What tells a dancer's front from the back: a heart on the chest and a visor on the face."""

from dataclasses import dataclass

import numpy as np

from live import quat
from live.draw.body import SHIFT, Outline, chest, facing
from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, Camera
from live.signals import Floats
from live.skeleton import INDEX

_EYE: Floats = np.array([0.0, EYE_HEIGHT, EYE_DISTANCE])
_HEAD_CHAIN = [INDEX[name] for name in ("spine1", "spine2", "spine3", "neck", "head")]
_TURN: Floats = np.linspace(0, 2 * np.pi, 28, endpoint=False)
_HEART: Floats = 0.0036 * np.stack(
    [
        16 * np.sin(_TURN) ** 3,
        13 * np.cos(_TURN) - 5 * np.cos(2 * _TURN) - 2 * np.cos(3 * _TURN) - np.cos(4 * _TURN),
    ],
    axis=1,
)  # (n, 2) metres
_SWEEP: Floats = np.linspace(-1.15, 1.15, 15)  # radians round the face
_HEAD_RADIUS, _VISOR_HALF = 0.088, 0.016  # metres


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A bright patch on one limb."""

    limb: str  # the limb it lies on
    outline: Outline
    level: float  # 0..1: how squarely it faces the hall


def marks_on(positions: Floats, rotations: Floats, camera: Camera) -> list[Mark]:
    """The marks that can be seen from the hall."""
    if not (np.isfinite(positions).all() and np.abs(positions).max() < 1e3):
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
    up = np.cross(forward, side)
    points = middle + _HEART[:, :1] * side + _HEART[:, 1:] * up
    return _mark("torso", camera.project(points), level)


def _visor(positions: Floats, rotations: Floats, camera: Camera) -> Mark | None:
    neck, head = positions[INDEX["neck"]], positions[INDEX["head"]]
    up = (head - neck) / max(float(np.linalg.norm(head - neck)), 1e-6)
    ahead = _gaze(positions, rotations)
    side = np.cross(up, ahead)
    skull = head + 0.085 * up
    round_face = np.sin(_SWEEP)[:, None] * side + np.cos(_SWEEP)[:, None] * ahead
    to_eye = (_EYE - skull) / max(float(np.linalg.norm(_EYE - skull)), 1e-6)
    round_face = round_face[round_face @ to_eye > 0.12]
    if len(round_face) < 3:
        return None
    rim = skull + _HEAD_RADIUS * round_face
    band = np.concatenate([rim + _VISOR_HALF * up, rim[::-1] - _VISOR_HALF * up])
    return _mark("head", camera.project(band), 0.9)


def _gaze(positions: Floats, rotations: Floats) -> Floats:
    """Where the face looks, (3,)."""
    turn = rotations[INDEX["pelvis"]]
    for joint in _HEAD_CHAIN:
        turn = quat.multiply(turn, rotations[joint])
    ahead = quat.rotate(turn, np.array([0.0, 0.0, 1.0]))
    length = float(np.linalg.norm(ahead))
    return ahead / length if 0.1 < length < 10 else facing(positions)


def _squareness(forward: Floats, place: Floats) -> float:
    to_eye = (_EYE - place) / max(float(np.linalg.norm(_EYE - place)), 1e-6)
    return min(1.0, 1.6 * float(forward @ to_eye))


def _mark(limb: str, points: Floats, level: float) -> Mark | None:
    if not (np.abs(points) < 8000).all():
        return None
    return Mark(limb, np.rint(points * (1 << SHIFT)).astype(np.int32)[:, None], level)
