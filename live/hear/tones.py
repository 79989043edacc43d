"""Whether tones are held, as by pads, strings and singers, but not in speech and applause.

The peaks of the spectrum are compared with those a moment ago. Those of held notes stay where
they were; those of a speaking voice move, and noise has none that last.
"""

from collections import deque

import numpy as np

from live.signals import Samples

EVERY = 0.1  # seconds between two looks
BACK = 3  # looks: how far back the compared spectrum is
WINDOW_SECONDS = 0.19  # what a spectrum is taken of
LOWEST, HIGHEST = 150.0, 3_000.0  # Hz
AROUND = 180.0  # Hz: a peak is what stands out of the mean over this width
COMPRESSION = 100.0  # log(1 + this * magnitude relative to the strongest)
MEMORY = 1.0  # seconds: time constant of `held`


class Tones:
    """Follows a stream of samples of one rate. `held` is 0..1: noise 0.55, speech below 0.5."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._window = 1 << round(np.log2(WINDOW_SECONDS * rate))
        self._taper = np.hanning(self._window).astype(np.float32)
        hertz = np.fft.rfftfreq(self._window, 1 / rate)
        first, last = (int(place) for place in np.searchsorted(hertz, (LOWEST, HIGHEST)))
        self._range = slice(first, last)
        width = max(3, round(AROUND * self._window / rate)) | 1
        self._around = np.ones(width, dtype=np.float32) / width
        self._recent: Samples = np.zeros(self._window, dtype=np.float32)
        self._peaks: deque[Samples] = deque(maxlen=BACK + 1)
        self._due = 0  # samples until the next look
        self.held = 0.5

    def hear(self, samples: Samples) -> None:
        """Takes the next samples."""
        self._recent = np.concatenate([self._recent, samples])[-self._window :]
        self._due -= len(samples)
        if self._due <= 0:
            self._due += round(EVERY * self._rate)
            self._look()

    def _look(self) -> None:
        spectrum = np.abs(np.fft.rfft(self._recent * self._taper))[self._range]
        heights = np.log1p(COMPRESSION / (float(spectrum.max()) + 1e-6) * spectrum)
        peaks = np.maximum(heights - np.convolve(heights, self._around, "same"), 0.0)
        peaks /= np.linalg.norm(peaks) + 1e-9
        self._peaks.append(peaks.astype(np.float32))
        if len(self._peaks) > BACK:
            now = float(self._peaks[-1] @ self._peaks[0])
            self.held += (now - self.held) * EVERY / MEMORY
