"""The evidence for a beat, frame by frame: the network's activations combined with the flux.

The network knows what beats sound like; the spectral flux shows exactly where a note began.
Without a network, or where the network gives NaN or infinity, the flux is used alone.
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
SHIFT = round((NETWORK_LATE - FLUX_LATE) * FRAMES)  # frames that the network is later
FLOOR, CEILING = 0.02, 0.99  # of the activation: no frame is certain to be a beat, or not to be
SHARPER = 1.65  # exponent of the activation: many weak frames must not add up to a beat
TRUST = 0.65  # weight of the network's activation; the rest is the flux's


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceFrame:
    """One hundredth of a second."""

    activation: float  # 0..1: a beat is here
    downbeat: float | None  # 0..1: a ONE is here; None: not known
    onset: float  # 0..1: a note or drum starts here
    flux: Floats  # (3,) low, mid, high: rise of the spectrum, in deviations of the last seconds


class Listening:
    """Follows a stream of samples of one rate at a time."""

    def __init__(self, models: Path | None) -> None:
        """Loads the network from the model repository `models`; None: uses the flux alone.

        Raises BadInput.
        """
        self._network = None if models is None else Activations(models, RATE)
        self.early = 0 if models is None else SHIFT  # frames left out after each `begin`
        self.late = FLUX_LATE + self.early / FRAMES  # seconds from a beat to the frame showing it
        self._fluxes: deque[OnsetFrame] = deque()
        self._activations: deque[Activation] = deque()

    def begin(self, rate: int) -> None:
        """Starts a new stream: nothing of the sound so far is used any more."""
        self._onsets = Onsets(rate)
        self._fluxes.clear()
        self._activations.clear()
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
        self._activations.extend(self._network.hear(samples))
        frames = []
        while self._activations and self._left_out < self.early:
            self._activations.popleft()  # no frame of the flux belongs to it
            self._left_out += 1
        while self._activations and self._fluxes:
            frames.append(_combined(self._activations.popleft(), self._fluxes.popleft()))
        return frames


def _combined(network: Activation, flux: OnsetFrame) -> EvidenceFrame:
    if not math.isfinite(network.beat + network.downbeat + network.onset):
        return EvidenceFrame(flux.activation, None, flux.activation, flux.flux)
    mean = TRUST * network.beat + (1 - TRUST) * flux.activation
    return EvidenceFrame(
        min(CEILING, max(FLOOR, mean**SHARPER)), network.downbeat, network.onset, flux.flux
    )
