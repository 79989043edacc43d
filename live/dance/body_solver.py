"""From a dancer's channels and feet to every joint's rotation, by inverse kinematics."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.body import quat, skeleton
from live.body.ik import Vector, two_bone, within_reach
from live.dance.feet import Feet, Foot
from live.dance.leg import EASY
from live.dance.moves.move import ARM, ARMS
from live.dance.springs import followed
from live.dance.turns import Turn, angles, back, cross, from_axes, then, turned, wrapped
from live.signals import JOINT_COUNT, Floats, Pose

_STANDING = 0.828  # metres: the pelvis above the floor, knees soft
_UPPER_ARM = float(skeleton.OFFSETS[18][0])
_FOREARM = float(skeleton.OFFSETS[20][0])
_COLLARS: tuple[Vector, Vector] = tuple(tuple(skeleton.OFFSETS[j].tolist()) for j in (13, 14))  # type: ignore[assignment]
_SHOULDERS: tuple[Vector, Vector] = tuple(tuple(skeleton.OFFSETS[j].tolist()) for j in (16, 17))  # type: ignore[assignment]
_SOFT = 0.010  # metres: width of the smooth minimum of the pelvis' height and the legs' reach
_FASTEST_TURN = 13.0  # radians a second: the fastest joint while a human is followed
_HIP_TURN = 0.9  # radians: how far the hips turn over standing feet
_GAZE = math.radians(62)  # how far the head turns on the shoulders


@dataclass(frozen=True, slots=True)
class Lead:
    """A body to follow."""

    rotations: Floats  # (24, 4)
    share: Floats  # (24,) 0..1: how far each joint follows
    aside: float  # metres: the pelvis' x from the feet's middle
    crouch: float  # metres: how much lower than standing
    ahead: float = 0.0  # metres: the pelvis' z from the feet's middle, towards the audience


class BodySolver:
    """Solves poses; keeps the state of what turns smoothly: hips, gaze, followed joints."""

    def __init__(self) -> None:
        self._gaze, self._gaze_speed = 0.0, 0.0
        self._led_last: Floats | None = None
        self._facing, self._facing_speed = 0.0, 0.0  # radians: the pelvis, to the left

    def pose(
        self, time: float, dt: float, body: Sequence[float], feet: Feet, lead: Lead | None
    ) -> Pose:
        """The pose for channels (see `moves.move.CHANNELS`, metres and radians) and feet."""
        turns: list[Turn] = [(1.0, 0.0, 0.0, 0.0)] * JOINT_COUNT
        self._trunk(turns, time, dt, body, feet)
        for side in (0, 1):
            _arm(turns, side, body[ARMS + side * len(ARM) : ARMS + (side + 1) * len(ARM)])
        rotations = np.array(turns)
        if lead is not None:
            if lead.share.any():
                rotations = _led(rotations, lead, self._facing)
            if self._led_last is not None:
                rotations = _eased(rotations, self._led_last, _FASTEST_TURN * dt)
            turns[0] = tuple(rotations[0].tolist())
        self._led_last = rotations.copy() if lead is not None else None
        root = _root(turns[0], body, feet, lead)
        for foot in feet.feet:
            hip, knee, ankle, toe = _leg(turns[0], root, foot)
            at = 1 + foot.foot
            rotations[at], rotations[at + 3] = hip, knee
            rotations[at + 6], rotations[at + 9] = ankle, toe
        contacts = np.array([*feet.feet[0].contacts, *feet.feet[1].contacts])
        positions = skeleton.positions_from(np.array(root), rotations)
        return Pose(time, positions, rotations, contacts=contacts)

    def _trunk(
        self, turns: list[Turn], time: float, dt: float, body: Sequence[float], feet: Feet
    ) -> None:
        _, _, _, hip_yaw, hip_roll, hip_pitch, lean, side, twist, belly, chest = body[:11]
        nod, look, tilt = body[11:ARMS]
        # The feet turn step by step; the hips follow smoothly.
        self._facing, self._facing_speed = followed(
            self._facing, self._facing_speed, _facing(feet), 0.11, dt
        )
        facing = self._facing
        # The hip over the standing leg rises; the shoulders stay level above it.
        roll = hip_roll + 0.10 * (0.5 - feet.weight)
        breath = math.sin(time * 1.6)
        yaw_up, roll_up = twist - 0.8 * hip_yaw, -side - 0.9 * roll
        pitch_up = lean - 0.6 * hip_pitch
        turns[0] = angles(facing + hip_yaw, hip_pitch, roll)
        turns[3] = angles(0.25 * yaw_up, 0.35 * pitch_up + belly, 0.35 * roll_up)
        turns[6] = angles(0.35 * yaw_up, 0.35 * pitch_up - 0.3 * belly, 0.35 * roll_up)
        turns[9] = angles(0.40 * yaw_up, 0.30 * pitch_up + chest - 0.012 * breath, 0.30 * roll_up)
        shoulders = facing + hip_yaw + yaw_up
        # The face stays with the audience as long as the neck allows, then turns round quickly.
        goal = min(_GAZE, max(-_GAZE, wrapped(-0.8 * shoulders + 0.0))) + look
        goal = min(1.2, max(-1.2, goal))
        self._gaze, self._gaze_speed = followed(self._gaze, self._gaze_speed, goal, 0.12, dt)
        level = -0.55 * (pitch_up + chest + hip_pitch)
        lean_back = -0.5 * (roll + roll_up)
        turns[12] = angles(0.4 * self._gaze, 0.4 * (nod + level), 0.5 * (lean_back - tilt))
        turns[15] = angles(0.6 * self._gaze, 0.6 * (nod + level) + 0.04, 0.5 * (lean_back - tilt))


def _facing(feet: Feet) -> float:
    """The mean yaw of the feet, which the pelvis faces: radians to the left."""
    return (feet.feet[0].now.yaw + feet.feet[1].now.yaw) / 2


def _led(rotations: Floats, lead: Lead, facing: float) -> Floats:
    """Rotations mixed with those of the lead; the pelvis turns only as far as the feet allow."""
    w, x, y, z = lead.rotations[0].tolist()
    ahead = turned((w, x, y, z), (0.0, 0.0, 1.0))
    away = wrapped(math.atan2(ahead[0], ahead[2]) - facing)
    if abs(away) > _HIP_TURN:
        back_round = math.copysign(abs(away) - _HIP_TURN, -away)
        lead.rotations[0] = then(angles(back_round, 0.0, 0.0), (w, x, y, z))
    near = np.where(np.sum(rotations * lead.rotations, axis=1, keepdims=True) < 0, -1.0, 1.0)
    mixed = rotations + lead.share[:, None] * (lead.rotations * near - rotations)
    length = np.sqrt(np.sum(mixed * mixed, axis=1, keepdims=True))
    led: Floats = np.where(length > 1e-6, mixed / np.maximum(length, 1e-6), rotations)
    return led


def _eased(rotations: Floats, last: Floats, most: float) -> Floats:
    """Rotations, none further than `most` radians from the last: a tracked human may flicker."""
    dots = np.sum(rotations * last, axis=1)
    angle = 2 * np.arccos(np.clip(np.abs(dots), 0.0, 1.0))
    if np.max(angle) <= most:
        return rotations
    share = np.minimum(1.0, most / np.maximum(angle, 1e-6))[:, None]
    near = np.where(dots < 0, -1.0, 1.0)[:, None]
    return quat.normalised(last + share * (rotations * near - last))


def _root(pelvis: Turn, body: Sequence[float], feet: Feet, lead: Lead | None) -> Vector:
    """The pelvis' place, metres: over the weight, and no higher than the legs reach."""
    left, right = feet.feet[0].ankle(), feet.feet[1].ankle()
    weight, facing = feet.weight, _facing(feet)
    aside, ahead, height = body[0], body[2] + 0.035, _STANDING + body[1] + feet.air
    if lead is not None:
        height -= lead.crouch
    sin, cos = math.sin(facing), math.cos(facing)
    x = left[0] + (right[0] - left[0]) * weight + aside * cos + ahead * sin
    z = left[2] + (right[2] - left[2]) * weight - aside * sin + ahead * cos
    x += lead.aside if lead is not None else 0.0
    z += lead.ahead if lead is not None else 0.0
    total = math.exp(-height / _SOFT + 80)
    for ankle, offset in ((left, skeleton.HIPS[0]), (right, skeleton.HIPS[1])):
        hx, hy, hz = turned(pelvis, offset)
        flat = (x + hx - ankle[0]) ** 2 + (z + hz - ankle[2]) ** 2
        highest = ankle[1] + math.sqrt(max(EASY * EASY - flat, 0.09)) - hy
        total += math.exp(-highest / _SOFT + 80)
    y = -_SOFT * (math.log(total) - 80)
    return (x, max(y, 0.35), z)


