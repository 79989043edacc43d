"""Springs for motion: what follows a goal, and what lets one motion take over from another.

Inertialisation (D. Bollo, "Inertialization: High-Performance Animation Transitions in Gears of
War", GDC 2018; D. Holden, "The Little Book on Springs"): at a change of motion the difference
to the old one is kept, and fades by a critically damped spring. The body carries its speed over
the join, and only one motion has to be computed.

Numbers and numpy arrays do alike.
"""

import math
from typing import TypeVar

from live.signals import Floats

Value = TypeVar("Value", float, Floats)

_RATE = 1.67834699  # where (1 + x) * exp(-x) is a half: makes a `halflife` one


def faded(offset: Value, speed: Value, halflife: float, dt: float) -> tuple[Value, Value]:
    """An offset and its speed (per second), `dt` seconds on, on their way to zero."""
    rate = _RATE / max(halflife, 1e-6)
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
    return 1.0 - math.exp2(-dt / max(halflife, 1e-6))


class Join:
    """Carries values over a change of their source: no step in value, nor in speed."""

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
        """The values to show, `dt` seconds (more than 0) after the last."""
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
        return shown
