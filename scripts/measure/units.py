"""Fixed pieces of work, to compare any other work with: a slow machine is slow at both.

A part of a show mixes three kinds of work: it goes over pixels, it multiplies matrices (networks),
and it runs Python. Machines differ in how fast they are at each. Where a piece of work has grown
against every one of these units, it has grown; where only against some, it may be the machine.
"""

import ast
import difflib
import json
import statistics
import time
import tomllib
from collections.abc import Callable

import cv2
import numpy as np

_RANDOM = np.random.default_rng(0)
_PICTURE = _RANDOM.integers(0, 255, (720, 1280, 3), np.uint8)
_BLURRED = np.empty_like(_PICTURE)
_MATRIX = _RANDOM.standard_normal((384, 384)).astype(np.float32)
_PRODUCT = np.empty_like(_MATRIX)
_ROTATIONS = _RANDOM.standard_normal((24, 4))
_TOML = 'title = "a show"\nnumbers = [0.25, 1.5, 3, 8, 21]\n[painter]\nkind = "neon"\nwide = true\n'
_CODE = "def eased(x, y=2.0):\n    return [x * y + n for n in range(3) if n % 2 or x > y]\n"


def _pixels() -> None:
    cv2.GaussianBlur(_PICTURE, (5, 5), 0, dst=_BLURRED)


def _matrices() -> None:
    for _ in range(2):
        np.matmul(_MATRIX, _MATRIX, out=_PRODUCT)


def _python() -> None:
    """Little of much, and nothing twice: as a show's parts, it finds its code in no near cache."""
    said = tomllib.loads(_TOML)
    ast.unparse(ast.parse(_CODE))
    statistics.stdev(said["numbers"])
    difflib.SequenceMatcher(None, _CODE[:60], _TOML[:60]).ratio()
    json.loads(json.dumps(said, indent=1))
    turned = _ROTATIONS / np.linalg.norm(_ROTATIONS, axis=1, keepdims=True)
    crossed = np.cross(turned[:, :3], np.roll(turned[:, :3], 1, axis=0))
    eased = np.interp(crossed[:, 0], (-1.0, 0.0, 1.0), (0.0, 0.2, 1.0))
    placed = np.where(eased > 0.5, eased, np.einsum("ij,ij->i", turned, turned))
    sorted((round(float(value), 3), f"joint {row}") for row, value in enumerate(placed))


UNITS: dict[str, Callable[[], None]] = {
    "blur": _pixels,  # 5x5, of 1280x720 pixels; leaves the caches cold for the next
    "python": _python,  # parsers, statistics and small arrays
    "product": _matrices,  # of 384x384 numbers, twice
}


class Standard:
    """How long each unit takes, done again and again between other work."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {name: [] for name in UNITS}
        self._passed = 0.0  # seconds by the clock

    def do(self) -> None:
        """Does each unit once."""
        began = time.perf_counter()
        for name, act in UNITS.items():
            before = time.thread_time()
            act()
            self.taken[name].append(time.thread_time() - before)
        self._passed += time.perf_counter() - began

    def seconds(self) -> dict[str, float]:
        """The processor's seconds that each unit takes: the mean of all times but the first."""
        return {name: float(np.mean(taken[1:])) for name, taken in self.taken.items()}

    @property
    def stretch(self) -> float:
        """How many times its processor's seconds all this took by the clock: 1 where none waits."""
        return max(1.0, self._passed / sum(sum(taken) for taken in self.taken.values()))
