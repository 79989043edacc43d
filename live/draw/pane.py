"""An avatar's picture on the stage: lit by the lamps, placed on the floor, mirrored in it."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from live.body.skeleton import INDEX
from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, Camera
from live.draw.dancers import PictureMoment
from live.draw.portrait import HEIGHT, PLAIN, WIDTH, Portrait
from live.draw.stage import LAMPS
from live.signals import Floats, Image, Pose

FEET = [INDEX[name] for name in ("l_ankle", "r_ankle", "l_toe", "r_toe")]
_CRISP = 1.25  # how much steeper an outline is made: enlarging softens it
_RIM = 90  # the width of the pane by the width of the rim of light around the body
_HEAD, _TOP, _BOTTOM = 0.25, 1.06, 0.70  # the head's place in the pane, light there, and below
_FADE = 0.016  # of the pane's width: how far from its sides a body fades
_TINT = 0.17  # how far the body takes the colour of the room
_MIRROR, _MIRROR_METRES = 0.42, 0.33  # of the light at the floor, and where a third of it is left
_MIRRORED = 0.9  # metres of the body that can be seen in the floor
_SLACK = 8  # pixels of the pane around the body, among which its edges are chosen
_LARGER = (0.4, 2.5)  # how many times as large a pane may become; else it stays where it was
_AROUND = np.ones((3, 3), np.uint8)
_DEEPER = 0.04  # metres: a foot higher than the other by this has 1/e of its weight for the floor


class Lighting(NamedTuple):
    """The lamps' light on a body: gains (3,), and light from three sides (3,), 0..255."""

    gain: Floats
    left: Floats
    right: Floats
    above: Floats

    @classmethod
    def of(cls, moment: PictureMoment) -> "Lighting":
        """The stage's light around a dancer."""
        lamp = dict(zip(LAMPS, moment.lamps, strict=True))
        cue = moment.cue
        room = lamp["odd"] + lamp["even"] + lamp["halo"] + 1e-6
        colour = room / room.mean()
        level = 0.86 + 0.08 * cue.energy + 0.12 * cue.pulse
        return cls(
            gain=level * (1 - _TINT + _TINT * np.clip(colour, 0.0, 2.0)),
            left=np.minimum(0.72 * lamp["odd"], 255.0),
            right=np.minimum(0.72 * lamp["even"], 255.0),
            above=np.minimum(0.40 * (lamp["crown"] + lamp["halo"]), 255.0),
        )


def _curves() -> tuple[Image, Floats]:
    """For each alpha the sharpened one, and the factor for the premultiplied colour."""
    alpha = np.arange(256.0)
    crisp = np.clip((alpha - 127.5) * _CRISP + 127.5, 0.0, 255.0)
    return np.rint(crisp).astype(np.uint8), crisp / np.maximum(alpha, 1.0)


_ALPHA, _FACTOR = _curves()
_FACTORS = _FACTOR.astype(np.float32)


def relit(rgba: Image, lighting: Lighting) -> Image:
    """A new pane (h, w, 4), premultiplied, in the lamps' light."""
    old = rgba[..., 3]
    within = _within(old.shape)
    alpha = cv2.multiply(cv2.LUT(old, _ALPHA), within, dtype=cv2.CV_8U)
    share = cv2.multiply(cv2.LUT(old, _FACTORS), _falling(old.shape))
    rims = _rims(alpha)
    planes = []
    for channel in range(3):
        body = cv2.multiply(
            rgba[..., channel], share, scale=float(lighting.gain[channel]), dtype=cv2.CV_8U
        )
        for rim, light in zip(rims, lighting[1:], strict=True):
            body = cv2.scaleAdd(rim, float(light[channel]) / 255.0, body)
        planes.append(cv2.min(body, alpha))
    lit: Image = cv2.merge([*planes, alpha])
    return lit