def _leg(pelvis: Turn, root: Vector, foot: Foot) -> tuple[Turn, Turn, Turn, Turn]:
    """Inverse kinematics of a leg: local rotations of hip, knee, ankle and toe."""
    sx, sy, sz = turned(pelvis, skeleton.HIPS[foot.foot])
    ankle = foot.ankle()
    target = (ankle[0] - root[0] - sx, ankle[1] - root[1] - sy, ankle[2] - root[2] - sz)
    now, sign = foot.now, 1.0 if foot.foot == 0 else -1.0
    ahead = turned(pelvis, (0.0, 0.0, 1.0))
    # Knees point over the toes, and a little where the hips face.
    yaw = now.yaw + sign * 0.06
    pole = (0.7 * math.sin(yaw) + 0.3 * ahead[0], 0.3, 0.7 * math.cos(yaw) + 0.3 * ahead[2])
    bend = two_bone(target, skeleton.THIGH, skeleton.SHIN, pole)
    thigh = _bone_down(bend.upper, bend.hinge)
    shin = _bone_down(bend.lower, bend.hinge)
    sole = angles(now.yaw, foot.pitch, 0.0)
    toe = angles(0.0, -max(0.0, foot.pitch) if foot.planted else -0.2 * foot.pitch, 0.0)
    return then(back(pelvis), thigh), then(back(thigh), shin), then(back(shin), sole), toe


