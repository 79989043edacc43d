"""Skirts and veils: cut to a body, hung from a bone, and made fine enough to be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from live.signals import Floats
from scripts.filmset.cloth import Capsule, Cloth, Fabric, finer
from scripts.filmset.person import Person

FINE_DOWN, FINE_ACROSS = 3, 4  # drawn points for each of the net's
COLUMNS = 28
_TRUNK = ("pelvis", "spine_01", "spine_02", "spine_03", "thigh_l", "thigh_r", "calf_l", "calf_r")
_EASE = 0.008  # metres between body and cloth


@dataclass(frozen=True)
class Skirt:
    """A skirt's cut: lengths in metres."""

    material: str
    length: float  # from the waist down along the cloth, in shares of the waist's height
    hem: float  # the hem's radius
    pleats: int  # folds round the hem; 0: none
    depth: float  # of a fold at the hem
    rows: int = 11
    halflife: float = 0.06  # seconds
    firm: float = 0.02  # of the hem, see Fabric.shape
    thighs: float = 0.9  # 0..1: how far what is over a thigh goes along with it, at most


@dataclass(frozen=True)
class Veil:
    """A veil's cut: metres."""

    material: str
    length: float
    width: float  # at the hem; gathered at the head
    rows: int = 9
    columns: int = 13
    halflife: float = 0.05
    firm: float = 0.008


class Garment:
    """One piece of hanging cloth on a person."""

    def __init__(
        self,
        cut: Skirt | Veil,
        fabric: Fabric,
        bones: Mapping[int, Floats],
        folds: Floats,
        limbs: Mapping[str, float],
    ) -> None:
        """`bones` carry the stiff net, each (rows, columns) of it a share."""
        self.material = cut.material
        self._fabric, self._bones, self._folds = fabric, bones, folds
        self._limbs = limbs
        rows, columns = fabric.rest.shape[:2]
        self._down = finer(rows, FINE_DOWN, closed=False)
        self._across = finer(columns, FINE_ACROSS, fabric.closed)
        self._cloth = Cloth(fabric)
        high, wide = len(self._down), len(self._across)
        v, u = np.mgrid[0:high, 0:wide]
        self.uv = np.stack([u / wide, v / (high - 1)], axis=2).reshape(-1, 2)
        # How open the air is: less so in a fold.
        self.air = 0.76 + 0.24 * (folds / max(float(np.abs(folds).max()), 1e-9)).reshape(-1)
        self.triangles = _net(high, wide, fabric.closed)

    def restart(self) -> None:
        """Forgets how it moved: another take begins."""
        self._cloth = Cloth(self._fabric)

    def moved(self, dt: float, matrices: Floats, person: Person, heads: Floats) -> Floats:
        """Its drawn points, (n, 6): place in metres and normal."""
        hung = np.zeros_like(self._fabric.rest)
        for bone, share in self._bones.items():
            carried = self._fabric.rest @ matrices[bone, :3, :3].T + matrices[bone, :3, 3]
            hung += share[..., None] * carried
        net = self._cloth.step(dt, hung, capsules(person, heads, self._limbs))
        if self._fabric.closed:
            net = _even_hem(net)
        fine = np.einsum("fr,rci,gc->fgi", self._down, net, self._across)
        normals = _normals(fine, self._fabric.closed)
        fine = fine + normals * self._folds[..., None]
        normals = _normals(fine, self._fabric.closed)
        return np.concatenate([fine, normals], axis=2).reshape(-1, 6)


def skirt(person: Person, cut: Skirt) -> Garment:
    """A skirt on the hips of a person, cut to their waist."""
    pelvis = person.names.index("pelvis")
    skin = person.skin
    ground = float(np.nanmin(skin[:, 1]))
    body = skin[(person.share_of(_TRUNK) > 0.8) & ~np.isnan(skin[:, 0])]
    waist = person.heads[person.names.index("spine_02")][1] - 0.015
    length = cut.length * (waist - ground)
    centre = person.heads[pelvis][2]
    turn = np.linspace(0.0, 2 * np.pi, COLUMNS, endpoint=False)
    ways = np.stack([np.sin(turn), np.zeros(COLUMNS), np.cos(turn)], axis=1)
    rest = np.zeros((cut.rows, COLUMNS, 3))
    widest = np.zeros(COLUMNS)
    for row in range(cut.rows):
        down = row / (cut.rows - 1)
        height = waist - length * down
        near = body[np.abs(body[:, 1] - height) < 0.03] - [0.0, 0.0, centre]
        fit = (near @ ways.T).max(axis=0) + _EASE if len(near) else widest
        # Cloth falls straight from the widest place down; a flare opens it towards the hem.
        widest = np.maximum(widest if row > 1 else 0.0, fit)
        flared = widest + (cut.hem - widest).clip(0.0) * down**1.15
        rest[row] = ways * flared[:, None] + [0.0, height, centre]
    shape = cut.firm + (1.0 - cut.firm) * (1.0 - np.linspace(0.0, 1.0, cut.rows)) ** 3
    shape[:2] = 1.0
    fabric = Fabric(rest, True, shape, cut.halflife)
    limbs = {"thigh": 0.095, "calf": 0.078, "foot": 0.04, "hips": 0.11}
    return Garment(cut, fabric, _on_thighs(person, cut), _pleats(cut), limbs)


