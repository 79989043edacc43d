"""An actor: one of the cast in costume, who takes any pose and is drawn as the portrait sees it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from live import quat, skeleton
from live.draw.portrait import ABOVE, Build, Portrait
from live.signals import Bools, Floats, Image, Pose
from scripts.filmset.characters import BLUSH, LIDS, LIPS, Character
from scripts.filmset.garments import Garment, Skirt, skirt, veil
from scripts.filmset.person import Person, Surface
from scripts.filmset.studio import Material, Sculpture, Studio
from scripts.filmset.views import portrait_view

_TARGETS = "data/targets"
_BONES = 64  # room for a rig
_SETTLING = 30  # frames that cloth hangs down before the first one counts


def dressed(character: Character, assets: Path) -> Person:
    """The character's meshes. Raises SystemExit for assets that are not there."""
    person = Person(assets, character.morphs)
    for wear in character.wears:
        person.wear(assets / wear.path, wear.material, wear.parts)
    _make_up(person, character, assets / _TARGETS)
    if character.bodice:
        person.cover(character.bodice, _trunk(person, 0.14), _trunk(person, 0.0), 0.010)
        person.hide(_lap(person))
    person.show_skin("skin")
    return person


def build_of(person: Person) -> Build:
    """A person's bones as the portrait counts them, and how high their shoes hold their feet."""
    joints = person.joints(person.heads)
    world = person.rest_rotations()
    parents = list(skeleton.PARENTS[1:])
    offsets = np.zeros((len(joints), 3))
    offsets[1:] = quat.rotate(quat.inverse(world[parents]), joints[1:] - joints[parents])
    ground = min(float(surface.corners[:, 1].min()) for surface in person.surfaces)
    ankle, toe = (
        float(joints[[skeleton.INDEX[f"{s}_{name}"] for s in "lr"], 1].mean()) - ground
        for name in ("ankle", "toe")
    )
    return Build(offsets, ankle, toe)


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

    def __init__(self, character: Character, assets: Path, studio: Studio) -> None:
        self.person = dressed(character, assets)
        self.build = build_of(self.person)
        self._studio = studio
        materials = _placed(character.materials, self.person)
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
        """Forgets what was before: cloth hangs straight at the next pose."""
        for garment in self._garments:
            garment.restart()
        self._still = True

    def frame(self, pose: Pose, dt: float) -> tuple[Image, Portrait]:
        """The actor in that pose, `dt` seconds after the last: (height, width, 4), premultiplied;
        and the portrait whose pane that is."""
        portrait = Portrait.of(pose, self.build)
        root = self._root(pose)
        if self._still:
            self._settle(pose.rotations, root, dt)
        matrices, hung = self._moved(pose.rotations, root, dt)
        moved = [*(flesh.moved(matrices) for flesh in self._flesh), *hung]
        for corners, (part, _) in zip(moved, self._parts, strict=True):
            part.moving.write(corners.astype(np.float32).tobytes())
        view, eye = portrait_view(portrait, root)
        return self._studio.shot(self._parts, view, eye, root), portrait

    def joints(self, pose: Pose) -> Floats:
        """Where the meshes' joints are on the stage, (24, 3) metres."""
        world = skeleton.world_rotations(pose.rotations)
        return self.person.joints(self.person.moved(self._root(pose), world)[1])

    def _settle(self, rotations: Floats, root: Floats, dt: float) -> None:
        """Gets there from standing straight, or a leg would be outside its skirt."""
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
        """Where the pelvis is when the feet are as far over the floor as the pose's."""
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
    for surface in person.surfaces:
        air = studio.openness(closed, surface.corners, middle)
        tint = np.hstack([surface.tint, air[:, None]])
        part = studio.sculpted(surface.corners, surface.triangles, tint)
        parts.append((part, materials[surface.material]))
    return parts


def _placed(materials: Mapping[str, Material], person: Person) -> dict[str, Material]:
    """The materials, their necklines and ties where this person's bust and head are."""
    head = float(person.heads[person.names.index("head"), 1])
    level = {
        "neckline": (_bust(person), 0.0),
        "tie": (head, head),
        "bow tie": (head, 0.0),
        "flower": (0.0, head),
    }
    placed = {}
    for name, made in materials.items():
        first, second = level.get(made.pattern, (0.0, 0.0))
        if made.kind == "skin" and "hair" in materials:
            placed[name] = replace(made, region=(*materials["hair"].colour, 0.0))
            continue
        a, b, c, d = made.region
        placed[name] = replace(made, region=(a + first, b + second, c, d))
    return placed


def _bust(person: Person) -> float:
    """The height of what of the chest is farthest forward, metres."""
    skin = person.skin
    chest = np.where(person.share_of(("spine_02", "spine_03")) > 0.7, skin[:, 2], np.nan)
    return float(skin[np.nanargmax(chest), 1])


def _make_up(person: Person, character: Character, targets: Path) -> None:
    for column, (names, sharp, strength) in enumerate(
        ((LIPS, 0.35, 1.0), (BLUSH, 0.8, 0.4 + 0.6 * character.make_up), (LIDS, 0.5, 0.8))
    ):
        moved = np.max([person.moved_by(targets / name) for name in names], axis=0)
        share = np.clip((moved - 0.12) / sharp, 0.0, 1.0) * strength
        person.paint[:, column] = share * (character.make_up if column == 2 else 1.0)
    # Hair begins softly: the skin beside it has its colour (a lip's share below zero).
    if any(surface.material == "hair" for surface in person.surfaces):
        scalp = person.near("hair", 0.016) * (person.share_of(("head",)) > 0.9)
        lips = person.paint[:, 0] > 0.05
        person.paint[:, 0] = np.where(lips, person.paint[:, 0], -scalp)


def _trunk(person: Person, up: float) -> Bools:
    """Which vertices of the body a bodice covers: from the hips to `up` metres over the bust."""
    skin = person.skin
    hips = person.heads[person.names.index("thigh_l")]
    trunk = ("pelvis", "spine_01", "spine_02", "spine_03", "thigh_l", "thigh_r")
    inside = (skin[:, 1] < _bust(person) + up) & (skin[:, 1] > hips[1] - 0.06)
    return np.asarray(inside & (person.share_of(trunk) > 0.45))


def _lap(person: Person) -> Bools:
    """The hips and the upper thighs: a skirt is over them, whatever the legs do."""
    skin, knee = person.skin, person.heads[person.names.index("calf_l"), 1]
    hips = person.heads[person.names.index("thigh_l"), 1]
    legs = person.share_of(("pelvis", "thigh_l", "thigh_r")) > 0.9
    return np.asarray(legs & (skin[:, 1] > knee + 0.35 * (hips - knee)))


def _unhung(garment: Garment, studio: Studio) -> Sculpture:
    corners = np.zeros((len(garment.uv), 8))
    corners[:, 6:] = garment.uv
    tint = np.zeros((len(corners), 4))
    tint[:, 3] = garment.air
    return studio.sculpted(corners, garment.triangles, tint)
