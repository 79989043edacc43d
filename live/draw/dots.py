"""The understudy of every painter: joints as dots, bones as lines; sure to work."""

import cv2
import numpy as np

from live.body.skeleton import PARENTS
from live.draw.camera import Camera
from live.draw.colours import HexColour, Pixel, from_hex, pixel
from live.parts import Painter, Part, ShowContext
from live.signals import HUMAN_SHIFT, UNSEEN, Bools, Floats, Image, Pose, Scene

_SHIFT = 4  # fractional bits of a pixel


class Dots(Part[Painter], frozen=True):
    """Settings of the dots painter."""

    partner: HexColour = "#ff2f92"  # the partner's colour
    human: HexColour = "#19c8ff"  # your colour

    def open(self, context: ShowContext) -> "DotsPainter":
        """Ready at once."""
        return DotsPainter(self, Camera.for_size(context.size))


class DotsPainter:
    """Paints all of a scene that can be drawn, and skips the rest; never raises."""

    def __init__(self, settings: Dots, camera: Camera) -> None:
        self._camera = camera
        self._partner = from_hex(settings.partner)
        self._human = from_hex(settings.human)

    def paint(self, scene: Scene) -> Image:
        """The scene as (height, width, 3) RGB; a new array every time."""
        picture = np.zeros((self._camera.height, self._camera.width, 3), np.uint8)
        light = _share(scene.light)
        if light > 0 and scene.partner is not None:
            if scene.human is not None:
                self._body(
                    picture,
                    scene.human,
                    HUMAN_SHIFT,
                    pixel(self._human, light * _share(scene.presence)),
                )
            self._body(picture, scene.partner, np.zeros(3), pixel(self._partner, light))
        return picture

    def _body(self, picture: Image, pose: Pose, shift: Floats, colour: Pixel) -> None:
        with np.errstate(all="ignore"):
            points = self._camera.project(pose.positions + shift)
            # Points far outside are left out: they would overflow the drawing calls.
            limit = 3 * max(self._camera.width, self._camera.height)
            near: Bools = np.all(np.abs(points) < limit, axis=1)
            places = np.rint(np.where(near[:, None], points, 0.0) * (1 << _SHIFT)).astype(int)
        drawn = (near & (pose.seen >= UNSEEN)).tolist()
        thick = max(1, self._camera.height // 180)
        spots = [(x, y) for x, y in places.tolist()]
        for joint, parent in enumerate(PARENTS):
            if not drawn[joint]:
                continue
            cv2.circle(picture, spots[joint], thick << (_SHIFT + 1), colour, -1, cv2.LINE_8, _SHIFT)
            if parent >= 0 and drawn[parent]:
                cv2.line(picture, spots[parent], spots[joint], colour, thick, cv2.LINE_8, _SHIFT)


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)  # what is no number comes out as 0
