"""Keeps a dancer's feet on the floor: a standing toe is locked to its spot, a moving one is lifted.

A choreographer says which toes stand. A standing toe stays where it came down, whatever the body
does above it, until the choreographer lets it go. The difference to the danced foot then fades
while the foot is in the air.
"""

import math
from copy import copy

import numpy as np

from live.body.ik import Vector
from live.body.skeleton import TOES
from live.dance.foothold import LOWERED, Foothold
from live.dance.leg import EASY, REACH, Leg, minus, plus
from live.dance.springs import followed
from live.dance.turns import Turn, turned
from live.signals import Bools, Floats

_FLAT = 0.055  # metres: with its ankle above this, a foot stands on its toe only
_STILL = 0.006  # metres: a heel whose ankle has moved further does not stand
_MOVES = 0.08  # metres a second: a heel whose ankle is faster does not stand
_SUNK = 0.02  # metres: the least height of an ankle


class Ground:
    """Puts a dancer's feet on the floor, frame by frame."""

    def __init__(self) -> None:
        self._feet = (Foothold(), Foothold())
        self._heels = (_Heel(), _Heel())
        self._drop, self._dropping = 0.0, 0.0  # metres: how far the pelvis is lowered to reach

    def copied(self) -> "Ground":
        """A copy of the present state, to go back to."""
        same = copy(self)
        same._feet = (copy(self._feet[0]), copy(self._feet[1]))
        same._heels = (copy(self._heels[0]), copy(self._heels[1]))
        return same

    @property
    def at_rest(self) -> bool:
        """Whether both feet are where they are danced: leaving this out then makes no jump."""
        return all(foot.as_danced for foot in self._feet) and self._drop < 0.003

    def stand(
        self,
        root: Floats,
        rotations: Floats,
        standing: Bools,
        leaving: Bools,
        dt: float,
        lower: float = 0.0,
    ) -> tuple[Floats, Floats, Bools]:
        """The root (3,), local rotations (24, 4) and contacts (4,) of the body on its feet.

        `standing` (2,) are the toes that stand, left and right; `leaving` (2,) those about to
        leave. The pelvis comes down by `lower` metres, and the feet stay where they are.
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
        drop = max(self._lowered(legs, goals, dt), lower)
        grounded, contacts = rotations.copy(), np.zeros(4, dtype=bool)
        for side, (leg, foot) in enumerate(zip(legs, self._feet, strict=True)):
            leg.lowered(drop)
            ankle, sole = leg.within(goals[side][0]), goals[side][1]
            foot.show(plus(ankle, turned(sole, TOES[side])), dt)
            contacts[2 * side + 1] = foot.settled
            contacts[2 * side] = self._heels[side].stands(ankle, foot.settled, dt)
            grounded[[1 + side, 4 + side, 7 + side]] = leg.bent(ankle, sole)
        return np.array([x, y - drop, z]), grounded, contacts

    def _lowered(self, legs: list[Leg], goals: list[tuple[Vector, Turn]], dt: float) -> float:
        """How far the pelvis comes down for the standing legs to reach: LOWERED metres at most."""
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


class _Heel:
    """Decides when a heel stands: down, still, and where it came to rest.

    It is decided apart from the toe, as a sole may turn about a standing toe.
    """

    def __init__(self) -> None:
        self._spot: Vector | None = None  # metres: its ankle, where it came to rest
        self._last: Vector = (math.inf, math.inf, math.inf)  # metres: its ankle, a frame ago

    def stands(self, ankle: Vector, settled: bool, dt: float) -> bool:
        """Whether the heel stands, for its ankle now (metres); `settled`: the toe stands still."""
        still = math.dist(ankle, self._last) < _MOVES * dt
        spot = (self._spot or ankle) if settled and still and ankle[1] < _FLAT else None
        if spot is not None and math.dist(spot, ankle) > _STILL:
            spot = None
        self._spot, self._last = spot, ankle
        return spot is not None
