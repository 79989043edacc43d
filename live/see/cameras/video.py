"""A film in place of the camera: any file FFmpeg reads."""

import logging
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import av
from av.container import InputContainer

from live.errors import BadInput
from live.formats import media
from live.parts import CameraSource, Part, ShowContext
from live.runtime import places
from live.runtime.failures import FailureReporter, FileDamage, NoFailureLog
from live.see.film_file import Damage, decoded, extent, open_film, shown
from live.see.picture import LONGEST
from live.signals import Frame

log = logging.getLogger(__name__)

STILL = 0.04  # seconds from the last frame of a film to its first one when it loops
SHORTEST = 0.001  # seconds between frames: films with broken timestamps still go forwards


class Video(Part[CameraSource], frozen=True):
    """A film of somebody dancing."""

    file: str  # the film, beside the show file: any that FFmpeg reads
    loop: bool = False  # whether it begins again when it is over

    def open(self, context: ShowContext) -> "OpenVideo":
        film, now = places.find(self.file, context.folder), context.clock.now()
        return OpenVideo(film, loop=self.loop, begins=now, failures=context.failures)


class OpenVideo:
    """Frames of a film in order, each at its own time. Raises BadInput when made, if it has none.

    A film that breaks off is shown as far as it goes; of a damaged one, what can be read. Opened in
    the middle of a show, it begins where it is by then.
    """

    paced = False

    def __init__(
        self,
        file: Path,
        *,
        loop: bool = False,
        begins: float = 0.0,
        failures: FailureReporter | None = None,
    ) -> None:
        """`begins`: seconds of show time; the frames before are left out."""
        self._failures = failures or NoFailureLog()
        self._file = file
        self._loop = loop
        self._begun = _round(file, begins) if loop and begins else 0.0  # seconds: of this round
        self._damage = Damage()
        self._warned = False
        self._frames = frames(file, damage=self._damage, begins=begins - self._begun)
        first = next(self._frames, None)
        self._next = first and Frame(self._begun + first.time, first.rgb)

    def read(self) -> Frame | None:
        frame = self._next
        if frame is not None:
            self._next = self._following(frame)
        return frame

    def close(self) -> None:
        self._next = None
        self._frames.close()
        self._tell()

    def _following(self, last: Frame) -> Frame | None:
        frame = next(self._frames, None)
        if frame is None and self._loop:
            self._begun = last.time + STILL
            self._frames = frames(self._file)
            frame = next(self._frames, None)
        if self._damage.pieces and not self._warned:
            self._warn()
        if frame is None:
            self._tell()
            return None
        return Frame(max(self._begun + frame.time, last.time + SHORTEST), frame.rgb)

    def _warn(self) -> None:
        self._warned = True
        log.warning("%s", self._damage.sentence(self._file))

    def _tell(self) -> None:
        """Says what is damaged, as far as it is known now."""
        damage = self._damage
        if not damage.sentence(self._file):
            return
        if not self._warned:
            self._warn()
        self._failures.damaged(
            FileDamage(
                "camera", str(self._file), damage.pieces, round(damage.first, 3), 0.0,
                round(damage.early, 3), str(damage.error or ""),
            )
        )  # fmt: skip


def _round(file: Path, time: float) -> float:
    """When the round began in which a film without end is at `time`."""
    lasts = extent(file).seconds + STILL
    return time - time % lasts


def frames(
    file: Path, longest: int = LONGEST, damage: Damage | None = None, begins: float = 0.0
) -> Generator[Frame, None, None]:
    """Every frame of a film, upright, its longer side at most `longest` pixels; the first at 0 s.

    Those before `begins` are left out. What cannot be read is left out, too, and added to `damage`.
    Raises BadInput where the file is not a film.
    """
    damage = Damage() if damage is None else damage
    try:
        container = open_film(file)
    except media.FAULTS as error:
        raise BadInput(_sentence(file, error)) from error
    with container:
        if not container.streams.video:
            raise BadInput(f"{file}: there is no picture in it. {_REMEDY}")
        some = False
        for frame in _timed(container, longest, damage, begins):
            some = True
            yield frame
    if not some and damage.error is not None:
        raise BadInput(_sentence(file, damage.error)) from damage.error
    if not some and not begins:
        raise BadInput(f"{file}: there is not one frame in it. {_REMEDY}")


def _timed(
    container: InputContainer, longest: int, damage: Damage, begins: float
) -> Iterator[Frame]:
    stream = container.streams.video[0]
    first = _sought(container, begins) if begins > 0 else None
    time = 0.0
    for picture in decoded(container, damage):
        if picture.time is None:
            time += 1.0 / float(stream.average_rate or 25)
        else:
            first = picture.time if first is None else first
            time = picture.time - first
        if time >= begins:
            yield Frame(time, shown(picture, stream, longest))


def _sought(container: InputContainer, begins: float) -> float | None:
    """Goes to a frame before `begins`. Returns the time of the film's first one, where stated."""
    stream = container.streams.video[0]
    if stream.start_time is None or stream.time_base is None:
        return None  # it is read from its beginning
    first = float(stream.start_time * stream.time_base)
    with suppress(*media.FAULTS):
        container.seek(round((first + begins) * av.time_base))
    return first


_REMEDY = "Give an mp4, mov, mkv or webm film."


def _sentence(file: Path, error: Exception) -> str:
    return media.sentence(file, error, "a film", _REMEDY)
