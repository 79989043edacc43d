"""Recorded movement of somebody else's skeleton, brought to ours.

Joints are known by their names (`live/body/bone_names.py`), and others are passed over. Up, left
and the size are found in a pose that stands: the file's rest pose, or the first frame that does.
From there every bone of ours is turned as theirs is; the hips' way is scaled as the legs are.
"""

from dataclasses import dataclass

import numpy as np

from live.body import bone_names, quat, rest_pose, skeleton
from live.body.bone_names import Bones, Joints
from live.body.skeleton import INDEX, LEG, OFFSETS, PARENTS
from live.signals import JOINT_COUNT, Floats

_STANDS = 0.8  # of the legs' length: how far below the hips the feet of a standing body are
_HIPS = [INDEX["l_hip"], INDEX["r_hip"]]
_TOES = [INDEX["l_toe"], INDEX["r_toe"]]
_SIDES = ("left", "right")
_FLOOR = 5  # percentile of the lowest toe's height


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """What was recorded, in the file's own axes and units."""

    names: tuple[str, ...]
    parents: tuple[int, ...]  # -1: none; parents come before their children
    offsets: Floats  # (n, 3) from the parent, at rest
    steps: Floats  # (frames, n, 3) from the parent
    turns: Floats  # (frames, n, 4) relative to the parent


@dataclass(frozen=True, slots=True, eq=False)
class _Stance:
    """A pose that stands."""

    places: Floats  # (n, 3) of the joints
    turns: Floats  # (n, 4) of the joints in the file's world
    upright: Floats  # (3, 3) from the file's axes to ours


def on_our_skeleton(body: Recorded) -> tuple[Floats, Floats]:
    """The root (frames, 3) metres and the rotations (frames, 24, 4) of our skeleton.

    The lowest toes are put on the floor. Raises ValueError with a sentence.
    """
    joints = Joints(body.names, body.parents, range(len(body.names)))
    bones = bone_names.found(joints)
    if "neck" in bones:  # whose end is the head, in bodies without a joint for it
        bones.setdefault("head", bones["neck"])
    missing = bone_names.missing(bones)
    if missing:
        raise ValueError(
            f"these human bones are not found in it: {', '.join(missing)}. Rename its joints as"
            " Mixamo does (LeftArm, LeftForeArm, LeftUpLeg, LeftLeg, LeftFoot, Head; RightArm ...)."
        )
    places, turns = _world(body.parents, body.steps, body.turns)
    stance = _stance(body, bones, places, turns)
    chain = _trunk(joints, bones)
    bones = bones | {"hips": chain[0]}
    moved = quat.multiply(turns, quat.inverse(stance.turns))
    # The rotation whose axes are the rows of `upright` leads from our axes to theirs.
    theirs = quat.from_axes(*stance.upright)
    moved = quat.multiply(quat.inverse(theirs), quat.multiply(moved, theirs))
    world = _ours(bones, chain, moved)
    straight = rest_pose.straight(_placed(bones, stance), _tall(bones, stance))
    world = quat.normalised(quat.multiply(world, quat.inverse(straight)))
    rotations = world.copy()
    rotations[:, 1:] = quat.multiply(quat.inverse(world[:, list(PARENTS[1:])]), world[:, 1:])
    legs = [bones[f"{side}UpperLeg"] for side in _SIDES]
    middle = places[:, legs].mean(axis=1) @ stance.upright.T * (LEG / _leg(bones, stance.places))
    root = middle - quat.rotate(world[:, 0], OFFSETS[_HIPS].mean(axis=0))
    return grounded(root, rotations), rotations


def grounded(root: Floats, rotations: Floats) -> Floats:
    """The root (frames, 3) with the lowest toes on the floor."""
    toes = skeleton.positions_from(root, rotations)[:, _TOES, 1].min(axis=1)
    lowered: Floats = root - [0.0, float(np.percentile(toes, _FLOOR)), 0.0]
    return lowered


def _world(parents: tuple[int, ...], steps: Floats, turns: Floats) -> tuple[Floats, Floats]:
    """Where the joints are (frames, n, 3), and how they are turned in the world (frames, n, 4)."""
    places, world = steps.copy(), turns.copy()
    for joint, parent in enumerate(parents):
        if parent >= 0:
            world[:, joint] = quat.multiply(world[:, parent], turns[:, joint])
            places[:, joint] = places[:, parent] + quat.rotate(world[:, parent], steps[:, joint])
    return places, world


