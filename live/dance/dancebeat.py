"""The dance's own beat: the music's, halved or doubled to a tempo for dancing, and accented.

The dance is slower on the music's beats and faster between them: its time is warped. Movements
then stop on the beats, and no foot slides.
"""

import math
from collections.abc import Iterator

from live.dance.count import Count
from live.dance.springs import approach

SLOWEST, FASTEST = 68.0, 172.0  # beats a minute that a body dances to
_HYSTERESIS = 1.06  # factor by which a tempo must pass these limits to change the count
ACCENT = 0.40  # 0..1: how much slower than on average the dance is on the beat
_QUICK, _SLOW = 2.4, 0.15  # how far a partner hurries or slows the dance
_COUPLING = 1.6  # how much of the partner's change of speed is the dancer's
_BACK = 0.1  # of the error, a beat: how fast the dance returns to the music's beat, following
_PULL = 1.5  # of the error, a beat of the music: how fast it returns, following nobody
_CATCH_UP, _WAIT = 0.35, 0.4  # limits of that: how much faster, and slower, than the music


def rest(beat: float, accent: float) -> float:
    """How many beats an accented dance is behind its even beat: it is slower than on average by
    `accent` (0..1) on beats, and faster by as much halfway between them.
    """
    return accent * math.sin(2 * math.pi * beat) / (2 * math.pi)


class DanceBeat:
    """Beats as danced. They only grow, except after `begin`.

    A danced beat falls on every beat of the music; with a doubled count also halfway between
    beats; with a halved count on every other beat, including the ONE.
    """

    def __init__(self) -> None:
        self.times = 1.0  # danced beats a beat of the music: 0.5, 1 or 2
        self.beat = 0.0  # danced beats, evenly
        self.downbeat = 0  # the number of a danced beat that is a ONE
        # For each of `times`: the accent, 0..1, on the music's beats.
        self._accents = dict.fromkeys((0.5, 1.0, 2.0), 0.0)
        self._begun = False

    def begin(self) -> None:
        """Starts anew after a pause: the next beat is on the music's at once."""
        self._begun = False

    def step(self, count: Count, dt: float, accent: float, hurry: float | None) -> float:
        """Moves on with the music's count; returns the accented beat.

        `accent` is 0..1, relative to ACCENT. `hurry` is the human's speed relative to their usual
        speed, 1: as usual; None: nobody is followed.
        """
        self._choose(count.tempo)
        strong = _strong(count)
        goal = self.times * (count.beat - strong)
        advance = self.times * count.rate * dt
        if not self._begun:
            self._begun, self.beat = True, goal - advance
        behind = goal - (self.beat + advance)
        # Only the phase in the music's beat is corrected: the count itself goes on.
        whole = max(1.0, self.times)
        number = -whole * round(behind / whole)
        error = behind + number
        self.downbeat = round(number + self.times * (count.downbeat - strong))
        if hurry is None:
            pull = min(_CATCH_UP, max(-_WAIT, _PULL / self.times * error)) * advance
            advance += min(abs(error), max(-abs(error), pull))
        else:
            pace = min(_QUICK, max(_SLOW, hurry**_COUPLING))
            advance = advance * pace + _BACK * error * self.times * count.rate * dt
        self.beat += max(0.0, advance)
        return self.beat - sum(self._rests(ACCENT * accent, dt))

    def _rests(self, accent: float, dt: float) -> Iterator[float]:
        """How many danced beats the accents put the dance behind: one for each of `times`."""
        alpha = approach(0.3, dt)
        for times, now in self._accents.items():
            target = accent if times == self.times else 0.0
            self._accents[times] = now = now + (target - now) * alpha
            yield times * rest(self.beat / times, now)

    def _choose(self, tempo: float) -> None:
        """Halves or doubles the count of music that is too fast or too slow for a body.

        The choice depends on the present tempo only, apart from the hysteresis: a song that was
        first heard at twice its tempo is not danced at half its tempo later.
        """
        edge = _HYSTERESIS if self._begun else 1.0
        fastest = FASTEST / edge if self.times == 0.5 else FASTEST * edge
        slowest = SLOWEST * edge if self.times == 2.0 else SLOWEST / edge
        self.times = 0.5 if tempo > fastest else 2.0 if tempo < slowest else 1.0


def _strong(count: Count) -> int:
    """The number of a strong beat, which a halved count is aligned to.

    In bars of 3 or 5 beats a halved count meets only every other ONE: any beat will do.
    """
    return count.downbeat if count.meter % 2 == 0 else 0
