"""One of the cast in costume: meshes, make-up, and where on this body each thing sits."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from live.body import quat, skeleton
from live.draw.portrait import AvatarBuild
from live.signals import Bools, Floats
from scripts.filmset.characters import BLUSH, LIDS, LIPS, Character
from scripts.filmset.materials import Material
from scripts.filmset.person import Person

_TARGETS = "data/targets"


def dressed(character: Character, assets: Path) -> Person:
    """The character's meshes. Raises SystemExit for assets that are not there."""
    person = Person(assets, character.morphs, character.legs)
    for wear in character.wears:
        person.wear(assets / wear.path, wear.material, wear.parts)
    _make_up(person, character, assets / _TARGETS)
    if character.bodice:
        person.cover(character.bodice, _trunk(person, 0.14), _trunk(person, 0.0), 0.010)
        person.hide(_lap(person))
    person.show_skin("skin")
    return person


def build_of(person: Person) -> AvatarBuild:
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
    return AvatarBuild(offsets, ankle, toe)


def placed(materials: Mapping[str, Material], person: Person) -> dict[str, Material]:
    """The materials, their necklines and ties where this person's bust and head are."""
    head = float(person.heads[person.names.index("head"), 1])
    level = {
        "neckline": (_bust(person), 0.0),
        "tie": (head, head),
        "bow tie": (head, 0.0),
        "flower": (0.0, head),
    }
    made_of = {}
    for name, made in materials.items():
        first, second = level.get(made.pattern, (0.0, 0.0))
        if made.kind == "skin" and "hair" in materials:
            made_of[name] = replace(made, region=(*materials["hair"].colour, 0.0))
            continue
        a, b, c, d = made.region
        made_of[name] = replace(made, region=(a + first, b + second, c, d))
    return made_of


def _bust(person: Person) -> float:
    """The height of what of the chest is farthest forward, metres."""
    skin = person.skin
    chest = np.where(person.share_of(("spine_02", "spine_03")) > 0.7, skin[:, 2], np.nan)
    return float(skin[np.nanargmax(chest), 1])


def _make_up(person: Person, character: Character, targets: Path) -> None:
    for column, (names, sharp, strength) in enumerate(
        ((LIPS, 0.35, 1.0), (BLUSH, 0.8, 0.4 + 0.6 * character.make_up), (LIDS, 0.5, 0.4))
    ):
        moved = np.max([person.moved_by(targets / name) for name in names], axis=0)
        share = np.clip((moved - 0.12) / sharp, 0.0, 1.0) * strength
        person.paint[:, column] = share * (character.make_up if column == 2 else 1.0)
    # Hair begins softly: the skin beside it has its colour.
    if any(surface.material == "hair" for surface in person.surfaces):
        scalp = person.near("hair", 0.016) * (person.share_of(("head",)) > 0.9)
        _paint_hair(person, scalp)
    if character.cropped:
        _paint_hair(person, _scalp(person))
    if character.bearded:
        _paint_hair(person, _chin(person))


def _paint_hair(person: Person, share: Floats) -> None:
    """Hair is a lip's share below zero; lips stay what they are."""
    painted = person.paint[:, 0]
    person.paint[:, 0] = np.where(painted > 0.05, painted, np.minimum(painted, -share))


def _scalp(person: Person) -> Floats:
    """Where hair grows at the sides and the back of a head: (n,) 0..1."""
    skin, head = person.skin, person.heads[person.names.index("head")]
    above = np.clip((skin[:, 1] - head[1] - 0.015) / 0.02, 0.0, 1.0)
    behind = np.clip((head[2] + 0.075 - skin[:, 2]) / 0.02, 0.0, 1.0)
    share = np.nan_to_num(above * behind)
    return np.asarray(share * (person.share_of(("head",)) > 0.9))


def _chin(person: Person) -> Floats:
    """Where a short beard grows: (n,) 0..1."""
    skin, head = person.skin, person.heads[person.names.index("head")]
    x, y, z = np.abs(skin[:, 0]), skin[:, 1] - head[1], skin[:, 2] - head[2]
    jaw = np.clip((0.020 - y) / 0.012, 0.0, 1.0) * np.clip((z - 0.02) / 0.02, 0.0, 1.0)
    lip = np.clip((0.034 - y) / 0.006, 0.0, 1.0) * np.clip((0.034 - x) / 0.008, 0.0, 1.0)
    share = np.nan_to_num(np.maximum(jaw, lip * np.clip((z - 0.06) / 0.02, 0.0, 1.0)))
    return np.asarray(share * (person.share_of(("head",)) > 0.6))


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
