"""Clicks: a sound that needs no device and no file, for rehearsals and tests."""

from typing import Annotated

import msgspec
import numpy as np

from live.parts import Part, ShowContext, SoundSource
from live.signals import AudioBlock, Floats, Samples

RATE, HOP = 44_100, 441  # samples a second, samples a block
CLICK_SECONDS = 0.03


class Metronome(Part[SoundSource], frozen=True):
    """A click a beat, the ONE higher."""

    tempo: Annotated[float, msgspec.Meta(ge=30, le=300)] = 120.0  # beats a minute
    meter: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4  # beats a bar
    # How many seconds it lasts; left out: for ever.
    seconds: Annotated[float, msgspec.Meta(gt=0)] | None = None

    def open(self, context: ShowContext) -> "OpenMetronome":  # noqa: ARG002
        return OpenMetronome(self)


class OpenMetronome:
    """Blocks of clicks, the first beat at 0 s."""

    paced = False

    def __init__(self, settings: Metronome) -> None:
        self._settings = settings
        self._period = 60 / settings.tempo
        self._count = 0  # samples given

    def read(self) -> AudioBlock | None:
        seconds = self._settings.seconds
        if seconds is not None and self._count >= seconds * RATE:
            return None
        times = (self._count + np.arange(HOP)) / RATE
        self._count += HOP
        return AudioBlock(self._count / RATE, self._clicks(times), RATE)

    def close(self) -> None:
        pass

    def _clicks(self, times: Floats) -> Samples:
        beats = np.floor(times / self._period)
        since = times - beats * self._period
        pitch = np.where(beats % self._settings.meter == 0, 1600.0, 1000.0)
        click = np.sin(2 * np.pi * pitch * since) * np.exp(-since / (CLICK_SECONDS / 5))
        samples: Samples = (0.6 * click * (since < CLICK_SECONDS)).astype(np.float32)
        return samples
