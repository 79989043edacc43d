"""Where the beats are in a dance without music: its body comes to rest on them.

Dynamic programming as in D. Ellis, "Beat Tracking by Dynamic Programming" (2007), on the dance's
own onset strength: how much slower the body is at a moment than around it.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from live.signals import Floats

SLOWEST, FASTEST = 94.0, 156.0  # beats a minute: what a body dances to
_TIGHTNESS = 20.0  # how much an uneven beat costs
_USUAL = 116.0  # beats a minute
_AROUND = 0.6  # seconds: what a moment is compared with


def speed(positions: Floats, fps: float) -> Floats:
    """How fast the joints move on average, (frames,) metres a second."""
    velocity = np.gradient(positions, 1 / fps, axis=0)
    return np.asarray(np.linalg.norm(velocity, axis=-1).mean(axis=-1))


def stillness(positions: Floats, fps: float) -> Floats:
    """How much stiller the body is than around, (frames,): 0 on average, about 1 at a stop."""
    moving = gaussian_filter1d(speed(positions, fps), 0.05 * fps)
    around = gaussian_filter1d(moving, _AROUND * fps) + 0.02
    strength = np.log((around + 0.02) / (moving + 0.02))
    return np.asarray(strength / (strength.std() + 1e-6))


def beats_of(positions: Floats, fps: float) -> Floats:
    """The beats of a dance (frames, 24, 3): seconds, rising, evenly as far as the dance is."""
    strength = stillness(positions, fps)
    tempi = np.geomspace(SLOWEST, FASTEST, 40)[:-1]
    tracks = [_tracked(strength, 60 * fps / tempo) for tempo in tempi]
    # What a beat collects on average, with a mild preference for a usual tempo.
    scores = [
        float(strength[track].mean()) - 0.25 * abs(np.log2(tempo / _USUAL))
        for track, tempo in zip(tracks, tempi, strict=True)
    ]
    best = tracks[int(np.argmax(scores))]
    return _refined(strength, best) / fps


def _tracked(strength: Floats, period: float) -> np.ndarray:
    """Frames of the beats that collect most, about `period` frames apart."""
    frames = len(strength)
    nearest, farthest = round(period * 0.6), round(period * 1.6)
    back = np.arange(nearest, farthest + 1)
    cost = -_TIGHTNESS * np.log(back / period) ** 2
    score, came = strength.copy(), np.full(frames, -1)
    for frame in range(nearest, frames):
        from_ = frame - back
        fit = from_ >= 0
        found = score[from_[fit]] + cost[fit]
        best = int(np.argmax(found))
        if found[best] > 0 or frame > 2 * farthest:
            score[frame] += found[best]
            came[frame] = from_[fit][best]
    last = frames - farthest + int(np.argmax(score[-farthest:]))
    track = [last]
    while came[track[-1]] >= 0:
        track.append(int(came[track[-1]]))
    return np.array(track[::-1])


def _refined(strength: Floats, track: np.ndarray) -> Floats:
    """The beats between frames, at the top of a parabola through the nearest three."""
    inner = track[(track > 0) & (track < len(strength) - 1)]
    before, at, after = strength[inner - 1], strength[inner], strength[inner + 1]
    curve = before - 2 * at + after
    shift = np.where(curve < -1e-6, (before - after) / (2 * np.minimum(curve, -1e-6)), 0.0)
    return np.asarray(inner + np.clip(shift, -0.5, 0.5))
