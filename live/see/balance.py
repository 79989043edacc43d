"""Corrects the average lean of the legs in depth.

Depth is what a single camera measures worst, and the landmarks have a bias: they put the ankles
of a standing person some 11 cm behind the hips (measured on three films of known truth, in which
they are within 3 cm of them on average). On average nobody leans, so the average lean is removed
and the movement around it is kept.
"""

import numpy as np

from live.see import limbs
from live.signals import Floats

HALFLIFE = 4.0  # seconds: of the average
QUICK = 0.2  # of the time watched so far: the halflife at first is no longer than this
STEEPEST = 0.3  # metres of depth for a metre of height: the largest correction
UPRIGHT = 0.5  # metres from hips down to ankles: below this a posture is not used


class Balance:
    """Measures how far the legs lean on average, and removes that lean."""

    def __init__(self) -> None:
        self._lean = 0.0  # metres forwards for a metre down
        self._watched = 0.0  # seconds

    def upright(self, lines: Floats, sight: Floats, dt: float) -> Floats:
        """The lines (17, 3), the average lean removed from the legs.

        `sight` (17,) is how well each line was seen, `dt` the seconds since the last call.
        """
        legs = lines[limbs.LEGS]
        down, ahead = -float(legs[:, 1].sum()) / 2, float(legs[:, 2].sum()) / 2
        if sight[limbs.LEGS].min() >= limbs.SEEN_ENOUGH and down > UPRIGHT:
            self._average(float(np.clip(ahead / down, -STEEPEST, STEEPEST)), dt)
        balanced = lines.copy()
        balanced[limbs.LEGS, 2] += self._lean * legs[:, 1]
        return balanced

    def _average(self, lean: float, dt: float) -> None:
        first = self._watched == 0.0
        self._watched += max(dt, 1e-3)
        halflife = min(HALFLIFE, QUICK * self._watched)
        alpha = 1.0 if first else 1.0 - 0.5 ** (dt / halflife)
        self._lean += alpha * (lean - self._lean)
