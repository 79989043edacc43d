"""The sound of a film: the song that plays, or what the microphone hears; as AAC."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from live.errors import ShowError
from live.formats import media
from live.hear.sources.sound_file import RATE, decoded
from live.runtime.failures import FailureReporter
from live.runtime.room_sound import KEPT, RoomSound
from live.signals import Samples

AAC_FRAME = 1024  # samples
SILENT = 2.0  # seconds without sound from the room that are waited for


class SongSound:
    """The song, read once from its begin to its end. Where it cannot be read, it is over."""

    def __init__(self, song: Path, begins: float, failures: FailureReporter) -> None:
        """`begins`: the second of the show in which it begins; may be negative."""
        self._pieces: Iterator[Samples] = decoded(song, "stereo")
        self._failures = failures
        # The samples that are decoded, and which sample of the show the first of them is.
        self._rest: Samples = np.zeros((2, max(0, round(begins * RATE))), dtype=np.float32)
        self._first = min(0, round(begins * RATE))

    def block(self, first: int) -> Samples | None:
        """A frame of samples from `first` on, (2, AAC_FRAME); None: the song is over before.

        `first` only grows.
        """
        self._skip_to(first)
        while self._rest.shape[1] < AAC_FRAME or self._first < first:
            piece = self._piece()
            if piece is None:
                return None
            self._rest = np.concatenate([self._rest, piece], axis=1)
            self._skip_to(first)
        return self._rest[:, :AAC_FRAME]

    def _skip_to(self, first: int) -> None:
        skipped = max(0, min(first - self._first, self._rest.shape[1]))
        self._rest = self._rest[:, skipped:]
        self._first += skipped

    def _piece(self) -> Samples | None:
        try:
            return next(self._pieces, None)
        except (ShowError, *media.FAULTS) as error:
            self._failures.failed("the film's song", error)
            return None


class Track:
    """A sound track of one file: AAC that begins with the file's first picture."""

    layout = "mono"
    bit_rate = 96_000

    def __init__(self, container: av.container.OutputContainer, first: int) -> None:
        """`first`: the sample of the show that the file begins with."""
        self._container = container
        self._stream = container.add_stream(
            "aac", rate=RATE, layout=self.layout, bit_rate=self.bit_rate
        )
        self._first = first
        # Samples of the file. AAC delays the sound by one frame, and a fragmented file cannot
        # state that for a player: without the first 23 ms, sound and pictures are in sync.
        self._written = AAC_FRAME

    def write_to(self, seconds: float) -> None:
        """Writes the sound that is heard before this second of the file."""
        raise NotImplementedError

    def end(self) -> None:
        """Writes what the encoder still holds."""
        self._container.mux(self._stream.encode(None))

    def _encode(self, samples: Samples) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", self.layout)
        frame.sample_rate = RATE
        frame.pts, frame.time_base = self._written, Fraction(1, RATE)
        self._written += samples.shape[1]
        self._container.mux(self._stream.encode(frame))


class SongTrack(Track):
    """The song, written into the film with the pictures."""

    layout = "stereo"
    bit_rate = 160_000

    def __init__(
        self, container: av.container.OutputContainer, first: int, song: SongSound
    ) -> None:
        super().__init__(container, first)
        self._song = song

    def write_to(self, seconds: float) -> None:
        while self._written < seconds * RATE:
            block = self._song.block(self._first + self._written)
            if block is None:
                return
            self._encode(block)


class RoomTrack(Track):
    """What is heard in the room, written into the film with the pictures."""

    def __init__(
        self, container: av.container.OutputContainer, first: int, room: RoomSound
    ) -> None:
        super().__init__(container, first)
        self._room = room
        self._due = 0  # samples that the pictures are long

    def write_to(self, seconds: float) -> None:
        """Writes the sound that is heard before `seconds`, as far as it has been heard.

        Pictures are painted ahead of the sound they are seen with. They do not wait longer than
        SILENT for it: then there is silence in its place.
        """
        self._due = round(seconds * RATE)
        # After a long hole: what was heard earlier is not known any more.
        self._written = max(self._written, self._due - KEPT)
        self._write(max(self._room.end - self._first, self._due - round(SILENT * RATE)))

    def _write(self, known: int) -> None:
        while self._written + AAC_FRAME <= min(known, self._due):
            first = self._first + self._written
            self._encode(self._room.between(first, first + AAC_FRAME)[None])

    def end(self) -> None:
        """Writes what has been heard since the last picture, and what the encoder still holds."""
        self._write(self._room.end - self._first)
        super().end()
