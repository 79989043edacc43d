"""Kinetic features of a dance: how much each joint moves (Onuma, Faloutsos, Hodgins 2008).

As the AIST++ tools compute them (Li et al., ICCV 2021; github.com/google/aistplusplus_api), so
that FID_k and Div_k can be set beside what is published: a frame lasts 1/60 s whatever the
motion's own rate, and the acceleration subtracts the place before it was divided by the frame's
length, so that it grows with the distance from the origin. Features are therefore comparable only
at one rate, one length and one way of placing the root.
"""

import numpy as np

from live.signals import Floats

FRAME = 1 / 60  # seconds: what the protocol takes a frame to last
WINDOW = 2  # frames to either side over which velocities and accelerations are averaged


def zero_start(positions: Floats) -> Floats:
    """The dance moved so that its first pelvis is the origin (Bailando's and Duolando's way)."""
    return np.asarray(positions - positions[0, 0], dtype=float)


def root_relative(positions: Floats) -> Floats:
    """Zero start, and every joint but the pelvis as seen from it (Lodge's way)."""
    moved = zero_start(positions)
    return np.concatenate([moved[:, :1], moved[:, 1:] - moved[:, :1]], axis=1)


def kinetic(positions: Floats) -> Floats:
    """(3 * joints,): of each joint the mean squared horizontal and vertical speed, m^2/s^2, and
    the mean length of the protocol's acceleration; over all frames but the first.

    `positions` (frames, joints, 3) are placed by the caller; at least three frames.
    """
    before, now, after = positions[:-2], positions[1:-1], positions[2:]
    steps = (positions[1:] - positions[:-1]) / FRAME
    # The published parenthesis: only the place before is divided by the frame's length.
    pushes = ((after - now) / FRAME - (now - before / FRAME)) / FRAME
    velocity = _averaged(steps, len(positions))
    acceleration = _averaged(pushes, len(positions))
    energies = np.stack(
        [
            np.sum(velocity[..., [0, 2]] ** 2, axis=-1).mean(axis=0),
            (velocity[..., 1] ** 2).mean(axis=0),
            np.linalg.norm(acceleration, axis=-1).mean(axis=0),
        ],
        axis=-1,
    )
    return np.asarray(energies.ravel(), dtype=float)


def _averaged(changes: Floats, frames: int) -> Floats:
    """For each frame but the first, the mean of the changes in the window round it.

    `changes[k]` belongs to frame k + 1; frames that have none are left out of the mean.
    """
    span = frames - 1
    total = np.zeros((span + 2 * WINDOW, *changes.shape[1:]))
    count = np.zeros(span + 2 * WINDOW)
    for shift in range(2 * WINDOW + 1):
        total[shift : shift + len(changes)] += changes
        count[shift : shift + len(changes)] += 1
    middle = slice(WINDOW, WINDOW + span)
    return np.asarray(total[middle] / count[middle, None, None], dtype=float)
