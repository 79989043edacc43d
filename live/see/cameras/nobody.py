"""No camera: the partner dances alone."""

from typing import ClassVar

from live.parts import CameraSource, Part, ShowContext
from live.signals import Frame, Pose


class Nobody(Part[CameraSource], frozen=True):
    """Nobody is watched."""

    needs_eyes: ClassVar[bool] = False  # there is no picture to be looked at

    def open(self, context: ShowContext) -> "EmptyFloor":  # noqa: ARG002
        return EmptyFloor()


class EmptyFloor:
    """A camera that is over before it begins."""

    paced = False

    def read(self) -> Frame | Pose | None:
        return None

    def close(self) -> None:
        pass
