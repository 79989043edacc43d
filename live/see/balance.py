"""Puts the feet back under the body.

Depth is what a single camera sees worst, and the landmarks have a habit: they put the ankles of
a standing person some 11 cm behind the hips (measured on three films of known truth, in which
they are within 3 cm of them on average). Nobody dances falling over, so the average is set right
and what moves around it is kept.
"""

import numpy as np

from live.see import limbs
from live.signals import Floats

HALFLIFE = 4.0  # seconds of the average
QUICK = 0.2  # of the time watched so far: at first the average follows sooner
STEEPEST = 0.3  # metres of depth for a metre of height: a correction never goes further
UPRIGHT = 0.5  # metres from hips to ankles below which a posture says nothing about standing


class Balance:
    """Learns how far the legs lean on average, and takes that out."""

    def __init__(self) -> None:
        self._lean = 0.0  # metres forwards for a metre down
        self._watched = 0.0  # seconds

    def upright(self, lines: Floats, sight: Floats, dt: float) -> Floats:
        """The lines (17, 3) with legs that lean no more, on average, than they should."""
        legs = lines[limbs.LEGS]
        down, ahead = -float(legs[:, 1].sum()) / 2, float(legs[:, 2].sum()) / 2
        if sight[limbs.LEGS].min() >= limbs.SEEN_ENOUGH and down > UPRIGHT:
            self._learn(float(np.clip(ahead / down, -STEEPEST, STEEPEST)), dt)
        balanced = lines.copy()
        balanced[limbs.LEGS, 2] += self._lean * legs[:, 1]
        return balanced

    def _learn(self, lean: float, dt: float) -> None:
        first = self._watched == 0.0
        self._watched += max(dt, 1e-3)
        halflife = min(HALFLIFE, QUICK * self._watched)
        share = 1.0 if first else 1.0 - 0.5 ** (dt / halflife)
        self._lean += share * (lean - self._lean)
