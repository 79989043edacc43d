"""The Virtual Motion Capture protocol (V2): moves any VRM avatar whose program receives it.

VMC uses Unity's axes: left-handed, Y up, an avatar facing +Z with its left hand at -X. Ours are
right-handed, Y up, facing +Z with the left hand at +X. A mirror at x = 0 turns one into the other;
left stays left and front stays front:

    position (x, y, z) -> (-x, y, z)        rotation (x, y, z, w) -> (x, -y, -z, w)

(Data of bodies that face -Z, as in VRM 0 files, is mirrored at z = 0 instead; here that would turn
the avatar's back to the audience.) A normalised VRM avatar's bones are aligned with the world in
its T pose, as our joints are, so no other rotation is needed.
"""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from live.body import quat, skeleton
from live.osc.addresses import Address, Argument, Table
from live.osc.wire import Blank, Burst
from live.signals import Floats, Pose, Scene

BONES = {
    "pelvis": "Hips", "spine1": "Spine", "spine2": "Chest", "spine3": "UpperChest",
    "neck": "Neck", "head": "Head",
    "l_collar": "LeftShoulder", "l_shoulder": "LeftUpperArm", "l_elbow": "LeftLowerArm",
    "l_wrist": "LeftHand",
    "r_collar": "RightShoulder", "r_shoulder": "RightUpperArm", "r_elbow": "RightLowerArm",
    "r_wrist": "RightHand",
    "l_hip": "LeftUpperLeg", "l_knee": "LeftLowerLeg", "l_ankle": "LeftFoot",
    "l_toe": "LeftToes",
    "r_hip": "RightUpperLeg", "r_knee": "RightLowerLeg", "r_ankle": "RightFoot",
    "r_toe": "RightToes",
}  # fmt: skip
_JOINTS = np.array([skeleton.INDEX[joint] for joint in BONES])
_CHEST, _UPPER_CHEST = skeleton.INDEX["spine2"], skeleton.INDEX["spine3"]

# An avatar's Hips bone lies about 4 cm above its leg joints, our pelvis point below them. Both are
# points of the same rigid bone. The avatar's point is sent, or it would stand too low in the floor.
_HIPS_ABOVE_LEGS = 0.04  # metres
HIPS: Floats = np.array([0.0, skeleton.OFFSETS[1, 1] + _HIPS_ABOVE_LEGS, skeleton.OFFSETS[1, 2]])
_HIPS_HEIGHT = float(HIPS[1] - skeleton.OFFSETS[[1, 4, 7, 10], 1].sum())  # metres, standing
_REST = skeleton.OFFSETS[_JOINTS] - np.where(
    np.array(skeleton.PARENTS)[_JOINTS, None] == 0, HIPS, 0.0
)  # (22, 3) metres from the parent bone
_MIRROR_POSITION = np.array([-1.0, 1.0, 1.0])
_MIRROR_ROTATION = np.array([1.0, -1.0, -1.0, 1.0])  # for x y z w, the order of the wire
_WXYZ_TO_XYZW = [1, 2, 3, 0]

_SMILE_HALFLIFE = 0.6  # seconds: the smile follows the loudness, not single drums


def _transform(unit_example: tuple[float, ...]) -> tuple[Argument, ...]:
    metres = [Argument(n, "f", -100, 100, "m") for n in ("px", "py", "pz")]
    turns = [Argument(n, "f", -1, 1) for n in ("qx", "qy", "qz", "qw")]
    return tuple(
        Argument(a.name, a.tag, a.low, a.high, a.unit, example)
        for a, example in zip((*metres, *turns), unit_example, strict=True)
    )


ROOT = Address(
    "/VMC/Ext/Root/Pos",
    (
        Argument("name", "s", example="root", words=("root",)),
        *_transform((0, 0, 0, 0, 0, 0, 1)),
    ),
    "The avatar's origin: always centre stage. The dance is in the Hips.",
    "every scene with a dancer",
)
BONE = Address(
    "/VMC/Ext/Bone/Pos",
    (
        Argument("bone", "s", example="Hips", words=tuple(BONES.values())),
        *_transform((-0.12, 0.97, 0.3, 0.0, 0.087, 0.0, 0.996)),
    ),
    "A bone against its parent: Unity's axes, metres, quaternion x y z w. Positions are those of"
    " the rest pose, but for the Hips.",
    "every scene with a dancer, once for each of 22 bones",
)
BLEND = Address(
    "/VMC/Ext/Blend/Val",
    (Argument("name", "s", example="Joy", words=("Joy",)), Argument("value", "f", example=0.4)),
    "The smile, which swells with the music.",
    "every scene with a dancer, unless `smile` is 0",
)
APPLY = Address(
    "/VMC/Ext/Blend/Apply", (), "The face is complete.", "every scene with a dancer, unless"
    " `smile` is 0"
)  # fmt: skip
OK = Address(
    "/VMC/Ext/OK",
    (Argument("loaded", "i", example=1),),
    "1: a dancer is there. 0: nobody, or the show is over.",
)
TIME = Address("/VMC/Ext/T", (Argument("time", "f", 0, 1e6, "s", 60.8),), "The second of the show.")
TABLE = Table((ROOT, BONE, BLEND, APPLY, OK, TIME))


