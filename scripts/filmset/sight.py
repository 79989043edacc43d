"""What the show's own eyes make of a take: its dancer in a room, found as a camera would."""

import math
from collections.abc import Iterator

import cv2
import numpy as np

from live.draw.camera import EYE_DISTANCE
from live.draw.portrait import HEIGHT, POINTS, WIDTH, AvatarBuild, Portrait
from live.parts import ShowContext
from live.see.poses import Poses
from live.signals import Floats, Frame, Image, Pose
from scripts.filmset.room import Lens, painted_room

_SIZE = 480, 360  # pixels of the camera's picture
_TALL = 0.86  # of the picture's height: the pane's
_LAG = 2  # frames at most that the eyes may be behind


def seen_in(pictures: Image, rate: float, build: AvatarBuild, context: ShowContext) -> Floats:
    """The portrait's points (n, 36, 3) as the eyes find them, NaN where they find nobody.

    `pictures` (n, height, width, 4) are panes, premultiplied. What the eyes' smoothing is behind
    is taken back in whole frames, so that points and pictures belong together.
    """
    nobody = np.full((len(POINTS), 3), np.nan)
    found = poses_in(pictures, rate, context)
    return np.array([nobody if p is None else Portrait.of(p, build).points for p in found])


def poses_in(pictures: Image, rate: float, context: ShowContext) -> list[Pose | None]:
    """The poses the eyes find in these panes; None where they find nobody."""
    focal = _SIZE[1] * _TALL / HEIGHT * EYE_DISTANCE
    view = 2 * math.degrees(math.atan(_SIZE[0] / 2 / focal))
    eyes = Poses(model="full", view=view).open(context)
    try:
        return [eyes.see(frame) for frame in _filmed(pictures, rate)]
    finally:
        eyes.close()


def in_step(seen: Floats, points: Floats) -> tuple[Floats, int]:
    """`seen` moved earlier by the whole frames it is behind `points`, and how many these are."""
    behind = range(_LAG + 1)
    errors = [_apart(seen[k:], points[: len(points) - k]) for k in behind]
    if not np.isfinite(errors).any():
        return seen, 0
    late = int(np.nanargmin(errors))
    moved = np.full_like(seen, np.nan)
    moved[: len(seen) - late] = seen[late:]
    return moved, late


def _apart(seen: Floats, points: Floats) -> float:
    known = ~np.isnan(seen[:, 0, 0])
    if not known.any():
        return math.nan
    return float(np.abs(seen[known][..., :2] - points[known][..., :2]).mean())


def _filmed(pictures: Image, rate: float) -> Iterator[Frame]:
    """The panes in a room, frame by frame."""
    wide, high = _SIZE
    tall = round(high * _TALL)
    across = round(tall * WIDTH / HEIGHT)
    room = cv2.resize(painted_room(high, Lens()), _SIZE) * 255.0
    left, top = (wide - across) // 2, (high - tall) // 2
    for number, picture in enumerate(pictures):
        small = cv2.resize(picture, (across, tall), interpolation=cv2.INTER_AREA).astype(float)
        shown = room.copy()
        part = shown[top : top + tall, left : left + across]
        part *= 1.0 - small[..., 3:] / 255.0
        part += small[..., :3]
        yield Frame(number / rate, shown.clip(0, 255).astype(np.uint8))
