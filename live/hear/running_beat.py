"""A beat that runs on by itself, led gently by what the pointer believes, and never goes back."""

import math

NEAR = 0.2  # of a beat: farther off, it is another beat, not this one slipping
PULL = 0.12  # seconds: halflife of the distance to the beat believed in
DRIFT = 0.25  # seconds: halflife of the distance to the tempo believed in
OTHER = 0.09  # relative difference of intervals that makes them two
CONVINCED = 0.5  # seconds another beat must be believed in before it is taken
AT_FIRST, CARE = 0.1, 0.25  # the same while nothing is settled, and more a second it has been right
# The same music heard otherwise: off the beat, twice or half as fast, in threes for fours. The
# longer the beat has been right, the longer such another one must be believed in.
OCTAVES, TRIPLES = (0.5, 2.0), (2 / 3, 3 / 2, 3 / 4, 4 / 3)  # of the interval
SAME, ALIKE = 0.03, 0.04  # relative difference of intervals that counts as the same, as related
OFF = 0.35  # of a beat: farther off the beat is off the beat
STUBBORN = 0.3  # of the seconds it has been right
OCTAVE_MOST, TRIPLE_MOST = 6.0, 2.0  # seconds, at the most


class RunningBeat:
    """Beats are counted from the first; `beat` only grows."""

    def __init__(self) -> None:
        self.beat = 0.0  # beats
        self.interval = 0.5  # seconds a beat
        self.jumps = 0  # how often the count was begun from another beat
        self._otherwise = 0.0  # seconds it has been believed that we are wrong
        self._settled = 0.0  # seconds it has been believed that we are right

    def coast(self, seconds: float) -> None:
        """On, at the same tempo."""
        self.beat += seconds / self.interval

    def follow(self, seconds: float, interval: float, phase: float, trust: float) -> None:
        """On, led by an interval and a place in the beat (0..1) trusted so far (0..1)."""
        self.coast(seconds)
        error = (phase - self.beat + 0.5) % 1.0 - 0.5
        other = abs(interval / self.interval - 1) > OTHER
        if other or abs(error) > NEAR:
            self._otherwise += seconds * trust
            enough = min(CONVINCED, AT_FIRST + CARE * self._settled)
            if self._otherwise > enough + self._stubborn(interval / self.interval, error):
                self.jump(interval, phase)
            return
        self._otherwise = max(0.0, self._otherwise - seconds)
        self._settled += seconds * trust
        self.interval += (interval - self.interval) * _alpha(seconds * trust, DRIFT)
        # Back is only slower on: what has been counted stays counted.
        pull = error * _alpha(seconds * trust, PULL)
        self.beat += max(pull, -0.9 * seconds / self.interval)

    def doubt(self) -> None:
        """The music has changed: that it has been right says nothing any more."""
        self._settled = 0.0

    def jump(self, interval: float, phase: float) -> None:
        """To another beat: the next one of those, so that the count does not go back."""
        self.interval = interval
        self.jumps += 1
        self.beat += (phase - self.beat) % 1.0
        self._otherwise = self._settled = 0.0

    def _stubborn(self, ratio: float, error: float) -> float:
        """Seconds more that another beat must be believed in, which is the same music's."""
        off = abs(ratio - 1) < SAME and abs(error) > OFF
        if off or any(abs(ratio / octave - 1) < ALIKE for octave in OCTAVES):
            return min(OCTAVE_MOST, STUBBORN * self._settled)
        if any(abs(ratio / triple - 1) < ALIKE for triple in TRIPLES):
            return min(TRIPLE_MOST, STUBBORN * self._settled)
        return 0.0


def _alpha(seconds: float, halflife: float) -> float:
    """Of a distance: how much of it goes by."""
    return 1.0 - math.pow(0.5, seconds / halflife)
