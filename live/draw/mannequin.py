"""A mannequin: a figure on our skeleton, whose surfaces are moved by our joints' rotations.

A figure's rest pose is turned into our own, by the smallest rotations: arms out, legs down. From
there every bone has our joint's world rotation, at the place of that joint; other children of a
bone (hair, a hat, fingers) move with it. The file's own axes are not needed, and a foot that is not
a child of its leg, as in rigs for inverse kinematics, still moves with it.
"""

import numpy as np

from live.body import quat, rest_pose, skeleton
from live.body.skeleton import INDEX, OFFSETS, PARENTS
from live.draw.portrait import AvatarBuild
from live.gltf.figure import GltfFigure
from live.gltf.limits import refuse
from live.gltf.surfaces import Surface
from live.signals import JOINT_COUNT, Bools, Floats, Image

_AT_REST: Floats = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
_PELVIS = INDEX["pelvis"]
_HIPS, _ANKLES, _TOES, _HANDS = (
    [INDEX[f"l_{joint}"], INDEX[f"r_{joint}"]] for joint in ("hip", "ankle", "toe", "hand")
)
_GROWN = (1.2, 2.1)  # metres: a figure in between is as tall as it is made
_USUAL = 1.7  # metres: any other is made as tall as this
_UP, _DOWN, _ACROSS = 1.28, 1.0, 0.86  # metres from the pelvis that the pane has room for
_POSE = "export it standing, in a T pose"
_LEAST = 0.6  # of its height: the most that it is reduced to fit into the pane


class Mannequin:
    """One figure on our skeleton."""

    def __init__(self, figure: GltfFigure) -> None:
        """Measures a figure. Raises Refused for one that is not built like a human."""
        self._figure = figure
        self._nodes = {j: figure.bones[bone] for j, bone in _joints() if bone in figure.bones}
        self._turned = np.eye(4)  # from the file's space to ours, and its size
        upright = rest_pose.upright(self._rest())
        if upright is None:
            refuse("its left and its right are at one place", _POSE)
        self._turned[:3, :3] = upright
        self._places = self._placed()
        known = self._places[~np.isnan(self._places[:, 1]), 1]
        self._straight = rest_pose.straight(self._places, float(np.ptp(known)))
        tee = _offsets(self._tee(), float(np.ptp(known)))
        self._bind(1.0)
        joints = skeleton.positions_of(np.zeros(3), _AT_REST, tee)
        corners, feet = self._corners(joints)
        low, high = corners.min(axis=0), corners.max(axis=0)
        floor = float(min(corners[feet, 1].min() if feet.any() else low[1], *joints[_ANKLES, 1]))
        size = _size(joints, low, high, floor)
        self._turned[:3] *= size
        self._places *= size
        self._bind(size)
        self.build = _build(tee * size, floor * size)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """The surfaces of its figure: see `Figure`."""
        return self._figure.surfaces

    @property
    def pictures(self) -> dict[int, Image]:
        """The pictures on its surfaces: see `Figure`."""
        return self._figure.pictures

    @property
    def joints(self) -> int:
        """How many joints its surfaces have, one surface after the other."""
        return len(self._anchors)

    @property
    def mirrored(self) -> tuple[bool, ...]:
        """For each surface: whether its triangles turn the other way round."""
        firsts = np.cumsum([0, *(len(surface.nodes) for surface in self.surfaces)])[:-1]
        turned = np.linalg.det(self._bound[firsts, :3, :3]) < 0.0
        return tuple(turned.tolist())

    def matrices(self, world: Floats, joints: Floats) -> Floats:
        """The matrices with which each surface's joints, one after the other, move its corners:
        (n, 4, 4).

        `world` (24, 4) are our joints' rotations in the world, `joints` (24, 3) metres their
        places on this mannequin's build.
        """
        turns = quat.multiply(world, self._straight)
        moves = np.tile(np.eye(4), (JOINT_COUNT, 1, 1))
        moves[:, :3, :3] = quat.matrices(turns)
        aside = quat.rotate(world[_PELVIS], self._hips_aside)
        moves[:, :3, 3] = joints - (moves[:, :3, :3] @ self._places[:, :, None])[:, :, 0]
        moves[_PELVIS, :3, 3] += aside
        moved: Floats = moves[self._anchors] @ self._bound
        return moved

    def _rest(self) -> dict[str, Floats]:
        rest = self._figure.tree.rest[:, :3, 3]
        return {bone: rest[node] for bone, node in self._figure.bones.items()}

    def _placed(self) -> Floats:
        """Where each of our joints is on the figure at rest, in our axes: (24, 3); NaN: nowhere."""
        rest = self._figure.tree.rest[:, :3, 3] @ self._turned[:3, :3].T
        places = np.full((JOINT_COUNT, 3), np.nan)
        for joint, node in self._nodes.items():
            places[joint] = rest[node]
        for side, hand in (("left", _HANDS[0]), ("right", _HANDS[1])):
            finger = self._figure.bones.get(f"{side}MiddleProximal")
            if finger is not None:
                places[hand] = rest[finger]
        # The pelvis of ours is a point between the legs' joints; a figure's hips may be anywhere.
        height = np.ptp(rest[list(self._nodes.values()), 1]) / 1.6
        middle = places[_HIPS].mean(axis=0) - OFFSETS[_HIPS].mean(axis=0) * height
        self._hips_aside = places[_PELVIS] - middle
        return places

    def _tee(self) -> Floats:
        """Where each joint is in a T pose around the pelvis, (24, 3); NaN: it has none."""
        places = self._places
        tee = np.full((JOINT_COUNT, 3), np.nan)
        tee[_PELVIS] = 0.0
        for joint in range(1, JOINT_COUNT):
            above = _next_above(joint, places)
            start = places[above] - (self._hips_aside if above == _PELVIS else 0.0)
            tee[joint] = tee[above] + quat.rotate(self._straight[above], places[joint] - start)
        return tee

    def _bind(self, size: float) -> None:
        """For each surface's joints: the joint of ours they go with, and from where."""
        tree = self._figure.tree
        owner = dict.fromkeys(range(len(tree.names)), _PELVIS)
        moved = {node: joint for joint, node in self._nodes.items()}
        for node in tree.order:
            owner[node] = moved.get(node, owner.get(tree.parents[node], _PELVIS))
        nodes = [node for surface in self.surfaces for node in surface.nodes]
        self._anchors = np.array([owner[node] for node in nodes])
        bound = np.concatenate([surface.bound for surface in self.surfaces])
        self._bound = self._turned @ tree.rest[nodes] @ bound
        self._hips_aside = self._hips_aside * size

    def _corners(self, joints: Floats) -> tuple[Floats, Bools]:
        """Every corner in a T pose, (n, 3), and whether it is a foot's, (n,)."""
        moves = self.matrices(_AT_REST, joints)
        of_feet = np.isin(self._anchors, _ANKLES + _TOES)
        found, feet, first = [], [], 0
        for surface in self.surfaces:
            which = first + surface.joints.astype(int)
            at = np.hstack([surface.places, np.ones((len(surface.places), 1))])
            moved = np.zeros((len(at), 3))
            for column, weight in zip(which.T, surface.weights.T, strict=True):
                moved += weight[:, None] * np.einsum("nij,nj->ni", moves[column][:, :3], at)
            found.append(moved)
            feet.append((of_feet[which] * surface.weights).sum(axis=1) > 0.5)
            first += len(surface.nodes)
        corners: Floats = np.concatenate(found)
        if not np.isfinite(corners).all():
            refuse("its skin is nowhere: its bind matrices are no numbers")
        return corners, np.concatenate(feet)


