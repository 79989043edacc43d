"""Whether the feet are believable: published measures, and where they are blind, our own.

PFC and skate ratios each have a blind spot: a body gliding rigidly over the floor has a superb
PFC, and a frozen one a superb everything. Read them beside one another and the mean speed.
"""

from dataclasses import dataclass

import numpy as np

from live.body import skeleton
from live.signals import Bools, Floats

ANKLES, TOES = (7, 8), (10, 11)
_ANKLE, _TOE = 0.08, 0.05  # metres above the ground: lower is in contact (Lodge)
_SLIDE = 0.01  # metres a frame at 30 fps: faster is sliding (Lodge)
_GLIDE, _STIFF = 0.03, 0.01  # metres a frame at 30 fps: pelvis moves, legs do not (Duolando)
DEEP = 0.02  # metres under the floor that can be seen


def pfc(positions: Floats) -> float:
    """Physical foot contact score of EDGE (Tseng et al., CVPR 2023), x 10^4; lower is better.

    For 30 fps: both feet moving while the pelvis accelerates, downward acceleration left out,
    relative to the clip's strongest. 0 where the pelvis never accelerates.
    """
    push = np.diff(positions[:, 0], n=2, axis=0)
    push[:, 1] = np.maximum(push[:, 1], 0.0)
    force = np.linalg.norm(push, axis=-1)
    if force.max() == 0.0:
        return 0.0
    moved = np.linalg.norm(np.diff(positions[1:], axis=0)[..., [0, 2]], axis=-1)
    left = np.minimum(moved[:, ANKLES[0]], moved[:, TOES[0]])
    right = np.minimum(moved[:, ANKLES[1]], moved[:, TOES[1]])
    return float(np.mean(left * right * force / force.max()) * 1e4)


def skate_ratios(positions: Floats, *, whole: bool = False) -> tuple[float, float]:
    """Foot-skate ratio (Li et al., Lodge, CVPR 2024) of the left and the right foot, 0..1.

    For 30 fps: of the frames a foot is in contact (ankle up to 8 cm, toe up to 5 cm above the
    toes of frame 0), those in which ankle or toe slides more than 1 cm. As published the slide is
    |x + z| / 2, which a slide along x = -z escapes; `whole` takes its length instead. 0 for a foot
    that is never down.
    """
    ground = _ground(positions)
    moved = np.diff(positions, axis=0, append=positions[-1:])[..., [0, 2]]
    slide = np.linalg.norm(moved, axis=-1) if whole else np.abs(moved.mean(axis=-1))
    left, right = (
        _skating(positions[..., 1] - ground, slide, ankle, toe)
        for ankle, toe in zip(ANKLES, TOES, strict=True)
    )
    return left, right


def _ground(positions: Floats) -> float:
    left, right = (float(positions[0, toe, 1]) for toe in TOES)
    return (left + right) / 2 if abs(left - right) < 0.02 else min(left, right)


def _skating(heights: Floats, slide: Floats, ankle: int, toe: int) -> float:
    down = (heights[:, ankle] <= _ANKLE) & (heights[:, toe] <= _TOE)
    sliding = (slide[:, ankle] > _SLIDE) | (slide[:, toe] > _SLIDE)
    return float((down & sliding).sum() / down.sum()) if down.any() else 0.0


def slip(positions: Floats) -> float:
    """Share of frames, 0..1, in which the body glides (Siyao et al., Duolando, ICLR 2024).

    For 30 fps: the pelvis moves more than 3 cm a frame while both ankles, as seen from it, move
    less than 1 cm. As published the pelvis' depth (z) does not count, and its height does.
    """
    pelvis = np.linalg.norm(np.diff(positions[:, 0, :2], axis=0), axis=-1)
    legs = np.linalg.norm(np.diff(positions[:, ANKLES] - positions[:, :1], axis=0), axis=-1)
    gliding = (pelvis > _GLIDE) & (legs < _STIFF).all(axis=-1)
    gliding[0] = False  # the published loop begins with the second step
    return float(gliding.sum() / len(gliding))


@dataclass(frozen=True, slots=True)
class Drift:
    """How far joints wander while they are said to be locked to the floor; metres a contact."""

    contacts: int
    mean: float
    p95: float
    worst: float


def drift(positions: Floats, contacts: Bools) -> Drift:
    """Of every contact (a run of True in a column of (frames, 4)), the greatest horizontal
    distance from where it began. All 0 without a contact."""
    found = list[float]()
    for column, joint in enumerate(skeleton.CONTACT_JOINTS):
        for first, last in runs(contacts[:, column]):
            where = positions[first:last, joint][:, [0, 2]]
            found.append(float(np.linalg.norm(where - where[0], axis=-1).max()))
    if not found:
        return Drift(0, 0.0, 0.0, 0.0)
    return Drift(
        len(found), float(np.mean(found)), float(np.percentile(found, 95)), float(np.max(found))
    )


def runs(flags: Bools) -> list[tuple[int, int]]:
    """Where each run of True begins, and the index after its end."""
    edges = np.diff(np.concatenate([[0], flags.astype(int), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(first), int(last)) for first, last in zip(begins, ends, strict=True)]


def depth(positions: Floats) -> tuple[float, float]:
    """How deep an ankle or toe goes under the floor, metres (0: never), and the share of frames in
    which one is more than 2 cm under it."""
    lowest = positions[:, [*ANKLES, *TOES], 1].min(axis=1)
    return max(0.0, float(-lowest.min())), float(np.mean(lowest < -DEEP))
