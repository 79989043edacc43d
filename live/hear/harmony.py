"""The notes that sound between two beats: a chroma of the chords and one of the bass."""

import numpy as np
import numpy.typing as npt

from live.signals import Floats, Samples

REMEMBERED = 2.0  # seconds
WINDOW_SECONDS = 0.74  # the longest stretch analysed: it resolves notes a semitone apart
SHORTEST = 0.05  # seconds: a shorter stretch has no chroma
CHORDS, BASS = (200.0, 2_000.0), (45.0, 260.0)  # Hz
TUNING = 440.0  # Hz


class Harmony:
    """Remembers the last seconds of a stream of samples."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._sound = np.zeros(round(REMEMBERED * rate), dtype=np.float32)
        self._end = 0  # samples heard
        self._size = 1 << round(np.log2(WINDOW_SECONDS * rate))
        hertz = np.fft.rfftfreq(self._size, 1 / rate).astype(np.float64)
        self._ranges = [_pitch_classes(hertz, *limits) for limits in (CHORDS, BASS)]

    def hear(self, samples: Samples) -> None:
        """Takes the next samples."""
        size = len(self._sound)
        kept = samples[-size:]
        self._end += len(samples)
        start = (self._end - len(kept)) % size
        first = kept[: size - start]  # as many as fit before the ring begins again
        self._sound[start : start + len(first)] = first
        self._sound[: len(kept) - len(first)] = kept[len(first) :]

    def chroma(self, start: float, stop: float) -> Floats:
        """The chroma between two times, in seconds of the stream: (2, 12), chords and bass.

        Each row is of length 1, or zeros where the stretch is too short or no longer remembered.
        """
        last = min(round(stop * self._rate), self._end)
        first = max(round(start * self._rate), self._end - len(self._sound), last - self._size, 0)
        if last - first < SHORTEST * self._rate:
            return np.zeros((2, 12))
        sound = self._sound[np.arange(first, last) % len(self._sound)]
        magnitudes = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), self._size))
        out = np.zeros((2, 12))
        for chroma, (bins, classes) in zip(out, self._ranges, strict=True):
            chroma[:] = np.bincount(classes, magnitudes[bins], 12)
        out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-6
        return out


def _pitch_classes(hertz: Floats, low: float, high: float) -> tuple[slice, npt.NDArray[np.int64]]:
    """The bins of a range of Hz, and the pitch class 0..11 of each."""
    first, last = (int(place) for place in np.searchsorted(hertz, (low, high)))
    steps = np.round(12 * np.log2(hertz[first:last] / TUNING)).astype(np.int64)
    return slice(first, last), steps % 12
