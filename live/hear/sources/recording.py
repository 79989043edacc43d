"""Recorded sound: any file FFmpeg reads, and the sound of a film."""

import logging
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.hear.sources.sound_file import NO_SOUND, RATE, decoded
from live.hear.sources.track import Damage
from live.parts import Part, ShowContext, SoundSource
from live.runtime import places
from live.runtime.failures import FailureReporter, FileDamage, NoFailureLog
from live.signals import AudioBlock, Samples

log = logging.getLogger(__name__)

HOP = 441  # samples a block: 10 ms


class Recording(Part[SoundSource], frozen=True):
    """A song from a file."""

    file: str  # the song, beside the show file: a sound file or a film, any that FFmpeg reads
    loop: bool = False  # whether it begins again when it is over

    def open(self, context: ShowContext) -> "OpenRecording":
        song, now = places.find(self.file, context.folder), context.clock.now()
        return OpenRecording(song, loop=self.loop, begins=now, failures=context.failures)


class OpenRecording:
    """Blocks of a recording, mono, decoded as they are read. Raises BadInput when made.

    Opened in the middle of a show, it begins where the song is by then. What is damaged is said
    once: after the first time through, or when it is closed before.
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
        """`begins`: seconds of show time; the sound before is left out."""
        self._file = file
        self._failures = failures or NoFailureLog()
        self._damage = Damage()
        self._told = False
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
        self._tell()

    def _tell(self) -> None:
        damage, sentence = self._damage, self._damage.sentence(self._file)
        if self._told or not sentence:
            return
        self._told = True
        log.warning("%s", sentence)
        self._failures.damaged(
            FileDamage(
                "sound", str(self._file), damage.places, round(damage.first, 3),
                round(damage.seconds, 3), round(damage.early, 3), str(damage.error or ""),
            )
        )  # fmt: skip

    def _all_blocks(self) -> Generator[AudioBlock, None, None]:
        again = True
        while again:
            before = self._count
            damage = Damage() if self._told else self._damage
            for samples in hops(mono(self._file, damage)):
                self._count += len(samples)
                if self._count / RATE > self._begins:
                    yield AudioBlock(self._count / RATE, samples, RATE)
            self._tell()
            self._told = True
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


def mono(file: Path, damage: Damage | None = None) -> Iterator[Samples]:
    """The sound of a file as pieces of mono samples at RATE. Raises BadInput.

    What is damaged is silent, and is added to `damage`.
    """
    for piece in decoded(file, "mono", damage):
        yield np.clip(piece[0], -1.0, 1.0)  # six channels mixed to one may exceed full scale
