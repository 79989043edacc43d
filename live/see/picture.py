"""Prepares pictures for the eyes: upright, small, and bright enough."""

from fractions import Fraction

import cv2
import numpy as np

from live.signals import Image

LONGEST = 640  # pixels: a longer side takes time and improves nothing
DARK = 110  # of 255: a picture whose lights (95 % quantile) are below this is brightened
BRIGHTEST_GAIN = 8.0  # a higher gain would only amplify the camera's noise

_NARROWEST = Fraction(1, 5)  # pixels narrower than this are a mistake in the file
_SQUARE = 0.005  # pixels nearer to square than this are square, and their ratio a rounded one

_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}  # degrees counter-clockwise


def squared(width: int, height: int, ratio: Fraction | None) -> tuple[int, int]:
    """The size of a picture in square pixels, if its own are `ratio` times as wide as high.

    It is never smaller than the picture.
    """
    if ratio is None or not _NARROWEST <= ratio <= 1 / _NARROWEST or abs(ratio - 1) < _SQUARE:
        return width, height
    if ratio > 1:
        return round(width * ratio), height
    return width, round(height / ratio)


def small_size(width: int, height: int, longest: int = LONGEST) -> tuple[int, int]:
    """The size of a picture, scaled down to at most `longest` pixels along its longer side."""
    share = min(1.0, longest / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def small(picture: Image) -> Image:
    """The picture, scaled down to LONGEST pixels if it is larger."""
    height, width = picture.shape[:2]
    size = small_size(width, height)
    if size == (width, height):
        return picture
    less: Image = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return less


def upright(picture: Image, degrees: int, *, mirrored: bool = False) -> Image:
    """The picture turned counter-clockwise by a multiple of 90 degrees.

    If it is `mirrored`, its top and bottom change places before that.
    """
    if mirrored:
        picture = np.ascontiguousarray(picture[::-1])
    turn = _TURNS.get(degrees % 360)
    turned: Image = picture if turn is None else cv2.rotate(picture, turn)
    return turned


def bright(picture: Image) -> Image:
    """The picture, brightened if it is dark: in the dark of a dance floor nobody would be found."""
    lights = float(np.quantile(picture[::8, ::8], 0.95))
    if lights >= DARK:
        return picture
    brighter: Image = cv2.convertScaleAbs(picture, alpha=min(DARK / max(lights, 1), BRIGHTEST_GAIN))
    return brighter
