"""The pose and nothing else: every bone in a colour of its own, on black."""

import cv2
import numpy as np

from live.body.skeleton import PARENTS
from live.draw.camera import Camera
from live.draw.colours import Pixel, pixel, turned
from live.parts import Painter, Part, ShowContext
from live.signals import HUMAN_SHIFT, JOINT_COUNT, UNSEEN, Floats, Image, Pose, Scene

_FAINT = 0.35  # of the light: joints that are hardly known
_SHIFT = 4  # fractional bits of a pixel


class Sticks(Part[Painter], frozen=True):
    """Settings of the sticks painter: none."""

    def open(self, context: ShowContext) -> "SticksPainter":
        """Ready at once."""
        return SticksPainter(Camera.for_size(context.size))


class SticksPainter:
    """Paints bones as lines from hue to hue, and joints as dots."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        red = np.array([255.0, 70.0, 50.0])
        self._colours = [turned(red, joint / JOINT_COUNT) for joint in range(JOINT_COUNT)]

    def paint(self, scene: Scene) -> Image:
        """The scene as (height, width, 3) RGB; a new array every time."""
        picture = np.zeros((self._camera.height, self._camera.width, 3), np.uint8)
        for pose, shift, share in (
            (scene.human, HUMAN_SHIFT, scene.presence),
            (scene.partner, np.zeros(3), 1.0),
        ):
            if pose is not None and scene.partner is not None:
                self._body(picture, pose, shift, share * scene.light)
        return picture

    def _body(self, picture: Image, pose: Pose, shift: Floats, light: float) -> None:
        points = self._camera.project(pose.positions + shift)
        near = np.all(np.abs(points) < 8000, axis=1)  # false for what is not finite, too
        spots = np.rint(np.where(near[:, None], points, 0.0) * (1 << _SHIFT)).astype(int).tolist()
        thick = max(2, self._camera.height // 90)
        for joint, parent in enumerate(PARENTS):
            if parent >= 0 and near[joint] and near[parent]:
                colour = self._shade(joint, pose, light)
                cv2.line(picture, spots[parent], spots[joint], colour, thick, cv2.LINE_AA, _SHIFT)
        for joint, spot in enumerate(spots):
            if near[joint]:
                colour = self._shade(joint, pose, light)
                cv2.circle(picture, spot, thick << _SHIFT, colour, -1, cv2.LINE_AA, _SHIFT)

    def _shade(self, joint: int, pose: Pose, light: float) -> Pixel:
        sure = 1.0 if pose.seen[joint] >= UNSEEN else _FAINT
        return pixel(self._colours[joint], sure * light)
