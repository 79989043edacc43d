"""An output that needs no hardware: counts its signals and keeps the last few."""

from collections import deque

from live.parts import Output, Part, ShowContext
from live.signals import Picture, Scene

KEPT = 8


class Memory(Part[Output], frozen=True):
    """Takes pictures, or scenes."""

    scenes: bool = False  # whether it takes scenes in place of pictures

    def open(self, context: ShowContext) -> "OpenMemory":  # noqa: ARG002
        return OpenMemory(Scene if self.scenes else Picture)


class OpenMemory:
    """The signals that were shown."""

    def __init__(self, takes: type[Scene] | type[Picture]) -> None:
        self.takes = takes
        self.count = 0
        self.last: deque[Scene | Picture] = deque(maxlen=KEPT)
        self.closed = False

    def show(self, signal: Scene | Picture) -> None:
        self.count += 1
        self.last.append(signal)

    def close(self) -> None:
        self.closed = True
