"""What the network is to say of each frame."""

import numpy as np

from live.hear.activations import LATE
from live.signals import Floats
from scripts.hearing.spectrum import FRAME

BESIDE = 0.5  # what the frames beside the right one are worth


def marked(times: Floats, first: int, frames: int) -> np.ndarray:
    """(frames,), from frame `first` on: 1 where one ends LATE after a time, BESIDE next to it."""
    out = np.zeros(frames, dtype=np.float32)
    at = np.round((times + LATE) / FRAME).astype(int) - 1 - first
    for step, worth in ((-1, BESIDE), (1, BESIDE), (0, 1.0)):
        inside = at[(at + step >= 0) & (at + step < frames)] + step
        out[inside] = np.maximum(out[inside], worth)
    return out
