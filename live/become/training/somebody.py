"""The meanings of a look's numbers: the same formulas on the film set and in a network's graph.

A look is LENGTH numbers, uniform in -1..1, and each draw is a person. Choices (clothes, hair, a
hat) are weights of 0 or 1; colours are mixed between neighbours in rings and rows that go well
together: a main colour, one beside it, and an accent.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

LENGTH = 12
# What each number is about, in order.
(
    CLOTHES, HAIR, HAIR_COLOUR, SKIN, GIRTH, HUE, DEPTH, BESIDE, ACCENT, SHOES, HAT, BEARD,
) = range(LENGTH)  # fmt: skip

Array = Any  # an array of numpy or of torch: the formulas work for both
Table = Sequence[Sequence[float]]

WOMEN = ("dress", "two-piece", "costume", "trousers")
MEN = ("suit", "shirt", "waistcoat", "polo")
OUTFITS = (*WOMEN, *MEN)
HERS = ("bob01", "bob02", "ponytail01", "braid01", "afro01")
HIS = ("short01", "short02", "short03", "short04", "cropped")
STYLES = (*HERS, *HIS)
COLOURS = ("skin", "hair", "main", "beside", "accent", "shoes")

_NEAR = 0.24  # distance of shown colours below which they look the same
_HATS, _BEARDS = -0.3, 0.0  # of numbers in -1..1: below these there is a hat, a beard

# Linear light, 0..1.
_SKINS: Table = (
    (0.62, 0.390, 0.300), (0.55, 0.320, 0.230), (0.46, 0.255, 0.170), (0.33, 0.165, 0.100),
    (0.21, 0.098, 0.056), (0.13, 0.057, 0.033),
)  # fmt: skip
_HAIRS: Table = (
    (0.012, 0.009, 0.008), (0.030, 0.016, 0.010), (0.080, 0.036, 0.015), (0.190, 0.055, 0.018),
    (0.300, 0.150, 0.055), (0.480, 0.320, 0.150), (0.400, 0.390, 0.380),
)  # fmt: skip
_GOWNS: Table = (  # a ring
    (0.500, 0.015, 0.030), (0.720, 0.120, 0.060), (0.750, 0.280, 0.060), (0.720, 0.430, 0.040),
    (0.220, 0.380, 0.080), (0.010, 0.260, 0.100), (0.008, 0.260, 0.260), (0.030, 0.270, 0.600),
    (0.020, 0.060, 0.450), (0.150, 0.035, 0.420), (0.450, 0.020, 0.300), (0.700, 0.110, 0.260),
)  # fmt: skip
_SUITS: Table = (  # a ring
    (0.200, 0.008, 0.028), (0.400, 0.080, 0.030), (0.430, 0.290, 0.140), (0.680, 0.630, 0.540),
    (0.260, 0.280, 0.300), (0.040, 0.060, 0.055), (0.008, 0.130, 0.070), (0.008, 0.150, 0.190),
    (0.030, 0.160, 0.420), (0.020, 0.050, 0.340), (0.010, 0.014, 0.060), (0.150, 0.018, 0.160),
)  # fmt: skip
_SHIRTS: Table = (
    (0.680, 0.680, 0.700), (0.660, 0.610, 0.500), (0.420, 0.560, 0.700), (0.680, 0.460, 0.480),
)  # fmt: skip
_NEUTRALS: Table = (
    (0.640, 0.600, 0.520), (0.380, 0.280, 0.170), (0.200, 0.210, 0.230), (0.020, 0.030, 0.090),
    (0.018, 0.018, 0.020),
)  # fmt: skip
_IVORY, _GOLD, _BLACK = (0.68, 0.64, 0.56), (0.66, 0.40, 0.07), (0.016, 0.014, 0.016)
_LIGHT = (0.74, 0.71, 0.68)
_BROWN, _TAN = (0.060, 0.022, 0.010), (0.220, 0.085, 0.030)


def meanings(look: Array, array: Callable[[Any], Array] = np.asarray) -> dict[str, Array]:
    """The meanings of looks (n, LENGTH), (n, k) each; `array` makes an array of the same kind from
    a list.

    `outfit` and `style` are weights by OUTFITS and STYLES; `hat` and `beard` are 0 or 1; `girth`
    is -1..1, `dark` (of the skin) 0..1; COLOURS are linear light.
    """
    column = [look[:, k : k + 1] for k in range(LENGTH)]
    outfit = _one_of(column[CLOTHES], len(OUTFITS), array)
    women = outfit[:, : len(WOMEN)].sum(1)[:, None]
    men = 1.0 - women
    casual = outfit[:, len(WOMEN) + 1 :].sum(1)[:, None]
    hat = casual * (column[HAT] < _HATS) * 1.0
    hers = _one_of(column[HAIR], len(HERS), array) * women
    his = _one_of(column[HAIR], len(HIS), array) * men
    cropped = array([[0.0] * (len(HIS) - 1) + [1.0]])
    his = his * (1.0 - hat) + cropped * hat
    spread = array([[1.0 * (a == b) for b in STYLES] for a in (*HERS, *HIS)])
    return {
        "outfit": outfit,
        "style": hers @ spread[: len(HERS)] + his @ spread[len(HERS) :],
        "hat": hat,
        "beard": men * (column[BEARD] < _BEARDS),
        "girth": column[GIRTH],
        "dark": (column[SKIN] + 1.0) / 2.0,
        **_colours(column, outfit, women, array),
    }


def descriptor(look: Array, array: Callable[[Any], Array] = np.asarray) -> list[Array]:
    """A network's inputs for looks (n, LENGTH): arrays (n, k), SIZE numbers in all."""
    meant = meanings(look, array)
    plain = [meant[name] for name in ("outfit", "style", "hat", "beard", "girth", "dark")]
    return [*plain, *(shown(meant[name]) for name in COLOURS)]