def veil(person: Person, cut: Veil) -> Garment:
    """A veil on the back of a person's head."""
    head = person.names.index("head")
    top = person.heads[head] + [0.0, 0.135, -0.045]
    across = np.linspace(-1.0, 1.0, cut.columns)
    rest = np.zeros((cut.rows, cut.columns, 3))
    for row in range(cut.rows):
        down = row / (cut.rows - 1)
        opened = down**0.55
        wide = 0.055 + (cut.width / 2 - 0.055) * opened
        angle = across * (1.2 + 0.1 * opened)
        rest[row, :, 0] = np.sin(angle) * wide
        rest[row, :, 1] = top[1] - cut.length * down - 0.015 * across**2
        rest[row, :, 2] = top[2] - np.cos(angle) * (0.03 + 0.13 * opened) + 0.02
    shape = cut.firm + 0.25 * (1.0 - np.linspace(0.0, 1.0, cut.rows)) ** 4
    shape[:2] = 1.0
    fabric = Fabric(rest, False, shape, cut.halflife)
    high, wide_count = (cut.rows - 1) * FINE_DOWN + 1, (cut.columns - 1) * FINE_ACROSS + 1
    v, u = np.mgrid[0:high, 0:wide_count] / [[[high - 1]], [[wide_count - 1]]]
    folds = 0.010 * np.sqrt(v) * np.cos(u * 2 * np.pi * 6)
    limbs = {"head": 0.115, "trunk": 0.125, "upperarm": 0.055}
    whole = np.ones((cut.rows, cut.columns))
    return Garment(cut, fabric, {head: whole}, folds, limbs)


def _on_thighs(person: Person, cut: Skirt) -> dict[int, Floats]:
    """A skirt goes along with the hips, and further down with the thigh it is over."""
    turn = np.linspace(0.0, 2 * np.pi, COLUMNS, endpoint=False)
    down = np.linspace(0.0, 1.0, cut.rows)
    legs = cut.thighs * np.clip((down - 0.05) / 0.22, 0.0, 1.0) ** 1.5 * (1.0 - 0.45 * down**2)
    left = 0.5 + 0.5 * np.sin(turn)
    names = person.names
    return {
        names.index("pelvis"): np.tile(1.0 - legs[:, None], (1, COLUMNS)),
        names.index("thigh_l"): legs[:, None] * left,
        names.index("thigh_r"): legs[:, None] * (1.0 - left),
    }


def capsules(person: Person, heads: Floats, limbs: Mapping[str, float]) -> list[Capsule]:
    """The limbs of a person that hold cloth off, from their bones' heads (53, 3)."""
    at = {name: heads[k] for k, name in enumerate(person.names)}
    found: list[Capsule] = []
    for side in "lr":
        chain = [at[f"{bone}_{side}"] for bone in ("thigh", "calf", "foot", "ball")]
        for name, a, b in zip(("thigh", "calf", "foot"), chain, chain[1:], strict=False):
            if name in limbs:
                found.append(Capsule(a, b, limbs[name], limbs[name] * 0.88))
        if "upperarm" in limbs:
            arm = at[f"upperarm_{side}"], at[f"lowerarm_{side}"]
            found.append(Capsule(*arm, limbs["upperarm"], limbs["upperarm"]))
    if "hips" in limbs:
        found.append(Capsule(at["thigh_l"], at["thigh_r"], limbs["hips"], limbs["hips"]))
    if "trunk" in limbs:
        found.append(Capsule(at["pelvis"], at["neck_01"], limbs["trunk"], limbs["trunk"] * 0.8))
    if "head" in limbs:
        up = at["head"] - at["neck_01"]
        crown = at["head"] + up / np.linalg.norm(up) * 0.09
        found.append(Capsule(at["head"], crown, limbs["head"] * 0.8, limbs["head"]))
    return found


def _pleats(cut: Skirt) -> Floats:
    """How far each drawn point of a skirt lies out of the smooth cloth, metres."""
    high, wide = (cut.rows - 1) * FINE_DOWN + 1, COLUMNS * FINE_ACROSS
    v, u = np.mgrid[0:high, 0:wide] / [[[high - 1]], [[wide]]]
    wander = 0.35 * np.sin(2 * np.pi * 3 * u + 1.0) + 0.25 * np.sin(2 * np.pi * 5 * u)
    return np.asarray(cut.depth * v**0.9 * np.cos(2 * np.pi * cut.pleats * u + wander))


def _even_hem(net: Floats) -> Floats:
    """The lower half without single points that a heel has kicked out of line."""
    beside = (np.roll(net, 1, axis=1) + np.roll(net, -1, axis=1)) / 2
    share = np.clip(2.0 * np.linspace(0.0, 1.0, len(net)) - 1.0, 0.0, 0.6)[:, None, None]
    even: Floats = net + share * (beside - net)
    return even


def _normals(net: Floats, closed: bool) -> Floats:
    down = np.gradient(net, axis=0)
    if closed:
        across = (np.roll(net, -1, axis=1) - np.roll(net, 1, axis=1)) / 2
    else:
        across = np.gradient(net, axis=1)
    normal = np.cross(down, across)
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9))


def _net(high: int, wide: int, closed: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """The triangles of a net's points, row after row: (n, 3)."""
    row, column = np.mgrid[0 : high - 1, 0 : wide if closed else wide - 1]
    right = (column + 1) % wide
    a, b = row * wide + column, row * wide + right
    corners = [a, a + wide, b, b, a + wide, b + wide]
    return np.stack(corners, axis=2).reshape(-1, 3).astype(np.int32)
