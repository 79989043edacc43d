"""Whose beat the show dances to: the ear's, or one that another program sends.

The beat given to the dancer never jumps. When its source changes, or the source itself jumps,
the numbers of the beats go on from those already danced. The rest of the difference, half a beat
at most, is made up within about one beat.
"""

import logging
from collections import deque
from dataclasses import replace

from live.runtime.outside import SOURCES, Outside, OutsideBeat
from live.signals import Music

log = logging.getLogger(__name__)

EAR = "ear"
HURRY = 0.5  # share of the tempo: how much faster or slower the beat may run to catch up
SAME_TEMPO = 0.06  # relative difference up to which the ear counts the same beats
SURE = 0.3  # confidence from which the ear's bars are used
REMEMBERED = 500  # changes of the source kept: a cable with a bad contact must not fill memory


class BeatSelector:
    """Puts the beat of the best source in place of the ear's."""

    def __init__(self, source: str = "auto") -> None:
        self.source = EAR  # whose beat it is now
        # Each change: seconds, and whose beat it has been since.
        self.changes: deque[tuple[float, str]] = deque(maxlen=REMEMBERED)
        self._trusted = SOURCES if source == "auto" else tuple(s for s in SOURCES if s == source)
        self._time: float | None = None  # seconds: of the last call
        self._beat = 0.0  # the beat danced at that time
        self._downbeat = 0  # the number of a ONE, as danced
        self._shift = 0  # the number of a beat as danced, minus the source's own number for it
        self._catching_up = False

    def select(self, music: Music, outside: Outside, now: float) -> Music:
        """The music with the best source's beat; unchanged where that is the ear's.

        `now` only grows. Time, loudness, onset and bands stay as heard.
        """
        heard = (outside.newest(source, now) for source in self._trusted)
        beat = next((beat for beat in heard if beat is not None), None)
        self._use_source(EAR if beat is None else beat.source, now)
        led = self._by_ear(music, now) if beat is None else self._from_outside(music, beat, now)
        self._time, self._beat, self._downbeat = now, led.beat_at(now), led.downbeat
        outside.danced = led
        return led

    def _use_source(self, source: str, now: float) -> None:
        if source != self.source:
            self.source = source
            self._catching_up = True
            self.changes.append((round(now, 3), source))
            log.warning("the beat comes from %s since %.2f s", source, now)

    def _by_ear(self, music: Music, now: float) -> Music:
        """The ear's own beat, with the numbers as danced."""
        if self._catching_up:
            beat = self._caught_up(music.beat_at(now), music.tempo, now)
            music = replace(music, beat=beat - (now - music.time) * music.tempo / 60.0)
        elif self._shift:
            music = replace(music, beat=music.beat + self._shift)
        return replace(music, downbeat=music.downbeat + self._shift) if self._shift else music

    def _from_outside(self, music: Music, beat: OutsideBeat, now: float) -> Music:
        """The beat of another program, with everything else as heard."""
        danced = self._caught_up(beat.beat_at(now), beat.tempo, now)
        return replace(
            music,
            tempo=beat.tempo,
            beat=danced - (now - music.time) * beat.tempo / 60.0,
            meter=beat.meter or music.meter,
            downbeat=self._one(music, beat, danced, now),
            confidence=1.0,
            playing=music.playing or beat.playing,
            silent_for=0.0 if beat.playing else music.silent_for,
        )

    def _one(self, music: Music, beat: OutsideBeat, danced: float, now: float) -> int:
        if beat.downbeat is not None:
            return beat.downbeat + self._shift
        # A bare clock knows no bars. The ear, or the operator who presses ONE, may know them.
        alike = abs(music.tempo / beat.tempo - 1) < SAME_TEMPO
        if alike and music.confidence >= SURE:
            return round(danced - music.bar_position(music.beat_at(now)))
        return self._downbeat

    def _caught_up(self, beat: float, tempo: float, now: float) -> float:
        """The beat to dance for a source's beat: numbered as danced, and limited in its speed."""
        if self._time is None:
            return beat
        step = (now - self._time) * tempo / 60.0
        due = self._beat + step
        self._shift -= round(beat + self._shift - due)
        error = beat + self._shift - due
        allowed = HURRY * step
        self._catching_up = abs(error) > allowed
        return due + min(allowed, max(-allowed, error))
