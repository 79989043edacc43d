"""Where the partner dances while a human is there: beside the place where that human is drawn."""

import math

from live.dance.springs import approach
from live.signals import HUMAN_SHIFT

BESIDE = 0.75  # metres from the middle: the partner's place beside a human in the middle
_APART = 1.05  # metres to the side: from the human to the partner's place, at least
_EDGE = 1.3  # metres from the middle: the furthest place
_MOVED = 0.3  # metres: the place stays until a better one is this far from it
_SLOWLY = 0.5  # seconds: halflife of where the human is
_SPENT = 0.35  # metres: a side is left where so much of its distance is missing


class Beside:
    """Chooses the partner's place, on the side where it stands when the human comes."""

    def __init__(self) -> None:
        self.place: tuple[float, float] | None = None  # metres x, z; None: nobody is there
        self._human = 0.0  # metres: x of the human, as drawn
        self._left = False  # whether the place is to the left of the human

    def step(self, human: float | None, mine: float, dt: float) -> tuple[float, float] | None:
        """The place, metres x and z, for a human whose pose is at `human`, metres x; None: nobody.

        `mine` is where the partner is.
        """
        if human is None or not math.isfinite(human):
            self.place = None
            return None
        there = human + float(HUMAN_SHIFT[0])
        if self.place is None:
            self._human = there
            self._left = mine < there and _missing(there, left=True) <= 0.0
        self._human += (there - self._human) * approach(_SLOWLY, dt)
        if _missing(self._human, left=self._left) > _SPENT:
            self._left = not self._left
        x = _place(self._human, left=self._left)
        if self.place is None or abs(x - self.place[0]) > _MOVED:
            self.place = x, 0.0
        return self.place


def _place(human: float, *, left: bool) -> float:
    if left:
        return max(-_EDGE, min(-BESIDE, human - _APART))
    return min(_EDGE, max(BESIDE, human + _APART))


def _missing(human: float, *, left: bool) -> float:
    """How much of the distance a side has no room for, metres; 0 or less: none of it."""
    return _APART - abs(human - _place(human, left=left))
