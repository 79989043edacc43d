"""Fixed pieces of work, to compare any other work with: a machine that is slow at both tells nothing.

A part of a show mixes three kinds of work: it goes over pixels, it multiplies matrices (networks),
and it runs Python. Machines differ in how fast they are at each. Where a piece of work has grown
against every one of these units, it has grown; where only against some, it may be the machine.
"""

import time
from collections.abc import Callable

import cv2
import numpy as np

_RANDOM = np.random.default_rng(0)
_PICTURE = _RANDOM.integers(0, 255, (720, 1280, 3), np.uint8)
_BLURRED = np.empty_like(_PICTURE)
_MATRIX = _RANDOM.standard_normal((384, 384)).astype(np.float32)
_PRODUCT = np.empty_like(_MATRIX)
_ROTATIONS = _RANDOM.standard_normal((24, 4))


def _pixels() -> None:
    cv2.GaussianBlur(_PICTURE, (5, 5), 0, dst=_BLURRED)


def _matrices() -> None:
    for _ in range(2):
        np.matmul(_MATRIX, _MATRIX, out=_PRODUCT)


def _python() -> None:
    seen: dict[str, float] = {}
    for number in range(240):
        turned = _ROTATIONS * (1.0 + number / 1000)
        turned /= np.linalg.norm(turned, axis=1, keepdims=True)
        seen[f"joint {number % 24}"] = float(turned[number % 24, 0]) + seen.get("joint 0", 0.0)


UNITS: dict[str, Callable[[], None]] = {
    "blur": _pixels,  # 5x5, of 1280x720 pixels
    "product": _matrices,  # of 384x384 numbers, twice
    "python": _python,  # small arrays, dictionaries and words
}


class Standard:
    """How long each unit takes, done again and again between other work."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {name: [] for name in UNITS}

    def do(self) -> None:
        """Does each unit once."""
        for name, act in UNITS.items():
            before = time.thread_time()
            act()
            self.taken[name].append(time.thread_time() - before)

    def seconds(self) -> dict[str, float]:
        """The processor's seconds that each unit takes: the mean of all times but the first."""
        return {name: float(np.mean(taken[1:])) for name, taken in self.taken.items()}
