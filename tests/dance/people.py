"""People who do one thing: what a dancer is to answer to."""

import numpy as np

from live.body import quat
from live.body.skeleton import positions_from
from live.dance.body_solver import BodySolver
from live.dance.feet import Feet
from live.dance.idle import AT_EASE
from live.dance.moves.arms import PLACES
from live.dance.moves.move import ARM, ARMS, UNIT
from live.signals import Pose

_PLACES = [UNIT[ARMS : ARMS + len(ARM)] * np.array(PLACES[at]) for at in ("hang", "out", "up")]


def somebody(
    time: float,
    place: tuple[float, float] = (0.0, 0.0),
    weight: float = 0.0,
    yaw: float = 0.0,
    arms: tuple[float, float] = (0.0, 0.0),
    level: float = 0.0,
    air: float = 0.0,
) -> Pose:
    """Somebody who stands, but for: x and z, metres; weight -1 on the right foot .. 1 on the left;
    radians to the left; arms (left, right) 0 hanging .. 1 overhead; metres up; metres in the air.
    """
    body = AT_EASE.copy()
    body[0], body[1] = 0.08 * weight, level
    for side, raised in enumerate(arms):
        first = int(raised >= 0.5)
        share = 2 * raised - first
        arm = _PLACES[first] + share * (_PLACES[min(2, first + 1)] - _PLACES[first])
        body[ARMS + side * len(ARM) : ARMS + (side + 1) * len(ARM)] = arm
    feet = Feet()
    for foot in feet.feet:
        foot.air = air
    feet.air = air
    pose = BodySolver().pose(time, 1 / 30, body.tolist(), feet, None)
    rotations = pose.rotations.copy()
    rotations[0] = quat.multiply(quat.about(np.array([0.0, 1.0, 0.0]), yaw), rotations[0])
    root = pose.root + np.array([place[0], 0.0, place[1]])
    return Pose(time, positions_from(root, rotations), rotations)


def jump_height(since: float, speed: float = 2.2) -> float:
    """Metres off the floor, so many seconds after leaving it with a speed in metres a second."""
    return max(0.0, speed * since - 9.81 * since * since / 2) if since > 0 else 0.0
