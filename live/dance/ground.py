"""Keeps a dancer's feet on the floor: what stands is locked to its spot, what travels is lifted.

A choreographer says which toes stand; here a standing toe stays where it came down, whatever the
body does above it, until it is let go. The difference to where the choreographer has the foot
then fades while the foot is in the air.
"""

import math
from copy import copy

import numpy as np

from live.dance.foothold import LOWERED, Foothold
from live.dance.leg import EASY, REACH, TOES, Leg, minus, plus
from live.dance.turns import Turn, turned
from live.ik import Vector
from live.signals import Bools, Floats
from live.springs import followed

_FLAT = 0.06  # metres: an ankle above this is on its toe
_SUNK = 0.02  # metres: no ankle is lower
_STILL = 0.08  # metres a second: an ankle that moves faster turns about its toe
_TURNED = 0.008  # metres: likewise one that has moved so far
_NOWHERE: Vector = (math.inf, math.inf, math.inf)


class Ground:
    """Stands a dancer on the floor, frame by frame."""

    def __init__(self) -> None:
        self._feet = (Foothold(), Foothold())
        self._ankles: list[Vector | None] = [None, None]  # metres: where each came to rest
        self._last: list[Vector] = [_NOWHERE, _NOWHERE]  # metres: where each was a frame ago
        self._drop, self._dropping = 0.0, 0.0  # metres: how far the pelvis is lowered to reach

    def copied(self) -> "Ground":
        """As it stands now: to go back to."""
        same = copy(self)
        same._feet = (copy(self._feet[0]), copy(self._feet[1]))
        same._ankles, same._last = [*self._ankles], [*self._last]
        return same

    @property
    def at_rest(self) -> bool:
        """Whether both feet are where they are danced: nothing jumps if this is left out."""
        return all(foot.as_danced for foot in self._feet) and self._drop < 0.003

    def stand(
        self, root: Floats, rotations: Floats, standing: Bools, leaving: Bools, dt: float
    ) -> tuple[Floats, Floats, Bools]:
        """Root (3,), local rotations (24, 4) and contacts (4,) of the body on its feet.

        `standing` (2,) are the toes that stand, left and right; `leaving` (2,) those about to go.
        """
        x, y, z = root.tolist()
        turns: list[Turn] = [tuple(turn) for turn in rotations[:9].tolist()]
        legs = [Leg.of(side, (x, y, z), turns) for side in (0, 1)]
        goals: list[tuple[Vector, Turn]] = []
        for side, (leg, foot) in enumerate(zip(legs, self._feet, strict=True)):
            toe = foot.placed(leg.toe, bool(standing[side]), bool(leaving[side]), dt)
            sole = foot.heeled(leg.sole, toe[1])
            ankle = minus(toe, turned(sole, TOES[side]))
            goals.append(((ankle[0], max(ankle[1], _SUNK), ankle[2]), sole))
        drop = self._lowered(legs, goals, dt)
        grounded, contacts = rotations.copy(), np.zeros(4, dtype=bool)
        for side, (leg, foot) in enumerate(zip(legs, self._feet, strict=True)):
            leg.lowered(drop)
            ankle, sole = leg.within(goals[side][0]), goals[side][1]
            foot.show(plus(ankle, turned(sole, TOES[side])), dt)
            contacts[2 * side + 1] = foot.settled
            rests = self._rests(side, ankle, dt)
            contacts[2 * side] = foot.settled and ankle[1] < _FLAT and rests
            grounded[[1 + side, 4 + side, 7 + side]] = leg.bent(ankle, sole)
        return np.array([x, y - drop, z]), grounded, contacts

    def _rests(self, side: int, ankle: Vector, dt: float) -> bool:
        """Whether an ankle is where it came to rest: a sole may turn about a toe that stands."""
        still = math.dist(ankle, self._last[side]) < _STILL * dt
        rest = (self._ankles[side] or ankle) if still else None
        if rest is not None and math.dist(rest, ankle) > _TURNED:
            rest = None
        self._ankles[side], self._last[side] = rest, ankle
        return rest is not None

    def _lowered(self, legs: list[Leg], goals: list[tuple[Vector, Turn]], dt: float) -> float:
        """How far the pelvis comes down for the standing legs to reach, within reason; metres."""
        needed = must = 0.0
        for leg, foot, (ankle, _) in zip(legs, self._feet, goals, strict=True):
            foot.reach = leg.beyond(ankle, EASY)
            if foot.spot is not None:
                needed, must = max(needed, foot.reach), max(must, leg.beyond(ankle, REACH))
        halflife = 0.03 if needed > self._drop else 0.12
        needed, must = min(needed, LOWERED), min(must, LOWERED)
        self._drop, self._dropping = followed(self._drop, self._dropping, needed, halflife, dt)
        if must > self._drop:
            self._drop, self._dropping = must, max(0.0, self._dropping)
        return max(0.0, self._drop)
