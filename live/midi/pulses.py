"""A beat sent as MIDI clock: 24 pulses a beat, start, stop, continue and song position.

Pulses have a timing of their own, which moves gently towards the music's beat, so that the beat's
corrections do not become jitter. Receivers count pulses: none is left out, none is sent twice.
Start and continue come one pulse before their ONE (MIDI 1.0: the next clock is the first beat).
"""

import math
from dataclasses import dataclass

from live.midi.time import PULSES, SIXTEENTH
from live.signals import Music

PULL = 0.2  # share of a pulse's distance from the music's beat, made up with the next pulse
BEND = 0.2  # share of a pulse's length: the most that a pulse is moved
CLOSEST = 0.5  # share of a pulse's length: the shortest gap between two pulses
LOST = 0.5  # beats off the music from which the count of beats is corrected
SURE = 0.3  # confidence from which receivers are started
EARLY = 0.0005  # seconds: a timer may fire this much too early
FARTHEST = 1 << 14  # sixteenths: song position has 14 bits


@dataclass(frozen=True, slots=True)
class MidiMessage:
    """One message: "clock", "start", "stop", "continue", or "songpos" with its sixteenths."""

    kind: str
    sixteenths: int = 0


class Pulses:
    """Decides what to send, and when. Times are seconds and must not go back."""

    def __init__(self) -> None:
        self.next: float | None = None  # seconds: when the next pulse is due; None: no music yet
        self._mark = 0  # the number of that pulse by the music's count of beats
        self._position = 0  # the number of that pulse from the song's beginning
        self._running = False
        self._began = False  # whether a start was sent

    def due(self, now: float, music: Music, ahead: float) -> list[MidiMessage]:
        """What to send at `now`, for the music's beat of `ahead` seconds later."""
        if self.next is None:
            self._mark = math.ceil(music.beat_at(now + ahead) * PULSES)
            self.next = music.time_of(self._mark / PULSES) - ahead
        if now < self.next - EARLY:
            return []
        said = [MidiMessage("clock")]
        self._position += self._running
        self._pace(now, music, ahead)
        return said + self._state(music)

    def end(self) -> list[MidiMessage]:
        """What to send at the end."""
        said = [MidiMessage("stop")] if self._running else []
        self._running = False
        return said

    def _pace(self, now: float, music: Music, ahead: float) -> None:
        """Sets when the next pulse is due: by the tempo, moved a little towards the beat."""
        assert self.next is not None
        beat = 60.0 / music.tempo
        self._mark += 1
        # Late pulses are made up for, but never sent all at once.
        straight = max(self.next + beat / PULSES, now + CLOSEST * beat / PULSES)
        off = music.time_of(self._mark / PULSES) - ahead - straight
        if abs(off) > LOST * beat:
            beats = round(off / beat)
            self._mark -= PULSES * beats
            off -= beats * beat
        most = BEND * beat / PULSES
        self.next = straight + min(most, max(-most, PULL * off))

    def _state(self, music: Music) -> list[MidiMessage]:
        """Start, stop and continue, between the pulse just sent and the next."""
        if not music.playing:
            return self.end()
        bar = PULSES * music.meter
        on_one = (self._mark - PULSES * music.downbeat) % bar == 0
        if not on_one or (self._running and self._position % bar == 0):
            return []
        if not self._running and music.confidence < SURE:
            return []
        # Where the ONE has moved, receivers follow from the next ONE on.
        said = self.end()
        self._running = True
        if not self._began:
            self._began, self._position = True, 0
            return [MidiMessage("start")]
        self._position = math.ceil(self._position / bar) * bar
        if self._position // SIXTEENTH >= FARTHEST:
            self._position = 0
        return [*said, MidiMessage("songpos", self._position // SIXTEENTH), MidiMessage("continue")]
