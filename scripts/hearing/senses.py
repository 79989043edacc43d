"""What the network's layers are given: spectra against the loudest and their own last seconds."""

import numpy as np
from scipy.signal import lfilter

LOUD_FADE = 0.5 ** (1 / 2000)  # a frame: the loudest is forgotten by half in 20 s
QUIETEST = 1e-3  # softer sound is left soft
CONTRAST = 50.0  # log(1 + this * magnitude / loudest)
USUAL = 1 / 300  # a frame: time constant of 3 s of what is usual in a band
USUAL_RISE = 1 / 200
USUAL_NOTES = 1 / 100  # a step
LEAST_RISE = 0.05
AGO = 4  # steps: what notes are compared with


def senses(bands: np.ndarray, notes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of windows of power, (windows, frames, BANDS) and (windows, steps, NOTES), what the layers
    are given: (windows, frames, 2 * BANDS) and (windows, steps, 2 * NOTES).
    """
    level = np.log(np.maximum(np.sqrt(bands.sum(2)), QUIETEST))
    slope = -np.log(LOUD_FADE) * np.arange(bands.shape[1])
    loudest = np.exp(np.maximum.accumulate(level + slope, 1) - slope)
    loudest = np.maximum(loudest, QUIETEST).astype(np.float32)[:, :, None]
    seen = np.log1p(CONTRAST * np.sqrt(bands) / loudest)
    rise = np.maximum(np.diff(seen, axis=1, prepend=np.float32(0)), 0)
    told = np.log1p(CONTRAST * np.sqrt(notes) / loudest[:, 1::2])
    ago = np.concatenate([np.zeros_like(told[:, :AGO]), told[:, :-AGO]], 1)
    return (
        np.concatenate(
            [seen - _usual(seen, USUAL), rise / (_usual(rise, USUAL_RISE) + LEAST_RISE)], 2
        ),
        np.concatenate([told - _usual(told, USUAL_NOTES), told - ago], 2),
    )


def _usual(values: np.ndarray, share: float) -> np.ndarray:
    usual: np.ndarray = lfilter(
        np.array([share], dtype=np.float32),
        np.array([1, share - 1], dtype=np.float32),
        values,
        axis=1,
    )
    return usual
