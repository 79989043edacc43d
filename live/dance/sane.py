"""Checks that a pose is valid before it is shown, whatever part made it."""

import math
from typing import Any

import numpy as np

from live.signals import JOINT_COUNT, Pose

_FARTHEST = 1000.0  # metres: a joint further away is invalid
_UNIT = 0.01  # how far a quaternion's length may be from 1
_SHAPES = {
    "positions": (JOINT_COUNT, 3), "rotations": (JOINT_COUNT, 4), "seen": (JOINT_COUNT,),
    "contacts": (4,),
}  # fmt: skip


def checked(pose: Pose, whose: str) -> Pose:
    """The pose, if it is valid. Raises ValueError, which says what is wrong with it."""
    if (wrong := fault(pose)) is not None:
        raise ValueError(f"{whose} pose {wrong}")
    return pose


def fault(pose: Pose) -> str | None:
    """What is wrong with a pose: shapes, values that are not finite or too far, quaternions that
    are not of unit length. None: it is valid.
    """
    if not isinstance(pose, Pose):
        return f"is none, but {type(pose).__name__}"
    wrong = [_misshapen(name, getattr(pose, name), shape) for name, shape in _SHAPES.items()]
    found = next(filter(None, wrong), None)
    if found is not None:
        return found
    if not (isinstance(pose.time, int | float | np.floating) and math.isfinite(pose.time)):
        return "is not a number: its time"
    if np.abs(pose.positions).max() > _FARTHEST:
        return f"is further than {_FARTHEST:.0f} m off"
    squares = np.sum(np.square(pose.rotations), axis=1)
    if np.abs(squares - 1.0).max() > 2 * _UNIT:
        return "has rotations that are no unit quaternions"
    return None


def _misshapen(name: str, array: Any, shape: tuple[int, ...]) -> str | None:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub":
        return f"has {name} that are no array of numbers"
    if array.shape != shape:
        return f"has {name} of shape {array.shape}, not {shape}"
    return None if np.isfinite(array).all() else f"is not a number: its {name}"
