"""Smoothing that is strong when the body is still and weak when it moves.

The One Euro filter: Casiez, Roussel & Vogel, "1 Euro Filter: A Simple Speed-based Low-pass Filter
for Noisy Input in Interactive Systems", CHI 2012. Here with halflives instead of cut-off
frequencies, and by time instead of frames: 5 and 30 frames a second are smoothed alike.
"""

import numpy as np

from live.signals import Floats

SPEED_HALFLIFE = 0.025  # seconds: of the smoothed speed


class OneEuro:
    """Smooths rows of values (n, k), each row by its own speed."""

    def __init__(self, halflife: float, halving_speed: float) -> None:
        self.halflife = halflife  # seconds, for a row that stands still
        # Units a second: at this speed the halflife is divided by 2, at twice this speed by 3.
        self.halving_speed = halving_speed
        self._values: Floats | None = None  # (n, k)
        self._speed: Floats | None = None  # (n, k) a second

    def smooth(self, values: Floats, dt: float) -> Floats:
        """The smoothed values, `dt` seconds after the last; the first come back as they are."""
        if self._values is None or self._speed is None or dt <= 0.0:
            self._values = values.copy()
            self._speed = np.zeros_like(values) if self._speed is None else self._speed
            return values.copy()
        speed = (values - self._values) / dt
        self._speed = self._speed + (speed - self._speed) * (1.0 - 0.5 ** (dt / SPEED_HALFLIFE))
        fast = np.linalg.norm(self._speed, axis=-1, keepdims=True)
        halflife = max(self.halflife, 1e-6) / (1.0 + fast / self.halving_speed)
        self._values = self._values + (values - self._values) * (1.0 - 0.5 ** (dt / halflife))
        return self._values.copy()

    def restart(self) -> None:
        """The next values come back as they are."""
        self._values = self._speed = None
