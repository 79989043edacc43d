"""A dancer's body for painters: rounded parts on the 24 joints.

Every part is the convex hull of a few balls. The middle of a ball is a weighted sum of joints (and
of the chest's directions), so one matrix product places all balls.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from live.body.skeleton import INDEX
from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT, FAR, Camera
from live.signals import JOINT_COUNT, Bools, Floats

Outline: TypeAlias = npt.NDArray[np.int32]  # (n, 1, 2) pixels in fixed point, see SHIFT
SHIFT = 4  # fractional bits of an outline's pixels: motion must not jump by whole pixels

_FORWARD, _SIDE = JOINT_COUNT, JOINT_COUNT + 1  # rows after the joints: the chest's directions
_UPSIDE_DOWN = np.array([1, -1], np.int32)
_AROUND = 16  # points round a ball
_Ball: TypeAlias = tuple[dict[str, float], float]  # weights of joints, radius in metres


def _limbs(side: str) -> dict[str, _Ball]:
    def joint(name: str) -> str:
        return f"{side}_{name}"

    def along(a: str, b: str, share: float) -> dict[str, float]:
        return {joint(a): 1 - share, joint(b): share}

    outward = 0.068 if side == "l" else -0.068
    return {
        joint("shoulder"): ({joint("shoulder"): 1.0}, 0.056),
        joint("biceps"): (along("shoulder", "elbow", 0.45), 0.051),
        joint("elbow"): ({joint("elbow"): 1.0}, 0.041),
        joint("forearm"): (along("elbow", "wrist", 0.28), 0.042),
        joint("wrist"): ({joint("wrist"): 1.0}, 0.029),
        joint("palm"): (along("wrist", "hand", 0.85), 0.041),
        joint("fingers"): (along("wrist", "hand", 1.75), 0.019),
        joint("chest"): ({"spine3": 0.75, "neck": 0.25, "side": outward}, 0.098),
        joint("collar"): ({joint("shoulder"): 0.62, "neck": 0.30, "spine3": 0.08}, 0.060),
        joint("waist"): ({"spine1": 0.7, "spine2": 0.3, "side": outward * 0.5}, 0.100),
        joint("groin"): (along("hip", "knee", 0.22), 0.098),
        joint("hip"): ({joint("hip"): 1.0}, 0.090),
        joint("thigh"): (along("hip", "knee", 0.35), 0.083),
        joint("knee"): ({joint("knee"): 1.0}, 0.057),
        joint("calf"): (along("knee", "ankle", 0.30), 0.057),
        joint("ankle"): ({joint("ankle"): 1.0}, 0.038),
        joint("heel"): (
            {joint("ankle"): 1.33, joint("knee"): -0.08, joint("toe"): -0.25},
            0.034,
        ),
        joint("ball"): ({joint("toe"): 1.0}, 0.036),
        joint("tiptoe"): (along("ankle", "toe", 1.4), 0.022),
    }


_BALLS: dict[str, _Ball] = {
    **_limbs("l"),
    **_limbs("r"),
    "seat": ({"pelvis": 1.0}, 0.105),
    "nape": ({"neck": 1.0}, 0.050),
    "throat": ({"head": 1.0}, 0.050),
    "skull": ({"head": 1.95, "neck": -0.95}, 0.096),
    "chin": ({"head": 1.25, "neck": -0.25, "forward": 0.03}, 0.058),
}
# Each limb has one outline, which separates it from the limbs that it crosses.
_GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "l_leg": (("l_hip", "l_thigh", "l_knee"), ("l_knee", "l_calf", "l_ankle"),
              ("l_ankle", "l_heel", "l_ball", "l_tiptoe")),
    "r_leg": (("r_hip", "r_thigh", "r_knee"), ("r_knee", "r_calf", "r_ankle"),
              ("r_ankle", "r_heel", "r_ball", "r_tiptoe")),
    "torso": (("l_waist", "r_waist", "seat", "l_hip", "r_hip"),
              ("l_shoulder", "r_shoulder", "l_chest", "r_chest", "l_waist", "r_waist"),
              ("nape", "l_shoulder", "r_shoulder"), ("nape", "throat")),
    "head": (("skull", "chin"),),
    "l_arm": (("l_shoulder", "l_biceps", "l_elbow"), ("l_elbow", "l_forearm", "l_wrist"),
              ("l_wrist", "l_palm", "l_fingers")),
    "r_arm": (("r_shoulder", "r_biceps", "r_elbow"), ("r_elbow", "r_forearm", "r_wrist"),
              ("r_wrist", "r_palm", "r_fingers")),
}  # fmt: skip
# Where a limb joins the torso, there is no outline between the two.
_JOINS = {"l_leg": ("l_hip", "l_groin"), "r_leg": ("r_hip", "r_groin"),
          "l_arm": ("l_shoulder", "l_collar"), "r_arm": ("r_shoulder", "r_collar")}  # fmt: skip
# Metres towards the eye, for the order only: arms lie on the chest, the chest on the legs.
_IN_FRONT = {"torso": 0.09, "head": 0.10, "l_arm": 0.12, "r_arm": 0.12}
_NAMES = list(_BALLS)
_RADII: Floats = np.array([radius for _, radius in _BALLS.values()])  # metres


def _weights() -> Floats:
    rows = {**INDEX, "forward": _FORWARD, "side": _SIDE}
    weights = np.zeros((len(_BALLS), JOINT_COUNT + 2))
    for ball, (joints, _) in enumerate(_BALLS.values()):
        for name, weight in joints.items():
            weights[ball, rows[name]] = weight
    return weights


_WEIGHTS = _weights()
_RESTS_ON = np.abs(_WEIGHTS[:, :JOINT_COUNT]) > 0
_PARTS = [
    (group, is_join, np.array([_NAMES.index(ball) for ball in balls]))
    for is_join, groups in (
        (False, _GROUPS),
        (True, {group: (balls,) for group, balls in _JOINS.items()}),
    )
    for group, parts in groups.items()
    for balls in parts
]
_KINDS = [(group, is_join) for group, is_join, _ in _PARTS]
_POINTS = [(m[:, None] * _AROUND + np.arange(_AROUND)).ravel() for *_, m in _PARTS]
_MEMBERS = np.concatenate([members for *_, members in _PARTS])
_STARTS = np.cumsum([0] + [len(members) for *_, members in _PARTS[:-1]])
_MIDDLES = np.array([np.isin(np.arange(len(_NAMES)), m) / len(m) for *_, m in _PARTS])
_CIRCLE: Floats = np.stack(
    [f(np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)) for f in (np.cos, np.sin)], axis=-1
)


@dataclass(frozen=True, slots=True, eq=False)
class BodyPart:
    """One rounded part of a body, ready to be filled."""

    group: str  # the limb it belongs to
    is_join: bool  # True: it only covers the place where its limb joins the torso
    height: float  # metres: of its middle, above the floor
    depth: float  # metres in front of the pelvis, towards the eye
    seen: float  # 0..1: how well its joints were seen
    ground: float  # pixels from the top: the floor below it, where its mirror image begins
    outlines: tuple[Outline, ...]  # one for each of the insets asked for

    def mirrored(self, outline: int) -> Outline:
        """An outline's mirror image in the floor."""
        image = self.outlines[outline] * _UPSIDE_DOWN
        image[..., 1] += int(2 * self.ground * (1 << SHIFT))
        return image