@cache
def _within(shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """A body that reaches out of the pane fades at its sides; one has no outline there."""
    across = np.arange(shape[1]) + 0.5
    near = np.minimum(across, across[::-1]) / (_FADE * shape[1])
    return np.tile(np.minimum(near, 1.0).astype(np.float32), (shape[0], 1))


@cache
def _falling(shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """The lamps hang above: what is near the floor is darker. And `_within`."""
    down = np.clip(np.linspace(0.0, 1.0, shape[0]) - _HEAD, 0.0, 1.0) / (1.0 - _HEAD)
    light = _TOP - (_TOP - _BOTTOM) * down**1.5
    falling: npt.NDArray[np.float32] = _within(shape) * light[:, None].astype(np.float32)
    return falling


def _rims(alpha: Image) -> list[Image]:
    """Where light from the left, from the right and from above touches the outline."""
    wide = max(1, alpha.shape[1] // _RIM)
    behind = [np.zeros_like(alpha) for _ in range(3)]
    behind[0][:, wide:] = alpha[:, :-wide]
    behind[1][:, :-wide] = alpha[:, wide:]
    behind[2][wide:] = alpha[:-wide]
    return [cv2.blur(cv2.subtract(alpha, other), (3, 3)) for other in behind]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A piece of picture, premultiplied, to be laid over another at its place."""

    left: int  # pixels
    top: int  # pixels
    rgba: Image  # (height, width, 4); inside the picture, and perhaps empty

    def faded(self, level: float) -> "Patch":
        """The patch multiplied by `level`, 0..1."""
        if level >= 1.0 or self.rgba.size == 0:
            return self  # of nothing, OpenCV makes None
        return Patch(self.left, self.top, cv2.convertScaleAbs(self.rgba, alpha=level))

    def moved(self, then: Floats, now: Floats, grown: float, size: tuple[int, int]) -> "Patch":
        """The patch `grown` times as large, with what was at `then` (pixels) at `now`; what leaves
        a picture of that size is cut.
        """
        if self.rgba.size == 0:
            return self
        tall, wide = (max(1, round(side * grown)) for side in self.rgba.shape[:2])
        left, top = np.rint(now + grown * (np.array([self.left, self.top]) - then)).astype(int)
        columns = slice(max(0, -left), min(wide, size[0] - left))
        rows = slice(max(0, -top), min(tall, size[1] - top))
        if columns.stop <= columns.start or rows.stop <= rows.start:
            return NOTHING
        rgba = self.rgba
        if (tall, wide) != rgba.shape[:2]:
            rgba = np.asarray(cv2.resize(rgba, (wide, tall)), np.uint8)
        return Patch(int(left) + columns.start, int(top) + rows.start, rgba[rows, columns])

    def lay_over(self, picture: Image) -> None:
        """Lays the patch over an RGB picture, in place."""
        if self.rgba.size == 0:
            return
        height, width = self.rgba.shape[:2]
        place = picture[self.top : self.top + height, self.left : self.left + width]
        glass = cv2.cvtColor(cv2.bitwise_not(self.rgba[..., 3]), cv2.COLOR_GRAY2RGB)
        cv2.multiply(place, glass, dst=place, scale=1 / 255.0)
        cv2.add(place, cv2.cvtColor(self.rgba, cv2.COLOR_RGBA2RGB), dst=place)


NOTHING = Patch(0, 0, np.zeros((0, 0, 4), np.uint8))


def together(patches: list[Patch]) -> Patch:
    """The sum of several patches, for a fade from one to another."""
    there = [patch for patch in patches if patch.rgba.size]
    if len(there) < 2:
        return there[0] if there else NOTHING
    left, top = min(p.left for p in there), min(p.top for p in there)
    right = max(p.left + p.rgba.shape[1] for p in there)
    bottom = max(p.top + p.rgba.shape[0] for p in there)
    sum_of_all = np.zeros((bottom - top, right - left, 4), np.uint8)
    for patch in there:
        height, width = patch.rgba.shape[:2]
        y, x = patch.top - top, patch.left - left
        place = sum_of_all[y : y + height, x : x + width]
        cv2.add(place, patch.rgba, dst=place)
    return Patch(left, top, sum_of_all)


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """An avatar, ready to be laid over the stage."""

    body: Patch
    mirror: Patch  # its image in the floor
    pelvis: Floats  # (3,) metres on the stage

    @classmethod
    def of(cls, rgba: Image, portrait: Portrait, ground: float, camera: Camera) -> "Pane":
        """A pane where its portrait says; `ground` is where its floor begins: see `ground_of`."""
        corner = np.array([portrait.left, portrait.top, portrait.depth])
        scale = float(camera.scales(corner))
        if not 1.0 < scale < 8.0 * camera.focal / EYE_DISTANCE:
            return cls(NOTHING, NOTHING, portrait.pose.root)  # nobody, or nobody in the picture
        x, y = camera.project(corner).tolist()
        grown = WIDTH * scale / rgba.shape[1]  # pixels of the picture a pixel of the pane
        body = _enlarged(rgba, grown, (x, y), (0, camera.height), camera.width)
        floor = camera.horizon + (EYE_HEIGHT - ground) * scale
        rows = (round(floor), min(camera.height, round(floor + _MIRRORED * scale)))
        upside_down = cv2.flip(cv2.blur(rgba, (3, 5)), 0)
        below = 2 * floor - y - grown * rgba.shape[0]
        mirror = _enlarged(upside_down, grown, (x, below), rows, camera.width)
        return cls(body, _dimmed(mirror, floor, scale), portrait.pose.root)

    def moved(self, pelvis: Floats, camera: Camera) -> "Pane":
        """The same picture where the pelvis is now, (3,) metres: it was painted a while ago."""
        if np.array_equal(pelvis, self.pelvis):
            return self
        scales = camera.scales(np.stack([self.pelvis, pelvis]))
        grown = float(scales[1] / scales[0])
        if not _LARGER[0] < grown < _LARGER[1]:
            return self
        size = (camera.width, camera.height)
        then, now = camera.project(np.stack([self.pelvis, pelvis]))
        floors = camera.horizon + EYE_HEIGHT * scales
        below, under = (
            np.array([at[0], 2 * floor - at[1]])
            for at, floor in zip((then, now), floors, strict=True)
        )
        body = self.body.moved(then, now, grown, size)
        return Pane(body, self.mirror.moved(below, under, grown, size), pelvis)


def ground_of(portrait: Portrait, pose: Pose) -> float:
    """Height in metres at which the pane meets the floor below the foot that stands.

    The floor is level, but rises in the picture with the distance: a foot before the pelvis stands
    lower in the pane than one behind it. Of a foot, what is nearer to the eye counts.
    """
    height = (pose.positions[FEET, 1] - PLAIN.clearance).reshape(2, 2).min(axis=0)
    weight = np.exp(-(height - height.min()) / _DEEPER)
    away = np.minimum(portrait.points[FEET, 2] * HEIGHT, EYE_DISTANCE - 0.5)
    ground = (EYE_HEIGHT * (1 - EYE_DISTANCE / (EYE_DISTANCE - away))).reshape(2, 2).min(axis=0)
    return float((weight * ground).sum() / weight.sum())


def _enlarged(
    rgba: Image, grown: float, corner: tuple[float, float], rows: tuple[int, int], width: int
) -> Patch:
    """A pane `grown` times as large with its corner there (pixels), cut to what can be seen of it.

    Bicubic; what that overshoots is cut, or bodies had a bright line around them.
    """
    left, top, wide, tall = cv2.boundingRect(rgba[..., 3])
    if not wide:
        return NOTHING
    (u0, x0), (u1, x1) = _snapped(left, left + wide, rgba.shape[1], grown, corner[0])
    (v0, y0), (v1, y1) = _snapped(top, top + tall, rgba.shape[0], grown, corner[1])
    seen_x = slice(max(0, -x0), min(width, x1) - x0)
    seen_y = slice(max(0, rows[0] - y0), min(rows[1], y1) - y0)
    if seen_x.stop <= seen_x.start or seen_y.stop <= seen_y.start:
        return NOTHING
    size = (max(1, x1 - x0), max(1, y1 - y0))
    body = rgba[v0:v1, u0:u1]
    large = cv2.resize(body, size, interpolation=cv2.INTER_CUBIC)
    most = cv2.resize(cv2.dilate(body, _AROUND), size, interpolation=cv2.INTER_LINEAR)
    large = cv2.min(large[seen_y, seen_x], most[seen_y, seen_x])
    cv2.min(large, cv2.cvtColor(large[..., 3], cv2.COLOR_GRAY2RGBA), dst=large)
    return Patch(x0 + seen_x.start, y0 + seen_y.start, large)


def _snapped(
    first: int, last: int, size: int, grown: float, corner: float
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Two edges around first..last, each as a pixel of the pane and of the picture.

    The edges are a little outside of the body, where a pixel's edge in the pane is nearest to one
    in the picture: then a body that moves by parts of a pixel does not jump by one pixel.
    """

    def best(edges: range) -> tuple[int, int]:
        pane = min(edges, key=lambda edge: abs((corner + grown * edge + 0.5) % 1.0 - 0.5))
        return pane, round(corner + grown * pane)

    outside = range(max(0, first - _SLACK), max(1, first - 1))
    beyond = range(min(last + 2, size), min(last + 2 + _SLACK, size) + 1)
    return best(outside), best(beyond)


def _dimmed(mirror: Patch, floor: float, scale: float) -> Patch:
    """A mirror image as a polished floor reflects it: darker, the higher above the floor."""
    rows = mirror.top + np.arange(mirror.rgba.shape[0]) - floor
    fade = _MIRROR * np.exp(-np.maximum(rows, 0.0) / (_MIRROR_METRES * scale))
    level = np.rint(256 * fade).astype(np.uint16)[:, None, None]
    return Patch(mirror.left, mirror.top, ((mirror.rgba * level) >> 8).astype(np.uint8))
