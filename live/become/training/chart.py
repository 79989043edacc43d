"""The places of a body's limbs on a texture sheet: those of an upright body, seen from the front
and, through it, from behind. Loose parts (a skirt, a veil) have a sheet of their own.
"""

import numpy as np

from live.become.training.limbs import BEGINS, BODY, ENDS, LIMBS, RADII, SIDES
from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.draw.portrait import HEIGHT, PLAIN, points_on
from live.signals import Floats, Pose

SHEET = (0.75, 0.54)  # pane heights: how high and wide one side is
_FIELDS = 8  # numbers of a limb, see `live.become.training.fields`
_SEEN, _ALONG, _SIDE, _THIRD = 2, 3, 5, 6  # which of them say what is seen
_RIGHT, _, _FRONT = np.eye(3)
# Turns of joints, degrees: arms aside, the backs of the hands to the front, feet pointing down.
_STANDING = {
    "shoulder": (_FRONT, -52.0),
    "elbow": (_FRONT, -8.0),
    "wrist": (_RIGHT, -90.0),
    "hip": (_FRONT, 7.0),
    "ankle": (_RIGHT, 50.0),
}
_MIRRORED = {"shoulder", "elbow", "hip"}  # the right side turns the other way


def standing() -> Floats:
    """The portrait's points of a body that stands upright, in the pane's heights from the middle of
    the sheet: right, down, towards the eye; (36, 3)."""
    turns = np.tile([1.0, 0.0, 0.0, 0.0], (len(skeleton.JOINTS), 1))
    for joint, (axis, degrees) in _STANDING.items():
        for side, way in (("l", 1.0), ("r", -1.0 if joint in _MIRRORED else 1.0)):
            turns[INDEX[f"{side}_{joint}"]] = quat.about(axis, np.radians(way * degrees))
    joints = skeleton.positions_of(np.zeros(3), skeleton.world_rotations(turns), skeleton.OFFSETS)
    body = points_on(Pose(0.0, joints, turns), PLAIN) * np.array([1.0, -1.0, 1.0]) / HEIGHT
    middle = (body[:, 1].min() + body[:, 1].max()) / 2
    return np.asarray(body - np.array([0.0, middle, 0.0]))


def chart() -> Floats:
    """What fields (CHANNELS,) are to be multiplied with for places: (2, 4, CHANNELS).

    For the body and for what hangs loose: right, down, and towards the front, each times how much
    of it there is, which is the fourth.
    """
    body = standing()
    begin, end = BEGINS @ body, ENDS @ body
    side, third = _frames(end - begin, SIDES @ body)
    radius = RADII.mean(axis=1, keepdims=True)
    made = np.zeros((2, 4, _FIELDS, len(LIMBS)))
    for layer, limbs in zip(made, (slice(len(BODY)), slice(len(BODY), None)), strict=True):
        layer[:2, _SEEN, limbs] = begin[limbs, :2].T
        layer[:2, _ALONG, limbs] = (end - begin)[limbs, :2].T
        layer[:2, _SIDE, limbs] = (radius * side)[limbs, :2].T
        layer[:2, _THIRD, limbs] = (radius * third)[limbs, :2].T
        layer[2, _SIDE, limbs], layer[2, _THIRD, limbs] = side[limbs, 2], third[limbs, 2]
        layer[3, _SEEN, limbs] = 1.0
    return made.reshape(2, 4, -1)


def _frames(axis: Floats, side: Floats) -> tuple[Floats, Floats]:
    """As in `live.become.training.fields`: directions to a limb's side, and square to that."""
    axis = _unit(axis)
    side = _unit(side - axis * (side * axis).sum(-1, keepdims=True))
    return side, np.cross(axis, side)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True).clip(1e-9))