SIZE = len(OUTFITS) + len(STYLES) + 4 + 3 * len(COLOURS)


def shown(colour: Array) -> Array:
    """Linear light as a picture shows it, 0..1, after the film set's own tones."""
    tone = colour * (2.51 * colour + 0.03) / (colour * (2.43 * colour + 0.59) + 0.14)
    return tone ** (1.0 / 2.2)


def _colours(
    column: list[Array], outfit: Array, women: Array, array: Callable[[Any], Array]
) -> dict[str, Array]:
    dark = (column[SKIN] + 1.0) / 2.0
    skin = _row(column[SKIN], _SKINS, array)
    # The darker the skin, the darker the hair, but for the grey.
    hair = (column[HAIR_COLOUR] + 1.0) * (1.0 - 0.75 * dark) - 1.0
    depth = column[DEPTH] * (2.0 - column[DEPTH] ** 2)  # few are neither deep nor pale
    bright = women + outfit[:, [OUTFITS.index("shirt"), OUTFITS.index("polo")]].sum(1)[:, None]
    main = _deep(_ring(column[HUE], _GOWNS, array), depth, array)
    main = _apart(main, skin, dark, array) * bright
    suit = _deep(_ring(column[HUE], _SUITS, array), (0.9 * depth - 0.35).clip(-1.0, 0.1), array)
    main = main + suit * (1.0 - bright)
    opposite = _ring(column[HUE] + 1.0, _GOWNS, array)
    shirt = 1.0 - bright
    # Trousers close to the leg are dark.
    close = outfit[:, OUTFITS.index("trousers"), None]
    beside = _row(column[BESIDE] * (1.0 - 0.6 * close) + 0.4 * close, _NEUTRALS, array) * bright
    beside = beside + _row(column[BESIDE], _SHIRTS, array) * shirt
    which = _one_of(column[ACCENT], 4, array)
    light = 0.5 * opposite + 0.5 * array([_LIGHT])
    accent = which[:, :2] @ array([_IVORY, _GOLD]) + which[:, 2:3] * opposite
    accent = accent + which[:, 3:] * light
    step = _one_of(column[SHOES], 3, array)
    hers = step[:, :1] * main * 0.5 + step[:, 1:] @ array([_BLACK, _TAN])
    his = step @ array([_BLACK, _BROWN, _TAN])
    return {
        "skin": skin,
        "hair": _row(hair, _HAIRS, array),
        "main": main,
        "beside": beside,
        "accent": accent,
        "shoes": hers * women + his * (1.0 - women),
    }


def _apart(colour: Array, skin: Array, dark: Array, array: Callable[[Any], Array]) -> Array:
    """The colour of cloth; red or golden where it is too near to that of the skin."""
    away = ((shown(colour) - shown(skin)) ** 2).sum(1)[:, None]
    near, deep = (away < _NEAR**2) * 1.0, (dark > 0.6) * 1.0
    other = (1.0 - deep) * array([_GOWNS[0]]) + deep * array([_GOLD])
    return (1.0 - near) * colour + near * other


def _deep(colour: Array, depth: Array, array: Callable[[Any], Array]) -> Array:
    """Deeper below 0, paler above."""
    pale = 0.82 * depth.clip(0.0, 1.0)
    return colour * (1.0 - 0.92 * (-depth).clip(0.0, 1.0)) * (1.0 - pale) + pale * array([_LIGHT])


def _one_of(number: Array, count: int, array: Callable[[Any], Array]) -> Array:
    """Weights (n, count): 1 for that of `count` equal parts of -1..1 that a number (n, 1) is in."""
    place = ((number + 1.0) * (count / 2.0)).clip(0.0, count - 1e-3)
    first = array([[float(k) for k in range(count)]])
    return ((place >= first) * 1.0) * ((place < first + 1.0) * 1.0)


def _row(number: Array, table: Table, array: Callable[[Any], Array]) -> Array:
    """Between a row's neighbours, -1 the first and 1 the last: (n, 3)."""
    place = (number + 1.0) * ((len(table) - 1) / 2.0)
    at = array([[float(k) for k in range(len(table))]])
    return (1.0 - abs(place - at)).clip(0.0, 1.0) @ array(table)


def _ring(number: Array, table: Table, array: Callable[[Any], Array]) -> Array:
    """The same on a ring: a number and one 2 more are the same place."""
    count = len(table)
    place = (number + 1.0) * (count / 2.0)
    at = array([[float(k) for k in range(2 * count + 1)]])
    return (1.0 - abs(place - at)).clip(0.0, 1.0) @ array([*table, *table, table[0]])