def cross(a: Floats, b: Floats) -> Floats:
    """The cross product of two vectors (3,); faster than numpy's for single ones."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def unit(v: Floats) -> Floats:
    """A vector (3,) scaled to length 1, or zeros if it is shorter than 1e-6."""
    length = math.hypot(*v.tolist())
    return v / length if length > 1e-6 else np.zeros(3)


def chest(positions: Floats) -> Floats:
    """The directions ahead of the chest and to its left: (2, 3) unit vectors, zeros if unknown."""
    side = positions[INDEX["l_shoulder"]] - positions[INDEX["r_shoulder"]]
    spine = positions[INDEX["neck"]] - positions[INDEX["pelvis"]]
    return np.array([unit(cross(side, spine)), unit(side)])


def facing(positions: Floats) -> Floats:
    """The unit direction (3,) that the chest faces; zero if it is unknown."""
    forward: Floats = chest(positions)[0]
    return forward


def _balls(positions: Floats) -> Floats:
    finite: Bools = np.all(np.isfinite(positions), axis=1)
    # An unknown joint must affect its own balls only: zero times NaN would make all of them NaN.
    known = np.where(finite[:, None], np.clip(positions, -FAR, FAR), 0.0)
    balls: Floats = _WEIGHTS @ np.vstack([known, chest(known)])
    balls[_RESTS_ON @ ~finite] = np.nan
    return balls


def parts_of(positions: Floats, seen: Floats, camera: Camera, insets: Floats) -> list[BodyPart]:
    """The parts that can be drawn, farthest group first, without those out of view or not finite.

    `insets` (k, 3): for each outline how much thinner than the body it is, relative to the radius
    and in pixels, and how far it is moved up and left, relative to the radius.
    """
    balls = _balls(positions)
    centres = camera.project(balls)
    radii = _RADII * camera.scales(balls)
    visible: Bools = np.all(np.abs(centres) < 4 * max(camera.width, camera.height), axis=1)
    points = _rims(np.where(visible[:, None], centres, 0.0), np.where(visible, radii, 0.0), insets)
    known = np.where(_RESTS_ON, np.nan_to_num(seen), 1.0).min(axis=1)
    root = float(np.nan_to_num(positions[0, 2]))
    middles = (_MIDDLES @ np.nan_to_num(balls)).tolist()
    parts = []
    for (group, is_join), members, drawn, sure, middle in zip(
        _KINDS,
        _POINTS,
        np.minimum.reduceat(visible[_MEMBERS], _STARTS).tolist(),
        np.minimum.reduceat(known[_MEMBERS], _STARTS).tolist(),
        middles,
        strict=True,
    ):
        if drawn:
            around = members[cv2.convexHull(points[0, members], returnPoints=False)[:, 0]]
            ground = camera.horizon + EYE_HEIGHT * camera.focal / (EYE_DISTANCE - middle[2])
            outlines = tuple(points.take(around, axis=1))
            depth = middle[2] - root
            parts.append(BodyPart(group, is_join, middle[1], depth, sure, ground, outlines))
    return _in_order(parts)


def _rims(centres: Floats, radii: Floats, insets: Floats) -> npt.NDArray[np.int32]:
    """Points round every ball, (k, balls * around, 1, 2) in fixed point, for each inset."""
    share, pixels, shift = insets.T[..., None]
    thin = np.maximum(radii * (1 - share) - pixels, 0.3)  # (k, balls)
    middles = centres - (radii * shift)[..., None] * np.array([0.6, 0.8])
    rims = middles[:, :, None] + thin[..., None, None] * _CIRCLE
    fixed: npt.NDArray[np.int32] = np.rint(rims * (1 << SHIFT)).astype(np.int32)
    return fixed.reshape(len(insets), -1, 1, 2)


def _in_order(parts: list[BodyPart]) -> list[BodyPart]:
    depths: dict[str, list[float]] = {}
    for part in parts:
        depths.setdefault(part.group, []).append(part.depth)
    near = {
        group: sum(each) / len(each) + _IN_FRONT.get(group, 0.0) for group, each in depths.items()
    }
    return sorted(parts, key=lambda part: (near[part.group], part.group))
