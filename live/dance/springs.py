"""Springs for motion: following a goal, and changing from one motion to another.

Inertialisation (D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of
War", GDC 2018; D. Holden, "The Little Book on Springs"): at a change of motion the difference
to the old one is kept, and fades by a critically damped spring. The body keeps its speed over the
change, and only one motion has to be computed.

Values are floats or numpy arrays. A step may take any time: after hours a spring is at rest, and
where time stands still or goes back a little, the spring does not move.
"""

import math
from typing import TypeVar

from live.signals import Floats

Value = TypeVar("Value", float, Floats)

_RATE = 1.67834699  # the x where (1 + x) * exp(-x) is a half: the rate for a halflife of 1
_AT_REST = 60.0  # time constants after which nothing is left of an offset
_INSTANT = 1e-6  # seconds: too short to measure a speed
ASLEEP = 0.5  # seconds without a step after which motion begins anew


def faded(offset: Value, speed: Value, halflife: float, dt: float) -> tuple[Value, Value]:
    """An offset and its speed (per second) after `dt` more seconds on the way to zero."""
    rate, dt = _RATE / max(halflife, 1e-6), max(0.0, dt)
    if rate * dt > _AT_REST:
        return offset * 0.0, speed * 0.0
    drive = speed + offset * rate
    decay = math.exp(-rate * dt)
    return decay * (offset + drive * dt), decay * (speed - drive * (rate * dt))


def followed(
    value: Value, speed: Value, goal: Value, halflife: float, dt: float
) -> tuple[Value, Value]:
    """A value and its speed after `dt` more seconds on the way to a goal, without overshoot."""
    offset, speed = faded(value - goal, speed, halflife, dt)
    return goal + offset, speed


def approach(halflife: float, dt: float) -> float:
    """The alpha of exponential smoothing: the part of the way to a goal that is made in `dt`
    seconds.
    """
    return 1.0 - math.exp2(-max(0.0, dt) / max(halflife, 1e-6))


class Join:
    """Inertialises values when their source changes: no jump in value, nor in speed.

    After more than ASLEEP seconds without a step the values are shown as they are.
    """

    def __init__(self, values: Floats) -> None:
        self._offset: Floats = values * 0.0
        self._speed: Floats = values * 0.0
        self._shown: Floats = values.copy()
        self._shown_speed: Floats = values * 0.0
        self._source: Floats = values.copy()
        self._frames = 2  # since the source changed

    def change(self) -> None:
        """Says that the next values come from another source."""
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
            if self._frames == 1:  # the new source's speed is known from its second value on
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
