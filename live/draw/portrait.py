"""The portrait: a pane that moves along with one dancer, and the points of the body in it.

It is the input of an avatar's network, and the place of its picture on the stage. The view is that
of the hall's eye (`live.draw.camera`) on a dancer at centre stage: an upright pane, 2 wide and 3
tall, through the pelvis. The body in it has the avatar's own bones and the dancer's rotations.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.draw.camera import EYE_DISTANCE, EYE_HEIGHT
from live.signals import Floats, Pose

ABOVE, BELOW = 1.42, 1.22  # metres from the pelvis to the pane's upper and lower edge
HEIGHT = ABOVE + BELOW
WIDTH = HEIGHT * 2 / 3
MARGIN = 0.04  # metres: as near as a body may come to the left and right edges
_NEAREST = 0.5  # metres from the eye

# Points fixed to a joint, metres from it in its own frame: they show where head, hands, feet turn.
_MARKS = {
    "nose": ("head", (0.0, 0.05, 0.13)),
    "crown": ("head", (0.0, 0.19, 0.02)),
    "l_ear": ("head", (0.08, 0.06, 0.02)),
    "r_ear": ("head", (-0.08, 0.06, 0.02)),
    "l_index": ("l_hand", (0.0, 0.0, 0.035)),
    "r_index": ("r_hand", (0.0, 0.0, 0.035)),
    "l_pinky": ("l_hand", (0.0, 0.0, -0.035)),
    "r_pinky": ("r_hand", (0.0, 0.0, -0.035)),
    "l_fingers": ("l_hand", (0.08, 0.0, 0.0)),
    "r_fingers": ("r_hand", (-0.08, 0.0, 0.0)),
    "l_heel": ("l_ankle", (0.0, -0.04, -0.05)),
    "r_heel": ("r_ankle", (0.0, -0.04, -0.05)),
}
_FIXED_TO = [INDEX[joint] for joint, _ in _MARKS.values()]
_FROM_JOINT: Floats = np.array([place for _, place in _MARKS.values()])

POINTS = (*skeleton.JOINTS, *_MARKS)  # 36 names, in order

_FEET = [INDEX[name] for name in ("l_ankle", "r_ankle", "l_toe", "r_toe")]


@dataclass(frozen=True, slots=True, eq=False)
class AvatarBuild:
    """An avatar's bones."""

    offsets: Floats  # (24, 3) metres from the parent, standing as `skeleton.OFFSETS` do
    ankle: float  # metres from the ankle down to the floor when it stands, in shoes
    toe: float  # metres from the ball of the foot down to the floor

    @property
    def clearance(self) -> Floats:
        """The height of both ankles and both toes when it stands, (4,) metres."""
        return np.array([self.ankle, self.ankle, self.toe, self.toe])

    def as_dict(self) -> dict[str, Any]:
        """Plain values for a JSON file, rounded to a thousandth of a millimetre."""
        return {
            "offsets": np.round(self.offsets, 6).tolist(),
            "ankle": round(self.ankle, 6),
            "toe": round(self.toe, 6),
        }


_ANKLE = float(skeleton.SOLE[0])
PLAIN = AvatarBuild(skeleton.OFFSETS, _ANKLE, _ANKLE + float(skeleton.OFFSETS[INDEX["l_toe"], 1]))


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """One dancer in the pane."""

    pose: Pose  # the pose to show, on the dancer's own bones
    points: Floats  # (36, 3): x 0..1 from left, y 0..1 from top; z towards the eye in pane heights
    left: float  # metres on the stage: the pane's left edge
    top: float  # metres: its upper edge
    depth: float  # metres: z of the pane

    @classmethod
    def of(cls, pose: Pose, build: AvatarBuild) -> "Portrait":
        """The avatar of that build in this pose: see `points_on`."""
        return cls.around(pose, points_on(pose, build))

    @classmethod
    def around(cls, pose: Pose, points: Floats) -> "Portrait":
        """A pose as points (36, 3) metres on the stage, seen in the pane through the first."""
        root = points[0]
        away = points - root
        nearer = EYE_DISTANCE / np.maximum(EYE_DISTANCE - away[:, 2], _NEAREST)
        across = away[:, 0] * nearer
        up = EYE_HEIGHT + (points[:, 1] - EYE_HEIGHT) * nearer - root[1]
        aside = _aside(float(across.min()), float(across.max()))
        seen = np.stack(
            [(across - aside) / WIDTH + 0.5, (ABOVE - up) / HEIGHT, away[:, 2] / HEIGHT], axis=1
        )
        x, y, z = root.tolist()
        return cls(pose, seen, x + aside - WIDTH / 2, y + ABOVE, z)


def points_on(pose: Pose, build: AvatarBuild) -> Floats:
    """The POINTS of a body of that build in this pose, on the stage: (36, 3) metres.

    Its feet are as far over the floor as the pose's, on the body our dancers are danced on.
    """
    world = skeleton.world_rotations(pose.rotations)
    joints = skeleton.positions_of(pose.root, world, build.offsets)
    joints[:, 1] += _lowest(pose.positions, PLAIN) - _lowest(joints, build)
    marks = joints[_FIXED_TO] + quat.rotate(world[_FIXED_TO], _FROM_JOINT)
    return np.vstack([joints, marks])


def _lowest(joints: Floats, build: AvatarBuild) -> float:
    """How far over the floor the lower foot is, metres: 0 standing."""
    return float((joints[_FEET, 1] - build.clearance).min())


def _aside(leftmost: float, rightmost: float) -> float:
    """How far the pane moves aside so that a body fits in; one too wide is cut on both sides."""
    room = WIDTH / 2 - MARGIN
    if rightmost - leftmost > 2 * room:
        return (leftmost + rightmost) / 2
    return max(0.0, rightmost - room) + min(0.0, leftmost + room)
