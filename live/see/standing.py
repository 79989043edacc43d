"""Where on the stage a person stands, from how large and where they are in the picture.

No calibration: the camera's angle of view is a setting, it is taken to look straight ahead, and
the person's own bone lengths are the measure. Depth is counted from where they dance on average,
the floor is where their lower foot usually is.
"""

from collections import deque

import numpy as np

from live import skeleton
from live.see import landmarks as at
from live.see.landmarks import Landmarks, focal_length
from live.see.smoothing import OneEuro
from live.signals import Bools, Floats

HELD_TO = (
    ("l_hip", at.L_HIP, 2.0),
    ("r_hip", at.R_HIP, 2.0),
    ("l_shoulder", at.L_SHOULDER, 2.0),
    ("r_shoulder", at.R_SHOULDER, 2.0),
    ("l_knee", at.L_KNEE, 1.0),
    ("r_knee", at.R_KNEE, 1.0),
    ("l_ankle", at.L_ANKLE, 1.0),
    ("r_ankle", at.R_ANKLE, 1.0),
)  # joints, the landmarks they are held against, and with what weight
_JOINTS = [skeleton.INDEX[joint] for joint, _, _ in HELD_TO]
_POINTS = [point for _, point, _ in HELD_TO]
_WEIGHTS = np.array([weight for _, _, weight in HELD_TO])

FEET = list(skeleton.CONTACT_JOINTS)  # l_ankle, l_toe, r_ankle, r_toe
SOLE = np.array([0.06, 0.012, 0.06, 0.012])  # metres: how high they are when the foot is flat
FLOOR_SECONDS = 3.0  # how far back a lowest foot is remembered
LEEWAY = 0.03  # metres: a body that seems to float less than this stands on the floor
HOME_HALFLIFE = 30.0  # seconds: of the average place that counts as the middle of the stage
HALFLIFE = (0.05, 0.05, 0.12)  # seconds: of the smoothing of x, y and depth, which is noisiest
SWIFT = 0.5  # metres a second
DOWN_HEIGHT = 0.05  # metres above its resting height below which a joint of a foot is down
DOWN_SPEED = 0.45  # metres a second below which it is planted


def place_in_view(landmarks: Landmarks, body: Floats, focal: float) -> Floats | None:
    """Where the pelvis of a body (24, 3) around its own pelvis is: x, y, metres from the lens.

    The place from which the camera would see the joints where the landmarks are: a linear least
    squares in three unknowns. None when too little of the body is seen to tell.
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
    """Follows the person about the stage."""

    def __init__(self, view: float) -> None:
        self._focal = focal_length(view)
        self._filters = [OneEuro(halflife, SWIFT) for halflife in HALFLIFE]
        self._home: float | None = None  # metres from the lens: where they dance on average
        self._feet: deque[tuple[float, float]] = deque()  # (time, height) of the lower foot
        self._place = np.zeros(3)  # x, y, metres from the lens

    def root(self, landmarks: Landmarks, body: Floats, dt: float) -> Floats:
        """The pelvis on the stage (3,), for a body (24, 3) around its own pelvis."""
        found = place_in_view(landmarks, body, self._focal)
        if found is not None:
            self._place = np.concatenate(
                [f.smooth(found[i : i + 1], dt) for i, f in enumerate(self._filters)]
            )
        x, y, depth = self._place
        lowest = float(np.min(body[FEET, 1] - SOLE))
        return np.array([x, self._height(landmarks.time, y, lowest), self._forward(depth, dt)])

    def _height(self, time: float, y: float, lowest: float) -> float:
        """Of the pelvis: it stands on the lower foot, unless both have left the floor."""
        self._feet.append((time, y + lowest))
        while self._feet[0][0] < time - FLOOR_SECONDS:
            self._feet.popleft()
        # The lowest tenth, not the very lowest: one bad measurement must not dig a hole.
        floor = float(np.quantile([height for _, height in self._feet], 0.1))
        return max(0.0, y + lowest - floor - LEEWAY) - lowest

    def _forward(self, depth: float, dt: float) -> float:
        """Towards the audience from the middle of the stage."""
        if self._home is None:
            self._home = depth
        self._home += (depth - self._home) * (1.0 - 0.5 ** (dt / HOME_HALFLIFE))
        return self._home - depth


def contacts(positions: Floats, before: Floats, dt: float) -> Bools:
    """Which of the feet's joints are planted: low, and slow since the positions before."""
    if dt <= 0.0:
        return np.zeros(4, dtype=bool)
    speed = np.linalg.norm(positions[FEET] - before[FEET], axis=1) / dt
    down: Bools = (positions[FEET, 1] < SOLE + DOWN_HEIGHT) & (speed < DOWN_SPEED)
    return down
