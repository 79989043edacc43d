"""A piece of music of which everything is known that an ear is to hear in it."""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.signal import resample_poly

from live.hear.activations import RATE
from live.signals import Floats, Samples


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Its sound and its truth."""

    name: str
    group: str  # what is held out together: "mma:foxtrot", "band:rock"
    sound: Samples  # mono at RATE
    beats: Floats  # seconds
    places: Floats  # of each beat: its number in the bar from 1; 0: unknown
    onsets: Floats = field(default_factory=lambda: np.zeros(0))  # seconds of every note
    onsets_known: bool = True
    bars_known: bool = True

    def with_sound(self, sound: Samples) -> "Piece":
        return replace(self, sound=sound)

    def faster(self, up: int, down: int) -> "Piece":
        """Played `up`/`down` times as fast, and higher, as a turntable does it."""
        sound = resample_poly(self.sound, down, up).astype(np.float32)
        ratio = down / up
        return replace(
            self, name=f"{self.name} x{up / down:.2f}", sound=sound, beats=self.beats * ratio,
            onsets=self.onsets * ratio,
        )  # fmt: skip

    def cut(self, start: float, stop: float) -> "Piece":
        """From one second to another."""
        beats = (self.beats >= start) & (self.beats < stop)
        onsets = (self.onsets >= start) & (self.onsets < stop)
        return replace(
            self, sound=self.sound[round(start * RATE) : round(stop * RATE)],
            beats=self.beats[beats] - start, places=self.places[beats],
            onsets=self.onsets[onsets] - start,
        )  # fmt: skip


def no_music(name: str, sound: Samples) -> Piece:
    """Sound without a beat: talk, applause, noise."""
    nothing = np.zeros(0)
    return Piece(name, "no music", sound, nothing, nothing, onsets_known=False)
