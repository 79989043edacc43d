"""Building blocks of every instrument: oscillators, envelopes and filters without aliasing.

All sounds are float64 arrays. `Mono` has shape (samples,), `Sound` has shape (channels, samples)
with one or two channels; a one-channel sound lands in the middle of the stereo picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mono = NDArray[np.float64]
Sound = NDArray[np.float64]

RATE = 48_000
"""Samples per second of everything in this package."""

HIGHEST_PARTIAL_HZ = 15_000.0


def samples(seconds: float) -> int:
    """The nearest whole number of samples."""
    return round(seconds * RATE)


def clock(seconds: float) -> Mono:
    """The time of every sample in seconds, starting at 0."""
    return np.arange(samples(seconds)) / RATE


def decay(seconds: float, half_life: float) -> Mono:
    """An exponential fall from 1 that halves every `half_life` seconds."""
    fall: Mono = np.exp2(-clock(seconds) / half_life)
    return fall


def fade(sound: Sound, attack: float, release: float) -> Sound:
    """Round off both ends (seconds, raised cosine) so that no note starts or stops with a click."""
    shaped = sound.copy()
    rise = min(samples(attack), sound.shape[-1])
    fall = min(samples(release), sound.shape[-1])
    if rise:
        shaped[..., :rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    if fall:
        shaped[..., -fall:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return shaped


def noise(seconds: float, seed: int) -> Mono:
    """White noise, the same for the same seed."""
    return np.random.default_rng(seed).standard_normal(samples(seconds))


def band(sound: Sound, low_hz: float, high_hz: float, slope: int = 2) -> Sound:
    """Keep `low_hz`..`high_hz`; the slope is in units of 6 dB an octave, the phase untouched."""
    length = sound.shape[-1]
    # The zeros behind the sound keep the filter's ringing from wrapping round to its start.
    size = 1 << (length + RATE // 10).bit_length()
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    frequencies[0] = 1e-9
    response = 1 / np.sqrt(1 + (low_hz / frequencies) ** (2 * slope))
    response /= np.sqrt(1 + (frequencies / high_hz) ** (2 * slope))
    filtered: Sound = np.fft.irfft(np.fft.rfft(sound, size) * response, size)[..., :length]
    return filtered


def vibrato(frequency_hz: float, seconds: float, depth: float, rate_hz: float = 5.3) -> Mono:
    """Phase in radians of a tone whose pitch starts to sway after a quarter of a second.

    `depth` is the sway as a fraction of the frequency.
    """
    time = clock(seconds)
    onset = np.clip((time - 0.25) / 0.35, 0, 1)
    sway = 1 + depth * onset * np.sin(2 * np.pi * rate_hz * time)
    phase: Mono = 2 * np.pi * np.cumsum(frequency_hz * sway) / RATE
    return phase


def filtered_saw(phase: Mono, cutoff_hz: Mono, odd_only: bool = False) -> Mono:
    """A sawtooth (or square) behind a 12 dB low-pass whose cutoff moves sample by sample.

    The partials are summed one by one, so nothing above `HIGHEST_PARTIAL_HZ` is ever made: there
    is no aliasing, and the filter costs no recursion.
    """
    pitch_hz = (phase[-1] - phase[0]) * RATE / (2 * np.pi * max(1, phase.size - 1))
    # Beyond four times the cutoff a partial is 24 dB down and no longer worth its time.
    top_hz = min(HIGHEST_PARTIAL_HZ, 4 * float(cutoff_hz.max()))
    twice_cosine = 2 * np.cos(phase)
    before, partial = np.zeros_like(phase), np.sin(phase)
    total = np.zeros_like(phase)
    for number in range(1, max(2, int(top_hz / pitch_hz) + 1)):
        if number % 2 or not odd_only:
            total += partial / (number * (1 + (number * pitch_hz / cutoff_hz) ** 2))
        # sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x) saves a sine for every partial.
        before, partial = partial, twice_cosine * partial - before
    return total
