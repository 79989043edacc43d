"""Paints a body as a person of light: a hot rim, a deep coloured inside, a glow around."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from live.draw.body import SHIFT, Outline, Part, parts_of
from live.draw.camera import Camera
from live.draw.colours import WHITE, mix, pixel, towards_night, turned
from live.signals import Floats, Image

UNSEEN = 0.3  # what is known less surely is left out
_SURE = 0.6  # what is known more surely is fully lit
_HEIGHTS = 24  # shades from floor to fingertips
_TALL = 2.1  # metres: the height of the last shade
_BEHIND, _BEFORE = 0.55, 1.25  # brightness half a metre behind and before the pelvis
# Outlines: the rim's outside and inside, the shadow a limb throws on what it crosses, and the
# inside in steps from its edge to its middle (share of the radius, rims, moved to the light).
_STEPS = ((0.0, -0.9, 0.0), (0.0, 1.0, 0.0), (0.0, -2.6, 0.0), (0.0, -0.5, 0.0),
          (0.20, 0.0, 0.03), (0.40, 0.0, 0.07), (0.62, 0.0, 0.12))  # fmt: skip
_OUTSIDE, _INSIDE, _SHADOW, _EDGE = range(4)
_LEVELS = (0.0, 0.0, 0.16, 0.36, 0.58, 0.78, 0.95)  # brightness of each


Box: TypeAlias = tuple[int, int, int, int]  # pixels: left, top, right, bottom


class Tint:
    """The colours of one dancer: one hue at the hands held high, another at the feet."""

    def __init__(self, colour: Floats) -> None:
        high, low = turned(colour, 0.02), towards_night(colour, 0.11)
        heights = np.linspace(0, 1, _HEIGHTS)
        self._lights = [mix(low, high, share) for share in heights]
        self._hot = [mix(light, WHITE, 0.5) for light in self._lights]
        self._core = [mix(light, WHITE, 0.16) for light in self._lights]
        self._deep = [mix(low, light, 0.6) for light in self._lights]

    def light(self, height: float) -> Floats:
        """Its colour at a height in metres."""
        return self._lights[_shade(height)]

    def hot(self, height: float) -> Floats:
        """The same, nearly white."""
        return self._hot[_shade(height)]

    def core(self, height: float) -> Floats:
        """The same, in the middle of the body."""
        return self._core[_shade(height)]

    def deep(self, height: float) -> Floats:
        """The same, at the edge of the body."""
        return self._deep[_shade(height)]


def _shade(height: float) -> int:
    return min(max(int(height / _TALL * _HEIGHTS), 0), _HEIGHTS - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Easel:
    """Room to prepare a figure in, used again for every picture; black between uses."""

    inside: Image  # (height / 2, width / 2, 3)
    fine: Image  # (height, width, 3), rounded up to even
    mask: Image  # (height, width)
    rim: Image  # (height, width, 3)

    @classmethod
    def of(cls, camera: Camera) -> "Easel":
        height, width = camera.height + camera.height % 2, camera.width + camera.width % 2
        return cls(
            np.zeros((height // 2, width // 2, 3), np.uint8),
            np.zeros((height, width, 3), np.uint8),
            np.zeros((camera.height, camera.width), np.uint8),
            np.zeros((camera.height, camera.width, 3), np.uint8),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One dancer's body, placed in the picture."""

    parts: list[Part]
    joins: dict[str, Part]  # where each limb runs into the torso
    tint: Tint
    box: Box  # what is painted; its corners are even

    @classmethod
    def of(cls, positions: Floats, seen: Floats, camera: Camera, tint: Tint) -> "Figure":
        """Works out where the body lies; whatever of it cannot be drawn is left out."""
        rim = max(1.0, 0.0023 * camera.height)  # pixels
        insets = np.array(_STEPS) * np.array([1.0, rim, 1.0])
        parts = _known(parts_of(positions, seen, camera, insets))
        joins = {part.group: part for part in parts if part.is_join}
        flesh = [part for part in parts if not part.is_join]
        return cls(flesh, joins, tint, _box(flesh, camera))

    def paint(self, picture: Image, easel: Easel) -> None:
        """Covers what is behind with the body, in place."""
        left, top, right, bottom = self.box
        if right <= left or bottom <= top:
            return
        inside = easel.inside[top // 2 : (bottom + 1) // 2, left // 2 : (right + 1) // 2]
        mask = easel.mask[top:bottom, left:right]
        rim = easel.rim[top:bottom, left:right]
        place = picture[top:bottom, left:right]
        self._prepare(easel)
        soft = cv2.blur(cv2.blur(inside, (5, 5)), (3, 3))
        wide, tall = 2 * soft.shape[1], 2 * soft.shape[0]
        fine = cv2.resize(soft, (wide, tall), dst=easel.fine[:tall, :wide])
        cv2.copyTo(fine[: bottom - top, : right - left], mask, place)
        cv2.add(place, rim, dst=place)
        for used in (inside, mask, rim):
            used.fill(0)

    def shine(
        self, coarse: Image, step: int, level: float = 1.0, tint: Tint | None = None
    ) -> None:
        """The body's light on the coarse grid, in place; in another tint if one is given."""
        light = (tint or self.tint).light
        for part in self.parts:
            colour = pixel(light(part.height), level * _lit(part))
            _fill(coarse, part.outlines[_EDGE], step, colour)

    def mirror(self, coarse: Image, step: int) -> None:
        """Its image in the floor, on the coarse grid, in place."""
        for part in self.parts:
            fade = max(0.0, 1.0 - part.height / 1.5)  # fades with the height above the floor
            colour = pixel(self.tint.light(part.height), fade * _lit(part))
            _fill(coarse, part.mirrored(_EDGE), step, colour)

    def _prepare(self, easel: Easel) -> None:
        for part in self.parts:
            cv2.fillConvexPoly(easel.mask, part.outlines[_EDGE], 255, cv2.LINE_8, SHIFT)
            hot = pixel(self.tint.hot(part.height), _lit(part))
            cv2.fillConvexPoly(easel.rim, part.outlines[_OUTSIDE], hot, cv2.LINE_AA, SHIFT)
        for part in self.parts:
            cv2.fillConvexPoly(easel.rim, part.outlines[_INSIDE], (0, 0, 0), cv2.LINE_AA, SHIFT)
        drawn: list[str] = []
        for group, parts in _groups(self.parts).items():
            joined = drawn if group == "torso" else [group] if "torso" in drawn else []
            joins = [self.joins[limb] for limb in joined if limb in self.joins]
            before = [(join, _patch(easel.inside, join).copy()) for join in joins]
            self._inside(parts, easel.inside)
            for join, patch in before:
                _melt(easel.inside, join, patch)
            drawn.append(group)

    def _inside(self, parts: list[Part], canvas: Image) -> None:
        """One limb, half size: its shadow on what lies behind, then from its edge to its middle."""
        lit = [_lit(part) for part in parts]
        # The torso has arms and legs before and behind it, and needs no shadow of its own.
        first = _EDGE if parts[0].group == "torso" else _SHADOW
        for step in range(first, len(_STEPS)):
            colour = (self.tint.deep, self.tint.light, self.tint.core)[max(0, step - _EDGE - 1)]
            for part, light in zip(parts, lit, strict=True):
                shade = pixel(colour(part.height), _LEVELS[step] * light)
                cv2.fillConvexPoly(canvas, part.outlines[step], shade, cv2.LINE_8, SHIFT + 1)


def _rectangle(join: Part) -> tuple[slice, slice]:
    left, top, width, height = cv2.boundingRect(join.outlines[_SHADOW] >> (SHIFT + 1))
    return slice(max(0, top), max(0, top + height)), slice(max(0, left), max(0, left + width))


def _patch(canvas: Image, join: Part) -> Image:
    return canvas[_rectangle(join)]


def _melt(canvas: Image, join: Part, before: Image) -> None:
    """Where a limb meets the torso, takes away the edge that one of them has drawn."""
    patch = _patch(canvas, join)
    if patch.size == 0:
        return
    rows, columns = _rectangle(join)
    mask = np.zeros(patch.shape[:2], np.uint8)
    outline = join.outlines[_SHADOW] - (np.array([columns.start, rows.start]) << (SHIFT + 1))
    cv2.fillConvexPoly(mask, outline.astype(np.int32), 255, cv2.LINE_8, SHIFT + 1)
    cv2.copyTo(cv2.max(patch, before), mask, patch)


def _box(parts: list[Part], camera: Camera) -> Box:
    if not parts:
        return 0, 0, 0, 0
    corners = np.concatenate([part.outlines[_SHADOW] for part in parts])[:, 0] >> SHIFT
    left, top = (int(edge) for edge in np.maximum(corners.min(axis=0) - 4, 0) & ~1)
    right, bottom = (int(edge) for edge in (corners.max(axis=0) + 6) & ~1)
    return left, top, min(right, camera.width), min(bottom, camera.height)


def _known(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.seen >= UNSEEN]


def _lit(part: Part) -> float:
    """Nearer is brighter; half known is half lit."""
    sure = min(1.0, (part.seen - UNSEEN) / (_SURE - UNSEEN) * 0.85 + 0.15)
    near = min(max(part.depth + 0.5, 0.0), 1.0)
    return sure * (_BEHIND + (_BEFORE - _BEHIND) * near)


def _groups(parts: list[Part]) -> dict[str, list[Part]]:
    """Parts of one limb together, in the order they come."""
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    return groups


def _fill(coarse: Image, outline: Outline, step: int, colour: tuple[int, int, int]) -> None:
    bits = SHIFT + step.bit_length() - 1
    cv2.fillConvexPoly(coarse, outline, colour, cv2.LINE_AA, bits)
