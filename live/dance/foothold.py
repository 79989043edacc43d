"""One foot on the floor: its toe is locked where it stands, and lifted where it travels."""

import math

from live.body.ik import Vector
from live.dance.leg import minus, plus, times, unit
from live.dance.springs import faded, followed
from live.dance.turns import Turn, then, turned

STRETCHED = 0.15  # metres: a spot further from the danced toe is given up
LOWERED = 0.07  # metres: a spot is given up if the pelvis would have to come down further
_TIPTOE = 0.05  # metres: at this lowering of the pelvis the heel is fully up
_LOW = 0.12  # metres: a foot higher above the floor does not stand, even if the dancer says so
_NEAR = 0.02  # metres: a foot given up stands again only this near to where it is danced
_LEAVES, _LOCKS = 0.07, 0.022  # seconds: halflives of the difference, in the air and standing
_STOPS = 0.03  # seconds in which a foot that comes down stops
_SETTLED = 0.004  # metres: nearer than this to its spot, a foot stands still
_CLEAR = 0.02  # metres: the least height of a travelling foot's toe
_HEEL = 0.45  # radians: how far its heel is up
_HIGH = 0.05  # metres: a toe above this needs no raised heel
_LIFTS, _RISES = 0.04, 0.03  # seconds: halflives with which heel and toe come up
_PEEL = 0.06  # seconds that a toe stays while its heel comes up
_STILL: Vector = (0.0, 0.0, 0.0)


class Foothold:
    """One foot's toe: where it is danced, where it is locked, where it is shown."""

    def __init__(self) -> None:
        self.spot: Vector | None = None  # metres: where it is locked on the floor; None: it is not
        self.reach = 0.0  # metres: how far the pelvis would have to come down for it
        self._away, self._speed = _STILL, _STILL  # metres, and a second: from goal to shown toe
        self._danced: Vector | None = None  # metres: as danced, a frame ago
        self._shown: Vector | None = None  # metres: as shown, a frame ago
        self._moving = _STILL  # metres a second: as shown
        self._lift, self._lifting = 0.0, 0.0  # 0..1, and a second: how far the heel is up
        self._rise, self._rising = 0.0, 0.0  # metres, and a second: added to clear the floor
        self._peeling = 0.0  # seconds left until it lets go; 0: it is not letting go
        self._given_up = False  # whether its last spot was given up for being too far away

    @property
    def settled(self) -> bool:
        """Whether it stands, and stands still."""
        return self.spot is not None and self._is_at(self.spot)

    @property
    def as_danced(self) -> bool:
        """Whether it is shown where it is danced, within _SETTLED metres."""
        return self._danced is None or self._is_at(self._danced)

    def _is_at(self, place: Vector) -> bool:
        if self._shown is None:
            return True
        return max(abs(part) for part in minus(self._shown, place)) < _SETTLED

    def placed(self, toe: Vector, standing: bool, leaving: bool, dt: float) -> Vector:
        """The toe's place to show, metres, for the danced place `toe`.

        `standing` and `leaving` say whether the dancer has it stand, and about to leave.
        """
        danced = _STILL if self._danced is None else times(minus(toe, self._danced), 1 / dt)
        self._danced = toe
        shown = self._shown = self._shown or toe
        if self.spot is not None:
            self._let_go(toe, danced, standing, dt)
        elif standing:
            self._stand(toe)
        halflife = _LEAVES if self.spot is None else _LOCKS
        self._away, self._speed = _faded(self._away, self._speed, halflife, dt)
        x, y, z = plus(toe if self.spot is None else self.spot, self._away)
        if self.spot is None:
            wanted = (math.hypot(x - shown[0], z - shown[2]) / dt - 0.10) / 0.12
            wanted = min(1.0, max(0.0, wanted))
            clear = max(0.0, _CLEAR * wanted - y) if wanted > 0 else 0.0
            self._rise, self._rising = followed(self._rise, self._rising, clear, _RISES, dt)
            y += self._rise
        elif leaving or self._peeling > 0.0:
            wanted = 1.0
        else:  # The heel comes up where the leg would be too short.
            wanted = min(1.0, self.reach / _TIPTOE)
        self._lift, self._lifting = followed(self._lift, self._lifting, wanted, _LIFTS, dt)
        return (x, max(0.0, y), z)

    def _stand(self, toe: Vector) -> None:
        """Locks the toe where it comes to rest, if that is near enough to where it is danced."""
        assert self._shown is not None
        apart = math.hypot(self._shown[0] - toe[0], self._shown[2] - toe[2])
        if apart > (_NEAR if self._given_up else STRETCHED) or self._shown[1] > _LOW:
            return
        x, _, z = plus(self._shown, times(self._moving, _STOPS))
        self.spot, self._given_up = (x, 0.0, z), False
        self._away, self._speed = minus(self._shown, self.spot), self._moving
        self._rise = self._rising = 0.0

    def _let_go(self, toe: Vector, danced: Vector, standing: bool, dt: float) -> None:
        """Unlocks the toe, heel first, when the dance has it leave or it is too far away."""
        assert self.spot is not None and self._shown is not None
        stretched = math.dist(self.spot, toe) > STRETCHED or self.reach > LOWERED
        if self._peeling > 0.0:
            self._peeling = 0.0 if stretched else max(0.0, self._peeling - dt)
            if self._peeling == 0.0:
                self.spot = None
                self._away, self._speed = minus(self._shown, toe), minus(self._moving, danced)
        elif stretched or not standing:
            self._given_up = stretched
            self._peeling = 1e-4 if stretched or self._lift > 0.7 else _PEEL

    def show(self, toe: Vector, dt: float) -> None:
        """Takes the place where the toe is finally shown, metres."""
        if self._shown is not None:
            self._moving = times(minus(toe, self._shown), 1 / dt)
        self._shown = toe

    def heeled(self, sole: Turn, height: float) -> Turn:
        """The sole's rotation with the heel lifted; `height` is the toe's, metres."""
        ahead = turned(sole, (0.0, 0.0, 1.0))
        pitch = math.asin(min(1.0, max(-1.0, -ahead[1])))
        low = min(1.0, max(0.0, (_HIGH - height) / 0.03))
        # The heel must not go into the floor.
        near = min(1.0, max(0.0, 1.0 - height / 0.04))
        needed = max(-pitch * near, self._lift * low * (_HEEL - pitch), 0.0)
        if needed <= 0.0:
            return sole
        side = times(unit((ahead[2], 0.0, -ahead[0])), math.sin(needed / 2))
        return then((math.cos(needed / 2), *side), sole)


def _faded(offset: Vector, speed: Vector, halflife: float, dt: float) -> tuple[Vector, Vector]:
    parts = [faded(a, b, halflife, dt) for a, b in zip(offset, speed, strict=True)]
    (x, vx), (y, vy), (z, vz) = parts
    return (x, y, z), (vx, vy, vz)
