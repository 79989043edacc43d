"""Plays the song of a rehearsal, in step with the show's clock."""

import logging
import tempfile
import wave
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
import numpy as np
import pygame

from live.hear.sources.sound_file import RATE, decoded
from live.parts import Output, Part, ShowContext
from live.signals import Picture, Scene

log = logging.getLogger(__name__)

BUFFER = 1024  # samples: 23 ms


class Loudspeaker(Part[Output], frozen=True):
    """The system's sound output."""

    immediate: ClassVar[bool] = True  # its `delay` says when it sounds

    volume: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0  # how loud; 1: as it was recorded
    delay: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.06  # seconds from playing to hearing

    def open(self, context: ShowContext) -> "OpenLoudspeaker":
        return OpenLoudspeaker(self, context)


class OpenLoudspeaker:
    """Starts the song with the first scene. A machine with no sound output stays silent."""

    takes = Scene

    def __init__(self, settings: Loudspeaker, context: ShowContext) -> None:
        self._song = context.soundtrack
        self._clock = context.clock
        self._cut = context.clock.now()  # seconds of the song left out: it had begun before
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if self._song is None:
            return
        try:
            pygame.mixer.init(RATE, channels=2, buffer=BUFFER)
            # SDL reads few kinds of sound files, and can start in the middle of even fewer. FFmpeg
            # reads all of them, and starts where the song is when the device begins to sound.
            self._folder = tempfile.TemporaryDirectory(prefix="first-dance-")
            song = as_wave(
                self._song, Path(self._folder.name) / "song.wav", settings.delay + self._cut
            )
            pygame.mixer.music.load(str(song))
            pygame.mixer.music.set_volume(settings.volume)
        except pygame.error as error:
            log.warning("no loudspeaker: %s. The show goes on in silence.", error)
            self._song = None

    def show(self, signal: Scene | Picture) -> None:  # noqa: ARG002 - the first one is the sign
        if self._song is not None:
            self._song = None
            behind = self._clock.now() - self._cut if self._cut else 0.0
            pygame.mixer.music.play(start=behind)

    def close(self) -> None:
        if pygame.mixer.get_init():
            pygame.mixer.music.stop()
            pygame.mixer.music.unload()
            pygame.mixer.quit()
        if self._folder is not None:
            self._folder.cleanup()


def as_wave(song: Path, target: Path, skip: float = 0.0) -> Path:
    """Any sound or film as a wav file, without its first `skip` seconds."""
    skipped = round(skip * RATE)
    with wave.open(str(target), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for piece in decoded(song, "stereo"):
            heard = piece[:, skipped:]
            skipped -= piece.shape[1] - heard.shape[1]
            out.writeframes((np.clip(heard, -1, 1) * 32767).astype("<i2").T.tobytes())
    return target
