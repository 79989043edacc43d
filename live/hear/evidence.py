"""What speaks for a beat, frame by frame: the network's activations together with the flux.

The network knows what beats sound like, the flux where exactly something began. Without the
network, or should it ever say what is no number, the flux speaks alone.
"""

import math
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from live.hear.activations import LATE as NETWORK_LATE
from live.hear.activations import RATE, Activation, Activations
from live.hear.onsets import FRAMES, OnsetFrame, Onsets
from live.signals import Floats, Samples

FLUX_LATE = 0.031  # seconds from a beat to the end of the frame of the flux that shows it best
SHIFT = round((NETWORK_LATE - FLUX_LATE) * FRAMES)  # frames the network's is later
FLOOR, CEILING = 0.02, 0.99  # of what speaks for a beat: nothing is impossible
SHARPER = 1.65  # exponent: what is half a beat again and again must not add up to one
TRUST = 0.65  # share of the network's; the rest is the flux's


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceFrame:
    """One hundredth of a second."""

    activation: float  # 0..1: a beat is here
    downbeat: float | None  # 0..1: a ONE is here; None: nobody knows
    onset: float  # 0..1: a note or drum starts here
    flux: Floats  # (3,) low, mid, high: rise of the spectrum, in deviations of the last seconds


class Listening:
    """Follows a stream of samples of one rate at a time."""

    def __init__(self, models: Path | None) -> None:
        """With the network of this repository; None: without. Raises BadInput."""
        self._network = None if models is None else Activations(models, RATE)
        self.early = 0 if models is None else SHIFT  # frames left out after each beginning
        self.late = FLUX_LATE + self.early / FRAMES
        self._fluxes: deque[OnsetFrame] = deque()
        self._told: deque[Activation] = deque()

    def begin(self, rate: int) -> None:
        """From nothing: what comes next has nothing to do with what came before."""
        self._onsets = Onsets(rate)
        self._fluxes.clear()
        self._told.clear()
        self._left_out = 0
        if self._network is not None:
            self._network.begin(rate)

    @property
    def pending(self) -> float:
        """Seconds heard since the last complete frame."""
        return self._onsets.pending if self._network is None else self._network.pending

    def hear(self, samples: Samples) -> list[EvidenceFrame]:
        """The frames that are complete with these samples."""
        fluxes = self._onsets.hear(samples)
        if self._network is None:
            return [
                EvidenceFrame(flux.activation, None, flux.activation, flux.flux) for flux in fluxes
            ]
        self._fluxes.extend(fluxes)
        self._told.extend(self._network.hear(samples))
        frames = []
        while self._told and self._left_out < self.early:
            self._told.popleft()  # nothing of the flux belongs to it
            self._left_out += 1
        while self._told and self._fluxes:
            frames.append(_together(self._told.popleft(), self._fluxes.popleft()))
        return frames


def _together(told: Activation, flux: OnsetFrame) -> EvidenceFrame:
    if not math.isfinite(told.beat + told.downbeat + told.onset):
        return EvidenceFrame(flux.activation, None, flux.activation, flux.flux)
    mean = TRUST * told.beat + (1 - TRUST) * flux.activation
    return EvidenceFrame(
        min(CEILING, max(FLOOR, mean**SHARPER)), told.downbeat, told.onset, flux.flux
    )
