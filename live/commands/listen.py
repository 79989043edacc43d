"""The beats of a recording, exactly as a live show would have known them."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from live.hear.sources.recording import OpenRecording
from live.parts import Ear
from live.signals import AudioBlock, Music, Section

AHEAD = 0.15  # seconds before a beat sounds that it is announced, so that a show can act on it
MOMENT = 0.1  # seconds a HeardMoment lasts


@dataclass(frozen=True, slots=True)
class HeardBeat:
    """One beat, as announced or as passed."""

    time: float  # seconds: when it sounds, as known at `known_at`
    beat_in_bar: int  # 1..meter
    known_at: float  # seconds: the end of the sound heard so far when it was announced or passed


class Announcer:
    """Announces each beat once, as soon as it lies less than AHEAD in the future."""

    def __init__(self) -> None:
        self._next: int | None = None

    def announce(self, music: Music) -> list[HeardBeat]:
        """The beats to announce now; none in silence, and none twice."""
        if not music.playing:
            self._next = None
            return []
        if self._next is None:
            self._next = math.ceil(music.beat)
        beats = []
        while music.time_of(self._next) <= music.time + AHEAD:
            number = self._next
            self._next += 1
            if music.beat - number < 0.5:  # after a jump ahead, beats already past are left out
                time = max(0.0, music.time_of(number))
                beats.append(
                    HeardBeat(round(time, 4), music.beat_in_bar(number), round(music.time, 4))
                )
        return beats


@dataclass(frozen=True, slots=True)
class HeardMoment:
    """What was known at the end of a tenth of a second, and how loud its sound was."""

    time: float  # seconds: its end
    peak: float  # 0..1 of full scale
    confidence: float  # 0..1; 0 where no beat was known
    tempo: float  # beats a minute
    meter: int  # beats a bar
    section: Section


@dataclass(slots=True)
class Hearing:
    """What was heard in a recording."""

    seconds: float = 0.0
    beats: list[HeardBeat] = field(default_factory=list)  # as announced ahead of time
    detected: list[HeardBeat] = field(default_factory=list)  # as the running beat passed them
    music: list[Music] = field(default_factory=list)  # about once a second
    moments: list[HeardMoment] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For the report: seconds, and what changed when."""
        return {
            "seconds": round(self.seconds, 3),
            "beats": [asdict(beat) for beat in self.beats],
            "detected": [asdict(beat) for beat in self.detected],
            "downbeats": [beat.time for beat in self.beats if beat.beat_in_bar == 1],
            "meters": _changes((m.time, "meter", m.meter) for m in self.moments if m.confidence),
            "sections": _changes((m.time, "section", m.section) for m in self.moments),
            "music": [asdict(music) for music in self.music],
        }


def _changes(states: Iterable[tuple[float, str, object]]) -> list[dict[str, object]]:
    """The times at which a state changed, with its new value."""
    found: list[dict[str, object]] = []
    for time, name, value in states:
        if not found or found[-1][name] != value:
            found.append({"time": round(time, 2), name: value})
    return found


class Listener:
    """Records the music that an ear hears."""

    def __init__(self) -> None:
        self.heard = Hearing()
        self._announcer = Announcer()
        self._before = Music(0.0)
        self._peak = 0.0

    def hear(self, block: AudioBlock, music: Music) -> None:
        heard = self.heard
        heard.beats += self._announcer.announce(music)
        number = math.floor(music.beat)
        if music.playing and self._before.playing and number > math.floor(self._before.beat):
            time = max(0.0, music.time_of(number))
            heard.detected.append(
                HeardBeat(round(time, 4), music.beat_in_bar(number), round(music.time, 4))
            )
        self._peak = max(self._peak, float(np.max(np.abs(block.samples), initial=0.0)))
        if int(music.time / MOMENT) != int(self._before.time / MOMENT):
            sure = music.confidence if music.playing else 0.0
            heard.moments.append(
                HeardMoment(music.time, self._peak, sure, music.tempo, music.meter, music.section)
            )
            self._peak = 0.0
        if int(music.time) != int(self._before.time):
            heard.music.append(music)
        self._before, heard.seconds = music, block.time


def listen(file: Path, ear: Ear) -> Hearing:
    """Hears a recording block by block, without knowing what follows. Raises BadInput."""
    source = OpenRecording(file)
    listener = Listener()
    while (block := source.read()) is not None:
        listener.hear(block, ear.hear(block))
    return listener.heard
