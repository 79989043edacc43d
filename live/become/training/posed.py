"""Whether a person finder sees in an avatar's pictures the pose they were made of."""

from pathlib import Path

import cv2
import numpy as np

from live.become.training.takes import Numbers
from live.body.skeleton import INDEX
from live.networks import models
from live.see.finder import StepFinder
from live.signals import Floats, Frame

# Joints of ours, and the landmarks of mediapipe's that lie at the same places.
_JOINTS = [
    INDEX[f"{s}_{joint}"]
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    for s in "lr"
]
_LANDMARKS = list(range(11, 17)) + list(range(23, 29))
_NEAR = 0.05  # of the body's height, head to foot: what counts as found
_ANKLE_TO_HEAD = 0.87  # of the body's height, between these joints
_LEAST = 0.3  # pane heights: how tall who crouches still counts
_HEAD, _FEET = INDEX["head"], [INDEX["l_ankle"], INDEX["r_ankle"]]
_WALL = 0.35  # grey: what the figure stands before
_RATE = 30.0


def found(pictures: Numbers, points: Numbers, folder: Path, every: int = 2) -> float:
    """The share of joints found within 5 % of the body's height (PCK@.05), 0..1.

    `pictures` (n, H, W, 4) are consecutive; `folder` holds the models of the eyes.
    """
    finder = StepFinder(str(models.find(folder, "pose_full")), 0.5)
    shares = []
    for number in range(0, len(pictures), every):
        picture, body = pictures[number], points[number]
        before = picture[..., :3] + (1 - picture[..., 3:]) * _WALL
        rgb = cv2.resize((before.clip(0, 1) * 255).astype(np.uint8), None, fx=2, fy=2)
        bodies = finder.find(Frame(number / _RATE, rgb))
        shares.append(_share(bodies[0].image, body) if bodies else 0.0)
    finder.close()
    return float(np.mean(shares))


def _share(image: Floats, body: Numbers) -> float:
    """`image` (33, 2): right and up from the middle, in heights; `body` (36, 3): the points."""
    ours = (body[:, :2] - 0.5) * np.array([2 / 3, -1.0])
    apart = np.linalg.norm(image[_LANDMARKS] - ours[_JOINTS], axis=1)
    tall = float(body[_FEET, 1].max() - body[_HEAD, 1]) / _ANKLE_TO_HEAD
    return float((apart < _NEAR * max(tall, _LEAST)).mean())
