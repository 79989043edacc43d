"""The dance's own beat: the music's, halved or doubled to what a body can dance, and accented.

Between two beats of the music the dance hurries, and it comes to rest on them: time is bent along
the path danced, so that a movement's stops fall on the music's beats without a foot sliding.
"""

import math
from collections.abc import Iterator

from live.dance.count import Count
from live.dance.springs import approach

SLOWEST, FASTEST = 68.0, 172.0  # beats a minute a body dances to
_HYSTERESIS = 1.06  # a tempo this far over the edge changes the count
ACCENT = 0.40  # 0..1: how much slower than on average the dance is on the beat
_QUICK, _SLOW = 2.4, 0.15  # how far a partner hurries or slows the dance
_COUPLING = 1.6  # how much of the partner's change of speed is the dancer's
_BACK = 0.1  # a beat: how fast the dance goes back to the music's beat, following
_PULL = 1.5  # a beat of the music: how fast it goes back, following nobody
_CATCH_UP, _WAIT = 0.35, 0.4  # ... at most so much faster, or slower, than the music


def rest(beat: float, accent: float) -> float:
    """Beats a dance is behind its even beat, so that it is slower by `accent`, 0..1, on whole ones
    than on average, and quicker by as much halfway between them."""
    return accent * math.sin(2 * math.pi * beat) / (2 * math.pi)


class DanceBeat:
    """Beats as danced. They only grow, but where they begin anew.

    A danced beat falls on every beat of the music; where the count is doubled, on the middle
    between two of them, too; where it is halved, on every other one, the ONE among them.
    """

    def __init__(self) -> None:
        self.times = 1.0  # danced beats a beat of the music: 0.5, 1 or 2
        self.beat = 0.0  # danced beats, evenly
        self.downbeat = 0  # the number of a danced beat that is a ONE
        # Danced beats a beat of the music: 0..1 of how slow the dance is on the music's beats.
        self._accents = dict.fromkeys((0.5, 1.0, 2.0), 0.0)
        self._begun = False

    def begin(self) -> None:
        """Nobody has danced to it for a while: the next beat is on the music's at once."""
        self._begun = False

    def step(self, count: Count, dt: float, accent: float, hurry: float | None) -> float:
        """Moves on with the music's count; returns the accented beat.

        `accent` is 0..1 of ACCENT. `hurry` is how fast the partner moves against their usual, 1 =
        as usual; None = nobody is followed.
        """
        self._choose(count.tempo)
        strong = _strong(count)
        goal = self.times * (count.beat - strong)
        advance = self.times * count.rate * dt
        if not self._begun:
            self._begun, self.beat = True, goal - advance
        behind = goal - (self.beat + advance)
        # Only where in the beat of the music the dance is counts: the count itself just goes on.
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
        """Danced beats the dance is behind, so that it is slow on the music's beats."""
        share = approach(0.3, dt)
        for times, now in self._accents.items():
            target = accent if times == self.times else 0.0
            self._accents[times] = now = now + (target - now) * share
            yield times * rest(self.beat / times, now)

    def _choose(self, tempo: float) -> None:
        """Halves or doubles the count of what a body could not dance to otherwise.

        What was chosen for one tempo is not kept for the next: a song that was first heard twice as
        fast as it is would be danced at half its tempo to its end.
        """
        edge = _HYSTERESIS if self._begun else 1.0
        fastest = FASTEST / edge if self.times == 0.5 else FASTEST * edge
        slowest = SLOWEST * edge if self.times == 2.0 else SLOWEST / edge
        self.times = 0.5 if tempo > fastest else 2.0 if tempo < slowest else 1.0


def _strong(count: Count) -> int:
    """A beat that stays one of the strong beats, which a halved count goes by, whatever is heard.

    In bars of 3 or 5 beats every other ONE is among them at best, so that any beat will do.
    """
    return count.downbeat if count.meter % 2 == 0 else 0
