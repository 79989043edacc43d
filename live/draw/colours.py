"""Colours of light: (3,) float RGB, 0..255, and how they mix and drift."""

import colorsys
from typing import Annotated

import msgspec
import numpy as np

from live.signals import Floats

HexColour = Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$", description="like #ff3d9a")]

_NIGHT = 0.70  # hue
WHITE: Floats = np.array([255.0, 255.0, 255.0])


def from_hex(colour: str) -> Floats:
    """The light a "#rrggbb" names."""
    return np.array([float(int(colour[i : i + 2], 16)) for i in (1, 3, 5)])


def mix(a: Floats, b: Floats, share: float) -> Floats:
    """From a (share 0) to b (share 1)."""
    return a + (b - a) * share


def turned(colour: Floats, turns: float) -> Floats:
    """The same light with its hue moved round the colour circle, 1 = once round."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(colour / 255.0))
    return np.array(colorsys.hsv_to_rgb((hue + turns) % 1.0, saturation, value)) * 255.0


def towards_night(colour: Floats, turns: float) -> Floats:
    """The hue moved towards the blue of night, by the shorter way and at most onto it."""
    hue = colorsys.rgb_to_hsv(*(colour / 255.0))[0]
    way = (_NIGHT - hue + 0.5) % 1.0 - 0.5
    return turned(colour, max(-turns, min(turns, way)))


def turn_of_hues(turns: float) -> Floats:
    """(3, 3): colours (n, 3) @ this have their hues turned, brightness kept; cheap for many."""
    angle = 2 * np.pi * turns
    cosine, sine = np.cos(angle), np.sin(angle)
    third = (1 - cosine) / 3
    side = np.sqrt(1 / 3) * sine
    matrix: Floats = np.array(
        [
            [cosine + third, third + side, third - side],
            [third - side, cosine + third, third + side],
            [third + side, third - side, cosine + third],
        ]
    )
    return matrix


def pixel(colour: Floats, level: float = 1.0) -> tuple[int, int, int]:
    """The colour at a level, as a drawing call wants it."""
    red, green, blue = colour.tolist()
    return _byte(red * level), _byte(green * level), _byte(blue * level)


def _byte(value: float) -> int:
    return int(min(max(value, 0.0), 255.0))
