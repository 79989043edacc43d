"""Beats of a recording exactly as a live show would have known them."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from live.hear.recording import OpenRecording
from live.parts import Ear
from live.signals import Music

AHEAD = 0.15  # seconds before it sounds that a beat is announced: what a show needs to act on it


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat, as announced."""

    time: float  # seconds: when it sounds, as predicted when it was announced
    beat_in_bar: int  # 1..meter
    known_at: float  # seconds: the end of the sound that had been heard then


class Announcer:
    """Announces each beat once, as soon as it lies less than AHEAD in the future."""

    def __init__(self) -> None:
        self._next: int | None = None

    def announce(self, music: Music) -> list[Beat]:
        """The beats to be announced now; none in silence, and none twice."""
        if not music.playing:
            self._next = None
            return []
        if self._next is None:
            self._next = math.ceil(music.beat)
        beats = []
        while music.time_of(self._next) <= music.time + AHEAD:
            number = self._next
            self._next += 1
            if music.beat - number < 0.5:  # after a jump ahead, what is past is past
                time = max(0.0, music.time_of(number))
                beats.append(Beat(round(time, 4), music.beat_in_bar(number), round(music.time, 4)))
        return beats


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a recording."""

    seconds: float
    beats: list[Beat]
    music: list[Music]  # about once a second

    def as_dict(self) -> dict[str, Any]:
        """For the report."""
        return {
            "seconds": round(self.seconds, 3),
            "beats": [asdict(beat) for beat in self.beats],
            "music": [asdict(music) for music in self.music],
        }


def listen(file: Path, ear: Ear) -> Heard:
    """Hears a recording block by block, knowing nothing of what comes. Raises Unfit."""
    source = OpenRecording(file)
    announcer = Announcer()
    beats: list[Beat] = []
    music: list[Music] = []
    seconds = 0.0
    while (block := source.read()) is not None:
        now = ear.hear(block)
        beats += announcer.announce(now)
        if int(now.time) != int(seconds):
            music.append(now)
        seconds = block.time
    return Heard(seconds, beats, music)
