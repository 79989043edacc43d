"""Lists of beats: a `.beats` file beside a song, one beat a line.

A line has the beat's second, and may have its place in the bar after it, from 1: `12.503  1`.
"""

import math
from pathlib import Path

import numpy as np

from live.errors import BadInput
from live.runtime import texts
from live.signals import Floats

_MOST = 99  # beats a bar
_REMEDY = "Write a beat a line: its second, and its place in the bar if you know it."


def beside(song: Path) -> Path:
    """Where the beats of a song are looked for."""
    return song.with_suffix(".beats")


def read(file: Path, *, may_be_empty: bool = False) -> Floats:
    """The beats, (n, 2): seconds, which rise, and place in the bar (0: not known).

    Raises BadInput, naming the line, and for a file without beats unless it may be empty.
    """
    try:
        text = texts.read_text(file)
    except texts.NotText as error:
        raise BadInput(f"{file}: {error}.") from error
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}). Check its name.") from error
    rows: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not (words := line.split()):
            continue
        seconds, place = _numbers(words)
        if not (math.isfinite(seconds) and 0 <= place <= _MOST):
            raise BadInput(f"{file}: line {number} is no beat ({line[:40]!r}). {_REMEDY}")
        if rows and seconds <= rows[-1][0]:
            raise BadInput(f"{file}: line {number}: the beats do not rise. Sort them.")
        rows.append((seconds, place))
    if not rows and not may_be_empty:
        raise BadInput(f"{file}: there is no beat in it. {_REMEDY}")
    return np.array(rows).reshape(-1, 2)


def _numbers(words: list[str]) -> tuple[float, float]:
    """A beat's second and place; nan where they are no numbers."""
    try:
        return float(words[0]), float(words[1]) if len(words) > 1 else 0.0
    except ValueError:
        return math.nan, 0.0
