"""The section of the music: quiet, steady, build, drop or breakdown; from the sound so far.

Everything is measured against the last minute of the same music, so loud and soft recordings
give the same sections. A breakdown is music without its bass; a build rises; a drop is the return
of the bass. Talk and applause are no music: they have no section, and the music after them is
judged by itself.
"""

from collections import deque

import numpy as np

from live.hear.loudness import Sound
from live.signals import Section

TICK = 0.1  # seconds between two decisions
MEMORY = 60.0  # seconds of sound that the usual levels are taken from
LEARNING = 6.0  # seconds of music before any section but steady
SHORT = 0.8  # seconds of sound that the present levels are taken from: slow drums fit in it
RISING = 4.0  # seconds a rise is looked for in
USUAL = 75  # percentile of the bass that counts as its usual level
LOUD = 90  # percentile of the level that counts as loud
SOFT = -22.0  # dB to loud: below it the music is quiet
BASSLESS = -9.0  # dB to the usual bass: below it the bass is gone
BASS_BACK = -4.0  # dB to the usual bass: above it, it is there
GONE_FOR = 1.5  # seconds without bass that make a breakdown
RISE = 3.0  # dB within RISING that make a build of a breakdown
SWELL = 6.0  # dB within RISING that make a build of anything
BUSIER = 1.4  # times as many onsets in the second half of RISING: a roll
CLIMBED = 0.7  # seconds of rising before it is called a build
RETURN = 0.6  # seconds the bass may take to come back for a drop
SUNK = 2.0  # seconds of breakdown or build that a drop needs before it
DROP = 6.0  # seconds a drop lasts
TALKED = 4.0  # seconds without music after which what follows is another song
HEARD = 4.0  # seconds of that song before it has any section but steady
DEEPEST = -60.0  # dB: lower levels are raised to this


class Sections:
    """Follows the sound of a stream, block by block."""

    def __init__(self) -> None:
        self._ticks: deque[tuple[float, float]] = deque(maxlen=round(MEMORY / TICK))
        self._rising: deque[tuple[float, float]] = deque(maxlen=round(RISING / TICK))
        self._block: list[Sound] = []  # since the last tick
        self._since_tick = 0.0  # seconds
        self._usual = self._loud = 0.0  # dB: the usual bass, the loud level
        self._bassless = 0.0  # seconds the bass has been gone
        self._sunk = 0.0  # seconds of breakdown or build
        self._surfaced = 0.0  # seconds since a breakdown or build ended
        self._climbed = 0.0  # seconds of rising
        self._dropping = 0.0  # seconds left of a drop
        self._talked = 0.0  # seconds of sound without music
        self._heard = HEARD  # seconds of music since somebody talked
        self.section: Section = "quiet"

    def hear(self, sound: Sound, seconds: float, *, music: bool = True) -> Section:
        """The section after one more block, `seconds` long, that sounds like `sound`.

        `music`: whether it has a beat, or tones that are held.
        """
        self._block.append(sound)
        self._since_tick += seconds
        if self._since_tick >= TICK:
            self._tick(self._since_tick, music=music)
            self._block, self._since_tick = [], 0.0
        return self.section

    def _tick(self, seconds: float, *, music: bool) -> None:
        if not self._block[-1].playing:
            self.section = "quiet"
            self._forget()
            return
        if not music:
            self.section = "steady"
            self._talk(seconds)
            return
        self._talked, self._heard = 0.0, self._heard + seconds
        level = _decibels(float(np.mean([sound.loudness for sound in self._block])), 0.35)
        bass = _decibels(max(sound.bands[0] for sound in self._block), 0.3)
        self._ticks.append((level, bass))
        self._rising.append((level, max(sound.onset for sound in self._block)))
        if len(self._ticks) * TICK < LEARNING or self._heard < HEARD:
            self.section = "steady"
            return
        self._learn()
        self.section = self._judged(seconds)

    def _forget(self) -> None:
        """Forgets how the music came to where it is; what is usual in it stays."""
        self._dropping = self._sunk = self._bassless = self._climbed = 0.0
        self._rising.clear()

    def _talk(self, seconds: float) -> None:
        """Counts sound that is no music; a word or two into a song changes nothing."""
        self._talked += seconds
        if self._talked > TALKED:
            self._forget()
            self._heard = 0.0

    def _learn(self) -> None:
        levels, basses = np.array(self._ticks).T
        self._usual = float(np.percentile(basses, USUAL))
        self._loud = float(np.percentile(levels, LOUD))

    def _judged(self, seconds: float) -> Section:
        """The section after one more tick of music."""
        now = np.array(list(self._ticks)[-round(SHORT / TICK) :])
        level, bass = float(now[:, 0].mean()), float(now[:, 1].max()) - self._usual
        self._bassless = self._bassless + seconds if bass < BASSLESS else 0.0
        self._dropping = max(0.0, self._dropping - seconds)
        if bass > BASS_BACK and self._sunk >= SUNK:
            self._dropping = DROP
            self._rising.clear()
        gone = self._bassless >= GONE_FOR
        self._climbed = self._climbed + seconds if self._climbs(gone) else 0.0
        building = self._climbed >= CLIMBED
        if gone or building:
            self._sunk, self._surfaced = self._sunk + seconds, 0.0
            return "build" if building else "breakdown"
        self._surfaced += seconds
        if self._surfaced > RETURN:
            self._sunk = 0.0
        if self._dropping > 0.0:
            self._sunk = 0.0
            return "drop"
        return "quiet" if level < self._loud + SOFT else "steady"

    def _climbs(self, gone: bool) -> bool:
        """Whether the level has been rising, or drums have become denser."""
        if len(self._rising) < RISING / TICK:
            return False
        levels, onsets = np.array(self._rising).T
        half = len(levels) // 2
        rise = float(levels[half:].mean() - levels[:half].mean()) * 2
        busier = float(onsets[half:].sum()) > BUSIER * float(onsets[:half].sum())
        if gone:
            return rise > RISE or (busier and rise > 0)
        return rise > SWELL and levels[half:].min() > levels[:half].mean()


def _decibels(value: float, power: float) -> float:
    """The level of a value that is a ratio of powers raised to `power`."""
    return max(DEEPEST, 10 / power * float(np.log10(max(value, 1e-9))))
