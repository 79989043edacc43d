"""Free music of which nobody wrote down the beats: those the network itself is sure of.

Only music that keeps one tempo throughout can be sure: a single grid is fitted to all of a song,
and is believed where nearly every beat of it was heard, none beside it, in each part of the song.
"""

import numpy as np

from live.hear.activations import LATE
from live.hear.onsets import FRAMES
from live.signals import Floats

SLOWEST, FASTEST = 62.0, 190.0  # beats a minute
DRIFT = 0.02  # seconds a grid of a slightly other tempo is off at the end
NEAR = 2  # frames around a beat in which it may be heard
HEARD, MOST = 0.3, 0.75  # evidence of a beat that was heard, and the share that must be
BETWEEN = 0.5  # of what beats have: more evidence half a beat later makes it doubtful
PARTS, AGREE = 4, 0.03  # parts of a song, and seconds their own best phases may be off
SHORTEST = 40.0  # seconds


def grid(evidence: Floats) -> Floats | None:
    """Seconds of the beats that a network's evidence, 100 a second, is sure of; None: of none."""
    if len(evidence) < SHORTEST * FRAMES:
        return None
    interval = _interval(evidence)
    phase = _phase(evidence, interval)
    if _mean(evidence, interval, phase + interval / 2) > BETWEEN * _mean(evidence, interval, phase):
        return None
    near = np.max([np.roll(evidence, step) for step in range(-NEAR, NEAR + 1)], axis=0)
    frames = _frames(len(evidence), interval, phase)
    if np.mean(near[frames] > HEARD) < MOST:
        return None
    for part in np.array_split(np.arange(len(evidence)), PARTS):
        beside = _phase(evidence[part], interval) + part[0] - phase
        beside = (beside / interval + 0.5) % 1.0 - 0.5
        if abs(beside) * interval > AGREE * FRAMES:
            return None
    exact = phase + interval * np.arange(int((len(evidence) - phase) / interval))
    times = (exact + 1) / FRAMES - LATE
    return np.asarray(times[times > 0])


def _interval(evidence: Floats) -> float:
    """Frames a beat of the grid that stands out most."""
    least, most = 60 * FRAMES / FASTEST, 60 * FRAMES / SLOWEST
    step = DRIFT * FRAMES / len(evidence)
    intervals = np.exp(np.arange(np.log(least), np.log(most), step))
    above = evidence - evidence.mean()
    return float(intervals[np.argmax([_standing(above, interval) for interval in intervals])])


def _profile(values: Floats, interval: float) -> Floats:
    """Sums of the values at each place of the beat, a bin a frame."""
    bins = round(interval)
    places = np.arange(len(values)) % interval / interval * bins
    return np.asarray(np.bincount(places.astype(int) % bins, values, bins), dtype=float)


def _standing(above: Floats, interval: float) -> float:
    return float(_profile(above, interval).max() / np.sqrt(len(above) / interval))


def _phase(evidence: Floats, interval: float) -> float:
    """Frames from the start to where the grid's first beat is heard best."""
    profile = _profile(evidence - evidence.mean(), interval)
    best = int(np.argmax(profile))
    around = np.maximum(profile[np.arange(best - 1, best + 2) % len(profile)], 0)
    off = float(around @ np.array([-1.0, 0.0, 1.0]) / (around.sum() + 1e-9))
    return float((best + 0.5 + off) * interval / len(profile) - 0.5) % interval


def _frames(size: int, interval: float, phase: float) -> np.ndarray:
    frames = np.round(phase + interval * np.arange(size // interval)).astype(int)
    return frames[(frames >= 0) & (frames < size)]


def _mean(evidence: Floats, interval: float, phase: float) -> float:
    return float(evidence[_frames(len(evidence), interval, phase)].mean())
