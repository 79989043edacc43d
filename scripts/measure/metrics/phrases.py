"""How much of a dance is said again: phrases of 8 beats met before within 64.

Poses are sampled four times a beat, each the mean of three neighbouring frames, as seen from the
pelvis. A phrase begins on every eighth beat; it is compared with the eight beats from any earlier
beat, as long as both lie within 64 and do not overlap, one of the two being turned about the
vertical so that they fit best. It is a repeat if the joints are on average nearer than NEAR to
where they were then. A mirror image is not a repeat.
"""

import numpy as np

from live.signals import Floats

PHRASE, REACH, SAMPLES = 8, 64, 4  # beats, beats, samples a beat
NEAR = 0.05  # metres; one move of our library danced again: 0.005; real dancers, median: 0.15


def repeats(positions: Floats, fps: float, beats: Floats) -> tuple[int, int]:
    """How many phrases are repeats, and of how many; `beats` in seconds, rising."""
    nearest = distances(positions, fps, beats)
    return int(np.sum(nearest < NEAR)), len(nearest)


def distances(positions: Floats, fps: float, beats: Floats) -> Floats:
    """For each phrase that has one before it, how near the nearest earlier one is, metres."""
    seconds = (len(positions) - 2) / fps
    beats = beats[(beats >= 1 / fps) & (beats <= seconds)]
    windows = {
        beat: _phrase(positions, fps, beats[beat : beat + PHRASE + 1])
        for beat in range(len(beats) - PHRASE)
    }
    nearest = list[float]()
    for beat in range(PHRASE, len(beats) - PHRASE, PHRASE):
        earlier = range(max(0, beat + PHRASE - REACH), beat - PHRASE + 1)
        nearest.append(min(_apart(windows[beat], windows[other]) for other in earlier))
    return np.array(nearest)


def _phrase(positions: Floats, fps: float, beats: Floats) -> Floats:
    """(samples, 24, 3) metres from the pelvis."""
    counts = np.arange(PHRASE * SAMPLES) / SAMPLES
    frames = np.rint(np.interp(counts, np.arange(len(beats)), beats) * fps).astype(int)
    poses = (positions[frames - 1] + positions[frames] + positions[frames + 1]) / 3
    return np.asarray(poses - poses[:, :1], dtype=float)


def _apart(one: Floats, other: Floats) -> float:
    """The mean distance of the joints, metres, the other turned to fit best."""
    along = float(np.sum(one[..., 0] * other[..., 0] + one[..., 2] * other[..., 2]))
    across = float(np.sum(one[..., 0] * other[..., 2] - one[..., 2] * other[..., 0]))
    angle = np.arctan2(across, along)
    sin, cos = np.sin(angle), np.cos(angle)
    x = other[..., 0] * cos + other[..., 2] * sin
    z = other[..., 2] * cos - other[..., 0] * sin
    turned = np.stack([x, other[..., 1], z], axis=-1)
    return float(np.linalg.norm(one - turned, axis=-1).mean())
