"""Keeps a dancer's feet on the floor: what stands is locked to its spot, what travels is lifted.

A choreographer says which toes stand; here a standing toe stays where it came down, whatever the
body does above it, until it is let go. The difference to where the choreographer has the foot
then fades while the foot is in the air.
"""

import math

import numpy as np

from live import quat, skeleton
from live.dance import legs
from live.signals import Bools, Floats
from live.springs import approach, faded, followed

_STRETCHED = 0.15  # metres: a spot further than this from the danced foot is given up
_LOWERED = 0.07  # metres: a pelvis lowered further than this gives up the foot
_TIPTOE = 0.05  # metres: a pelvis that would be lowered so far has the heel up instead
_NEAR = 0.02  # metres: a foot nearer than this to where it is danced may stand again
_LEAVES, _LOCKS = 0.07, 0.022  # seconds: halflives of the difference, in the air and standing
_STOPS = 0.03  # seconds: how soon a foot that comes down comes to rest
_SETTLED = 0.004  # metres: nearer than this to its spot, a foot stands
_CLEAR = 0.02  # metres: how high the toe of a travelling foot is at least
_HEEL = 0.45  # radians: and its heel up
_HIGH = 0.05  # metres: a toe above this needs no heel
_LIFTS, _RISES = 0.04, 0.03  # seconds: how soon heel and toe come up, a half of the way
_PEEL = 0.06  # seconds: a toe stays that long while its heel comes up
_FLAT = 0.06  # metres: an ankle above this is on its toe
_TOES, _ANKLES = list(legs.TOES), list(legs.ANKLES)


class _Foot:
    def __init__(self) -> None:
        self.spot: Floats | None = None  # (3,) metres: where the toe is locked, on the floor
        self.away = np.zeros(3)  # metres: from where the toe is to be to where it is shown
        self.speed = np.zeros(3)  # metres a second, of that
        self.toe: Floats | None = None  # (3,) metres: as danced, a frame ago
        self.shown: Floats | None = None  # (3,) metres: as shown, a frame ago
        self.moving = np.zeros(3)  # metres a second: as shown
        self.lift, self.lifting = 0.0, 0.0  # 0..1, and a second: its heel
        self.rise, self.rising = 0.0, 0.0  # metres, and a second: its toe, clear of the floor
        self.peeling = 0.0  # seconds left until it lets go; 0: not about to
        self.reach = 0.0  # metres: how far the pelvis would have to come down for it
        self.given_up = False  # it stood too far off, and is on its way

    @property
    def settled(self) -> bool:
        """Whether it stands, and stands still."""
        if self.spot is None or self.shown is None:
            return False
        return float(np.abs(self.shown - self.spot).max()) < _SETTLED

    @property
    def near(self) -> bool:
        """Whether it is shown where it is danced."""
        if self.toe is None or self.shown is None:
            return True
        return float(np.abs(self.shown - self.toe).max()) < _SETTLED

    def show(self, toe: Floats, dt: float) -> None:
        """Takes where the toe is shown, in the end."""
        if self.shown is not None:
            self.moving = (toe - self.shown) / dt
        self.shown = toe


class Ground:
    """Stands a dancer on the floor, frame by frame."""

    def __init__(self) -> None:
        self._feet = (_Foot(), _Foot())
        self._drop, self._dropping = 0.0, 0.0  # metres: how far the pelvis is lowered to reach

    @property
    def at_rest(self) -> bool:
        """Whether both feet are where they are danced: nothing jumps if this is left out."""
        return all(foot.near for foot in self._feet) and self._drop < 0.003

    def stand(
        self, root: Floats, rotations: Floats, standing: Bools, leaving: Bools, dt: float
    ) -> tuple[Floats, Floats, Bools]:
        """Root (3,), local rotations (24, 4) and contacts (4,) of the body on its feet.

        `standing` (2,) are the toes that stand, left and right; `leaving` (2,) those about to go.
        """
        soles = legs.soles(rotations)
        toes = skeleton.positions_from(root, rotations)[_TOES]
        goals = np.empty((2, 3))
        for side, foot in enumerate(self._feet):
            goals[side] = _placed(foot, toes[side], bool(standing[side]), bool(leaving[side]), dt)
            soles[side] = _heeled(foot, soles[side], goals[side, 1])
        out = quat.rotate(soles, legs.TOE)
        goals[:, 1] = np.maximum(goals[:, 1], 0.0)
        ankles = goals - out
        under = np.minimum(ankles[:, 1] - 0.02, 0.0)  # a toe held up does not sink the heel
        ankles[:, 1] -= under
        root = self._lowered(root, rotations[0], ankles, dt)
        ankles = legs.within(root, rotations[0], ankles)
        contacts = np.zeros(4, dtype=bool)
        for side, foot in enumerate(self._feet):
            foot.show(ankles[side] + out[side], dt)
            contacts[2 * side + 1] = foot.settled
            contacts[2 * side] = foot.settled and ankles[side, 1] < _FLAT
        return root, legs.bent(root, rotations, ankles, soles), contacts

    def _lowered(self, root: Floats, pelvis: Floats, ankles: Floats, dt: float) -> Floats:
        """The pelvis (3,), no higher than lets the standing legs reach, within reason."""
        easy = legs.beyond(root, pelvis, ankles)
        hard = legs.beyond(root, pelvis, ankles, legs.REACH)
        needed = must = 0.0
        for side, foot in enumerate(self._feet):
            foot.reach = float(easy[side])
            if foot.spot is not None:
                needed, must = max(needed, float(easy[side])), max(must, float(hard[side]))
        halflife = 0.03 if needed > self._drop else 0.12
        needed, must = min(needed, _LOWERED), min(must, _LOWERED)
        self._drop, self._dropping = followed(self._drop, self._dropping, needed, halflife, dt)
        if must > self._drop:
            self._drop, self._dropping = must, max(0.0, self._dropping)
        return root - np.array([0.0, max(0.0, self._drop), 0.0])


