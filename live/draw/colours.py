"""Colours of light: (3,) float RGB, 0..255, and how they mix and drift."""

import colorsys
from typing import Annotated, TypeAlias

import msgspec
import numpy as np

from live.signals import Floats

HexColour = Annotated[
    str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$", description='colour such as "#ff3d9a"')
]

Pixel: TypeAlias = tuple[float, float, float]
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


def way_to_night(colour: Floats) -> float:
    """Turns of hue from a colour to the blue of night, the shorter way round: -0.5..0.5."""
    hue = colorsys.rgb_to_hsv(*(colour / 255.0))[0]
    return (_NIGHT - hue + 0.5) % 1.0 - 0.5


def towards_night(colour: Floats, turns: float) -> Floats:
    """The hue moved towards the blue of night, at most onto it."""
    return turned(colour, max(-turns, min(turns, way_to_night(colour))))


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


def pixel(colour: Floats, level: float = 1.0) -> Pixel:
    """The colour at a level, as a drawing call wants it; the call clips what is too bright."""
    red, green, blue = colour.tolist()
    return red * level, green * level, blue * level