def _bone_down(way: Vector, hinge: Vector) -> Turn:
    """The rotation of a leg bone, which hangs down at rest, its knee to the front."""
    y = (-way[0], -way[1], -way[2])
    return from_axes(hinge, y, cross(hinge, y))


def _arm(turns: list[Turn], side: int, arm: Sequence[float]) -> None:
    """Local rotations of collar, shoulder, elbow, wrist and hand, for an arm's channels."""
    out, up, fore, elbow, palm, hand, shrug, reach = arm
    sign = 1.0 if side == 0 else -1.0
    collar = angles(-sign * reach, 0.0, sign * shrug)
    rest = turned(collar, _SHOULDERS[side])
    home = _SHOULDERS[side]
    # The hand follows the shoulder only half way.
    target = (
        sign * out + 0.5 * (home[0] - rest[0]),
        up + 0.5 * (home[1] - rest[1]),
        fore + 0.5 * (home[2] - rest[2]),
    )
    target = _kept_near(target)
    bend = two_bone(target, _UPPER_ARM, _FOREARM, _elbow_way(target, sign, elbow))
    upper = _bone_out(bend.upper, bend.hinge, sign)
    lower = _bone_out(bend.lower, bend.hinge, sign)
    turns[13 + side] = collar
    turns[16 + side] = then(back(collar), upper)
    turns[18 + side] = then(then(back(upper), lower), angles(0.0, 0.3 * palm, 0.0))
    turns[20 + side] = angles(0.0, 0.25 * palm, sign * hand)
    turns[22 + side] = angles(0.0, 0.0, -0.25 * sign)


def _elbow_way(hand: Vector, sign: float, elbow: float) -> Vector:
    """The direction of the elbow: that for a hand in front, turned along with the hand.

    It points back with the hand down, out with the hand up, forward with the hand across; it is
    undefined only for a hand straight behind the back.
    """
    ax, az = 0.5 * sign, 0.866
    size = math.sqrt(hand[0] ** 2 + hand[1] ** 2 + hand[2] ** 2) or 1e-6
    hx, hy, hz = hand[0] / size, hand[1] / size, hand[2] / size
    w = max(1.0 + ax * hx + az * hz, 1e-3)
    # The shortest turn from (ax, 0, az) to the hand, not yet of unit length.
    qx, qy, qz = -az * hy, az * hx - ax * hz, ax * hy
    size = math.sqrt(w * w + qx * qx + qy * qy + qz * qz)
    sine, cosine = math.sin(elbow), math.cos(elbow)
    way = (sine * 0.866 * sign, -cosine, -sine * 0.5)
    return turned((w / size, qx / size, qy / size, qz / size), way)


def _kept_near(target: Vector) -> Vector:
    """A hand's target, a little nearer where the arm would be straight."""
    size = math.sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
    if size < 1e-6:
        return target
    scale = within_reach(size, 0.985 * (_UPPER_ARM + _FOREARM), 0.06) / size
    return (target[0] * scale, target[1] * scale, target[2] * scale)


def _bone_out(way: Vector, hinge: Vector, sign: float) -> Turn:
    """The rotation of an arm bone, which lies sideways at rest, its elbow to the back."""
    x = (sign * way[0], sign * way[1], sign * way[2])
    y = (-sign * hinge[0], -sign * hinge[1], -sign * hinge[2])
    return from_axes(x, y, cross(x, y))
