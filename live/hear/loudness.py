"""Level, onsets, bands and brightness of the sound; causal, in constant memory."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from live.signals import Samples

Three: TypeAlias = tuple[float, float, float]

WINDOW = 1024  # samples the spectrum is taken of
BANDS_HZ = (20.0, 160.0, 2000.0, 12_000.0)  # low | mid | high
RISES = (0.5, 0.25, 0.25)  # weight of each band for an onset
MEMORY = 60.0  # seconds: the loudest of about the last minute counts as 1
SILENCE_DB = -54.0  # of full scale: below this there is no music, however soft the music was
QUIET_RATIO_DB = -38.0  # below the loudest of the last minute: room noise, not music
SILENT_AFTER = 0.6  # seconds below the threshold before it counts as silence
LEVEL_HALFLIFE = 0.08  # seconds
DARK, BRIGHT = 125.0, 8_000.0  # Hz
BRIGHT_HALFLIFE = 0.15  # seconds
FAINT = 1e-3  # sum of a spectrum below which its brightness is not measured


@dataclass(frozen=True, slots=True)
class Sound:
    """The measures of one block."""

    playing: bool
    loudness: float  # 0..1 of the loudest of the last minute
    onset: float  # 0..1
    bands: Three  # low, mid, high: 0..1 each
    quiet_for: float  # seconds since there was music
    brightness: float  # 0..1: the middle of the spectrum, in octaves from DARK to BRIGHT


def clean(samples: Samples) -> Samples:
    """The same samples, clipped to -1..1, with zeros for NaN."""
    held: Samples = np.minimum(np.maximum(samples, -1.0), 1.0).astype(np.float32, copy=False)
    if not math.isfinite(float(held.sum())):
        held = np.clip(np.nan_to_num(held), -1.0, 1.0)
    return held


class Loudness:
    """Follows level, onsets and bands of a stream of blocks."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._recent = np.zeros(WINDOW, dtype=np.float32)
        self._taper = np.hanning(WINDOW).astype(np.float32)
        frequencies = np.fft.rfftfreq(WINDOW, 1 / rate)
        edges = np.searchsorted(frequencies, BANDS_HZ)
        *self._edges, self._top = [int(edge) for edge in np.maximum(edges, [1, 2, 3, 4])]
        heights = np.log2(np.maximum(frequencies, DARK) / DARK) / np.log2(BRIGHT / DARK)
        self._heights = np.minimum(heights, 1.0).astype(np.float32)  # 0..1 of each bin
        self._brightness = 0.0
        self._level = 0.0  # mean square
        self._loudest = 1e-9
        self._strongest = (1e-6, 1e-6, 1e-6)
        self._last = (0.0, 0.0, 0.0)
        self._flux_peak = 1e-6
        self._quiet_for = SILENT_AFTER

    def hear(self, samples: Samples) -> Sound:
        """The measures of the next block."""
        seconds = len(samples) / self._rate
        power = float(np.dot(samples, samples)) / len(samples) if len(samples) else 0.0
        keep = 0.5 ** (seconds / LEVEL_HALFLIFE)
        self._level = keep * self._level + (1 - keep) * power
        fade = 0.5 ** (seconds / (MEMORY / 2))
        self._loudest = max(self._level, self._loudest * fade, 1e-9)
        playing = self._listen_for_silence(power, seconds)
        magnitudes = self._spectrum(samples)
        bands, onset = self._bands(magnitudes, fade)
        self._follow_brightness(magnitudes, 1 - 0.5 ** (seconds / BRIGHT_HALFLIFE))
        loudness = (self._level / self._loudest) ** 0.35 if playing else 0.0
        onset = onset if playing else 0.0
        return Sound(playing, min(1.0, loudness), onset, bands, self._quiet_for, self._brightness)

    def _listen_for_silence(self, power: float, seconds: float) -> bool:
        level_db = 10 * math.log10(power + 1e-12)
        loudest_db = 10 * math.log10(self._loudest)
        quiet = level_db < SILENCE_DB or level_db < loudest_db + QUIET_RATIO_DB
        self._quiet_for = self._quiet_for + seconds if quiet else 0.0
        return self._quiet_for < SILENT_AFTER

    def _spectrum(self, samples: Samples) -> Samples:
        self._recent = np.concatenate([self._recent, samples])[-WINDOW:]
        magnitudes: Samples = np.abs(np.fft.rfft(self._recent * self._taper))
        return magnitudes

    def _follow_brightness(self, magnitudes: Samples, alpha: float) -> None:
        total = float(magnitudes.sum())
        if total > FAINT:
            centre = float(magnitudes @ self._heights) / total
            self._brightness += (centre - self._brightness) * alpha

    def _bands(self, magnitudes: Samples, fade: float) -> tuple[Three, float]:
        power = np.square(magnitudes[: max(self._top, self._edges[2] + 1)])
        energies: list[float] = np.add.reduceat(power, self._edges).tolist()
        low, mid, high = (
            max(energy, strongest * fade, 1e-6)
            for energy, strongest in zip(energies, self._strongest, strict=True)
        )
        self._strongest = (low, mid, high)
        bands = (
            (energies[0] / low) ** 0.3, (energies[1] / mid) ** 0.3, (energies[2] / high) ** 0.3
        )  # fmt: skip
        # The rises of all bands, low weighted most: a drum rises in all of them at once.
        rises = zip(RISES, bands, self._last, strict=True)
        flux = sum(weight * max(now - before, 0.0) for weight, now, before in rises)
        self._last = bands
        self._flux_peak = max(flux, self._flux_peak * fade, 1e-3)
        return bands, min(1.0, flux / self._flux_peak)
