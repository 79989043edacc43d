"""An actor: one of the cast in costume, who takes any pose and is drawn as the portrait sees it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from live.body import quat, skeleton
from live.draw.portrait import ABOVE, AvatarBuild, Portrait
from live.signals import Floats, Image, Pose
from scripts.filmset.characters import Character
from scripts.filmset.costume import build_of, dressed, placed
from scripts.filmset.garments import Garment, Skirt, skirt, veil
from scripts.filmset.materials import Material
from scripts.filmset.person import Person, Surface
from scripts.filmset.studio import Sculpture, Studio
from scripts.filmset.views import portrait_view

_BONES = 64  # room for a rig
_SETTLING = 30  # frames that cloth hangs down before the first one counts
# From where the pelvis is, (3,) metres: a camera's view of it, (4, 4), and its eye, (3,).
Onto = Callable[[Floats], tuple[Floats, Floats]]


class Flesh:
    """A surface that bones move: each corner by its four, in their shares."""

    def __init__(self, surface: Surface) -> None:
        corners = surface.corners
        self._shares = np.zeros((len(corners), _BONES), np.float32)
        row = np.arange(len(corners))
        for k in range(4):
            np.add.at(self._shares, (row, corners[:, 8 + k].astype(int)), corners[:, 12 + k])
        self._place = np.hstack([corners[:, :3], np.ones((len(corners), 1))]).astype(np.float32)
        self._normal = corners[:, 3:6].astype(np.float32)

    def moved(self, matrices: Floats) -> Floats:
        """Its corners, (n, 6): place in metres and normal."""
        flat = np.zeros((_BONES, 12), np.float32)
        flat[: len(matrices)] = matrices[:, :3].reshape(-1, 12)
        mixed = (self._shares @ flat).reshape(-1, 3, 4)
        place = np.einsum("nij,nj->ni", mixed, self._place)
        normal = np.einsum("nij,nj->ni", mixed[:, :, :3], self._normal)
        return np.hstack([place, normal])


class Actor:
    """One of the cast, in a studio."""

    def __init__(
        self, character: Character, assets: Path, studio: Studio, build: AvatarBuild | None = None
    ) -> None:
        """`build`: the bones to dance on; None: the meshes' own."""
        self.person = dressed(character, assets)
        self.build = build or build_of(self.person)
        if build is not None:
            self.person.stand_as(build)
        self._studio = studio
        materials = placed(character.materials, self.person)
        self._garments = [
            skirt(self.person, cut) if isinstance(cut, Skirt) else veil(self.person, cut)
            for cut in character.garments
        ]
        self._flesh = [Flesh(surface) for surface in self.person.surfaces]
        self._parts = _sculpted(self.person, studio, materials) + [
            (_unhung(garment, studio), materials[garment.material]) for garment in self._garments
        ]
        self._still = True

    def begin(self) -> None:
        """Forgets the motion before: cloth hangs straight at the next pose."""
        for garment in self._garments:
            garment.restart()
        self._still = True

    def frame(self, pose: Pose, dt: float) -> tuple[Image, Portrait]:
        """The actor in that pose, `dt` seconds after the last: (height, width, 4), premultiplied;
        and the portrait whose pane that is."""
        portrait = Portrait.of(pose, self.build)
        return self.seen(pose, dt, partial(portrait_view, portrait)), portrait

    def seen(self, pose: Pose, dt: float, onto: Onto) -> Image:
        """The actor in that pose, `dt` seconds after the last, as any camera sees it."""
        root = self._root(pose)
        if self._still:
            self._settle(pose.rotations, root, dt)
        matrices, hung = self._moved(pose.rotations, root, dt)
        moved = [*(flesh.moved(matrices) for flesh in self._flesh), *hung]
        for corners, (part, _) in zip(moved, self._parts, strict=True):
            part.moving.write(corners.astype(np.float32).tobytes())
        view, eye = onto(root)
        return self._studio.shot(self._parts, view, eye, root)

    def joints(self, pose: Pose) -> Floats:
        """Where the meshes' joints are on the stage, (24, 3) metres."""
        world = skeleton.world_rotations(pose.rotations)
        return self.person.joints(self.person.moved(self._root(pose), world)[1])

    def _settle(self, rotations: Floats, root: Floats, dt: float) -> None:
        """Moves to the pose from standing straight, or a leg could be outside its skirt."""
        straight = np.tile(quat.IDENTITY, (len(rotations), 1))
        straight[0] = rotations[0]
        for k in range(1, _SETTLING + 1):
            self._moved(quat.slerp(straight, rotations, min(1.0, 1.5 * k / _SETTLING)), root, dt)
        self._still = False

    def _moved(self, rotations: Floats, root: Floats, dt: float) -> tuple[Floats, list[Floats]]:
        """Bone matrices, and the points of each garment."""
        matrices, heads = self.person.moved(root, skeleton.world_rotations(rotations))
        drawn = [one.moved(dt, matrices, self.person, heads) for one in self._garments]
        return matrices, drawn

    def _root(self, pose: Pose) -> Floats:
        """The pelvis's place where the feet are as far above the floor as the pose's."""
        portrait = Portrait.of(pose, self.build)
        root = pose.root.copy()
        root[1] = portrait.top - ABOVE
        return root


def _sculpted(
    person: Person, studio: Studio, materials: Mapping[str, Material]
) -> list[tuple[Sculpture, Material]]:
    """The meshes on the graphics card; the air around each corner is felt first."""
    closed = [
        studio.sculpted(s.corners, s.triangles, np.ones((len(s.corners), 4)))
        for s in person.surfaces
    ]
    parts = []
    middle = person.heads[person.names.index("pelvis")]
    corners = np.vstack([surface.corners for surface in person.surfaces])
    felt = studio.openness(closed, corners, middle)
    ends = np.cumsum([len(surface.corners) for surface in person.surfaces])[:-1]
    for surface, air in zip(person.surfaces, np.split(felt, ends), strict=True):
        tint = np.hstack([surface.tint, air[:, None]])
        part = studio.sculpted(surface.corners, surface.triangles, tint)
        parts.append((part, materials[surface.material]))
    return parts


def _unhung(garment: Garment, studio: Studio) -> Sculpture:
    corners = np.zeros((len(garment.uv), 8))
    corners[:, 6:] = garment.uv
    tint = np.zeros((len(corners), 4))
    tint[:, 3] = garment.air
    return studio.sculpted(corners, garment.triangles, tint)
