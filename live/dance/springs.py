"""Springs for motion: what follows a goal, and what lets one motion take over from another.

Inertialisation (D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of
War", GDC 2018; D. Holden, "The Little Book on Springs"): at a change of motion the difference
to the old one is kept, and fades by a critically damped spring. The body carries its speed over
the join, and only one motion has to be computed.

Numbers and numpy arrays do alike. Any time may pass in one step: after hours a spring has come to
rest, and where time stands still, or goes back a little, so does the spring.
"""

import math
from typing import TypeVar

from live.signals import Floats

Value = TypeVar("Value", float, Floats)

_RATE = 1.67834699  # where (1 + x) * exp(-x) is a half: makes a `halflife` one
_AT_REST = 60.0  # time constants after which nothing is left of an offset
_INSTANT = 1e-6  # seconds: too short for anything to have a speed
ASLEEP = 0.5  # seconds without a step: too long to carry any motion over


def faded(offset: Value, speed: Value, halflife: float, dt: float) -> tuple[Value, Value]:
    """An offset and its speed (per second), `dt` seconds on, on their way to zero."""
    rate, dt = _RATE / max(halflife, 1e-6), max(0.0, dt)
    if rate * dt > _AT_REST:
        return offset * 0.0, speed * 0.0
    drive = speed + offset * rate
    decay = math.exp(-rate * dt)
    return decay * (offset + drive * dt), decay * (speed - drive * (rate * dt))


def followed(
    value: Value, speed: Value, goal: Value, halflife: float, dt: float
) -> tuple[Value, Value]:
    """A value and its speed, `dt` seconds on, on their way to a goal without overshoot."""
    offset, speed = faded(value - goal, speed, halflife, dt)
    return goal + offset, speed


def approach(halflife: float, dt: float) -> float:
    """The share of the way to its goal that a plain follower goes in `dt` seconds."""
    return 1.0 - math.exp2(-max(0.0, dt) / max(halflife, 1e-6))


class Join:
    """Carries values over a change of their source: no step in value, nor in speed.

    Not over more than ASLEEP seconds: how fast they went before says nothing any more.
    """

    def __init__(self, values: Floats) -> None:
        self._offset: Floats = values * 0.0
        self._speed: Floats = values * 0.0
        self._shown: Floats = values.copy()
        self._shown_speed: Floats = values * 0.0
        self._source: Floats = values.copy()
        self._frames = 2  # since the source changed

    def change(self) -> None:
        """The next values come from another source."""
        self._frames = 0

    def step(self, values: Floats, halflife: float, dt: float) -> Floats:
        """The values to show, `dt` seconds after the last."""
        if dt < _INSTANT:
            return self._shown.copy()
        if dt > ASLEEP:
            return self._begin(values)
        if self._frames == 0:
            self._offset = self._shown + self._shown_speed * dt - values
            self._speed = self._shown_speed
        else:
            if self._frames == 1:  # only now can the new source's own speed be told
                self._speed = self._shown_speed - (values - self._source) / dt
            self._offset, self._speed = faded(self._offset, self._speed, halflife, dt)
        self._frames += 1
        shown = values + self._offset
        self._shown_speed = (shown - self._shown) / dt
        self._shown, self._source = shown, values
        return shown.copy()

    def _begin(self, values: Floats) -> Floats:
        """The values as they are, with nothing before them."""
        self._offset, self._speed, self._shown_speed = values * 0.0, values * 0.0, values * 0.0
        self._shown, self._source, self._frames = values, values, 2
        return values.copy()