def unity_position(position: Floats) -> Floats:
    """Our metres (..., 3) in Unity's axes."""
    mirrored: Floats = position * _MIRROR_POSITION
    return mirrored


def unity_rotation(rotation: Floats) -> Floats:
    """Our rotations (..., 4) w x y z as Unity's x y z w."""
    mirrored: Floats = rotation[..., _WXYZ_TO_XYZW] * _MIRROR_ROTATION
    return mirrored


class RestingAvatar(Protocol):
    """An avatar at rest, as its own file has it."""

    @property
    def places(self) -> Mapping[str, tuple[float, float, float]]:
        """Metres in Unity's axes, from the parent, by Unity's bone names; some may be missing."""
        ...

    @property
    def hips(self) -> float:
        """Metres: their height above the floor."""
        ...


class Vmc:
    """Encodes one dancer of each scene as an avatar's bones."""

    def __init__(
        self, *, who: str = "partner", scale: float = 1.0, smile: float = 0.6,
        upper_chest: bool = True, avatar: RestingAvatar | None = None,
    ) -> None:  # fmt: skip
        self._who, self._scale, self._smile = who, scale, smile
        self._upper_chest = upper_chest
        self._joy = 0.0
        self._time: float | None = None
        self._bones = np.zeros((len(BONES), 7))  # px py pz qx qy qz qw
        self._bones[:, :3] = unity_position(_REST) * scale
        if avatar is not None:
            self._fit(avatar)
        tail = [Blank(OK.path, OK.arguments), Blank(TIME.path, TIME.arguments)]
        self._body = Burst([], [*self._blanks(), *tail])
        self._nobody = Burst([], tail)

    def datagrams(self, scene: Scene) -> list[memoryview]:
        """The datagrams for one scene, bones first; valid until the next call."""
        pose = scene.partner if self._who == "partner" else scene.human
        if pose is None:
            return self._nobody.datagrams(np.array([0.0, scene.time]))
        self._set_bones(pose)
        face = [self._joy_at(scene)] if self._smile else []
        root = [0.0, 0, 0, 0, 0, 0, 1]
        values = np.concatenate([root, self._bones.ravel(), face, [1, scene.time]])
        return self._body.datagrams(values)

    def _fit(self, avatar: RestingAvatar) -> None:
        """Uses an avatar's own bone lengths, scaled so that its feet are on the floor."""
        size = self._scale
        self._scale *= avatar.hips / _HIPS_HEIGHT
        self._bones[:, :3] *= self._scale / size
        self._upper_chest = self._upper_chest and "UpperChest" in avatar.places
        for row, bone in enumerate(BONES.values()):
            if bone in avatar.places:
                self._bones[row, :3] = np.multiply(avatar.places[bone], size)

    def _blanks(self) -> list[Blank]:
        blanks = [Blank(ROOT.path, ROOT.arguments, ("root",))]
        blanks += [Blank(BONE.path, BONE.arguments, (bone,)) for bone in BONES.values()]
        if self._smile:
            blanks += [
                Blank(BLEND.path, BLEND.arguments, ("Joy",)),
                Blank(APPLY.path, APPLY.arguments),
            ]
        return blanks

    def _set_bones(self, pose: Pose) -> None:
        rotations = pose.rotations
        if not self._upper_chest:
            # An avatar without this bone ignores it. Its rotation goes to the chest, or the arms
            # and the head would turn too little.
            rotations = rotations.copy()
            rotations[_CHEST] = quat.multiply(rotations[_CHEST], rotations[_UPPER_CHEST])
            rotations[_UPPER_CHEST] = quat.IDENTITY
        hips = pose.root + quat.rotate(rotations[0], HIPS)
        self._bones[0, :3] = unity_position(hips) * self._scale
        self._bones[:, 3:] = unity_rotation(rotations[_JOINTS])

    def _joy_at(self, scene: Scene) -> float:
        goal = self._smile * scene.music.loudness if scene.music.playing else 0.0
        passed = 0.0 if self._time is None else max(0.0, scene.time - self._time)
        self._time = scene.time
        self._joy = goal + (self._joy - goal) * 0.5 ** (passed / _SMILE_HALFLIFE)
        return self._joy
