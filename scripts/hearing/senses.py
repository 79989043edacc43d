"""The inputs of the network's layers: spectra relative to the loudest and to their last seconds."""

import numpy as np
from scipy.signal import lfilter

LOUD_FADE = 0.5 ** (1 / 2000)  # a frame: the loudest level decays to half in 20 s
QUIETEST = 1e-3  # the lowest value of the loudest level: softer sound stays soft
CONTRAST = 50.0  # log(1 + this * magnitude / loudest)
USUAL = 1 / 300  # a frame: time constant of 3 s of what is usual in a band
USUAL_RISE = 1 / 200
USUAL_NOTES = 1 / 100  # a step
LEAST_RISE = 0.05
AGO = 4  # steps: notes are compared with those so long before


def senses(bands: np.ndarray, notes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The layers' inputs, (windows, frames, 2 * BANDS) and (windows, steps, 2 * NOTES), computed
    from windows of power, (windows, frames, BANDS) and (windows, steps, NOTES).
    """
    level = np.log(np.maximum(np.sqrt(bands.sum(2)), QUIETEST))
    slope = -np.log(LOUD_FADE) * np.arange(bands.shape[1])
    loudest = np.exp(np.maximum.accumulate(level + slope, 1) - slope)
    loudest = np.maximum(loudest, QUIETEST).astype(np.float32)[:, :, None]
    seen = np.log1p(CONTRAST * np.sqrt(bands) / loudest)
    rise = np.maximum(np.diff(seen, axis=1, prepend=np.float32(0)), 0)
    sounding = np.log1p(CONTRAST * np.sqrt(notes) / loudest[:, 1::2])
    ago = np.concatenate([np.zeros_like(sounding[:, :AGO]), sounding[:, :-AGO]], 1)
    return (
        np.concatenate(
            [seen - _usual(seen, USUAL), rise / (_usual(rise, USUAL_RISE) + LEAST_RISE)], 2
        ),
        np.concatenate([sounding - _usual(sounding, USUAL_NOTES), sounding - ago], 2),
    )


def _usual(values: np.ndarray, share: float) -> np.ndarray:
    usual: np.ndarray = lfilter(
        np.array([share], dtype=np.float32),
        np.array([1, share - 1], dtype=np.float32),
        values,
        axis=1,
    )
    return usual
