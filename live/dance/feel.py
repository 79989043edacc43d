"""The dance's energy, from how the music sounds."""

from live.dance.springs import approach
from live.signals import Music

# What each section adds to the energy.
LIFTS = {"quiet": -0.08, "steady": 0.0, "build": 0.12, "drop": 0.25, "breakdown": -0.1}
BURST = 0.25  # seconds: halflife of the rise at a drop


class Feel:
    """Follows loudness, bands and section, within a second or so."""

    def __init__(self) -> None:
        self.energy = 0.45  # 0..1

    def step(self, music: Music, dt: float, scale: float) -> float:
        """The energy now, 0..1; `scale` is the user's: 1 = as the music is."""
        low, mid, high = music.bands
        heard = 0.1 + 0.55 * music.loudness + 0.25 * low + 0.1 * (mid + high)
        heard += LIFTS[music.section] if music.playing else 0.0
        heard = min(1.0, max(0.0, heard * scale))
        # A pause changes the energy slowly: the dance goes on as it was before.
        halflife = 0.8 if music.playing else 12.0
        if music.section == "drop" and heard > self.energy:
            halflife = BURST
        self.energy += (heard - self.energy) * approach(halflife, dt)
        return self.energy
