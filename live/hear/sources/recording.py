"""Recorded sound: any file FFmpeg reads, and the sound of a film."""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.hear.sources.sound_file import NO_SOUND, RATE, decoded
from live.parts import Part, ShowContext, SoundSource
from live.runtime import places
from live.signals import AudioBlock, Samples

HOP = 441  # samples a block: 10 ms


class Recording(Part[SoundSource], frozen=True):
    """A song from a file."""

    file: str  # the song, beside the show file: a sound file or a film, any that FFmpeg reads
    loop: bool = False  # whether it begins again when it is over

    def open(self, context: ShowContext) -> "OpenRecording":
        file = places.find(self.file, context.folder)
        return OpenRecording(file, loop=self.loop, begins=context.clock.now())


class OpenRecording:
    """Blocks of a recording, mono, decoded as they are read. Raises BadInput when made.

    Opened in the middle of a show, it begins where the song is by then.
    """

    paced = False

    def __init__(self, file: Path, *, loop: bool = False, begins: float = 0.0) -> None:
        """`begins`: seconds of show time; the sound before is left out."""
        self._file = file
        self._loop = loop
        self._begins = begins
        self._count = 0  # samples given, or left out
        self._blocks = self._all_blocks()
        self._next = next(self._blocks, None)
        if self._next is None and not self._count:
            raise BadInput(NO_SOUND.format(file))

    def read(self) -> AudioBlock | None:
        block = self._next
        if block is not None:
            self._next = next(self._blocks, None)
        return block

    def close(self) -> None:
        self._blocks.close()

    def _all_blocks(self) -> Generator[AudioBlock, None, None]:
        again = True
        while again:
            before = self._count
            for samples in hops(mono(self._file)):
                self._count += len(samples)
                if self._count / RATE > self._begins:
                    yield AudioBlock(self._count / RATE, samples, RATE)
            again = self._loop and self._count > before


def hops(pieces: Iterator[Samples]) -> Iterator[Samples]:
    """Cuts pieces of any length into blocks of HOP samples; the last one is padded with zeros."""
    rest = np.zeros(0, dtype=np.float32)
    for piece in pieces:
        rest = np.concatenate([rest, piece])
        whole = len(rest) // HOP * HOP
        for start in range(0, whole, HOP):
            yield rest[start : start + HOP]
        rest = rest[whole:]
    if len(rest):
        yield np.pad(rest, (0, HOP - len(rest)))


def mono(file: Path) -> Iterator[Samples]:
    """The sound of a file as pieces of mono samples at RATE. Raises BadInput."""
    for piece in decoded(file, "mono"):
        yield np.clip(piece[0], -1.0, 1.0)  # six channels mixed to one may exceed full scale