def _placed(foot: _Foot, toe: Floats, standing: bool, leaving: bool, dt: float) -> Floats:
    """Where the toe goes, for where it is danced (3,)."""
    danced = (toe - foot.toe) / dt if foot.toe is not None else np.zeros(3)
    foot.toe = toe
    if foot.shown is None:
        foot.shown = toe.copy()
    if foot.spot is not None:
        _let_go(foot, toe, danced, standing, leaving, dt)
    elif standing:
        _stand(foot, toe)
    foot.away, foot.speed = faded(
        foot.away, foot.speed, _LOCKS if foot.spot is not None else _LEAVES, dt
    )
    goal = (toe if foot.spot is None else foot.spot) + foot.away
    speed = math.hypot(goal[0] - foot.shown[0], goal[2] - foot.shown[2]) / dt
    wanted = min(1.0, max(0.0, (speed - 0.10) / 0.12)) if foot.spot is None else 0.0
    if foot.spot is not None:
        # The heel of a leg at its full length comes up, as a dancer's does.
        wanted = 1.0 if leaving or foot.peeling > 0.0 else min(1.0, foot.reach / _TIPTOE)
    foot.lift, foot.lifting = followed(foot.lift, foot.lifting, wanted, _LIFTS, dt)
    if foot.spot is None:
        clear = max(0.0, _CLEAR * wanted - goal[1]) if wanted > 0 else 0.0
        foot.rise, foot.rising = followed(foot.rise, foot.rising, clear, _RISES, dt)
        goal[1] = max(0.0, goal[1] + foot.rise)
    return goal


def _stand(foot: _Foot, toe: Floats) -> None:
    """Locks a foot to where it comes to rest, if that is near enough to where it is danced."""
    assert foot.shown is not None
    apart = math.hypot(foot.shown[0] - toe[0], foot.shown[2] - toe[2])
    if apart > (_NEAR if foot.given_up else _STRETCHED):
        return
    spot = foot.shown + foot.moving * _STOPS
    foot.spot, foot.given_up = np.array([spot[0], 0.0, spot[2]]), False
    foot.away, foot.speed = foot.shown - foot.spot, foot.moving.copy()
    foot.rise = foot.rising = 0.0


def _let_go(
    foot: _Foot, toe: Floats, danced: Floats, standing: bool, leaving: bool, dt: float
) -> None:
    """Lets a locked foot go, its heel first, where it is danced away or too far off."""
    assert foot.spot is not None and foot.shown is not None
    apart = math.hypot(foot.spot[0] - toe[0], foot.spot[2] - toe[2])
    stretched = apart > _STRETCHED or foot.reach > _LOWERED
    if foot.peeling > 0.0:
        foot.peeling -= dt if not stretched else foot.peeling
        if foot.peeling <= 0.0:
            foot.spot, foot.peeling = None, 0.0
            foot.away, foot.speed = foot.shown - toe, foot.moving - danced
    elif stretched or not standing:
        foot.given_up = stretched
        foot.peeling = 1e-4 if stretched or foot.lift > 0.7 else _PEEL


def _heeled(foot: _Foot, sole: Floats, height: float) -> Floats:
    """The sole, its heel up as far as its lift asks."""
    ahead = quat.rotate(sole, np.array([0.0, 0.0, 1.0]))
    pitch = math.asin(min(1.0, max(-1.0, -float(ahead[1]))))
    low = min(1.0, max(0.0, (_HIGH - height) / 0.03))
    # A heel never goes into the floor either.
    near = min(1.0, max(0.0, 1.0 - height / 0.04))
    needed = max(-pitch * near, foot.lift * low * (_HEEL - pitch), 0.0)
    if needed <= 0.0:
        return sole
    side = np.array([float(ahead[2]), 0.0, -float(ahead[0])])
    return quat.multiply(quat.about(side / max(float(np.linalg.norm(side)), 1e-6), needed), sole)
