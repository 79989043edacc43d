"""The activations of the ear's network: beat, downbeat (ONE) and onset, 100 frames a second.

The network and its input features are one model, `models/hearing`, made by
`scripts/train/hearing.py`: 20 ms of sound at 24 kHz go in, two frames come out. It works at any
level, and at any rate: sound of another rate is resampled first, without looking ahead.
"""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from live.hear.loudness import clean
from live.hear.onsets import FRAMES
from live.networks import models
from live.networks.recurrent import Recurrent
from live.signals import Samples

NAME = "hearing"  # of the model
RATE = 24_000  # samples a second that the network hears
STEP = 480  # samples that go in at once
AT_ONCE = STEP * FRAMES // RATE  # frames that come out
LATE = 0.04  # seconds from a beat to the end of the frame that shows it best
_HELD = 0.002  # seconds the resampler keeps back, at most
_OUTPUTS = ("beat", "downbeat", "onset")


@dataclass(frozen=True, slots=True)
class Activation:
    """One hundredth of a second; each 0..1. A beat shows in three frames: 0.5, 1, 0.5."""

    beat: float
    downbeat: float
    onset: float


class Activations:
    """Follows a stream of samples of one rate."""

    def __init__(self, folder: Path, rate: int) -> None:
        """Loads the model from a model repository. Raises BadInput."""
        path = models.find(folder, NAME)
        self._network = Recurrent(path, {"sound": STEP}, dict.fromkeys(_OUTPUTS, AT_ONCE))
        self.begin(rate)

    def begin(self, rate: int) -> None:
        """Starts a new stream of `rate` samples a second: the sound so far is forgotten."""
        self._network.forget()
        self._rate = rate
        self._resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
        self._fresh: list[Samples] = []  # at their own rate
        self._sound: Samples = np.zeros(0, dtype=np.float32)  # at RATE, less than a step
        self._heard = 0  # samples, at their own rate
        self._frames = 0  # given out

    def hear(self, samples: Samples) -> list[Activation]:
        """The frames that are complete with these samples: two every 20 ms."""
        self._heard += len(samples)
        self._fresh.append(samples)
        if self.pending < STEP / RATE + (_HELD if self._rate != RATE else 0.0):
            return []
        sound = np.concatenate([self._sound, self._resampled(np.concatenate(self._fresh))])
        self._fresh.clear()
        whole = len(sound) // STEP * STEP
        self._sound = sound[whole:]
        frames: list[Activation] = []
        for start in range(0, whole, STEP):
            frames += self._step(sound[start : start + STEP])
        self._frames += len(frames)
        return frames

    def _step(self, sound: Samples) -> list[Activation]:
        if not np.isfinite(np.dot(sound, sound)):
            sound = clean(sound)
        found = self._network.step({"sound": sound})
        rows = zip(*(found[name][0].tolist() for name in _OUTPUTS), strict=True)
        return [Activation(*row) for row in rows]

    @property
    def pending(self) -> float:
        """Seconds heard since the last complete frame."""
        return self._heard / self._rate - self._frames / FRAMES

    def _resampled(self, samples: Samples) -> Samples:
        if self._rate == RATE:
            return samples
        frame = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
        frame.sample_rate = self._rate
        parts = [part.to_ndarray()[0] for part in self._resampler.resample(frame)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
