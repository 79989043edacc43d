"""No camera: the partner dances alone."""

from live.parts import House, Part
from live.signals import Frame, Pose


class Nobody(Part, frozen=True):
    """Nobody is watched."""

    def open(self, house: House) -> "EmptyFloor":  # noqa: ARG002
        return EmptyFloor()


class EmptyFloor:
    """A camera that is over before it begins."""

    paced = False

    def read(self) -> Frame | Pose | None:
        return None

    def close(self) -> None:
        pass
