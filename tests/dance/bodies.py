"""Bodies on bent legs, carried about: what a dancer's feet are to be put on the floor for."""

import math

import numpy as np

from live.body import quat, skeleton
from live.signals import Floats

BEND = 0.35  # radians: hips and ankles; knees twice as much
HEIGHT = 0.8157  # metres: the pelvis of a body that stands so, its toes on the floor
RATE = 30.0  # frames a second
UP, ACROSS = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])


def standing(bend: float = BEND, yaw: float = 0.0) -> Floats:
    """Local rotations (24, 4) of a body with bent legs and flat feet, turned to the left."""
    rotations = np.tile(quat.IDENTITY, (24, 1))
    rotations[0] = quat.about(UP, yaw)
    for joints, turn in (((1, 2), -bend), ((4, 5), 2 * bend), ((7, 8), -bend)):
        rotations[list(joints)] = quat.about(ACROSS, turn)
    return rotations


def kicking(side: int, high: float = 1.9) -> Floats:
    """The same, with one leg up in front: radians at the hip."""
    rotations = standing()
    rotations[1 + side] = quat.about(ACROSS, -high)
    rotations[4 + side] = quat.about(ACROSS, 0.2)
    return rotations


def at(x: float = 0.0, z: float = 0.0, down: float = 0.0) -> Floats:
    """A pelvis, (3,) metres: so far from the middle, and lower than it stands."""
    return np.array([x, HEIGHT - down, z])


def bones(positions: Floats) -> Floats:
    """(..., 23) metres."""
    found: Floats = np.linalg.norm(
        positions[..., 1:, :] - positions[..., list(skeleton.PARENTS[1:]), :], axis=-1
    )
    return found


LENGTHS: Floats = np.linalg.norm(skeleton.OFFSETS[1:], axis=-1)


def circle(frame: int, radius: float, seconds: float = 1.5) -> tuple[float, float]:
    """Metres x, z: on the way round."""
    angle = 2 * math.pi * frame / RATE / seconds
    return radius * math.sin(angle), radius * (1 - math.cos(angle))
