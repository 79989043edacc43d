"""One dancer as MediaPipe's 33 landmarks, for patches that read a camera's pose over OSC.

One message as https://github.com/cansik/mediapipe-osc sends it: the number of people, then x, y, z
and visibility of each landmark. x and y are shares of a picture, from its upper left corner, as
seen by a camera in the audience; z has the scale of x, starts at the hips, and is smaller nearer
to the camera.
"""

import math
from collections.abc import Sequence

import numpy as np

from live.body.skeleton import INDEX
from live.osc.addresses import Address, Argument, Table
from live.osc.wire import Blank, Burst
from live.signals import Floats, Pose, Scene

HEIGHT, FLOOR = 2.5, 0.25  # metres: the picture's height, and the part of it below the floor
WIDTH = HEIGHT * 16 / 9  # metres

LANDMARKS = (
    "nose", "l_eye_inner", "l_eye", "l_eye_outer", "r_eye_inner", "r_eye", "r_eye_outer", "l_ear",
    "r_ear", "l_mouth", "r_mouth", "l_shoulder", "r_shoulder", "l_elbow", "r_elbow", "l_wrist",
    "r_wrist", "l_pinky", "r_pinky", "l_index", "r_index", "l_thumb", "r_thumb", "l_hip", "r_hip",
    "l_knee", "r_knee", "l_ankle", "r_ankle", "l_heel", "r_heel", "l_foot_index", "r_foot_index",
)  # fmt: skip
# Metres in the head's own axes (left, up, ahead), from the head joint: an average face.
_FACE = np.array(
    [
        [0, 0.06, 0.11], [0.015, 0.10, 0.09], [0.03, 0.10, 0.09], [0.045, 0.10, 0.08],
        [-0.015, 0.10, 0.09], [-0.03, 0.10, 0.09], [-0.045, 0.10, 0.08], [0.075, 0.07, 0.0],
        [-0.075, 0.07, 0.0], [0.025, 0.02, 0.09], [-0.025, 0.02, 0.09],
    ]
)  # fmt: skip
# The joint of each landmark after the face, or the joint that it is computed from.
_JOINT = (
    "l_shoulder", "r_shoulder", "l_elbow", "r_elbow", "l_wrist", "r_wrist", "l_hand", "r_hand",
    "l_hand", "r_hand", "l_hand", "r_hand", "l_hip", "r_hip", "l_knee", "r_knee", "l_ankle",
    "r_ankle", "l_ankle", "r_ankle", "l_toe", "r_toe",
)  # fmt: skip
_BODY = np.array([INDEX[joint] for joint in _JOINT])
_HEAD, _NECK = INDEX["head"], INDEX["neck"]
_LEFT, _UP, _AHEAD = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
_HEEL_BACK = 0.4  # the heel's distance behind the ankle, as a share of the way from toe to ankle

POSE = Address(
    "/mediapipe/pose",
    (
        Argument("count", "i", 0, 1, "", 1),
        *(
            Argument(f"{name}_{axis}", "f", low, high, "", 0.5)
            for name in LANDMARKS
            for axis, low, high in (
                ("x", -10, 10), ("y", -10, 10), ("z", -10, 10), ("visibility", 0, 1)
            )
        ),
    ),
    "Whether somebody is there (else all is 0), then x y z visibility of the 33 landmarks.",
)  # fmt: skip
TABLE = Table((POSE,))


class Mediapipe:
    """Encodes one dancer of each scene as landmarks."""

    def __init__(self, *, who: str = "partner") -> None:
        self._who = who
        self._burst = Burst([], [Blank(POSE.path, POSE.arguments)])

    def datagrams(self, scene: Scene) -> list[memoryview]:
        """The datagrams for one scene: one message; valid until the next call."""
        pose = scene.partner if self._who == "partner" else scene.human
        if pose is None:
            return self._burst.datagrams(np.zeros(len(POSE.arguments)))
        return self._burst.datagrams(np.concatenate([[1.0], landmarks(pose).ravel()]))


def landmarks(pose: Pose) -> Floats:
    """The (33, 4) landmarks of a body: x, y, z and visibility."""
    places = pose.positions
    body = places[_BODY].copy()
    for side, (ankle, toe) in enumerate((("l_ankle", "l_toe"), ("r_ankle", "r_toe"))):
        heel = places[INDEX[ankle]] + _HEEL_BACK * (places[INDEX[ankle]] - places[INDEX[toe]])
        heel[1] = places[INDEX[toe], 1]
        body[18 + side] = heel
    where = np.concatenate([places[_HEAD] + _FACE @ _head_axes(places), body])
    hips = (places[INDEX["l_hip"]] + places[INDEX["r_hip"]]) / 2
    seen = np.concatenate([np.full(len(_FACE), pose.seen[_HEAD]), pose.seen[_BODY]])
    found: Floats = np.column_stack(
        [
            0.5 + where[:, 0] / WIDTH,
            1.0 - (where[:, 1] + FLOOR) / HEIGHT,
            (hips[2] - where[:, 2]) / WIDTH,
            seen,
        ]
    )
    return found


def _head_axes(places: Floats) -> Floats:
    """The head's axes from neck and shoulders: (3, 3), unit rows left, up, ahead."""
    shoulders = places[INDEX["l_shoulder"]] - places[INDEX["r_shoulder"]]
    up = _unit((places[_HEAD] - places[_NECK]).tolist(), _UP)
    ahead = _unit(_cross(_unit(shoulders.tolist(), _LEFT), up), _AHEAD)
    return np.array([_cross(up, ahead), up, ahead])


def _cross(a: Sequence[float], b: Sequence[float]) -> Sequence[float]:
    # For only two vectors numpy takes many times as long.
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _unit(vector: Sequence[float], otherwise: Sequence[float]) -> Sequence[float]:
    length = math.hypot(*vector)
    return [value / length for value in vector] if length > 1e-6 else otherwise
