"""Where a person stands on the stage, from their size and place in the picture.

There is no calibration: the camera's angle of view is a setting, the camera is assumed to look
straight ahead, and the person's own bone lengths give the scale. Depth is measured from the
person's average place; the floor is where their lower foot usually is.
"""

from collections import deque

import numpy as np

from live.body import skeleton
from live.body.skeleton import SOLE
from live.see import landmarks as at
from live.see.landmarks import Landmarks, focal_length
from live.see.smoothing import OneEuro
from live.signals import Bools, Floats

FITTED = (
    ("l_hip", at.L_HIP, 3.0),
    ("r_hip", at.R_HIP, 3.0),
    ("l_shoulder", at.L_SHOULDER, 1.0),
    ("r_shoulder", at.R_SHOULDER, 1.0),
    ("l_knee", at.L_KNEE, 1.0),
    ("r_knee", at.R_KNEE, 1.0),
    ("l_ankle", at.L_ANKLE, 1.0),
    ("r_ankle", at.R_ANKLE, 1.0),
)  # joints, their landmarks, and their weights in the fit; the trunk first
_JOINTS = [skeleton.INDEX[joint] for joint, _, _ in FITTED]
_POINTS = [point for _, point, _ in FITTED]
_WEIGHTS = np.array([weight for _, _, weight in FITTED])

FEET = list(skeleton.CONTACT_JOINTS)  # l_ankle, l_toe, r_ankle, r_toe
_FEET_POINTS = [at.L_ANKLE, at.L_TOE, at.R_ANKLE, at.R_TOE]
FLOOR_SECONDS = 3.0  # seconds of the lower foot's heights that are kept
MOSTLY = 0.3  # quantile of these heights that is the floor; jumps are above it
SINK = 0.02  # metres that a foot may be below the floor by errors of measurement
HOME_HALFLIFE = 30.0  # seconds: of the average depth, which is the middle of the stage
DEPTH_HALFLIFE = 0.15  # seconds: depth is measured worst
TRUNK_HALFLIFE = 0.015  # seconds
SWIFT = 0.5  # metres a second
DOWN_HEIGHT = 0.05  # metres above its resting height below which a joint of a foot is down
DOWN_SPEED = 0.45  # metres a second below which it is planted


def place_in_view(landmarks: Landmarks, body: Floats, focal: float) -> Floats | None:
    """The place of a body's pelvis, (3,): x, y, and the distance from the lens, in metres.

    `body` (24, 3) are the joints relative to the pelvis, `focal` is as of `focal_length`. The
    place is where the joints would be seen at their landmarks: a linear least-squares fit with
    three unknowns. None where too little of the body is seen.
    """
    points, weight = body[_JOINTS], _WEIGHTS * (landmarks.seen[_POINTS] >= 0.5)
    if np.count_nonzero(weight) < 3:
        return None
    across, up = landmarks.image[_POINTS].T
    zero = np.zeros_like(across)
    # focal * (x + px) = across * (depth - pz), and the same for y with up.
    rows = np.concatenate(
        [
            np.stack([zero + focal, zero, -across], axis=1),
            np.stack([zero, zero + focal, -up], axis=1),
        ]
    )
    known = np.concatenate(
        [
            -across * points[:, 2] - focal * points[:, 0],
            -up * points[:, 2] - focal * points[:, 1],
        ]
    )
    weights = np.concatenate([weight, weight])
    normal = rows.T @ (rows * weights[:, None])
    if np.linalg.det(normal) < 1e-9:
        return None
    place: Floats = np.linalg.solve(normal, rows.T @ (known * weights))
    return place if 0.3 < place[2] < 30.0 else None


class Standing:
    """Follows the person's place on the stage."""

    def __init__(self, view: float) -> None:
        self._focal = focal_length(view)
        self._depth_filter = OneEuro(DEPTH_HALFLIFE, SWIFT)
        self._trunk_filter = OneEuro(TRUNK_HALFLIFE, SWIFT)
        self._home: float | None = None  # metres from the lens: where they dance on average
        self._floor: deque[tuple[float, float]] = deque()  # (time, height) of the lower foot
        self._place = np.zeros(3)  # x, y, metres from the lens
        self._feet: Floats | None = None  # (4, 2): their place in the last picture

    def root(self, landmarks: Landmarks, body: Floats, dt: float) -> Floats:
        """The pelvis on the stage, (3,) metres, for joints (24, 3) relative to the pelvis."""
        found = place_in_view(landmarks, body, self._focal)
        if found is not None:
            depth = float(self._depth_filter.smooth(found[2:, None], dt)[0, 0])
            trunk = _trunk_at(landmarks, body, depth, self._focal)
            self._place = np.array([*self._trunk_filter.smooth(trunk[None], dt)[0], depth])
        x, y, depth = self._place
        lowest = float(np.min(body[FEET, 1] - SOLE))
        return np.array([x, self._height(landmarks.time, y, lowest), self._forward(depth, dt)])

    def planted(self, landmarks: Landmarks, positions: Floats, dt: float) -> Bools:
        """Which joints of the feet stand on the floor, (4,); call `root` for the frame first.

        Their speed is taken from the picture, where a standing foot does stand still. On the body
        it slides by the errors of hips and knees.
        """
        feet = landmarks.image[_FEET_POINTS]
        before, self._feet = self._feet, feet
        if before is None or dt <= 0.0:
            return np.zeros(len(FEET), dtype=bool)
        away = self._place[2] - (positions[FEET, 2] - positions[0, 2])
        speed = np.linalg.norm(feet - before, axis=1) / dt * away / self._focal
        seen = landmarks.seen[_FEET_POINTS] >= 0.5
        stands: Bools = seen & (speed < DOWN_SPEED) & (positions[FEET, 1] < SOLE + DOWN_HEIGHT)
        return stands

    def _height(self, time: float, y: float, lowest: float) -> float:
        """The pelvis' height above the floor, metres."""
        self._floor.append((time, y + lowest))
        while self._floor[0][0] < time - FLOOR_SECONDS:
            self._floor.popleft()
        floor = float(np.quantile([height for _, height in self._floor], MOSTLY))
        return max(y - floor, -lowest - SINK)

    def _forward(self, depth: float, dt: float) -> float:
        """The pelvis' place towards the audience from the middle of the stage, metres."""
        if self._home is None:
            self._home = depth
        self._home += (depth - self._home) * (1.0 - 0.5 ** (dt / HOME_HALFLIFE))
        return self._home - depth


def _trunk_at(landmarks: Landmarks, body: Floats, depth: float, focal: float) -> Floats:
    """The pelvis' x and y (2,) metres, from the trunk in the picture alone.

    In the picture the body's bounce and sway are measured without the errors of its depth.
    """
    seen = landmarks.seen[_POINTS[:4]] + 1e-3
    away = depth - body[_JOINTS[:4], 2:3]
    trunk = landmarks.image[_POINTS[:4]] * away / focal - body[_JOINTS[:4], :2]
    middle: Floats = np.average(trunk, axis=0, weights=seen * _WEIGHTS[:4])
    return middle


def contacts(positions: Floats, before: Floats, dt: float) -> Bools:
    """Which joints of a body's feet are planted, (4,): low and slow.

    `positions` and `before` are (24, 3) metres, `dt` seconds apart.
    """
    if dt <= 0.0:
        return np.zeros(len(FEET), dtype=bool)
    speed = np.linalg.norm(positions[FEET] - before[FEET], axis=1) / dt
    down: Bools = (positions[FEET, 1] < SOLE + DOWN_HEIGHT) & (speed < DOWN_SPEED)
    return down