def _stance(body: Recorded, bones: Bones, places: Floats, turns: Floats) -> _Stance:
    """The rest pose, or the first frame, that stands. Raises ValueError."""
    calm = np.tile(quat.IDENTITY, (1, len(body.names), 1))
    rest, unturned = _world(body.parents, body.offsets[None], calm)
    for where, how in zip([*rest, *places], [*unturned, *turns], strict=True):
        upright = rest_pose.upright({bone: where[joint] for bone, joint in bones.items()})
        if upright is not None and _stands(bones, where @ upright.T):
            return _Stance(where, how, upright)
    raise ValueError(
        "neither its rest pose nor any frame stands on straight legs, so that up cannot be found."
        " Export it with a T pose as the rest pose or the first frame."
    )


def _stands(bones: Bones, places: Floats) -> bool:
    """Whether the head is above the hips, and the feet are as far below them as legs are long."""
    hips = min(places[bones[f"{side}UpperLeg"], 1] for side in _SIDES)
    feet = max(places[bones[f"{side}Foot"], 1] for side in _SIDES)
    leg = _leg(bones, places)
    return bool(leg > 0.0 and hips - feet > _STANDS * leg and places[bones["head"], 1] > hips)


def _leg(bones: Bones, places: Floats) -> float:
    """The length of a leg, from places (n, 3), in their units."""
    ends = [[bones[side + bone] for side in _SIDES] for bone in ("UpperLeg", "LowerLeg", "Foot")]
    bent = np.diff(places[np.array(ends)], axis=0)  # (thigh and shin, side, 3)
    return float(np.linalg.norm(bent, axis=-1).sum(axis=0).mean())


def _trunk(joints: Joints, bones: Bones) -> list[int]:
    """The joints from the hips to where the arms hang. Raises ValueError."""
    legs, arms = ([bones[side + bone] for side in _SIDES] for bone in ("UpperLeg", "UpperArm"))
    hips, chest = bones.get("hips"), _common(joints, arms)
    if hips is None or any(hips not in joints.above(leg) for leg in legs):
        hips = _common(joints, legs)
    way = [chest, *joints.above(chest)]
    return way[: way.index(hips) + 1][::-1] if hips in way else [hips, chest]


def _common(joints: Joints, pair: list[int]) -> int:
    others = joints.above(pair[1])
    for joint in joints.above(pair[0]):
        if joint in others:
            return joint
    raise ValueError(
        "its left and right limbs hang on nothing in common. Export it with one skeleton."
    )


def _ours(bones: Bones, chain: list[int], moved: Floats) -> Floats:
    """How each of our joints is turned, (frames, 24, 4), from all of theirs (frames, n, 4)."""
    world = np.empty((len(moved), JOINT_COUNT, 4))
    for joint in range(JOINT_COUNT):  # parents come before their children
        bone = rest_pose.BONES.get(skeleton.JOINTS[joint], "")
        world[:, joint] = moved[:, bones[bone]] if bone in bones else world[:, PARENTS[joint]]
        if skeleton.JOINTS[joint].startswith("spine"):
            at = int(skeleton.JOINTS[joint][-1]) / 3 * (len(chain) - 1)
            below, above = chain[int(at)], chain[min(int(at) + 1, len(chain) - 1)]
            world[:, joint] = quat.slerp(moved[:, below], moved[:, above], at - int(at))
    return world


def _placed(bones: Bones, stance: _Stance) -> Floats:
    """Where each of our joints is on their body, (24, 3) in our axes; NaN: nowhere."""
    places = np.full((JOINT_COUNT, 3), np.nan)
    named = rest_pose.BONES | {f"{side[0]}_hand": f"{side}MiddleProximal" for side in _SIDES}
    for joint, bone in named.items():
        if bone in bones:
            places[INDEX[joint]] = stance.upright @ stance.places[bones[bone]]
    return places


def _tall(bones: Bones, stance: _Stance) -> float:
    return float(np.ptp((stance.places[list(bones.values())] @ stance.upright.T)[:, 1]))
