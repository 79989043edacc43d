"""Freezes everybody while the operator says so, and goes on dancing without a jump."""

from dataclasses import replace

from live.dance.blend import Blend
from live.signals import Pose

HALFLIFE = 0.3  # seconds: of the way from the pose that was held to the dance


class Still:
    """Holds the partner, and the human if one is there. Call `step` once a frame."""

    def __init__(self) -> None:
        self._held: tuple[Pose, Pose | None] | None = None  # the frozen poses; None: they dance
        self._partner = Blend(HALFLIFE)
        self._human = Blend(HALFLIFE)

    def step(self, partner: Pose, human: Pose | None, *, frozen: bool) -> tuple[Pose, Pose | None]:
        """The poses to show: those given, or while frozen the frozen ones with the present time."""
        now = partner.time
        if not frozen and self._held is not None:
            self._let_go(*self._held, partner, human)
            self._held = None
        if self._held is None:
            partner = self._partner.dancing(partner)
            human = human and self._human.measured(human, now)
            if frozen:
                self._held = partner, human
            return partner, human
        held, seen = self._held
        return replace(held, time=now), seen and replace(seen, time=now)

    def _let_go(self, held: Pose, seen: Pose | None, partner: Pose, human: Pose | None) -> None:
        self._partner.begin(held, partner, partner.time)
        if seen is not None and human is not None:
            self._human.begin(seen, human, partner.time)
