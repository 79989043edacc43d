"""Tempo curves: steady, wandering, rubato, slowing down, speeding up, changing at once."""

import numpy as np

from live.signals import Floats

KINDS = ("steady", "drift", "rubato", "slowing", "rising", "change")
SHARES = (0.62, 0.14, 0.08, 0.05, 0.05, 0.06)
SLOWEST, FASTEST = 50.0, 215.0  # beats a minute


def curve(kind: str, tempo: float, beats: int, chance: np.random.Generator) -> Floats:
    """Beats a minute of each beat, (beats,)."""
    along = np.linspace(0, 1, beats)
    if kind == "drift":
        shape = np.cumsum(chance.normal(0, 0.006, beats))
        shape -= np.linspace(0, shape[-1], beats)
    elif kind == "rubato":
        phrase = chance.integers(4, 17)
        shape = chance.uniform(0.06, 0.2) * np.sin(2 * np.pi * np.arange(beats) / phrase)
        shape += chance.normal(0, 0.02, beats)
    elif kind == "slowing":
        shape = -chance.uniform(0.2, 0.5) * np.maximum(along - 0.5, 0)
    elif kind == "rising":
        shape = chance.uniform(0.2, 0.5) * along
    elif kind == "change":
        shape = np.where(along > chance.uniform(0.3, 0.7), chance.uniform(-0.35, 0.35), 0.0)
    else:
        shape = np.zeros(beats)
    return np.clip(tempo * np.exp(shape), SLOWEST, FASTEST)


def drawn(tempo: float, beats: int, chance: np.random.Generator) -> Floats:
    """A curve of a kind drawn by chance."""
    return curve(str(chance.choice(KINDS, p=SHARES)), tempo, beats, chance)


def times(curve: Floats, unit: float = 1.0) -> Floats:
    """Seconds at which each beat begins, and the last ends: (beats + 1,)."""
    return np.concatenate([[0.0], np.cumsum(60 * unit / curve)])
