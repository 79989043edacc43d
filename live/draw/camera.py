"""The hall's eye: the camera that projects the stage into the picture."""

import math
from dataclasses import dataclass

import numpy as np

from live.signals import Floats

EYE_HEIGHT = 1.0  # metres above the floor
EYE_DISTANCE = 4.5  # metres from centre stage
WALL_DEPTH = 8.0  # metres from the eye to the back wall
FAR = 1e3  # metres: nobody dances there
_NEAREST = 0.5  # metres: what is closer to the eye than this is not in the picture
_FLOOR_LINE = 0.855  # of the picture's height: the floor at centre stage


@dataclass(frozen=True, slots=True)
class Camera:
    """A level perspective camera whose verticals stay vertical, as a shift lens sees."""

    width: int  # pixels
    height: int  # pixels
    focal: float  # pixels: how large a metre is at a metre's distance
    horizon: float  # pixels from the top: the height of the eye

    @classmethod
    def for_size(cls, size: tuple[int, int]) -> "Camera":
        """Frames the dancers: as tall as the picture allows and never too wide for it."""
        width, height = size
        focal = min(1.54 * height, 1.42 * width)
        horizon = _FLOOR_LINE * height - focal * EYE_HEIGHT / EYE_DISTANCE
        return cls(width, height, focal, horizon)

    @property
    def wall_base(self) -> float:
        """Where the back wall meets the floor, pixels from the top."""
        return self.horizon + self.focal * EYE_HEIGHT / WALL_DEPTH

    def scales(self, points: Floats) -> Floats:
        """Pixels a metre at each point (..., 3); NaN for points behind or too near the eye."""
        depth = EYE_DISTANCE - points[..., 2]
        return self.focal / np.where(depth > _NEAREST, depth, math.nan)

    def project(self, points: Floats) -> Floats:
        """Points (..., 3) metres to (..., 2) pixels from the top left corner; NaN if too near."""
        scale = self.scales(points)
        return np.stack(
            [
                self.width / 2 + points[..., 0] * scale,
                self.horizon - (points[..., 1] - EYE_HEIGHT) * scale,
            ],
            axis=-1,
        )


def stage_width(size: tuple[int, int], metres: float) -> int:
    """Pixels of the stage's picture that one of `size` is cut from the middle of.

    The cut one shows `metres` of the stage across, or more where its height allows no larger
    dancers.
    """
    width, height = size
    whole = Camera.for_size((10 * height, height)).focal  # as large as the height allows
    share = min(whole, width * EYE_DISTANCE / metres) / Camera.for_size(size).focal
    return max(width, round(width * share / 2) * 2)
