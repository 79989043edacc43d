"""A moment of dance as a vector: what the choreographers' networks are trained on and give.

A vector has SIZE numbers: how the body travels (metres and radians a beat, in the body's own
frame), the height of its pelvis, every joint's rotation as the first two columns of its matrix
(Zhou et al., "On the Continuity of Rotation Representations in Neural Networks", CVPR 2019), and
which feet stand. It does not have the body's place on the stage, nor the way it faces.
"""

import numpy as np

from live.body import quat, skeleton
from live.signals import JOINT_COUNT, Bools, Floats

STEPS = 16  # vectors a beat
TURNING = 22  # joints with a rotation of their own; hands turn with the wrists
TRAVEL = slice(0, 3)  # metres a beat to its left, metres a beat ahead, radians a beat to the left
HEIGHT = 3  # metres: the pelvis above the floor
ROTATIONS = slice(4, 4 + 6 * TURNING)
CONTACTS = slice(4 + 6 * TURNING, 8 + 6 * TURNING)  # 0..1 each: see skeleton.CONTACT_JOINTS
SIZE = 8 + 6 * TURNING
_UP = np.array([0.0, 1.0, 0.0])


def heading(pelvis: Floats) -> Floats:
    """Which way pelvises (..., 4) face: radians to the left of +Z."""
    ahead = quat.rotate(pelvis, np.array([0.0, 0.0, 1.0]))
    return np.arctan2(ahead[..., 0], ahead[..., 2])


def encoded(root: Floats, rotations: Floats, contacts: Bools) -> Floats:
    """Motion at STEPS a beat, root (steps, 3) and rotations (steps, 24, 4), as (steps, SIZE)."""
    yaw = np.unwrap(heading(rotations[:, 0]))
    back = quat.about(_UP, -yaw)
    way = quat.rotate(back, np.gradient(root, axis=0)) * STEPS
    facing = quat.multiply(back, rotations[:, 0])
    turning = np.concatenate([facing[:, None], rotations[:, 1:TURNING]], axis=1)
    x = quat.rotate(turning, np.array([1.0, 0.0, 0.0]))
    y = quat.rotate(turning, _UP)
    columns = np.concatenate([x, y], axis=-1).reshape(len(root), -1)
    travel = np.stack([way[:, 0], way[:, 2], np.gradient(yaw) * STEPS], axis=-1)
    return np.concatenate([travel, root[:, 1:2], columns, contacts.astype(float)], axis=-1)


def rotations_of(vectors: Floats) -> Floats:
    """Local rotations (..., 24, 4) of vectors (..., SIZE), facing +Z."""
    columns = vectors[..., ROTATIONS].reshape(*vectors.shape[:-1], TURNING, 6)
    x = _unit(columns[..., :3])
    y = columns[..., 3:]
    y = _unit(y - np.sum(y * x, axis=-1, keepdims=True) * x)
    z = x[..., _NEXT] * y[..., _LAST] - x[..., _LAST] * y[..., _NEXT]
    rotations = np.zeros((*vectors.shape[:-1], JOINT_COUNT, 4))
    rotations[..., TURNING:, 0] = 1.0
    rotations[..., :TURNING, :] = quat.from_axes(x, y, z)
    return rotations


_NEXT, _LAST = [1, 2, 0], [2, 0, 1]  # axes


def _unit(ways: Floats) -> Floats:
    length = np.sqrt(np.sum(ways * ways, axis=-1, keepdims=True))
    directions: Floats = ways / np.maximum(length, 1e-6)
    return directions


def mirrored(vectors: Floats) -> Floats:
    """The mirror image of vectors (..., SIZE): left and right change places."""
    flipped: Floats = vectors[..., _MIRROR] * _SIGNS
    return flipped


def mirror_table() -> tuple[list[int], list[float]]:
    """For each number of a mirrored vector: its index in the vector, and its factor."""
    return _MIRROR.tolist(), _SIGNS.tolist()


_SWAPPED = skeleton.swapped(np.arange(float(JOINT_COUNT))).astype(int)[:TURNING].tolist()
_MIRROR = np.array(
    [0, 1, 2, 3]
    + [4 + 6 * joint + part for joint in _SWAPPED for part in range(6)]
    + [4 + 6 * TURNING + foot for foot in (2, 3, 0, 1)]
)
_SIGNS: Floats = np.array(
    [-1.0, 1.0, -1.0, 1.0] + [1.0, -1.0, -1.0, -1.0, 1.0, 1.0] * TURNING + [1.0] * 4
)
