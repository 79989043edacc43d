"""The show as a film: mp4, H.264 and AAC, pictures and sound in sync.

A file that breaks is finished, and the film goes on in a new one: night.mp4, night-2.mp4 ...
"""

import errno
import math
import shutil
from contextlib import suppress
from numbers import Real
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
import numpy as np

from live.errors import BadInput, DeviceLost
from live.outputs.film_sound import SongSound
from live.outputs.reel import FAULTS, LONGEST_HOLE, Place, Reel, number_at
from live.parts import Output, Part, ShowContext
from live.runtime import places
from live.runtime.results import claimed, spare
from live.runtime.room_sound import RoomSound
from live.signals import Image, Picture, Scene

LONGEST_SHOW = 7 * 86_400.0  # seconds: a picture of a later time is a fault
STEADY = 10.0  # seconds: a second file that breaks sooner is not replaced at once
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before it is replaced
MOST_FILES = 99
ROOM = 100_000_000  # bytes: with so much, a disk is not full any more
LOOK = 5.0  # seconds between two looks whether it is
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class Film(Part[Output], frozen=True):
    """Records the show, in a file of its own: where there is one of that name, with a number.

    Its sound is the recording that plays, or else what the microphone hears.
    """

    immediate: ClassVar[bool] = True  # a film knows the time of each picture
    patience: ClassVar[float] = 15.0  # a USB stick may write for long
    writes: ClassVar[tuple[str, ...]] = ("file",)

    # An .mp4, in the folder you are in; where there is one of that name, its name gets a number.
    file: str
    # H.264's CRF: smaller is better, and a larger file.
    quality: Annotated[int, msgspec.Meta(ge=0, le=51)] = 25

    def asked(self, context: ShowContext) -> Path:
        """The path the film is to have. Raises BadInput where no film can have it."""
        path = places.expanded(self.file)
        if not path.is_absolute():
            path = Path.cwd() / path
        if path.suffix.lower() != ".mp4":
            raise BadInput(f"{self.file}: films are .mp4 files. Give a name that ends in .mp4.")
        spare(path, "file", context.reads)
        return path

    def open(self, context: ShowContext) -> "OpenFilm":
        # `asked` has checked that this is not a file that is read.
        return OpenFilm(self.asked(context), context, self.quality)


class OpenFilm:
    """Writes pictures as they come. What goes wrong is reported, and never raised."""

    takes = Picture

    def __init__(self, target: Path, context: ShowContext, quality: int) -> None:
        """`target` is the name asked for. Raises BadInput where no film can be begun."""
        self._target = target
        self._context = context
        self._quality = quality
        self._name = f"film {target.name}"  # in the report
        self._rate = float(context.rate)
        self._sound = _sound(context)
        self._files: list[Path] = []  # that have been begun
        self._number = -1  # of the last picture written
        self._last: Image | None = None
        self._full = False  # whether the disk is
        self._pause = 0.0  # seconds to wait when the next file breaks
        self._again = 0.0  # the second of the show from which a new file may be begun
        try:
            self._reel: Reel | None = self._new_reel(Place())
        except OSError as error:
            raise BadInput(
                f"{target}: cannot be written ({error.strerror}). Name a file where you may write."
            ) from error

    def _new_reel(self, place: Place) -> Reel:
        with claimed(self._target, "file", ()) as own:
            reel = Reel(own, self._context, self._quality, self._sound, place)
        self._files.append(own)
        return reel

    def show(self, signal: Scene | Picture) -> None:
        """Writes one picture, and the sound up to it."""
        if not isinstance(signal, Picture):
            return
        number = self._number_at(signal.time)
        if number <= self._number:
            return
        rgb, fault = signal.rgb, self._fault(signal)
        if fault:
            self._context.failures.failed(self._name, ValueError(fault))
            if self._last is None or not _is_time(signal.time):
                return
            rgb = self._last
        # Where a file breaks, the picture goes into a new one.
        wrote = self._write(number, rgb) or self._write(number, rgb)
        if wrote and not fault:
            self._context.failures.recovered(self._name)

    def _number_at(self, time: float) -> int:
        """Which picture of the film is shown at a time; for a time that is none, the next one."""
        following = self._number + 1
        return number_at(time, self._rate, following) if _is_time(time) else following

    def _fault(self, picture: Picture) -> str:
        """What is wrong with a picture; empty: nothing."""
        width, height = self._context.size
        rgb = picture.rgb
        if not _is_time(picture.time):
            return f"a picture's time is {picture.time!r}"
        if not isinstance(rgb, np.ndarray) or rgb.dtype != np.uint8:
            return "a picture does not consist of bytes"
        if rgb.shape != (height, width, 3):
            return f"a picture has the shape {rgb.shape}, and not {(height, width, 3)}"
        return ""

    def _write(self, number: int, rgb: Image) -> bool:
        """Whether the picture is in a file now."""
        reel = self._reel or self._begin(number)
        if reel is None:
            return False
        try:
            reel.write(number, rgb)
        except FAULTS as error:
            self._break(reel, number, error)
            return self._number == number
        self._number, self._last = number, rgb
        return True

    def _break(self, reel: Reel, number: int, error: Exception) -> None:
        """Ends a file that cannot be written any more."""
        self._reel = None
        if (number - reel.first) / self._rate >= STEADY:
            self._pause = 0.0
        with suppress(*FAULTS):
            self._finish(reel)
        self._number = reel.kept
        self._wait(number, error)

    def _wait(self, number: int, error: Exception) -> None:
        """Notes when a new file may be begun, after an error: at once, then after longer pauses."""
        self._again = number / self._rate + self._pause
        self._pause = min(max(FIRST_PAUSE, 2 * self._pause), LONGEST_PAUSE)
        self._full = isinstance(error, OSError) and error.errno in _FULL
        if self._full:
            error = DeviceLost("the disk is full: the film goes on when there is room")
        self._context.failures.failed(self._name, error)

    def _begin(self, number: int) -> Reel | None:
        """A new file, where there may be one now."""
        time = number / self._rate
        if time < self._again or len(self._files) >= MOST_FILES:
            return None
        try:
            if self._full and shutil.disk_usage(self._target.parent).free < ROOM:
                self._again = time + LOOK
                return None
            hole = number - self._number - 1
            first = number if hole >= LONGEST_HOLE else self._number + 1
            self._reel = self._new_reel(Place(first, self._last))
        except (BadInput, *FAULTS) as error:
            self._wait(number, error)
        return self._reel

    def _finish(self, reel: Reel) -> None:
        """Closes a file as well as it can be; one without a picture is gone, and was none."""
        try:
            reel.close()
        finally:
            if reel.empty:
                self._files.remove(reel.path)

    def close(self) -> None:
        """Finishes the film. Without a single picture, there is no file."""
        reel, self._reel = self._reel, None
        self._again = math.inf
        if reel is not None:
            try:
                self._finish(reel)
            except FAULTS as error:
                self._context.failures.failed(self._name, error)

    @property
    def made(self) -> tuple[Path, ...]:
        """The files, in their order, that hold pictures."""
        empty = self._reel is not None and self._reel.empty
        return tuple(self._files[:-1] if empty else self._files)


def _sound(context: ShowContext) -> SongSound | RoomSound | None:
    if context.soundtrack is not None:
        return SongSound(context.soundtrack, 0.0, context.failures)
    return context.room


def _is_time(time: object) -> bool:
    return isinstance(time, Real) and abs(float(time)) < LONGEST_SHOW
