"""Follows one person: landmarks in, the pose of our skeleton out."""

from dataclasses import replace

import numpy as np

from live.body import quat, skeleton
from live.see import landmarks as at
from live.see.balance import Balance
from live.see.bone_lengths import BoneLengths, positions_on
from live.see.landmarks import Landmarks
from live.see.limbs import Limbs, line_sight, lines_from
from live.see.retarget import local_rotations, world_rotations_from
from live.see.standing import Standing
from live.signals import Floats, Pose

_SEEN_BY = {
    "pelvis": (at.L_HIP, at.R_HIP),
    "l_hip": (at.L_HIP,),
    "r_hip": (at.R_HIP,),
    "spine1": (at.L_HIP, at.R_HIP, at.L_SHOULDER, at.R_SHOULDER),
    "l_knee": (at.L_KNEE,),
    "r_knee": (at.R_KNEE,),
    "spine2": (at.L_HIP, at.R_HIP, at.L_SHOULDER, at.R_SHOULDER),
    "l_ankle": (at.L_ANKLE,),
    "r_ankle": (at.R_ANKLE,),
    "spine3": (at.L_SHOULDER, at.R_SHOULDER),
    "l_toe": (at.L_TOE,),
    "r_toe": (at.R_TOE,),
    "neck": (at.L_SHOULDER, at.R_SHOULDER),
    "l_collar": (at.L_SHOULDER,),
    "r_collar": (at.R_SHOULDER,),
    "head": (at.NOSE, at.L_EAR, at.R_EAR),
    "l_shoulder": (at.L_SHOULDER,),
    "r_shoulder": (at.R_SHOULDER,),
    "l_elbow": (at.L_ELBOW,),
    "r_elbow": (at.R_ELBOW,),
    "l_wrist": (at.L_WRIST,),
    "r_wrist": (at.R_WRIST,),
    "l_hand": (at.L_INDEX, at.L_PINKY),
    "r_hand": (at.R_INDEX, at.R_PINKY),
}  # each joint, and the landmarks it is measured by
_MEASURED_BY = np.zeros((24, at.COUNT))
for _joint, _points in _SEEN_BY.items():
    _MEASURED_BY[skeleton.INDEX[_joint], list(_points)] = 1.0 / len(_points)


class PersonTracker:
    """Follows one person: measures their bones, smooths their motion, places them on the stage."""

    def __init__(self, halflife: float, halving_speed: float, view: float) -> None:
        self._balance = Balance()
        self._build = BoneLengths()
        self._limbs = Limbs(halflife, halving_speed)
        self._standing = Standing(view)
        self._last: Pose | None = None

    def pose(self, landmarks: Landmarks) -> Pose:
        """The person's pose at the landmarks' time. Times must not go back."""
        last = self._last
        dt = 0.0 if last is None else max(0.0, landmarks.time - last.time)
        sight = line_sight(landmarks)
        lines = self._balance.upright(lines_from(landmarks), sight, dt)
        self._build.measure(lines, sight, dt)

        world = world_rotations_from(self._limbs.directions(lines, sight, dt))
        body = positions_on(np.zeros(3), world, self._build.offsets)
        positions = body + self._standing.root(landmarks, body, dt)
        pose = Pose(
            time=landmarks.time,
            positions=positions,
            rotations=_continued(local_rotations(world), last),
            seen=_MEASURED_BY @ landmarks.seen,
            contacts=self._standing.planted(landmarks, positions, dt),
        )
        self._last = pose
        return pose

    def held(self, time: float, faded: float) -> Pose | None:
        """The last pose again, at `time`, for a person who is not seen now; None without one.

        `faded` (0..1) is how far `seen` goes to 0.
        """
        if self._last is None:
            return None
        return replace(self._last, time=time, seen=self._last.seen * (1.0 - faded))


def _continued(rotations: Floats, last: Pose | None) -> Floats:
    """The same rotations with the signs of the last pose's: such quaternions can be averaged."""
    if last is None:
        return rotations
    near = np.sum(rotations * last.rotations, axis=1, keepdims=True)
    return quat.normalised(np.where(near < 0.0, -rotations, rotations))
