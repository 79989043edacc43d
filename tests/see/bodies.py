"""Landmarks of bodies whose pose is known, as a perfect landmarker would find them."""

import numpy as np

from live.body import quat, skeleton
from live.see import landmarks as at
from live.see.cameras.amateur import Habits, dance
from live.see.landmarks import Landmarks, focal_length
from live.see.retarget import NOSE_DOWN
from live.signals import Floats

VIEW = 62.0  # degrees
HEIGHT, DISTANCE = 1.0, 3.0  # metres: of the lens, from the middle of the stage
_POINTS = {
    at.L_SHOULDER: "l_shoulder", at.R_SHOULDER: "r_shoulder", at.L_ELBOW: "l_elbow",
    at.R_ELBOW: "r_elbow", at.L_WRIST: "l_wrist", at.R_WRIST: "r_wrist", at.L_INDEX: "l_hand",
    at.R_INDEX: "r_hand", at.L_PINKY: "l_hand", at.R_PINKY: "r_hand", at.L_HIP: "l_hip",
    at.R_HIP: "r_hip", at.L_KNEE: "l_knee", at.R_KNEE: "r_knee", at.L_ANKLE: "l_ankle",
    at.R_ANKLE: "r_ankle",
}  # fmt: skip


def landmarks_of(
    root: Floats, world: Floats, time: float = 0.0, place: tuple[float, float] = (0.0, 0.0)
) -> Landmarks:
    """Landmarks of a body in world rotations (24, 4), moved to a place x, z on the stage."""
    local = world.copy()
    local[1:] = quat.multiply(quat.inverse(world[list(skeleton.PARENTS[1:])]), world[1:])
    joints = skeleton.positions_from(root + np.array([place[0], 0.0, place[1]]), local)
    points = np.tile(joints[skeleton.INDEX["head"]], (at.COUNT, 1))
    for point, joint in _POINTS.items():
        points[point] = joints[skeleton.INDEX[joint]]
    head = world[skeleton.INDEX["head"]]
    nose = 0.12 * np.array([0.0, -np.sin(NOSE_DOWN), np.cos(NOSE_DOWN)])
    points[at.NOSE] += quat.rotate(head, nose)
    for side, ear, heel, toe in (
        ("l", at.L_EAR, at.L_HEEL, at.L_TOE),
        ("r", at.R_EAR, at.R_HEEL, at.R_TOE),
    ):
        sign = 1.0 if side == "l" else -1.0
        points[ear] += quat.rotate(head, np.array([0.07 * sign, 0.0, 0.0]))
        ankle, sole = (
            joints[skeleton.INDEX[f"{side}_ankle"]],
            world[skeleton.INDEX[f"{side}_ankle"]],
        )
        points[heel] = ankle + quat.rotate(sole, np.array([0.0, -0.05, -0.05]))
        points[toe] = ankle + quat.rotate(sole, np.array([0.0, -0.05, 0.16]))
    away = DISTANCE - points[:, 2:]
    image = focal_length(VIEW) * (points[:, :2] - np.array([0.0, HEIGHT])) / away
    middle = points[[at.L_HIP, at.R_HIP]].mean(axis=0)
    return Landmarks(time, image, points - middle, np.ones(at.COUNT))


def dancing(
    seconds: float, rate: float = 30.0, place: tuple[float, float] = (0.0, 0.0)
) -> list[tuple[Landmarks, Floats, Floats]]:
    """Landmarks of somebody who dances, each with the root and world rotations they come from."""
    habits = Habits.of(3)
    times = np.arange(round(seconds * rate)) / rate
    moves = [(float(time), *dance(float(time) * 2.0, 4, habits)) for time in times]
    return [(landmarks_of(root, world, t, place), root, world) for t, root, world in moves]


def standing_at(x: float, z: float = 0.0, time: float = 0.0) -> Landmarks:
    """Somebody in a T pose at a place on the stage."""
    return landmarks_of(np.array([0.0, 0.9, 0.0]), np.tile(quat.IDENTITY, (24, 1)), time, (x, z))
