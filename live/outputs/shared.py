"""Shares pictures with other programs on this machine or network, through a library."""

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import cv2
import numpy as np

from live.errors import BadInput, DeviceLost
from live.signals import Image, Picture, Scene

FAULTS = (RuntimeError, OSError, ValueError)  # what such libraries raise


class Feed(Protocol):
    """An open connection to other programs."""

    def send(self, rgb: Image) -> None:
        """Shares one picture, (height, width, 3). Raises one of FAULTS."""
        ...

    def close(self) -> None: ...


class Shared:
    """An output over a feed; a feed that breaks is opened again with the next picture."""

    takes: type[Scene] | type[Picture] = Picture

    def __init__(self, kind: str, opens: Callable[[], Feed]) -> None:
        self._kind = kind
        self._opens = opens
        self._feed: Feed | None = opens()

    def show(self, signal: Scene | Picture) -> None:
        """Shares one picture. Raises DeviceLost."""
        assert isinstance(signal, Picture)
        if self._feed is None:
            try:
                self._feed = self._opens()
            except BadInput as error:
                raise DeviceLost(str(error)) from error
        try:
            self._feed.send(signal.rgb)
        except FAULTS as error:
            self.close()
            raise DeviceLost(f"{self._kind} takes no pictures any more: {error}") from error

    def close(self) -> None:
        feed, self._feed = self._feed, None
        if feed is not None:
            with suppress(*FAULTS):
                feed.close()


def with_alpha(rgb: Image) -> Image:
    """The picture with black as transparent, (height, width, 4), not premultiplied.

    Over black it looks as before; over anything else the bright parts stay and the dark parts
    disappear.
    """
    red, green, blue = cv2.split(rgb)
    alpha = cv2.max(cv2.max(red, green), blue)
    bright = cv2.divide(rgb, cv2.merge([alpha, alpha, alpha]), scale=255)
    return opaque(np.asarray(bright, dtype=np.uint8), np.asarray(alpha, dtype=np.uint8))


def opaque(rgb: Image, alpha: Image | None = None) -> Image:
    """The picture with an alpha channel, (height, width, 4); opaque where none is given."""
    rgba: Image = cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA)
    if alpha is not None:
        rgba[:, :, 3] = alpha
    return rgba
