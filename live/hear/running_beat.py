"""A beat that runs on by itself, led gently by what the pointer believes, and never goes back."""

import math

NEAR = 0.2  # of a beat: farther off, it is another beat, not this one slipping
PULL = 0.12  # seconds: halflife of the distance to the beat believed in
DRIFT = 0.25  # seconds: halflife of the distance to the tempo believed in
OTHER = 0.09  # relative difference of intervals that makes them two
CONVINCED = 0.5  # seconds another beat must be believed in before it is taken


class RunningBeat:
    """Beats are counted from the first; `beat` only grows."""

    def __init__(self) -> None:
        self.beat = 0.0  # beats
        self.interval = 0.5  # seconds a beat
        self.jumps = 0  # how often the count was begun from another beat
        self._otherwise = 0.0  # seconds it has been believed that we are wrong

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
            if self._otherwise > CONVINCED:
                self.jump(interval, phase)
            return
        self._otherwise = max(0.0, self._otherwise - seconds)
        self.interval += (interval - self.interval) * _share(seconds * trust, DRIFT)
        # Back is only slower on: what has been counted stays counted.
        pull = error * _share(seconds * trust, PULL)
        self.beat += max(pull, -0.9 * seconds / self.interval)

    def jump(self, interval: float, phase: float) -> None:
        """To another beat: the next one of those, so that the count does not go back."""
        self.interval = interval
        self.jumps += 1
        self.beat += (phase - self.beat) % 1.0
        self._otherwise = 0.0


def _share(seconds: float, halflife: float) -> float:
    """Of a distance: how much of it goes by."""
    return 1.0 - math.pow(0.5, seconds / halflife)
