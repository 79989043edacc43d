"""From the directions of a measured body to the rotations of the skeleton.

Every joint gets a frame in the world: one axis along its bone, the other where the body says it
must be (the line of the hips or shoulders, the hinge of a knee or elbow). The skeleton's local
rotations are those frames, each seen from its parent. A pure function: nothing is remembered.
"""

import numpy as np

from live import quat, skeleton
from live.see.limbs import INDEX
from live.signals import Floats

# A face that looks straight ahead has its nose this far below the ears.
NOSE_DOWN = 0.26  # radians
_HINGE_TRUST = (
    0.3  # how much the pelvis or chest has to say in where a nearly straight hinge points
)
_LEG = ("hip", "knee", "ankle", "toe")
_ARM = ("shoulder", "elbow", "wrist", "hand")
_X, _Y = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


def rotations_from(directions: Floats) -> Floats:
    """Local rotations (24, 4) that lay the skeleton's bones along unit directions (17, 3)."""
    return local_rotations(world_rotations_from(directions))


def local_rotations(world: Floats) -> Floats:
    """World rotations (24, 4), each as seen from its parent."""
    local = world.copy()
    parents = list(skeleton.PARENTS[1:])
    local[1:] = quat.multiply(quat.inverse(world[parents]), world[1:])
    return quat.normalised(np.where(local[:, :1] < 0.0, -local, local))


def world_rotations_from(directions: Floats) -> Floats:
    """The rotations of all joints in the world (24, 4), for unit directions (17, 3)."""
    line = {name: directions[index] for name, index in INDEX.items()}
    place = skeleton.INDEX
    frames = np.empty((24, 3, 3))  # rows: where each joint's x, y and z axes point
    pelvis = _frame_xy(line["hips"], line["spine"])
    chest = _frame_xy(line["shoulders"], line["spine"])
    head = _frame_xz(line["ears"], _raised(line["face"], line["ears"]))
    frames[place["pelvis"]] = pelvis
    for joint in ("spine3", "l_collar", "r_collar"):
        frames[place[joint]] = chest
    frames[place["head"]] = head
    for side, sign in (("l", 1.0), ("r", -1.0)):
        frames[_joints(side, _LEG)] = _leg(line, side, pelvis)
        frames[_joints(side, _ARM)] = _arm(line, side, sign, chest)
    for joint in ("spine1", "spine2", "neck"):
        frames[place[joint]] = chest  # in place of what is filled in below
    world = quat.from_axes(frames[:, 0], frames[:, 1], frames[:, 2])
    bent = quat.slerp(world[place["pelvis"]], world[place["spine3"]], np.array([1 / 3, 2 / 3]))
    world[[place["spine1"], place["spine2"]]] = bent
    world[place["neck"]] = quat.slerp(world[place["spine3"]], world[place["head"]], 0.4)
    return world


def _joints(side: str, limb: tuple[str, ...]) -> list[int]:
    return [skeleton.INDEX[f"{side}_{joint}"] for joint in limb]


def _leg(line: dict[str, Floats], side: str, pelvis: Floats) -> Floats:
    """The frames (4, 3, 3) of a leg: its bones down -Y, the knee's hinge along +X."""
    thigh, shin, foot = (line[f"{side}_{part}"] for part in ("thigh", "shin", "foot"))
    ahead = quat.rotate(quat.between(-pelvis[1], thigh), pelvis[0])
    turned_out = _cross(-thigh, foot)
    calm = _unit(ahead + turned_out, ahead)
    bent = _cross(thigh, shin)
    # A knee that seems to bend forwards is a straight one, mismeasured.
    hinge = calm * _HINGE_TRUST + bent * (bent @ calm > 0.0)
    upper = _frame_yx(-thigh, hinge)
    shin = _unit(shin - max(0.0, float(shin @ upper[2])) * upper[2], shin)
    lower = _frame_yx(-shin, upper[0])
    sole = _frame_zx(foot, lower[0])
    return np.stack([upper, lower, sole, sole])


def _arm(line: dict[str, Floats], side: str, sign: float, chest: Floats) -> Floats:
    """The frames (4, 3, 3) of an arm: its bones out along X, the elbow's hinge along Y."""
    upper, fore, palm = (line[f"{side}_{part}"] for part in ("upper_arm", "forearm", "palm"))
    calm = quat.rotate(quat.between(sign * chest[0], upper), chest[1])
    bent = sign * _cross(fore, upper)
    first = _frame_xy(sign * upper, _HINGE_TRUST * calm + bent)
    second = _frame_xy(sign * fore, first[1])
    hand = _frame_xy(sign * palm, second[1])
    return np.stack([first, second, hand, hand])


def _raised(face: Floats, ears: Floats) -> Floats:
    """The direction a head looks, from that of its nose."""
    return quat.rotate(quat.about(ears, -NOSE_DOWN), face)


def _unit(v: Floats, otherwise: Floats) -> Floats:
    length = float(np.sqrt(v @ v))
    return v / length if length > 1e-6 else otherwise


def _cross(a: Floats, b: Floats) -> Floats:
    """As np.cross, which for two single vectors takes ten times as long."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def _square(v: Floats, axis: Floats) -> Floats:
    """The unit direction nearest to v that is square to a unit axis."""
    flat = v - (v @ axis) * axis
    if flat @ flat < 1e-6:
        # They are parallel: any square direction is as good, so long as it is always the same.
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
