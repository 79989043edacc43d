"""The dance's own beat: the music's, halved or doubled to what a body can dance, and accented.

Between two beats the dance hurries, and it comes to rest on them: time is bent along the path
danced, so that a movement's stops fall on the music's beats without a foot sliding.
"""

import math

from live.dance.count import Count
from live.springs import approach

SLOWEST, FASTEST = 68.0, 172.0  # beats a minute a body dances to
_HYSTERESIS = 1.06  # a tempo this far over the edge changes the count
ACCENT = 0.40  # 0..1: how much slower than on average the dance is on the beat
_QUICK, _SLOW = 2.4, 0.15  # how far a partner hurries or slows the dance
_COUPLING = 1.6  # how much of the partner's change of speed is the dancer's
_BACK = 0.1  # a beat: how fast the dance goes back to the music's beat, following


class DanceBeat:
    """Beats as danced. They only grow."""

    def __init__(self) -> None:
        self.times = 1.0  # danced beats a beat of the music: 0.5, 1 or 2
        self.beat = 0.0  # danced beats, evenly
        self.accent = 0.0  # 0..1, as now
        self._shift: float | None = None  # danced beats less the music's, times `times`

    def step(self, count: Count, dt: float, accent: float, hurry: float | None) -> float:
        """Moves on with the music's count; returns the accented beat.

        `accent` is 0..1 of ACCENT. `hurry` is how fast the partner moves against their usual, 1 =
        as usual; None = nobody is followed.
        """
        self._choose(count.tempo)
        goal = self.times * count.beat
        if self._shift is None:
            self._shift, self.beat = 0.0, goal
        advance = self.times * count.rate * dt
        # Whole beats are left as they are: only where in the beat the dance is counts.
        error = goal + self._shift - (self.beat + advance)
        self._shift -= round(error)
        error -= round(error)
        if hurry is None:
            advance *= 1 + min(0.35, max(-0.4, 1.5 * error))
        else:
            pace = min(_QUICK, max(_SLOW, hurry**_COUPLING))
            advance = advance * pace + _BACK * error * self.times * count.rate * dt
        self.beat += max(0.0, advance)
        target = ACCENT * accent
        self.accent += (target - self.accent) * approach(0.3, dt)
        return self.beat - self.accent * math.sin(2 * math.pi * self.beat) / (2 * math.pi)

    @property
    def shift(self) -> float:
        """Danced beats less the music's, times `times`."""
        return self._shift or 0.0

    def _choose(self, tempo: float) -> None:
        danced = tempo * self.times
        edge = _HYSTERESIS if self._shift is not None else 1.0
        times = self.times
        if danced < SLOWEST / edge and times < 2:
            times *= 2
        elif danced > FASTEST * edge and times > 0.5:
            times /= 2
        if times != self.times:
            if self._shift is not None:
                # The dance keeps counting from where it is; the beats' phase finds itself.
                self._shift += (self.times - times) * (self.beat - self._shift) / self.times
            self.times = times
