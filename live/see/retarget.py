"""Retargets a measured body: from the directions of its lines to the skeleton's rotations.

Every joint gets a frame of axes in the world: one axis along its bone, another from the body (the
line of the hips or shoulders, the hinge of a knee or elbow). The skeleton's local rotations are
these frames relative to their parents. Pure functions, without state.
"""

import numpy as np

from live.body import quat, skeleton
from live.see.limbs import INDEX
from live.signals import JOINT_COUNT, Floats

_REST = skeleton.positions_from(np.zeros(3), np.tile(quat.IDENTITY, (JOINT_COUNT, 1)))
_TRUNK = _REST[[skeleton.INDEX["l_shoulder"], skeleton.INDEX["r_shoulder"]]].mean(axis=0)
_TRUNK -= _REST[[skeleton.INDEX["l_hip"], skeleton.INDEX["r_hip"]]].mean(axis=0)
# The line from the hips to the shoulders of a body at rest: the shoulders sit a little behind.
SPINE = _TRUNK / np.linalg.norm(_TRUNK)
_LEANING_BACK = float(np.arctan2(-SPINE[2], SPINE[1]))  # radians
# On a face that looks straight ahead, the line from ears to nose points down by this angle.
NOSE_DOWN = 0.26  # radians
_HINGE_TRUST = 0.3  # weight of the trunk's direction for a hinge: it decides for straight limbs
_LEG = ("hip", "knee", "ankle", "toe")
_ARM = ("shoulder", "elbow", "wrist", "hand")
_X, _Y = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


def local_rotations(world: Floats) -> Floats:
    """The local rotations (24, 4), relative to each parent, of world rotations (24, 4)."""
    local = world.copy()
    parents = list(skeleton.PARENTS[1:])
    local[1:] = quat.multiply(quat.inverse(world[parents]), world[1:])
    return quat.normalised(np.where(local[:, :1] < 0.0, -local, local))


def world_rotations_from(directions: Floats) -> Floats:
    """The rotations of all joints in the world (24, 4), for unit directions (17, 3)."""
    line = {name: directions[index] for name, index in INDEX.items()}
    place = skeleton.INDEX
    frames = np.empty((24, 3, 3))  # rows: where each joint's x, y and z axes point
    pelvis = _frame_xy(line["hips"], _straightened(line["spine"], line["hips"]))
    chest = _frame_xy(line["shoulders"], _straightened(line["spine"], line["shoulders"]))
    head = _frame_xz(line["ears"], _raised(line["face"], line["ears"]))
    frames[place["pelvis"]] = pelvis
    for joint in ("spine3", "l_collar", "r_collar"):
        frames[place[joint]] = chest
    frames[place["head"]] = head
    calm = _calm_hinges(line, pelvis, chest)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        frames[_joints(side, _LEG)] = _leg(line, side, calm[f"{side}_thigh"])
        frames[_joints(side, _ARM)] = _arm(line, side, sign, calm[f"{side}_upper_arm"])
    for joint in ("spine1", "spine2", "neck"):
        frames[place[joint]] = chest  # until they are set below
    world = quat.from_axes(frames[:, 0], frames[:, 1], frames[:, 2])
    bent = quat.slerp(world[place["pelvis"]], world[place["spine3"]], np.array([1 / 3, 2 / 3]))
    world[[place["spine1"], place["spine2"]]] = bent
    world[place["neck"]] = quat.slerp(world[place["spine3"]], world[place["head"]], 0.4)
    return world


def _joints(side: str, limb: tuple[str, ...]) -> list[int]:
    return [skeleton.INDEX[f"{side}_{joint}"] for joint in limb]


def _calm_hinges(line: dict[str, Floats], pelvis: Floats, chest: Floats) -> dict[str, Floats]:
    """Where each hinge points by the trunk alone: turned with its bone by the smallest angle."""
    limbs = ("l_thigh", "r_thigh", "l_upper_arm", "r_upper_arm")
    rest = np.stack([-pelvis[1], -pelvis[1], chest[0], -chest[0]])
    hinges = np.stack([pelvis[0], pelvis[0], chest[1], chest[1]])
    turns = quat.between(rest, np.stack([line[limb] for limb in limbs]))
    return dict(zip(limbs, quat.rotate(turns, hinges), strict=True))


def _leg(line: dict[str, Floats], side: str, ahead: Floats) -> Floats:
    """The frames (4, 3, 3) of a leg: its bones down -Y, the knee's hinge along +X."""
    thigh, shin, foot = (line[f"{side}_{part}"] for part in ("thigh", "shin", "foot"))
    turned_out = _cross(-thigh, foot)
    calm = _unit(ahead + turned_out, ahead)
    bent = _cross(thigh, shin)
    # A knee that seems to bend forwards is a measurement error of a straight one.
    hinge = calm * _HINGE_TRUST + bent * (bent @ calm > 0.0)
    upper = _frame_yx(-thigh, hinge)
    shin = _unit(shin - max(0.0, float(shin @ upper[2])) * upper[2], shin)
    lower = _frame_yx(-shin, upper[0])
    sole = _frame_zx(foot, lower[0])
    return np.stack([upper, lower, sole, sole])


def _arm(line: dict[str, Floats], side: str, sign: float, calm: Floats) -> Floats:
    """The frames (4, 3, 3) of an arm: its bones out along X, the elbow's hinge along Y."""
    upper, fore, palm = (line[f"{side}_{part}"] for part in ("upper_arm", "forearm", "palm"))
    bent = sign * _cross(fore, upper)
    first = _frame_xy(sign * upper, _HINGE_TRUST * calm + bent)
    second = _frame_xy(sign * fore, first[1])
    hand = _frame_xy(sign * palm, second[1])
    return np.stack([first, second, hand, hand])


def _straightened(spine: Floats, across: Floats) -> Floats:
    """The direction of a trunk's Y axis, from the line between hips and shoulders."""
    return quat.rotate(quat.about(across, _LEANING_BACK), spine)


def _raised(face: Floats, ears: Floats) -> Floats:
    """The direction that a head looks in, from the line between ears and nose."""
    return quat.rotate(quat.about(ears, -NOSE_DOWN), face)


def _unit(v: Floats, otherwise: Floats) -> Floats:
    length = float(np.sqrt(v @ v))
    return v / length if length > 1e-6 else otherwise


def _cross(a: Floats, b: Floats) -> Floats:
    """The same as np.cross, in a tenth of its time for two single vectors."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def _square(v: Floats, axis: Floats) -> Floats:
    """The unit direction nearest to v that is perpendicular to a unit axis."""
    flat = v - (v @ axis) * axis
    if flat @ flat < 1e-6:
        # They are parallel: any perpendicular direction will do, but always the same one.
        flat = _cross(axis, _X if abs(axis[0]) < 0.7 else _Y)
    return _unit(flat, flat)


def _frame_xy(x: Floats, towards_y: Floats) -> Floats:
    y = _square(towards_y, x)
    return np.stack([x, y, _cross(x, y)])


def _frame_xz(x: Floats, towards_z: Floats) -> Floats:
    z = _square(towards_z, x)
    return np.stack([x, _cross(z, x), z])


def _frame_yx(y: Floats, towards_x: Floats) -> Floats:
    x = _square(towards_x, y)
    return np.stack([x, y, _cross(x, y)])


def _frame_zx(z: Floats, towards_x: Floats) -> Floats:
    x = _square(towards_x, z)
    return np.stack([x, _cross(z, x), z])
