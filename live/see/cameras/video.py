"""A film in place of the camera: any file FFmpeg reads."""

from collections.abc import Generator
from pathlib import Path

import av
import numpy as np

from live.errors import BadInput
from live.formats import media
from live.parts import CameraSource, Part, ShowContext
from live.runtime import places
from live.see.picture import LONGEST, small_size, upright
from live.signals import Frame

STILL = 0.04  # seconds from the last frame of a film to its first one when it loops
SHORTEST = 0.001  # seconds between frames: films with broken timestamps still go forwards


class Video(Part[CameraSource], frozen=True):
    """A film of somebody dancing."""

    file: str  # the film, beside the show file: any that FFmpeg reads
    loop: bool = False  # whether it begins again when it is over

    def open(self, context: ShowContext) -> "OpenVideo":
        return OpenVideo(places.find(self.file, context.folder), loop=self.loop)


class OpenVideo:
    """Frames of a film in order, each at its own time. Raises BadInput when made, if it has none.

    A film that breaks off is shown as far as it goes.
    """

    paced = False

    def __init__(self, file: Path, *, loop: bool = False) -> None:
        self._file = file
        self._loop = loop
        self._begun = 0.0  # seconds: when this round began
        self._frames = frames(file)
        self._next: Frame | None = next(self._frames)

    def read(self) -> Frame | None:
        frame = self._next
        if frame is not None:
            self._next = self._following(frame)
        return frame

    def close(self) -> None:
        self._next = None
        self._frames.close()

    def _following(self, last: Frame) -> Frame | None:
        frame = next(self._frames, None)
        if frame is None and self._loop:
            self._begun = last.time + STILL
            self._frames = frames(self._file)
            frame = next(self._frames, None)
        if frame is None:
            return None
        return Frame(max(self._begun + frame.time, last.time + SHORTEST), frame.rgb)


def frames(file: Path, longest: int = LONGEST) -> Generator[Frame, None, None]:
    """Every frame of a film, upright, its longer side at most `longest` pixels; the first at 0 s.

    Raises BadInput where the file is not a film.
    """
    try:
        container = media.opened(file)
    except media.FAULTS as error:
        raise BadInput(_sentence(file, error)) from error
    with container:
        if not container.streams.video:
            raise BadInput(f"{file}: there is no picture in it. {_REMEDY}")
        container.streams.video[0].thread_type = "AUTO"
        some = False
        try:
            for frame in _decoded(container, longest):
                some = True
                yield frame
        except media.FAULTS as error:
            if not some:
                raise BadInput(_sentence(file, error)) from error
        if not some:
            raise BadInput(f"{file}: there is not one frame in it. {_REMEDY}")


def _decoded(container: av.container.InputContainer, longest: int) -> Generator[Frame, None, None]:
    rate = container.streams.video[0].average_rate
    first: float | None = None
    time = 0.0
    for frame in container.decode(video=0):
        width, height = small_size(frame.width, frame.height, longest)
        small = frame.reformat(width, height, "rgb24", interpolation="AREA")
        rgb = small.to_ndarray().astype(np.uint8, copy=False)
        if frame.time is None:
            time += 1.0 / float(rate or 25)
        else:
            first = frame.time if first is None else first
            time = frame.time - first
        yield Frame(time, upright(rgb, frame.rotation))


_REMEDY = "Give an mp4, mov, mkv or webm film."


def _sentence(file: Path, error: Exception) -> str:
    return media.sentence(file, error, "a film", _REMEDY)
