"""Hands on the beat: tempo, ONE and meter as the operator sets them, over what an ear hears."""

import math
from dataclasses import replace

from live.desk.desk import BeatHands
from live.signals import Music

SURE = 0.8  # confidence in a beat that hands lead
OVER = 4.0  # seconds of silence after which a called ONE belongs to the song before
OCTAVES = (0.25, 0.5, 1.0, 2.0, 4.0)  # what a tempo may be multiplied by to fall into a range


class HandsOn:
    """Applies the operator's hands to the music. Where hands ask for nothing, nothing changes.

    While hands hold the tempo (a tempo set, or a lock), the beat runs on by itself from where it
    was. The count of beats never jumps, whatever hands do.
    """

    def __init__(self) -> None:
        self._time = 0.0  # seconds: time of the last music
        self._beat = 0.0  # beats: our own count at that time, before the nudge
        self._tempo = 120.0  # beats a minute at that time
        self._ratio = 1.0  # our beats to one of the ear's
        self._pin = (0.0, 0)  # a beat of the ear's count, and the same beat in ours
        self._free = False  # whether hands hold the tempo
        self._label = 0  # the number of one of our beats that is a ONE
        self._called: float | None = None  # seconds: the last ONE applied
        self._played = 0.0  # seconds: when music was heard last
        self._was_one: float | None = None  # seconds: the ONE called in a song that is over
        self._tapped = 0.0  # seconds: the last tap seen
        self._touched = False  # whether hands have ever asked for anything

    def apply(self, music: Music, hands: BeatHands, taps: tuple[float, ...] = ()) -> Music:
        """The music at the same time, its beat as hands want it. Times must not go back.

        `taps` are times in seconds. The ear applies them itself, except while hands hold the
        tempo: then they move the beat here.
        """
        self._touched = self._touched or hands != BeatHands()
        self._run(music, hands)
        self._tap(music, hands, taps)
        if not self._touched:
            self._label = music.downbeat
            return music
        self._count_from(music, hands)
        return replace(
            music,
            tempo=self._tempo,
            beat=self._beat + hands.nudge,
            meter=hands.meter or music.meter,
            downbeat=self._label,
            confidence=max(music.confidence, SURE) if self._free else music.confidence,
        )

    def _run(self, music: Music, hands: BeatHands) -> None:
        """Moves tempo and beat on to the music's time."""
        free = hands.locked or hands.tempo is not None
        ratio = _ratio(music.tempo, hands)
        run_on = self._beat + (music.time - self._time) * self._tempo / 60.0
        if free:
            self._tempo = self._held(music, hands, ratio)
            self._beat = run_on
        else:
            if self._free or ratio != self._ratio:
                self._join(music, ratio, run_on)
            self._tempo = music.tempo * ratio
            self._beat = self._pin[1] + (music.beat - self._pin[0]) * ratio
        self._time, self._free, self._ratio = music.time, free, ratio

    def _held(self, music: Music, hands: BeatHands, ratio: float) -> float:
        """The tempo while hands hold it: the one set, or the one at the moment of the lock."""
        if hands.tempo is not None:
            return hands.tempo
        if not self._free:
            return music.tempo * ratio
        return self._tempo * hands.factor / self._ratio if hands.range is None else self._tempo

    def _join(self, music: Music, ratio: float, run_on: float) -> None:
        """Maps the ear's count to ours anew, ONE on ONE; ours goes on where it is."""
        ear_one = float(music.downbeat)
        if not self._free:
            ear_one = self._pin[0] + (self._label - self._pin[1]) / self._ratio
            # A ONE called between two of the ear's beats: ours fall on the ear's all the same.
            whole = max(1.0, ratio)
            ear_one = round(ear_one * whole) / whole
        ours = round(run_on - (music.beat - ear_one) * ratio)
        self._pin = (ear_one, ours)
        if not self._free:
            self._label = ours

    def _count_from(self, music: Music, hands: BeatHands) -> None:
        """Sets which beat is a ONE: the hand's until its song is over, then the ear's."""
        if music.playing:
            self._played = music.time
        elif music.time - max(self._played, hands.one or 0.0) > OVER:
            self._was_one = hands.one
        one = None if hands.one == self._was_one else hands.one
        if one is None and not self._free:
            self._label = self._pin[1] + math.floor((music.downbeat - self._pin[0]) * self._ratio)
        elif one is not None and one != self._called:
            self._label = self._under(one, music, hands)
        self._called = hands.one

    def _tap(self, music: Music, hands: BeatHands, taps: tuple[float, ...]) -> None:
        """Moves the beat to a new tap while hands hold the tempo; else the ear applies taps."""
        if taps and taps[-1] > self._tapped:
            self._tapped = taps[-1]
            if self._free:
                self._under(taps[-1], music, hands)

    def _under(self, time: float, music: Music, hands: BeatHands) -> int:
        """The number of the beat that a hand marked at `time`."""
        called = self._beat + hands.nudge - (music.time - time) * self._tempo / 60.0
        if self._free:
            # The ear is not used now: the beat is exactly where the hand came down.
            self._beat += round(called) - called
        return round(called)


def _ratio(tempo: float, hands: BeatHands) -> float:
    """What the ear's tempo is multiplied by: the hand's factor, or the octave that brings it into
    the hand's range.
    """
    if hands.range is None or hands.factor != 1.0:
        return hands.factor
    low, high = hands.range
    fitting = [octave for octave in OCTAVES if low <= tempo * octave <= high]
    return min(fitting, key=lambda octave: abs(math.log(octave)), default=1.0)
