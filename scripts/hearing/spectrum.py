"""What the ear's network is given of the sound: three spectra, each as long as its pitch asks for.

Highs need precise times, and lows need long windows to be separated, so three rates are used:
2.4-11 kHz in 10.7 ms, 23 Hz-2.4 kHz in 43 ms and, for notes, 55 Hz-1.2 kHz in 171 ms. Each window
rises slowly and falls fast, so that what is newest counts most. `front` computes them.
"""

import numpy as np

from live.hear.activations import RATE, STEP

HOP = STEP // 2  # samples: 10 ms
FRAME = HOP / RATE  # seconds
LOW, BASS = 4, 2  # how many times slower the lows are than all, and the notes than the lows
HIGH_WINDOW, LOW_WINDOW, BASS_WINDOW = 256, 256, 512  # samples, each at its own rate
SUB = HOP // 2  # samples between two windows of the highs
LOW_HOP, BASS_STEP = HOP // LOW, STEP // (LOW * BASS)
LOW_TAPS, BASS_TAPS = 48, 32  # of the filters before the sound is made slower
RAW_KEPT = HIGH_WINDOW - SUB  # samples needed of what came before; more than LOW_TAPS - LOW
LOW_KEPT, BASS_KEPT = LOW_WINDOW - LOW_HOP, BASS_WINDOW - BASS_STEP
SPLIT, HIGHEST = 2_400.0, 11_000.0  # Hz
AN_OCTAVE = 6
FIRST_NOTE, NOTES = 33, 54  # MIDI numbers: A1, and so many semitones
FALLING = 0.25  # share of a window in which it falls


def _taper(size: int) -> np.ndarray:
    """A window of sum 2: a sine of amplitude 1 has a magnitude of 1."""
    rising = size - round(size * FALLING)
    ramp = np.concatenate(
        [np.arange(rising) / rising, 1 - np.arange(size - rising) / (size - rising)]
    )
    window = np.sin(np.pi / 2 * ramp) ** 2
    return np.asarray(window * 2 / window.sum())


def lowpass(taps: int, factor: int) -> np.ndarray:
    places = np.arange(taps) - (taps - 1) / 2
    kernel = np.sinc(places * 0.9 / factor) * np.hamming(taps)
    return np.asarray(kernel / kernel.sum())


def waves(size: int, turns: np.ndarray) -> np.ndarray:
    """Windowed cosines and sines, (size, 2 * len(turns)); turns: cycles a sample."""
    angles = 2 * np.pi * np.arange(size)[:, None] * turns[None, :]
    turning = np.concatenate([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(_taper(size)[:, None] * turning)


def _triangles(bins: int, first: float, last: float, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Which bins are used, and the bands they make: (used, bands); width: Hz a bin."""
    octaves = np.log2(last / first)
    centres = first * 2 ** np.linspace(0, octaves, round(octaves * AN_OCTAVE) + 1)
    edges = np.unique(np.round(centres / width).astype(int))
    used = np.arange(edges[0], min(edges[-1], bins) + 1)
    bands = np.stack(
        [
            np.interp(used, [a - 1e-9, b, c + 1e-9], [0, 1, 0])
            for a, b, c in zip(edges, edges[1:], edges[2:], strict=False)
        ],
        1,
    )
    return used, bands


LOW_BINS, LOW_BANDS = _triangles(LOW_WINDOW // 2 - 1, 23.0, SPLIT, RATE / LOW / LOW_WINDOW)
HIGH_BINS, HIGH_BANDS = _triangles(HIGH_WINDOW // 2 - 1, SPLIT, HIGHEST, RATE / HIGH_WINDOW)
PITCHES = 440 * 2 ** ((FIRST_NOTE + np.arange(NOTES) - 69) / 12) * LOW * BASS / RATE
BANDS = LOW_BANDS.shape[1] + HIGH_BANDS.shape[1]
