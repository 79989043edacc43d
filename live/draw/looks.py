"""Looks by name: the colours of the partner, of the human and of the lights around them."""

from dataclasses import dataclass

import numpy as np

from live.draw.colours import from_hex, mix
from live.signals import Floats

GLIDE = 0.8  # seconds from one look to the next

# Of the partner, of the human, and of what is warm in the room.
LOOKS = {
    "rose": ("#ff2f92", "#19c8ff", "#ffae6e"),
    "gold": ("#ffb326", "#ff5a5f", "#ffd9a0"),
    "ember": ("#ff4a1c", "#ffc14d", "#ff8a5c"),
    "ice": ("#4fd8ff", "#b9a6ff", "#d6f3ff"),
    "forest": ("#3dff8b", "#f2e95b", "#b8ffce"),
    "violet": ("#a64dff", "#2fe6c8", "#ff9ad5"),
    "moon": ("#dfe6ff", "#8ea2ff", "#ffffff"),
}


@dataclass(slots=True)
class Looks:
    """The present look, which fades to the one asked for. Colours are (3, 3): see LOOKS."""

    own: Floats  # the show's
    colours: Floats  # as they are now
    _goal: Floats
    _from: Floats
    _since: float  # seconds: when the glide began

    @classmethod
    def of(cls, partner: str, human: str, accent: str) -> "Looks":
        """Begins with the show's own colours, as #rrggbb."""
        own = _read((partner, human, accent))
        return cls(own, own, own, own, -GLIDE)

    def step(self, time: float, name: str | None) -> bool:
        """Fades to the look of that name, else the show's own; returns whether colours changed."""
        goal = _read(LOOKS[name]) if name in LOOKS else self.own
        if not np.array_equal(goal, self._goal):
            self._from, self._goal, self._since = self.colours, goal, time
        if np.array_equal(self.colours, self._goal):
            return False
        share = (time - self._since) / GLIDE
        there = not 0 <= share < 1  # a time that went back is another show
        self.colours = self._goal if there else mix(self._from, self._goal, share)
        return True


def _read(colours: tuple[str, str, str]) -> Floats:
    return np.stack([from_hex(colour) for colour in colours])
