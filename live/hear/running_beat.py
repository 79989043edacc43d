"""A beat that runs on by itself, corrected gently by the bar pointer, and never goes back."""

import math

NEAR = 0.2  # of a beat: an error above this means another beat
PULL = 0.12  # seconds: halflife of the distance to the pointer's beat
DRIFT = 0.25  # seconds: halflife of the distance to the pointer's tempo
OTHER = 0.09  # relative difference of intervals above which the tempo is another
CONVINCED = 0.5  # seconds, at most, that the pointer must hold another beat before it is taken
AT_FIRST, CARE = 0.1, 0.25  # these seconds at first, and what each second of being right adds
# The same music heard differently: off the beat, twice or half as fast, in threes for fours. The
# longer the beat has been right, the longer the pointer must hold such another beat.
OCTAVES, TRIPLES = (0.5, 2.0), (2 / 3, 3 / 2, 3 / 4, 4 / 3)  # ratios of intervals
SAME, ALIKE = 0.03, 0.04  # relative difference of intervals that are the same, that are related
OFF = 0.35  # of a beat: an error above this is off the beat
STUBBORN = 0.3  # seconds added for each second that the beat has been right
OCTAVE_MOST, TRIPLE_MOST = 6.0, 2.0  # seconds added, at most


class RunningBeat:
    """`beat` counts from 0 at the start, and only grows."""

    def __init__(self) -> None:
        self.beat = 0.0  # beats
        self.interval = 0.5  # seconds a beat
        self.jumps = 0  # how often another beat was taken
        self._otherwise = 0.0  # seconds, weighted by trust, that the pointer has disagreed
        self._settled = 0.0  # seconds, weighted by trust, that the pointer has agreed

    def coast(self, seconds: float) -> None:
        """Runs on at the same tempo."""
        self.beat += seconds / self.interval

    def follow(self, seconds: float, interval: float, phase: float, trust: float) -> None:
        """Runs on, pulled to an interval in seconds and a phase 0..1 that have a trust of 0..1."""
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
        # The beat may run slower, but never goes back.
        pull = error * _alpha(seconds * trust, PULL)
        self.beat += max(pull, -0.9 * seconds / self.interval)

    def doubt(self) -> None:
        """Takes another beat sooner: the music has changed, and past agreement means nothing."""
        self._settled = 0.0

    def jump(self, interval: float, phase: float) -> None:
        """Takes another beat: goes forward to its phase (0..1), by less than one beat."""
        self.interval = interval
        self.jumps += 1
        self.beat += (phase - self.beat) % 1.0
        self._otherwise = self._settled = 0.0

    def _stubborn(self, ratio: float, error: float) -> float:
        """Seconds added before another beat is taken that may be the same music's."""
        off = abs(ratio - 1) < SAME and abs(error) > OFF
        if off or any(abs(ratio / octave - 1) < ALIKE for octave in OCTAVES):
            return min(OCTAVE_MOST, STUBBORN * self._settled)
        if any(abs(ratio / triple - 1) < ALIKE for triple in TRIPLES):
            return min(TRIPLE_MOST, STUBBORN * self._settled)
        return 0.0


def _alpha(seconds: float, halflife: float) -> float:
    """The part of a distance that is made up in `seconds`."""
    return 1.0 - math.pow(0.5, seconds / halflife)
