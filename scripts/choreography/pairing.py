"""Pairs dance that was recorded without music with songs. The pairs are synthetic.

Both lie on a beat grid already, so beats meet beats. What is left to choose is which bars: lively
dance is put to lively music, rank for rank, and phrases begin where the dance changes.
"""

import numpy as np

from live.dance import vector
from live.signals import Floats

IN_THREE = 9  # the number of a music vector that says so
PHRASE = 8  # beats: two bars of four
_AROUND = 8  # beats over which liveliness is taken
_CHOICE = 24  # how many of the best fitting places are drawn from


def ranks(values: Floats, groups: np.ndarray | None = None) -> Floats:
    """Each value's place among all (or those of its group), 0 the least and 1 the greatest."""
    groups = np.zeros(len(values)) if groups is None else groups
    found = np.zeros(len(values))
    for group in np.unique(groups):
        those = np.flatnonzero(groups == group)
        order = np.argsort(np.argsort(values[those], kind="stable"), kind="stable")
        found[those] = (order + 0.5) / len(those)
    return found


def smoothed(values: Floats) -> Floats:
    """The mean over _AROUND beats around each step, (steps,); at the ends over what is there."""
    half = _AROUND * vector.STEPS // 2
    total = np.concatenate([np.zeros(1), np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(0, at - half), np.minimum(len(values), at + half)
    return np.asarray((total[high] - total[low]) / (high - low))


def phrase_start(vectors: Floats) -> int:
    """The beat, 0..PHRASE-1, on which the phrases of a dance begin: it changes most there."""
    pose = vectors[:, vector.ROTATIONS]
    beats = len(pose) // vector.STEPS
    if beats < PHRASE + 4:
        return 0
    whole = pose[: beats * vector.STEPS].reshape(beats, vector.STEPS, -1)
    # What a dance does in four beats, phase by phase, against what it does in the four after.
    change: dict[int, list[float]] = {first: [] for first in range(PHRASE)}
    for beat in range(4, beats - 3):
        before, after = whole[beat - 4 : beat], whole[beat : beat + 4]
        change[beat % PHRASE].append(float(np.sqrt(((before - after) ** 2).mean())))
    folded = [float(np.mean(change[first] or [0.0])) for first in range(PHRASE)]
    return int(np.argmax(folded))


class Songbook:
    """All stretches of music there are, one after the other."""

    def __init__(self, music: Floats, starts: np.ndarray, rank: Floats) -> None:
        """Rows of music (rows, MUSIC); where stretches start, and the end; liveliness (rows,)."""
        self.music, self.starts, self.rank = music, starts, rank
        rows = np.arange(len(music))
        self._left = starts[np.searchsorted(starts, rows, side="right")] - rows
        self._four = [self._beats(0.0, beat, PHRASE) for beat in range(PHRASE)]
        self._three = np.concatenate([self._beats(1.0, beat, 6) for beat in range(6)])

    def place(self, steps: int, beat: int, liveliness: float, chance: np.random.Generator) -> slice:
        """Rows of music for `steps` of dance that begin on `beat` of a phrase, and are as lively.

        Music in three, whose phrases are six beats, is taken one time in eight, wherever it fits.
        There must be music in four that is as long.
        """
        rows = self._long(self._three, steps) if chance.random() < 0.125 else np.zeros(0, int)
        if not len(rows):
            rows = self._long(self._four[beat % PHRASE], steps)
        off = np.abs(self.rank[rows + steps // 2] - liveliness)
        near = np.argsort(off, kind="stable")[:_CHOICE]
        first = int(rows[chance.choice(near)])
        return slice(first, first + steps)

    def _long(self, rows: np.ndarray, steps: int) -> np.ndarray:
        return np.asarray(rows[self._left[rows] > steps])

    def _beats(self, in_three: float, beat: int, phrase: int) -> np.ndarray:
        """Rows in the meter wanted on which `beat` of a phrase begins."""
        found = [
            np.arange(start + beat * vector.STEPS, end, phrase * vector.STEPS, dtype=int)
            for start, end in zip(self.starts[:-1], self.starts[1:], strict=True)
            if self.music[start, IN_THREE] == in_three
        ]
        return np.concatenate(found) if found else np.zeros(0, dtype=int)
