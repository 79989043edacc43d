"""What the ear's network hears: how like a beat, a ONE and a note's beginning, 100 times a second.

The network and all it is given of the sound are one model, `models/hearing`, made by
`scripts/train_hearing.py`: 20 ms of sound at 24 kHz go in and two frames come out. It hears
whatever the level and, as sound of another rate is resampled without looking ahead, at any rate.
"""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from live import models
from live.engine import Recurrent
from live.hear.loudness import clean
from live.signals import Samples

NAME = "hearing"  # of the model
FRAMES = 100  # a second
RATE = 24_000  # samples a second that the network hears
STEP = 480  # samples it hears at once
AT_ONCE = STEP * FRAMES // RATE  # frames that come of them
LATE = 0.04  # seconds from a beat to the end of the frame that shows it best


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hundredth of a second; each 0..1. A beat shows in three frames: half, whole, half."""

    beat: float
    downbeat: float
    onset: float


class Activations:
    """Follows a stream of samples of one rate."""

    def __init__(self, folder: Path, rate: int) -> None:
        """Loads the model from a model repository. Raises Unfit."""
        path = models.find(folder, NAME)
        gives = dict.fromkeys(("beat", "downbeat", "onset"), AT_ONCE)
        self._network = Recurrent(path, {"sound": STEP}, gives)
        self.begin(rate)

    def begin(self, rate: int) -> None:
        """From nothing: what comes next has nothing to do with what came before."""
        self._network.forget()
        self._rate = rate
        self._resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
        self._waiting: Samples = np.zeros(0, dtype=np.float32)  # at RATE, less than a step
        self._heard = 0  # samples, at their own rate
        self._frames = 0  # given out

    def hear(self, samples: Samples) -> list[Evidence]:
        """The frames that are complete with these samples: two every 20 ms."""
        self._heard += len(samples)
        sound = np.concatenate([self._waiting, self._resampled(clean(samples))])
        whole = len(sound) // STEP * STEP
        self._waiting = sound[whole:]
        frames = []
        for start in range(0, whole, STEP):
            found = self._network.step({"sound": sound[start : start + STEP]})
            told = zip(found["beat"][0], found["downbeat"][0], found["onset"][0], strict=True)
            frames += [Evidence(float(b), float(one), float(onset)) for b, one, onset in told]
        self._frames += len(frames)
        return frames

    @property
    def pending(self) -> float:
        """Seconds heard since the last complete frame."""
        return self._heard / self._rate - self._frames / FRAMES

    def _resampled(self, samples: Samples) -> Samples:
        if self._rate == RATE or not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
        frame.sample_rate = self._rate
        parts = [part.to_ndarray()[0] for part in self._resampler.resample(frame)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
