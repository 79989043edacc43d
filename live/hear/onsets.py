"""The onset activation of sound: how likely a note or drum starts now, 100 frames a second.

It is the spectral flux in three ranges of pitch, each measured against its own last seconds:
quiet and loud music, close and far microphones give the same numbers.
"""

import math
from dataclasses import dataclass

import numpy as np

from live.signals import Floats, Samples

FRAMES = 100  # a second
WINDOW_SECONDS = 0.046  # what a spectrum is taken of
LOWEST, HIGHEST = 30.0, 15_000.0  # Hz
BANDS_AN_OCTAVE = 6
MID, HIGH = 200.0, 2_500.0  # Hz: where the ranges above low begin
WEIGHTS = np.array([0.4, 0.2, 0.5])  # of the three ranges
COMPRESSION = 10.0  # log(1 + this * magnitude): soft notes count too, hiss does not
NOMINAL = 0.15  # root mean square that the loudest of the last seconds is scaled to
QUIETEST = 1e-3  # root mean square: softer sound is not scaled up further
LOUD_HALFLIFE = 20.0  # seconds
MEMORY = 1.7  # seconds: time constant of the mean and deviation of the flux
SLOPE, MIDDLE = 1.0, 3.0  # of the logistic function, in deviations
FLOOR = 0.02  # of the activation: no frame is certain to have no onset
FIRST_DEVIATION, FIRST_FRAMES = 0.02, 40  # of the flux at the start, and its weight in frames
FILLING = 5  # frames at the start that are not used: the window is not full yet
LEAST_DEVIATION = 0.005  # of the flux: a smaller deviation counts as this, or hiss is an onset


@dataclass(frozen=True, slots=True, eq=False)
class OnsetFrame:
    """One hundredth of a second."""

    activation: float  # FLOOR..1: a note or drum starts here
    flux: Floats  # (3,) low, mid, high: rise of the spectrum, in deviations of the last seconds


class Onsets:
    """Follows a stream of samples of one rate."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._window = 1 << round(np.log2(WINDOW_SECONDS * rate))
        taper = np.hanning(self._window + 1)[:-1] / (self._window / 4)
        self._taper = taper.astype(np.float32)
        self._recent: Samples = np.zeros(self._window, dtype=np.float32)
        self._heard = 0  # samples
        self._frames = 0  # returned so far
        self._bands, self._ranges = _filters(rate, self._window)
        self._last: Samples = np.zeros(len(self._bands), dtype=np.float32)  # of the frame before
        self._loudest = QUIETEST
        self._fade = 0.5 ** (1 / (FRAMES * LOUD_HALFLIFE))
        self._alpha = 1 - math.exp(-1 / (FRAMES * MEMORY))
        self._mean = np.zeros(3)
        self._square = np.full(3, FIRST_DEVIATION**2)

    def hear(self, samples: Samples) -> list[OnsetFrame]:
        """The frames that are complete with these samples."""
        sound = np.concatenate([self._recent, samples])
        start = self._heard
        self._heard += len(samples)
        frames = []
        while (end := self._end_of(self._frames + 1)) <= self._heard:
            self._frames += 1
            stop = len(self._recent) + end - start
            frames.append(self._frame(sound[stop - self._window : stop]))
        self._recent = sound[-self._window :]
        return frames

    @property
    def pending(self) -> float:
        """Seconds heard since the last complete frame."""
        return (self._heard - self._end_of(self._frames)) / self._rate

    def _gain(self, sound: Samples) -> float:
        """The factor that scales the loudest of the last seconds to NOMINAL."""
        level = math.sqrt(float(np.dot(sound, sound)) / len(sound))
        self._loudest = max(level, self._loudest * self._fade, QUIETEST)
        return NOMINAL / self._loudest

    def _end_of(self, frame: int) -> int:
        """How many samples have been heard when a frame is complete."""
        return -(-frame * self._rate // FRAMES)

    def _frame(self, sound: Samples) -> OnsetFrame:
        # Spectrum: the same gain for both frames, or a change of gain would look like an onset
        bands = self._bands @ np.abs(np.fft.rfft(sound * self._taper))
        gain = COMPRESSION * self._gain(sound)
        rise = np.maximum(np.log1p(gain * bands) - np.log1p(gain * self._last), 0.0)
        self._last = bands
        if self._frames <= FILLING:
            return OnsetFrame(FLOOR, np.zeros(3))
        # Flux, against its last seconds
        flux = self._ranges @ rise
        alpha = max(self._alpha, 1 / (self._frames - FILLING + FIRST_FRAMES))
        self._mean += alpha * (flux - self._mean)
        self._square += alpha * (flux**2 - self._square)
        deviation = np.sqrt(np.maximum(self._square - self._mean**2, LEAST_DEVIATION**2))
        above = (flux - self._mean) / deviation
        # Activation
        strength = float(WEIGHTS @ above)
        activation = FLOOR + (1 - FLOOR) / (1 + math.exp(-SLOPE * (strength - MIDDLE)))
        return OnsetFrame(activation, above)


def _filters(rate: int, window: int) -> tuple[Samples, Floats]:
    """Two matrices: from a spectrum to triangular bands, (bands, bins), and from the bands to the
    mean of each range, (3, bands).
    """
    octaves = np.log2(min(HIGHEST, 0.45 * rate) / LOWEST)
    centres = LOWEST * 2 ** np.linspace(0, octaves, round(octaves * BANDS_AN_OCTAVE))
    bins = np.unique(np.round(centres * window / rate).astype(int))
    triangles = np.zeros((len(bins) - 2, window // 2 + 1), dtype=np.float32)
    places = np.arange(window // 2 + 1)
    for band, (left, centre, right) in enumerate(zip(bins, bins[1:], bins[2:], strict=False)):
        triangles[band] = np.interp(places, [left - 1e-9, centre, right], [0, 1, 0])
    of_band = np.searchsorted((MID, HIGH), bins[1:-1] * rate / window, side="right")
    ranges = (of_band == np.arange(3)[:, None]).astype(np.float64)
    return triangles, ranges / np.maximum(ranges.sum(1, keepdims=True), 1.0)
