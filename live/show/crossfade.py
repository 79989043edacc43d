"""Keeps a picture on the stage: without a cut where the painter changes, whatever fails."""

import cv2
import numpy as np

from live.signals import Image

FRAMES = 6  # that a change from one painter to the other takes


class Crossfade:
    """The pictures of a painter and of its understudy, as one. Call `join` once a frame."""

    def __init__(self, size: tuple[int, int]) -> None:
        """`size`: width and height in pixels, those of every picture."""
        self._last: Image = np.zeros((size[1], size[0], 3), np.uint8)
        self._stood_in = False
        self._from: Image | None = None  # the picture to fade from; None: there is no fade
        self._faded = 0  # frames since the change

    def join(self, rgb: Image | None, *, stood_in: bool) -> Image:
        """The picture to show; `stood_in`: the understudy drew it. None: nobody did."""
        if rgb is None:
            return self._last
        if stood_in != self._stood_in:
            self._stood_in, self._from, self._faded = stood_in, self._last, 0
        self._last = self._mixed(rgb)
        return self._last

    def _mixed(self, rgb: Image) -> Image:
        self._faded += 1
        if self._from is None or self._faded >= FRAMES:
            self._from = None
            return rgb
        share = self._faded / FRAMES
        mixed: Image = np.empty_like(rgb)
        cv2.addWeighted(rgb, share, self._from, 1.0 - share, 0.0, dst=mixed)
        return mixed
