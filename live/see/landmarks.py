"""The 33 points of a body that mediapipe's pose landmarker (BlazePose) finds, in stage axes.

mediapipe gives every point twice: in the picture, and in metres around the middle of the hips,
with x to the right of the picture, y down and z away from the camera. A person who faces the
camera faces the audience: here x stays, and y and z change sign.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from live.signals import Floats

COUNT = 33
NOSE = 0
L_EAR, R_EAR = 7, 8
L_SHOULDER, R_SHOULDER, L_ELBOW, R_ELBOW, L_WRIST, R_WRIST = 11, 12, 13, 14, 15, 16
L_PINKY, R_PINKY, L_INDEX, R_INDEX = 17, 18, 19, 20
L_HIP, R_HIP, L_KNEE, R_KNEE, L_ANKLE, R_ANKLE = 23, 24, 25, 26, 27, 28
L_HEEL, R_HEEL, L_TOE, R_TOE = 29, 30, 31, 32

OUTSIDE = 0.01  # of the picture's size: a point further out than this is a guess


class Point(Protocol):
    """A landmark as mediapipe gives it."""

    x: float | None
    y: float | None
    z: float | None
    visibility: float | None
    presence: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One person in one frame."""

    time: float  # seconds
    image: Floats  # (33, 2): right and up from the picture's middle, its longer side being 1
    world: Floats  # (33, 3) metres around the middle of the hips, stage axes
    seen: Floats  # (33,) 0..1: 0 = hidden, or outside the picture

    @property
    def centre(self) -> Floats:
        """The middle of the trunk in the picture, (2,)."""
        middle: Floats = self.image[[L_SHOULDER, R_SHOULDER, L_HIP, R_HIP]].mean(axis=0)
        return middle

    @property
    def size(self) -> float:
        """The estimated height of the person in the picture, its longer side being 1.

        1.7 m times the scale from the trunk's world points to its image points: a person who turns
        or bends keeps their size.
        """
        trunk = [L_SHOULDER, R_SHOULDER, L_HIP, R_HIP]
        world = self.world[trunk, :2] - self.world[trunk, :2].mean(axis=0)
        image = self.image[trunk] - self.image[trunk].mean(axis=0)
        return 1.7 * float(np.linalg.norm(image) / max(float(np.linalg.norm(world)), 0.05))


def landmarks_from(
    time: float, image: Sequence[Point], world: Sequence[Point], width: int, height: int
) -> Landmarks | None:
    """mediapipe's answer as Landmarks; None where it is not finite."""
    picture = np.array([(p.x, p.y, p.visibility, p.presence) for p in image], dtype=float)
    body = np.array([(p.x, p.y, p.z) for p in world], dtype=float)
    if not (np.isfinite(picture).all() and np.isfinite(body).all()):
        return None
    longer = max(width, height)
    across = (picture[:, 0] - 0.5) * width / longer
    up = (0.5 - picture[:, 1]) * height / longer
    inside = np.all(np.abs(picture[:, :2] - 0.5) <= 0.5 + OUTSIDE, axis=1)
    return Landmarks(
        time=time,
        image=np.stack([across, up], axis=1),
        world=body * np.array([1.0, -1.0, -1.0]),
        seen=np.where(inside, np.minimum(picture[:, 2], picture[:, 3]), 0.0),
    )


def focal_length(view: float) -> float:
    """The focal length of a camera that sees `view` degrees along its picture's longer side, in
    units of that side.
    """
    return 0.5 / math.tan(math.radians(view) / 2)
