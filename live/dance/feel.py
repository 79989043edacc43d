"""What the music's sound does to a dance: how lively it is to be."""

from live.signals import Music
from live.springs import approach


class Feel:
    """Lets loudness and drums into the dance, within a second or so."""

    def __init__(self) -> None:
        self.energy = 0.45  # 0..1

    def step(self, music: Music, dt: float, scale: float) -> float:
        """The energy now, 0..1; `scale` is the user's: 1 = as the music is."""
        low, mid, high = music.bands
        heard = 0.1 + 0.55 * music.loudness + 0.25 * low + 0.1 * (mid + high)
        heard = min(1.0, max(0.0, heard * scale))
        # A pause is remembered as what it interrupts: the dance comes back as it went.
        halflife = 0.8 if music.playing else 12.0
        self.energy += (heard - self.energy) * approach(halflife, dt)
        return self.energy
