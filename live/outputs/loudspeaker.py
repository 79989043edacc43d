"""Plays the song of a rehearsal, in step with the show's clock."""

import logging
import tempfile
import wave
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import pygame

from live.parts import House, Part
from live.signals import Picture, Scene
from live.sound_file import RATE, decoded

log = logging.getLogger(__name__)

BUFFER = 1024  # samples: 23 ms


class Loudspeaker(Part, frozen=True):
    """The system's sound output."""

    volume: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0

    def open(self, house: House) -> "OpenLoudspeaker":
        return OpenLoudspeaker(house, self.volume)


class OpenLoudspeaker:
    """Starts the song with the first scene. A machine with no sound output stays silent."""

    takes = Scene

    def __init__(self, house: House, volume: float) -> None:
        self._clock = house.clock
        self._song = house.soundtrack
        self._volume = volume
        self._playing = False
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        try:
            pygame.mixer.init(RATE, channels=2, buffer=BUFFER)
            if self._song is not None:
                self._load(self._song)
        except pygame.error as error:
            log.warning("no loudspeaker: %s. The show goes on in silence.", error)
            self._song = None

    def _load(self, song: Path) -> None:
        try:
            pygame.mixer.music.load(str(song))
        except pygame.error:
            # SDL plays wav, mp3, flac and Vorbis by itself; FFmpeg turns the rest into wav.
            self._folder = tempfile.TemporaryDirectory(prefix="first-dance-")
            wav = as_wave(song, Path(self._folder.name) / "song.wav")
            pygame.mixer.music.load(str(wav))
        pygame.mixer.music.set_volume(self._volume)

    def show(self, signal: Scene | Picture) -> None:  # noqa: ARG002 - the clock says it all
        if self._song is not None and not self._playing:
            self._playing = True
            pygame.mixer.music.play()
            late = self._clock.now()
            if late > 0.05:
                # The first scene came late: catch up where the format can be searched.
                try:
                    pygame.mixer.music.set_pos(late)
                except pygame.error:
                    log.info("the song starts %.2f s late", late)

    def close(self) -> None:
        if pygame.mixer.get_init():
            pygame.mixer.music.stop()
            pygame.mixer.quit()
        if self._folder is not None:
            self._folder.cleanup()


def as_wave(song: Path, target: Path) -> Path:
    """Any sound or film as a wav file."""
    with wave.open(str(target), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for piece in decoded(song, "stereo"):
            out.writeframes((np.clip(piece, -1, 1) * 32767).astype("<i2").T.tobytes())
    return target
