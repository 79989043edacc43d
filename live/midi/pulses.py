"""A beat told as MIDI clock: 24 pulses a beat, start, stop, continue and song position.

Pulses are paced by themselves and drawn gently towards the music's beat, so that its corrections
do not become jitter. Receivers count them: none is left out, none is sent twice. Start and
continue come a pulse before the ONE they begin with (MIDI 1.0: the next clock is the first beat).
"""

import math
from dataclasses import dataclass

from live.midi.time import PULSES, SIXTEENTH
from live.signals import Music

PULL = 0.2  # of a pulse's distance from the music's beat, made up with the next
BEND = 0.2  # of a pulse's length: the most it is moved
CLOSEST = 0.5  # of a pulse's length, from one to the next
LOST = 0.5  # beats off the music from which its beats are counted anew
SURE = 0.3  # confidence from which a beat is fit to start by
EARLY = 0.0005  # seconds: a timer may fire so much before its time
FARTHEST = 1 << 14  # sixteenths: song position has 14 bits


@dataclass(frozen=True, slots=True)
class MidiMessage:
    """One message: "clock", "start", "stop", "continue", or "songpos" with its sixteenths."""

    kind: str
    sixteenths: int = 0


class Pulses:
    """What is to be sent, and when. Times are seconds and must not go back."""

    def __init__(self) -> None:
        self.next: float | None = None  # seconds: when the next pulse is due; None: no music yet
        self._mark = 0  # that pulse, counted as the music counts its beats
        self._position = 0  # that pulse, counted from the song's beginning
        self._running = False
        self._began = False  # there was a start

    def due(self, now: float, music: Music, ahead: float) -> list[MidiMessage]:
        """What to send at `now`, when the beat to tell is the music's of `ahead` seconds later."""
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
        """What to send when no more will come."""
        said = [MidiMessage("stop")] if self._running else []
        self._running = False
        return said

    def _pace(self, now: float, music: Music, ahead: float) -> None:
        """When the next pulse is due: as far as the tempo says, and a little towards the beat."""
        assert self.next is not None
        beat = 60.0 / music.tempo
        self._mark += 1
        # Late ones are caught up with, but never in a heap.
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
        # Where the ONE has moved, receivers are brought along from the next one.
        said = self.end()
        self._running = True
        if not self._began:
            self._began, self._position = True, 0
            return [MidiMessage("start")]
        self._position = math.ceil(self._position / bar) * bar
        if self._position // SIXTEENTH >= FARTHEST:
            self._position = 0
        return [*said, MidiMessage("songpos", self._position // SIXTEENTH), MidiMessage("continue")]
