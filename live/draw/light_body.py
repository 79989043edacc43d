"""Paints a body as a person of light: a hot rim, a deep coloured inside, a glow around."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from live.draw.body import SHIFT, BodyPart, parts_of
from live.draw.camera import EYE_HEIGHT, Camera
from live.draw.colours import WHITE, Pixel, mix, pixel, towards_night, turned
from live.draw.marks import Mark, marks_on
from live.signals import UNSEEN, Floats, Image, Pose

_SURE = 0.6  # of `seen`: parts seen better are fully lit
_GROUNDED = 0.24  # metres: parts below it light the floor around them
_SHADES = 32  # shades from floor to fingertips
_TALL = 2.1  # metres: the height of the last shade
_BEHIND, _BEFORE = 0.60, 1.40  # brightness half a metre behind and before the pelvis
# Outlines: the rim's outside and inside, the shadow a limb throws on what it crosses, and the
# inside in steps from its edge to its middle (share of the radius, rims, moved to the light).
_STEPS = ((0.0, -0.9, 0.0), (0.0, 1.0, 0.0), (0.0, -3.8, 0.0), (0.0, -0.5, 0.0),
          (0.26, 0.0, 0.04), (0.54, 0.0, 0.10))  # fmt: skip
_BLACK: Pixel = (0.0, 0.0, 0.0)
_OUTSIDE, _INSIDE, _SHADOW, _EDGE = range(4)
_LEVELS = (0.0, 0.0, 0.03, 0.40, 0.66, 0.94)  # brightness of each


Box: TypeAlias = tuple[int, int, int, int]  # pixels: left, top, right, bottom


class Tint:
    """The colours of one dancer: one hue at the hands held high, another at the feet.

    Each list goes from the floor up; see `Flesh.shade`.
    """

    def __init__(self, colour: Floats) -> None:
        high, low = turned(colour, 0.015), towards_night(colour, 0.15)
        self.light = [mix(low, high, share) for share in np.linspace(0, 1, _SHADES)]
        self.hot = [mix(light, WHITE, 0.5) for light in self.light]
        self.edge = [mix(low, light, 0.6) for light in self.light]


@dataclass(frozen=True, slots=True, eq=False)
class Flesh:
    """A part of the body with its light."""

    part: BodyPart
    shade: int  # which of the colours of a tint it has
    lit: float  # brightness: nearer is brighter, badly seen is darker

    @classmethod
    def of(cls, part: BodyPart) -> "Flesh":
        shade = min(max(int(part.height / _TALL * _SHADES), 0), _SHADES - 1)
        sure = min(1.0, (part.seen - UNSEEN) / (_SURE - UNSEEN) * 0.85 + 0.15)
        near = min(max(part.depth + 0.5, 0.0), 1.0)
        return cls(part, shade, sure * (_BEHIND + (_BEFORE - _BEHIND) * near))


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
class LightBody:
    """One dancer's body, placed in the picture."""

    limbs: dict[str, list[Flesh]]  # farthest first
    joins: dict[str, BodyPart]  # where each limb runs into the torso
    marks: list[Mark]
    tint: Tint
    box: Box  # what is painted; its corners are even

    @classmethod
    def of(cls, pose: Pose, shift: Floats, camera: Camera, tint: Tint) -> "LightBody":
        """Computes the body's place in the picture; parts that cannot be drawn are left out."""
        positions = pose.positions + shift
        rim = max(1.0, 0.0023 * camera.height)  # pixels
        insets = np.array(_STEPS) * np.array([1.0, rim, 1.0])
        limbs: dict[str, list[Flesh]] = {}
        joins = {}
        for part in parts_of(positions, pose.seen, camera, insets):
            if part.seen >= UNSEEN and part.is_join:
                joins[part.group] = part
            elif part.seen >= UNSEEN:
                limbs.setdefault(part.group, []).append(Flesh.of(part))
        marks = marks_on(positions, pose.rotations, camera)
        return cls(limbs, joins, marks, tint, _box(limbs, camera))

    @property
    def flesh(self) -> list[Flesh]:
        """All parts, farthest first."""
        return [flesh for limb in self.limbs.values() for flesh in limb]

    def paint(self, picture: Image, easel: Easel) -> None:
        """Draws the body over what is behind it, in place."""
        left, top, right, bottom = self.box
        if not is_visible(self.box):
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

    def shine(self, coarse: Image, step: int, level: float = 1.0, tint: Tint | None = None) -> None:
        """The body's light on the coarse grid, in place; in another tint if one is given."""
        light = (tint or self.tint).light
        bits = SHIFT + step.bit_length() - 1
        for flesh in self.flesh:
            colour = pixel(light[flesh.shade], level * flesh.lit)
            cv2.fillConvexPoly(coarse, flesh.part.outlines[_EDGE], colour, cv2.LINE_AA, bits)

    def mirror(self, coarse: Image, step: int, camera: Camera, level: float = 1.0) -> None:
        """Its image in the floor, on the coarse grid, in place; `level` 0..1."""
        bits = SHIFT + step.bit_length() - 1
        for flesh in self.flesh:
            if 0 <= flesh.part.height < _GROUNDED:
                self._pool(coarse, step, flesh.part, camera, level)
        for flesh in self.flesh:
            fade = max(0.0, 1.0 - flesh.part.height / 1.5)  # fades with the height above the floor
            colour = pixel(self.tint.light[flesh.shade], level * fade * flesh.lit)
            cv2.fillConvexPoly(coarse, flesh.part.mirrored(_EDGE), colour, cv2.LINE_AA, bits)

    def _pool(self, coarse: Image, step: int, foot: BodyPart, camera: Camera, level: float) -> None:
        """The light a foot throws on the floor around it."""
        left, _, width, _ = cv2.boundingRect(foot.outlines[_EDGE])
        metre = (foot.ground - camera.horizon) / EYE_HEIGHT * (1 << SHIFT)
        middle = ((left + width // 2) // step, int(foot.ground * (1 << SHIFT)) // step)
        axes = (int((width / 2 + 0.20 * metre) / step), int(0.075 * metre / step))
        colour = pixel(self.tint.light[0], 0.6 * level * (1 - foot.height / _GROUNDED))
        cv2.ellipse(coarse, middle, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, SHIFT)

    def _prepare(self, easel: Easel) -> None:
        """Draws the inside at half size, and the mask and the rim at full size."""
        for flesh in self.flesh:
            outlines = flesh.part.outlines
            cv2.fillConvexPoly(easel.mask, outlines[_EDGE], 255, cv2.LINE_8, SHIFT)
            hot = pixel(self.tint.hot[flesh.shade], flesh.lit)
            cv2.fillConvexPoly(easel.rim, outlines[_OUTSIDE], hot, cv2.LINE_AA, SHIFT)
        drawn: list[str] = []
        for name, limb in self.limbs.items():
            for flesh in limb:
                inner = flesh.part.outlines[_INSIDE]
                cv2.fillConvexPoly(easel.rim, inner, _BLACK, cv2.LINE_AA, SHIFT)
            joined = drawn if name == "torso" else [name] if "torso" in drawn else []
            joins = [self.joins[limb] for limb in joined if limb in self.joins]
            before = [(join, _patch(easel.inside, join).copy()) for join in joins]
            self._inside(name, easel.inside)
            for join, patch in before:
                _melt(easel.inside, join, patch)
            self._mark(name, easel)
            drawn.append(name)

    def _inside(self, name: str, canvas: Image) -> None:
        """One limb, half size: its shadow on what lies behind, then from its edge to its middle."""
        # The torso has arms and legs before and behind it, and needs no shadow of its own.
        for step in range(_EDGE if name == "torso" else _SHADOW, len(_STEPS)):
            colours = self.tint.light if step > _EDGE else self.tint.edge
            for flesh in self.limbs[name]:
                colour = pixel(colours[flesh.shade], _LEVELS[step] * flesh.lit)
                outline = flesh.part.outlines[step]
                cv2.fillConvexPoly(canvas, outline, colour, cv2.LINE_8, SHIFT + 1)

    def _mark(self, name: str, easel: Easel) -> None:
        for mark in self.marks:
            if mark.limb == name:
                hot = self.tint.hot[self.limbs[name][0].shade]
                soft, sharp = pixel(hot, 0.7 * mark.level), pixel(hot, 0.55 * mark.level)
                cv2.fillPoly(easel.inside, [mark.outline], soft, cv2.LINE_AA, SHIFT + 1)
                cv2.fillPoly(easel.rim, [mark.outline], sharp, cv2.LINE_AA, SHIFT)


def is_visible(box: Box) -> bool:
    """Whether there is anything in it."""
    left, top, right, bottom = box
    return right > left and bottom > top


def _rectangle(join: BodyPart) -> tuple[slice, slice]:
    left, top, width, height = cv2.boundingRect(join.outlines[_SHADOW] >> (SHIFT + 1))
    return slice(max(0, top), max(0, top + height)), slice(max(0, left), max(0, left + width))


def _patch(canvas: Image, join: BodyPart) -> Image:
    return canvas[_rectangle(join)]


def _melt(canvas: Image, join: BodyPart, before: Image) -> None:
    """Where a limb meets the torso, takes away the edge that one of them has drawn."""
    patch = _patch(canvas, join)
    if patch.size == 0:
        return
    rows, columns = _rectangle(join)
    mask = np.zeros(patch.shape[:2], np.uint8)
    outline = join.outlines[_SHADOW] - (np.array([columns.start, rows.start]) << (SHIFT + 1))
    cv2.fillConvexPoly(mask, outline.astype(np.int32), 255, cv2.LINE_8, SHIFT + 1)
    cv2.copyTo(cv2.max(patch, before), mask, patch)


def _box(limbs: dict[str, list[Flesh]], camera: Camera) -> Box:
    outlines = [flesh.part.outlines[_SHADOW] for limb in limbs.values() for flesh in limb]
    if not outlines:
        return 0, 0, 0, 0
    corners = np.concatenate(outlines)[:, 0] >> SHIFT
    left, top = (int(edge) for edge in np.maximum(corners.min(axis=0) - 4, 0) & ~1)
    right, bottom = (int(edge) for edge in (corners.max(axis=0) + 6) & ~1)
    return left, top, min(right, camera.width), min(bottom, camera.height)
