"""The skeleton of every pose: 24 joints in SMPL's order, an adult of 1.73 m.

With all rotations at identity the body stands in a T pose facing +Z: its left arm along +X, its
right arm along -X, legs straight down. A joint's rotation turns its children:

    world[j] = world[parent] * local[j];  p[j] = p[parent] + world[parent] applied to offset[j]

The offsets are those of our motion data's skeleton (a generic adult, leg 0.857 m).
"""

import numpy as np

from live.body import quat
from live.signals import JOINT_COUNT, Floats

Vector = tuple[float, float, float]

JOINTS = (
    "pelvis", "l_hip", "r_hip", "spine1", "l_knee", "r_knee", "spine2", "l_ankle",
    "r_ankle", "spine3", "l_toe", "r_toe", "neck", "l_collar", "r_collar", "head",
    "l_shoulder", "r_shoulder", "l_elbow", "r_elbow", "l_wrist", "r_wrist", "l_hand", "r_hand",
)  # fmt: skip
INDEX = {name: index for index, name in enumerate(JOINTS)}
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21)
CONTACT_JOINTS = (7, 10, 8, 11)  # l_ankle, l_toe, r_ankle, r_toe: the order of Pose.contacts
OFFSETS: Floats = np.array(
    [
        [0, 0, 0],  # pelvis
        [0.09144, 0.027541, -0.01016],  # l_hip
        [-0.09144, 0.027541, -0.01016],  # r_hip
        [0, 0.215501, -0.00762],  # spine1
        [0, -0.383616, 0],  # l_knee
        [0, -0.383616, 0],  # r_knee
        [0, 0.06096, -0.00254],  # spine2
        [0, -0.472979, 0],  # l_ankle
        [0, -0.472979, 0],  # r_ankle
        [0, 0.06096, -0.00254],  # spine3
        [0.011689, -0.038537, 0.126073],  # l_toe
        [-0.011689, -0.038537, 0.126073],  # r_toe
        [0, 0.23114, -0.02286],  # neck
        [0.02794, 0.20066, -0.0508],  # l_collar
        [-0.02794, 0.20066, -0.0508],  # r_collar
        [0, 0.07366, 0.0127],  # head
        [0.09144, -0.02032, 0.01524],  # l_shoulder
        [-0.09144, -0.02032, 0.01524],  # r_shoulder
        [0.294067, 0, 0],  # l_elbow
        [-0.294067, 0, 0],  # r_elbow
        [0.246682, 0, 0],  # l_wrist
        [-0.246682, 0, 0],  # r_wrist
        [0.093789, 0, 0],  # l_hand
        [-0.093789, 0, 0],  # r_hand
    ]
)  # (24, 3) metres from the parent


def _vector(offset: Floats) -> Vector:
    x, y, z = offset.tolist()
    return x, y, z


# Lengths that follow from the offsets, and usual measures of that body; metres.
HIPS = (_vector(OFFSETS[1]), _vector(OFFSETS[2]))  # from the pelvis, left and right
TOES = (_vector(OFFSETS[10]), _vector(OFFSETS[11]))  # from the ankles
THIGH, SHIN = float(-OFFSETS[4, 1]), float(-OFFSETS[7, 1])
LEG = THIGH + SHIN
STANCE = 0.10  # from the body's middle to either ankle, standing
ANKLE_HEIGHT = -TOES[0][1]  # of a dancer's foot that is flat: its toe joint is on the floor
# (4,) the height of CONTACT_JOINTS above the floor on a flat foot, with its sole and shoe: for
# tracked people and for avatars, whose bodies have soles.
SOLE: Floats = np.array([0.06, 0.012, 0.06, 0.012])
_SWAP = np.array(
    [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22]
)


# Joints of the same depth are computed in one numpy call, after their parents.
_DEPTH = [0] * JOINT_COUNT
for _joint in range(1, JOINT_COUNT):
    _DEPTH[_joint] = _DEPTH[PARENTS[_joint]] + 1
_LEVELS = [
    (np.array(level), np.array([PARENTS[j] for j in level]))
    for level in (
        [j for j in range(JOINT_COUNT) if _DEPTH[j] == d] for d in range(1, max(_DEPTH) + 1)
    )
]


def world_rotations(rotations: Floats) -> Floats:
    """Each joint's rotation in the world, from those relative to the parents: (..., 24, 4)."""
    world = np.empty_like(rotations)
    world[..., 0, :] = rotations[..., 0, :]
    for joints, parents in _LEVELS:
        world[..., joints, :] = quat.multiply(world[..., parents, :], rotations[..., joints, :])
    return world


def positions_from(root: Floats, rotations: Floats) -> Floats:
    """Forward kinematics: root (..., 3) metres and local rotations (..., 24, 4) to (..., 24, 3)."""
    if rotations.ndim == 2:
        return _of_one(root, rotations)
    return positions_of(root, world_rotations(rotations))


def positions_of(root: Floats, world: Floats, offsets: Floats = OFFSETS) -> Floats:
    """Forward kinematics from the joints' world rotations (..., 24, 4): positions (..., 24, 3).

    `offsets` (24, 3) metres are the bones of another body, in the same T pose as OFFSETS.
    """
    arms = quat.rotate(world[..., PARENTS[1:], :], offsets[1:])  # (..., 23, 3), all at once
    positions = np.empty((*world.shape[:-1], 3))
    positions[..., 0, :] = root
    for joints, parents in _LEVELS:
        positions[..., joints, :] = positions[..., parents, :] + arms[..., joints - 1, :]
    return positions


def _of_one(root: Floats, rotations: Floats) -> Floats:
    """`positions_from` for one body, faster: with matrices, all joints of one depth at once."""
    world = quat.matrices(rotations[_BY_DEPTH])
    for joints, parents in _SPANS:
        world[joints] = world[parents] @ world[joints]
    arms = (world[_HOLDING] @ OFFSETS[1:, :, None])[:, :, 0]
    positions: Floats = root + _REACHING @ arms
    return positions


_BY_DEPTH = np.concatenate([[0], *(joints for joints, _ in _LEVELS)])
_PLACES = np.argsort(_BY_DEPTH)  # of each joint in that order
_ENDS = np.cumsum([1] + [len(joints) for joints, _ in _LEVELS]).tolist()
_SPANS = [
    (slice(first, end), _PLACES[parents])
    for first, end, (_, parents) in zip(_ENDS, _ENDS[1:], _LEVELS, strict=False)
]
_HOLDING = _PLACES[list(PARENTS[1:])]
_REACHING = np.zeros((JOINT_COUNT, JOINT_COUNT - 1))  # 1: the bone (of its lower end) leads there
for _joint in range(1, JOINT_COUNT):
    _REACHING[_joint] = _REACHING[PARENTS[_joint]]
    _REACHING[_joint, _joint - 1] = 1.0


def mirrored(root: Floats, rotations: Floats) -> tuple[Floats, Floats]:
    """The same pose seen in a mirror at x = 0: left and right change places."""
    flipped = rotations[..., _SWAP, :] * np.array([1.0, 1.0, -1.0, -1.0])
    return root * np.array([-1.0, 1.0, 1.0]), flipped


def mirrored_positions(positions: Floats) -> Floats:
    """Joint positions (..., 24, 3) seen in a mirror at x = 0: left and right change places."""
    flipped: Floats = positions[..., _SWAP, :] * np.array([-1.0, 1.0, 1.0])
    return flipped


def swapped(values: Floats) -> Floats:
    """Per-joint values (24,) with left and right exchanged, for a mirrored pose."""
    changed: Floats = values[_SWAP]
    return changed
