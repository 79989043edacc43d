"""Whether a dance is on the beat: published protocols, and one of our own in seconds.

A kinematic beat is a moment when the body is slowest. Two protocols are in use; their scores are
means of exp(-d^2 / (2 sigma^2)), d the distance to the nearest beat of the other kind:

    precision   over the kinematic beats (FACT: Li et al., ICCV 2021; calculate_beat_scores.py)
    recall      over the music's beats (Bailando: Siyao et al., CVPR 2022; beat_align_score.py)

Both count in frames, with a sigma of three; a statue that trembles by 0.1 mm scores about as much
as real dancers are published with. So ours are in seconds, and a score is only given beside that
of the same dance to the same music shifted by parts of a beat.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter
from scipy.signal import argrelextrema

from live.signals import Floats

Indices = npt.NDArray[np.int64]
SIGMA_FRAMES = 3.0  # of the published protocols
SIGMA = 0.05  # seconds, of ours: three frames at 60 fps
_APART = 10 / 60  # seconds: a beat of precision is the slowest moment so far round
_SMOOTH = 5 / 60  # seconds: sigma of what smooths the speed for recall
SHIFTS = tuple(k / 8 for k in range(1, 8))  # beats: how the music is shifted for the null


def speed_sums(positions: Floats) -> Floats:
    """(frames,): metres all joints together moved since the frame before; 0 for the first."""
    moved = np.linalg.norm(np.diff(positions, axis=0), axis=-1).sum(axis=-1)
    return np.concatenate([[0.0], moved])


def slowest_fact(positions: Floats) -> Indices:
    """Frames of the kinematic beats by FACT's protocol: slowest of 21 frames, not smoothed."""
    return np.asarray(argrelextrema(speed_sums(positions), np.less, order=10)[0])


def slowest_bailando(positions: Floats, weights: Floats | None = None) -> Indices:
    """Frames of the kinematic beats by Bailando's protocol: minima of the speed smoothed by 5.

    Number k is between frames k and k + 1. `weights` (joints,): how much each joint counts.
    """
    moved = np.linalg.norm(np.diff(positions, axis=0), axis=-1)
    mean = np.average(moved, axis=1, weights=weights)
    return np.asarray(argrelextrema(gaussian_filter(mean, 5), np.less)[0])


def alignment(
    counted: npt.NDArray[np.number], nearest: npt.NDArray[np.number], sigma: float
) -> float:
    """The mean over the beats counted of exp(-d^2 / 2 sigma^2); 0 where one kind has none."""
    if len(counted) == 0 or len(nearest) == 0:
        return 0.0
    apart = np.abs(counted[:, None] - nearest[None, :]).min(axis=1)
    return float(np.exp(-(apart**2) / (2 * sigma**2)).mean())


def beat_align_fact(positions: Floats, beats: npt.NDArray[np.number]) -> float:
    """FACT's BeatAlign, 0..1: over the kinematic beats. `beats` in frames, made for 60 fps."""
    return alignment(slowest_fact(positions), beats, SIGMA_FRAMES)


def beat_align_bailando(positions: Floats, beats: npt.NDArray[np.number]) -> float:
    """Bailando's BAS, 0..1: over the music's beats. `beats` in frames, made for 60 fps."""
    return alignment(beats, slowest_bailando(positions), SIGMA_FRAMES)


@dataclass(frozen=True, slots=True)
class OnBeat:
    """How a dance keeps to the beat, and how the same dance would by chance."""

    precision: float  # 0..1
    recall: float  # 0..1
    null_precision: float  # 0..1: the mean over the music shifted by 1/8 .. 7/8 of a beat
    null_recall: float  # 0..1

    @property
    def lift(self) -> tuple[float, float]:
        """How many times chance precision and recall are; nan without a beat."""
        return _ratio(self.precision, self.null_precision), _ratio(self.recall, self.null_recall)


def on_beat(positions: Floats, fps: float, beats: Floats) -> OnBeat:
    """Precision and recall at any rate, `beats` in seconds, rising; sigma 50 ms.

    The two protocols' own kinematic beats with their widths in seconds (167 ms to each side;
    83 ms of smoothing), each at the middle of the step it is the slowest of, not half a frame
    early. Only beats that both the dance and the music reach are counted. Made for 60 fps.
    """
    slow, slow_smooth = kinematic_beats(positions, fps)
    scores = [
        (_precision(slow, shifted), _recall(slow_smooth, shifted, len(positions) / fps))
        for shifted in (beats, *(shift(beats, share) for share in SHIFTS))
    ]
    null = np.mean(scores[1:], axis=0)
    return OnBeat(*scores[0], float(null[0]), float(null[1]))


def kinematic_beats(positions: Floats, fps: float) -> tuple[Floats, Floats]:
    """Seconds of the slowest moments: of the speed as it is, and of the smoothed speed."""
    speed = np.linalg.norm(np.diff(positions, axis=0), axis=-1).mean(axis=-1)
    order = max(1, round(_APART * fps))
    smooth = gaussian_filter(speed, _SMOOTH * fps)
    slow, slow_smooth = _minima(speed, order), _minima(smooth, 1)
    return slow.astype(float) / fps + 0.5 / fps, slow_smooth.astype(float) / fps + 0.5 / fps


def _minima(values: Floats, order: int) -> Indices:
    """Where a value is less than all of `order` before it and no more than as many after it.

    Of equal ones the first counts: a turn exactly on a frame makes the steps before and after it
    equally slow, and the published strict minimum would miss it.
    """
    lowest = np.ones(len(values), dtype=bool)
    lowest[-1:] = False
    indices = np.arange(len(values))
    for away in range(1, order + 1):
        lowest &= values < values[np.maximum(indices - away, 0)]
        lowest &= values <= values[np.minimum(indices + away, len(values) - 1)]
    return np.flatnonzero(lowest)


def shift(beats: Floats, share: float) -> Floats:
    """The beats, each later by a share of the beat it begins."""
    if len(beats) < 2:
        return beats
    lengths = np.diff(beats)
    return np.asarray(beats + share * np.append(lengths, lengths[-1]), dtype=float)


def _precision(slow: Floats, beats: Floats) -> float:
    if len(beats) == 0:
        return 0.0
    margin = 0.5 * float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
    within = slow[(slow >= beats[0] - margin) & (slow <= beats[-1] + margin)]
    return alignment(within, beats, SIGMA)


def _recall(slow: Floats, beats: Floats, seconds: float) -> float:
    return alignment(beats[(beats >= 0) & (beats <= seconds)], slow, SIGMA)


def _ratio(score: float, null: float) -> float:
    return score / null if null > 0 else float("nan")