def _joints() -> list[tuple[int, str]]:
    return [(INDEX[joint], bone) for joint, bone in rest_pose.BONES.items()]


def _next_above(joint: int, places: Floats) -> int:
    """The nearest ancestor of a joint that the figure has."""
    above = PARENTS[joint]
    while above != _PELVIS and np.isnan(places[above]).any():
        above = PARENTS[above]
    return above


def _offsets(tee: Floats, tall: float) -> Floats:
    """Each joint's offset from its parent in a T pose, (24, 3), for `Build`.

    A joint that the figure lacks has the place of its child, and so moves nothing; a missing hand
    or toe has our own offset, scaled.
    """
    here = tee.copy()
    for joint in reversed(range(1, JOINT_COUNT)):
        below = [child for child in range(JOINT_COUNT) if PARENTS[child] == joint]
        if np.isnan(here[joint]).any() and below and not np.isnan(here[below[0]]).any():
            here[joint] = here[below[0]]
    for joint in range(1, JOINT_COUNT):
        if np.isnan(here[joint]).any():
            here[joint] = here[PARENTS[joint]] + OFFSETS[joint] * tall / 1.5
    offsets = here - here[list(PARENTS)]
    offsets[0] = 0.0
    return offsets


def _size(joints: Floats, low: Floats, high: Floats, floor: float) -> float:
    """The scale that makes a figure as tall as a human, and fits it into the pane."""
    tall = float(high[1] - floor)
    if not 1e-4 < tall < 1e5 or not floor < 0.0:
        refuse("it does not stand on its feet", _POSE)
    size = 1.0 if _GROWN[0] <= tall <= _GROWN[1] else _USUAL / tall
    shoulders = joints[[INDEX["l_shoulder"], INDEX["r_shoulder"]]]
    arms = np.array([high[0], -low[0]]) - np.abs(shoulders[:, 0])
    up = max(float(high[1]), float((shoulders[:, 1] + arms).max()))
    across = max(float(high[0]), -float(low[0]))
    fits = min(_UP / (up * size), _DOWN / (-floor * size), _ACROSS / (across * size), 1.0)
    return size * max(fits, _LEAST)


def _build(offsets: Floats, floor: float) -> AvatarBuild:
    joints = skeleton.positions_of(np.zeros(3), _AT_REST, offsets)
    ankle = float(joints[_ANKLES, 1].mean()) - floor
    toe = float(joints[_TOES, 1].mean()) - floor
    return AvatarBuild(offsets, max(ankle, 0.0), max(toe, 0.0))
