"""The trail of a movement: echoes of the body, and ribbons of light after hands and feet."""

import math
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.draw.colours import pixel, turned, way_to_night
from live.draw.light_body import Box, LightBody, Tint
from live.signals import Bools, Floats, Image

SECONDS = 0.5  # how long a trail is
_ECHOES = ((0.30, 0.16), (0.15, 0.28))  # seconds ago, brightness; oldest first
_GAP = 0.6  # seconds without a pose: the trail is cut
_FINEST = 0.03  # seconds between two points of a ribbon
_STILL, _JUMP = 0.25, 12.0  # metres a second: below it no ribbon, above it no movement
_TIPS = tuple(INDEX[name] for name in ("l_hand", "r_hand", "l_toe", "r_toe"))
_WIDTHS = np.array([0.085, 0.085, 0.06, 0.06])  # metres: as wide as the hand or foot
_HUES = 12
_HUE_SHIFT = 0.30  # turns of the colour circle from the newest to the oldest


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    time: float  # seconds
    tips: Floats  # (4, 3) metres
    figure: LightBody


class Trail:
    """The last moments of one dancer."""

    def __init__(self, colour: Floats) -> None:
        self._past: deque[_Moment] = deque(maxlen=64)
        self.wear(colour)

    def wear(self, colour: Floats) -> None:
        """Sets the colour, also of the trail that is still visible."""
        shift = math.copysign(_HUE_SHIFT, way_to_night(colour))
        self._hues = [turned(colour, shift * age / _HUES) for age in range(_HUES + 1)]
        self._tints = [Tint(turned(colour, shift * age / SECONDS)) for age, _ in _ECHOES]

    def clear(self) -> None:
        """Forgets the trail: nobody is there."""
        self._past.clear()

    def follow(self, time: float, positions: Floats, figure: LightBody) -> None:
        """Takes the dancer's newest place."""
        if self._past and not 0 < time - self._past[-1].time < _GAP:
            self._past.clear()
        if len(self._past) > 1 and self._past[-1].time - self._past[-2].time < _FINEST:
            self._past.pop()  # the newest one replaces it: the step to it stays long enough
        self._past.append(_Moment(time, positions[list(_TIPS)], figure))
        while time - self._past[0].time > SECONDS:
            self._past.popleft()

    def draw(
        self, coarse: Image, camera: Camera, step: int, level: float, echoes: float = 1.0
    ) -> None:
        """Adds the trail to the coarse grid, oldest first; `level` and `echoes`, a factor on the
        echoes' level, are 0..1.
        """
        if len(self._past) < 2 or level <= 0:
            return
        now = self._past[-1].time
        for (ago, bright), tint in zip(_ECHOES, self._tints, strict=True):
            then = min(self._past, key=lambda moment: abs(now - moment.time - ago))
            if echoes > 0 and abs(now - then.time - ago) < 0.06:
                then.figure.shine(coarse, step, bright * level * echoes, tint)
        self._ribbons(coarse, camera, step, level)

    def boxes(self) -> list[Box]:
        """The trail's box in the picture."""
        return [moment.figure.box for moment in self._past]

    def _ribbons(self, coarse: Image, camera: Camera, step: int, level: float) -> None:
        times = np.array([moment.time for moment in self._past])
        tips = np.array([moment.tips for moment in self._past])  # (n, tips, 3)
        ages = ((times[-1] - times) / SECONDS)[:, None]  # 1 = oldest
        speeds = np.linalg.norm(np.diff(tips, axis=0), axis=2) / np.diff(times)[:, None]
        places = camera.project(tips) / step
        inside: Bools = np.all(np.abs(places) < 4000, axis=2)  # false for what is not finite, too
        moving = (speeds > _STILL) & (speeds < _JUMP) & inside[:-1] & inside[1:]
        levels = level * np.clip((speeds - _STILL) / 0.9, 0, 1) * (1 - ages[:-1]) ** 1.0
        widths = np.nan_to_num(camera.scales(tips) * _WIDTHS * (1 - ages) / step)
        fixed = np.rint(np.where(inside[..., None], places, 0.0) * 16).astype(int).tolist()
        thick = np.maximum(np.rint(widths), 1).astype(int).tolist()
        bright = np.nan_to_num(levels).tolist()
        hues = (ages[:, 0] * _HUES).astype(int).tolist()
        for i, tip in np.argwhere(moving).tolist():
            colour = pixel(self._hues[hues[i]], bright[i][tip])
            start, end = fixed[i][tip], fixed[i + 1][tip]
            cv2.line(coarse, start, end, colour, thick[i][tip], cv2.LINE_AA, 4)
