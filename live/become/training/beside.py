"""Baselines for an avatar: a copier of the nearest known frame, and the time of a standard task."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import cv2
import numpy as np

from live.become.training.contract import Model
from live.become.training.takes import Numbers, Take

_STANDARD = np.random.default_rng(0).integers(0, 255, (720, 1280, 3), np.uint8)


class Copier:
    """Shows the known frame whose points are nearest to those given."""

    def __init__(self, takes: Sequence[Take], every: int = 1) -> None:
        """Keeps one frame of `every`."""
        self._points = np.concatenate([take.points[::every] for take in takes])
        self._rgba = np.concatenate([take.rgba[::every] for take in takes])

    def film(self, points: Numbers) -> Numbers:
        """Pictures (n, H, W, 4) of points (n, 36, 3)."""
        nearest = [int(np.square(self._points - one).sum(axis=(1, 2)).argmin()) for one in points]
        return np.asarray(self._rgba[nearest].astype(np.float32) / 255)


def milliseconds(model: Model, points: Numbers) -> tuple[float, float, float]:
    """Of one picture on one core: the median, 99 in a hundred, and the median of a 5x5 Gaussian
    blur of 1280x720 pixels done between the pictures, to compare computers by."""
    ours, blurs = [], []
    blurred = np.empty_like(_STANDARD)
    cv2.setNumThreads(1)
    frame = model.frame()
    for one in points:
        ours.append(_spent(partial(model.paint, one, frame=frame)))
        blurs.append(_spent(lambda: cv2.GaussianBlur(_STANDARD, (5, 5), 0, dst=blurred)))
    settled = ours[len(ours) // 10 :]
    return (
        float(np.median(settled)), float(np.percentile(settled, 99)), float(np.median(blurs)),
    )  # fmt: skip


def _spent(act: Callable[[], object]) -> float:
    before = time.thread_time()
    act()
    return 1000 * (time.thread_time() - before)
