"""The rest pose of somebody else's body, and the turns that make it our own: upright, arms out."""

from collections.abc import Mapping

import numpy as np

from live.body import quat
from live.body.skeleton import INDEX, PARENTS
from live.signals import JOINT_COUNT, Floats

# Which human bone (by VRM's names) each of our joints moves; l_hand and r_hand move none.
BONES = {
    "pelvis": "hips", "spine1": "spine", "spine2": "chest", "spine3": "upperChest",
    "neck": "neck", "head": "head",
} | {
    f"{side[0]}_{joint}": f"{side}{bone}"
    for side in ("left", "right")
    for joint, bone in (
        ("collar", "Shoulder"), ("shoulder", "UpperArm"), ("elbow", "LowerArm"),
        ("wrist", "Hand"), ("hip", "UpperLeg"), ("knee", "LowerLeg"), ("ankle", "Foot"),
        ("toe", "Toes"),
    )
}  # fmt: skip
# Where a limb's bones point in a T pose, and the joint each bone ends at.
_LIMBS = {
    "shoulder": ("elbow", (1.0, 0.0, 0.0)), "elbow": ("wrist", (1.0, 0.0, 0.0)),
    "wrist": ("hand", (1.0, 0.0, 0.0)), "hip": ("knee", (0.0, -1.0, 0.0)),
    "knee": ("ankle", (0.0, -1.0, 0.0)),
}  # fmt: skip
_TRUSTED = 0.02  # of the body's height: the direction of a shorter bone is not used


def upright(rest: Mapping[str, Floats]) -> Floats | None:
    """The turn (3, 3) that makes a body stand up and face the hall; None where it has no sides.

    Up is the axis nearest to the line from the feet to the head; left is found from the legs. So
    VRM 0 and VRM 1, which face opposite ways, give the same.
    """
    up = rest["head"] - (rest["leftFoot"] + rest["rightFoot"]) / 2
    axis = int(np.abs(up).argmax())
    y = np.eye(3)[axis] * np.sign(up[axis] or 1.0)
    legs = rest["leftUpperLeg"] - rest["rightUpperLeg"]
    arms = rest["leftUpperArm"] - rest["rightUpperArm"]
    left = legs if np.linalg.norm(legs) > 0.05 * np.linalg.norm(up) else arms
    x = left - (left @ y) * y
    if not np.linalg.norm(x) > 1e-3 * np.linalg.norm(up) > 0.0:
        return None
    x = x / np.linalg.norm(x)
    return np.stack([x, y, np.cross(x, y)])


def straight(places: Floats, tall: float) -> Floats:
    """The turns (24, 4) in the world that bring a rest pose to a T pose.

    `places` (24, 3) are our joints on an upright body; NaN: it has none.
    """
    turns: Floats = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
    for side, sign in (("l", 1.0), ("r", -1.0)):
        for joint, (end, way) in _LIMBS.items():
            here, there = INDEX[f"{side}_{joint}"], INDEX[f"{side}_{end}"]
            along = places[there] - places[here]
            if np.linalg.norm(along) > _TRUSTED * tall:  # and not where it is not a number
                turns[here] = quat.between(along, np.array(way) * (sign, 1.0, 1.0))
            else:
                turns[here] = turns[PARENTS[here]]
    return turns
