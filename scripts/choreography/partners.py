"""The partner as each dancer saw them: the other of a couple, or a made-up mirror image."""

import math

import numpy as np

from live.body import quat, skeleton
from live.dance.music_features import PARTNER, partner_vector
from live.dance.vector import heading
from live.signals import Floats, Pose
from scripts.choreography import pulse
from scripts.choreography.clips import RATE, Clip
from scripts.choreography.grid import Dance

_BEFORE = 0.1  # seconds between the two moments from which a speed is computed
_STEADILY = 1.0  # seconds over which a steady speed is taken
_UP = np.array([0.0, 1.0, 0.0])
SIGNS: Floats = np.ones(PARTNER)
SIGNS[[1, 4, 5, 8, 11, 17, 18]] = -1.0  # what points to a side
SWAP = np.arange(PARTNER)
SWAP[8:14] = [11, 12, 13, 8, 9, 10]  # hands
SWAP[20:22] = [21, 20]  # feet
USUAL: Floats = np.array(
    [1, 1, 1, 1, 1, 0.5, 0.5, 0.1, 0.3, 0.5, 0.3, 0.3, 0.5, 0.3, 1, 1, 0.5, 3, *[0.1] * 4, 0.5, 0.1]
)  # about how large each number is
_PER_SECOND = (5, 6, 14, 15, 16, 17, 22)  # what doubles when all is danced twice as fast


def mirrored(partner: Floats) -> Floats:
    """Partner vectors (..., PARTNER) of the same scene in a mirror."""
    return np.asarray(partner[..., SWAP] * SIGNS)


def hurried(partner: Floats, factor: Floats | float) -> Floats:
    """Partner vectors (..., PARTNER) of a scene danced `factor` times as fast."""
    faster = partner.copy()
    faster[..., _PER_SECOND] *= np.asarray(factor)[..., None]
    return faster


def seen(dance: Dance, partner: Clip) -> Floats:
    """The partner vectors (steps, PARTNER) of a dancer whose partner was recorded with them."""
    speed = pulse.speed(partner.positions, RATE)
    width = round(_STEADILY * RATE)
    # A causal mean: what somebody who watches knows.
    total = np.concatenate([np.zeros(1), np.cumsum(speed)])
    ends = np.arange(1, len(speed) + 1)
    starts = np.maximum(0, ends - width)
    steadily = (total[ends] - total[starts]) / (ends - starts)
    yaws = heading(dance.rotations[:, 0])
    positions, rotations = partner.positions, partner.rotations
    rows = []
    for row, second in enumerate(dance.seconds):
        now = min(max(round(float(second) * RATE), 0), len(positions) - 1)
        then = max(0, now - round(_BEFORE * RATE))
        human, before = (
            Pose(frame / RATE, positions[frame], rotations[frame]) for frame in (now, then)
        )
        vector = partner_vector(
            dance.root[row], float(yaws[row]), human, before, float(steadily[now])
        )
        rows.append(vector)
    return np.array(rows).reshape(-1, PARTNER)


def in_a_mirror(clip: Clip, distance: float, ahead: float) -> Clip:
    """A partner for somebody who danced alone: their mirror image, facing them. Made up.

    The mirror stands half of `distance` metres in front of where the dancer was on average, square
    to how they mostly faced, and shows each moment `ahead` seconds before it was danced: so the
    dancer follows.
    """
    yaws = heading(clip.rotations[:, 0])
    mostly = math.atan2(float(np.sin(yaws).mean()), float(np.cos(yaws).mean()))
    root, rotations = skeleton.mirrored(clip.root, clip.rotations)
    turn = quat.about(_UP, np.array(math.pi + 2 * mostly))
    middle = clip.root.mean(axis=0)
    away = np.array([math.sin(mostly), 0.0, math.cos(mostly)]) * distance
    centre = (middle + away) * [1.0, 0.0, 1.0]
    root = quat.rotate(turn, root - root.mean(axis=0) * [1.0, 0.0, 1.0]) + centre
    rotations = rotations.copy()
    rotations[:, 0] = quat.multiply(turn, rotations[:, 0])
    frames = np.minimum(np.arange(len(root)) + round(ahead * RATE), len(root) - 1)
    contacts = clip.contacts[:, [2, 3, 0, 1]]
    return Clip(
        f"{clip.name}_mirror", clip.style, "", "", root[frames], rotations[frames],
        contacts[frames], clip.repaired[frames],
    )  # fmt: skip
