"""A dressed person on MakeHuman's 53 game-engine bones, moved by our skeleton's rotations."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from live.body import quat, skeleton
from live.draw.portrait import AvatarBuild
from live.see import limbs
from live.see.retarget import NOSE_DOWN, world_rotations_from
from live.signals import Bools, Floats
from scripts.filmset.meshes import Clothing, Face, Shape, morph, patches, read_clothing, read_shape

METRES = 0.1  # MakeHuman counts in decimetres

# Our joints, and the bones of the rig that move with them; fingers move with the wrist.
BONES = {
    "pelvis": "pelvis", "spine1": "spine_01", "spine2": "spine_02", "spine3": "spine_03",
    "neck": "neck_01", "head": "head",
    **{f"{s}_{joint}": f"{bone}_{s}" for s in "lr" for joint, bone in (
        ("hip", "thigh"), ("knee", "calf"), ("ankle", "foot"), ("toe", "ball"),
        ("collar", "clavicle"), ("shoulder", "upperarm"), ("elbow", "lowerarm"),
        ("wrist", "hand"), ("hand", "middle_01"),
    )},
}  # fmt: skip


@dataclass(frozen=True)
class Surface:
    """One material's triangles."""

    material: str
    corners: Floats  # (n, 16): position, normal, uv, four bones, their four weights
    triangles: np.ndarray[tuple[int, ...], np.dtype[np.int32]]  # (m, 3)
    tint: Floats  # (n, 3): make-up, see `Person.paint`


class Person:
    """Meshes and bones. The body's shape is morphed first, then clothes are put on.

    `morphs` are files of `data/targets` and how much of each; `legs` metres from
    hip to ankle, 0: as the meshes have them.
    """

    def __init__(self, assets: Path, morphs: Mapping[str, float], legs: float = 0.0) -> None:
        self._body = read_shape(assets / "data/3dobjs/base.obj")
        for name, weight in morphs.items():
            morph(self._body.vertices, assets / "data/targets" / name, weight)
        rig: dict[str, Any] = json.loads((assets / "rig/rig.game_engine.json").read_text())
        self._read_bones(rig.get("bones", rig))
        if legs:
            self._grow(legs / self._legs())
        self._arms = self.heads - self.heads[self.parents]
        weights = json.loads((assets / "rig/weights.game_engine.json").read_text())["weights"]
        self._weights = self._bone_weights(weights)
        self._rest = world_rotations_from(self._rest_lines())
        self._of_bone = [self._joint_of(bone) for bone in range(len(self.names))]
        self._hidden: set[int] = set()
        self.surfaces: list[Surface] = []
        # (n, 3) of the body's vertices, 0..1 each: lips, blush, shade of the eyes
        self.paint = np.zeros((len(self._body.vertices), 3))

    def wear(self, path: Path, material: str, parts: Mapping[int, str] | None = None) -> None:
        """Puts on a piece of clothing; the body under it is no longer drawn.

        `parts` are the materials of those of its patches (see `patches`) that have another.
        """
        cloth = read_clothing(path)
        weights = (self._weights[cloth.on] * cloth.share[..., None]).sum(axis=1).clip(0.0)
        weights /= weights.sum(axis=1, keepdims=True)
        shape = Shape(self._fitted(cloth), cloth.shape.uvs, cloth.shape.faces)
        made_of = [(parts or {}).get(patch, material) for patch in patches(shape)]
        for kind in dict.fromkeys(made_of):
            faces = [face for face, k in zip(shape.faces, made_of, strict=True) if k == kind]
            self.surfaces.append(_surface(kind, shape, faces, weights))
        self._hidden |= cloth.hides

    def show_skin(self, material: str) -> None:
        """Draws what of the body the clothes leave; to be called when all are on."""
        seen = [
            face
            for face in self._body.faces
            if face.group == "body" and not all(c in self._hidden for c in face.corners)
        ]
        self.surfaces.append(_surface(material, self._body, seen, self._weights, self.paint))

    def moved_by(self, target: Path) -> Floats:
        """How far a .target file would move each vertex of the body: (n,), 1 the farthest."""
        moved = np.zeros_like(self._body.vertices)
        morph(moved, target, 1.0)
        far = np.linalg.norm(moved, axis=1)
        return np.asarray(far / far.max())

    def cover(self, material: str, covered: Bools, hidden: Bools, thick: float) -> None:
        """Cloth so many metres over the `covered` of the body's vertices (n,).

        The body is not drawn where `hidden`, but to the edge of the cloth.
        """
        faces = [f for f in self._body.faces if f.group == "body" and covered[f.corners].all()]
        # Cloth lies smoother than what is under it.
        self._body = replace(self._body, vertices=self._smoothed(faces, covered))
        over = _surface(material, self._body, faces, self._weights)
        corners = over.corners.copy()
        corners[:, :3] += thick * corners[:, 3:6]
        self.surfaces.append(replace(over, corners=corners))
        inner = covered & hidden
        for face in self._body.faces:
            if face.group == "body" and not covered[face.corners].all():
                inner[face.corners] = False
        self._hidden |= set(np.flatnonzero(inner).tolist())

    def hide(self, hidden: Bools) -> None:
        """Does not draw these of the body's vertices (n,)."""
        self._hidden |= set(np.flatnonzero(hidden).tolist())

    def near(self, material: str, reach: float) -> Floats:
        """How near a surface the body's vertices are: (n,), 1 at it, 0 from `reach` metres on."""
        there = np.vstack([s.corners[:, :3] for s in self.surfaces if s.material == material])
        body = self._body.vertices * METRES
        close = np.full(len(body), reach)
        inside = ((body > there.min(axis=0) - reach) & (body < there.max(axis=0) + reach)).all(
            axis=1
        )
        for k in np.flatnonzero(inside):
            close[k] = min(reach, float(np.sqrt(((there - body[k]) ** 2).sum(axis=1).min())))
        return np.asarray(1.0 - close / reach)

    @property
    def skin(self) -> Floats:
        """The body's own vertices, (n, 3) metres; NaN those of the helpers around it."""
        own = np.full(self._body.vertices.shape, np.nan)
        corners = sorted({c for f in self._body.faces if f.group == "body" for c in f.corners})
        own[corners] = self._body.vertices[corners] * METRES
        return own

    def share_of(self, bones: Sequence[str]) -> Floats:
        """How much of each vertex of the body goes along with these bones: (n,) 0..1."""
        return np.asarray(self._weights[:, [self.names.index(bone) for bone in bones]].sum(axis=1))

    def rest_rotations(self) -> Floats:
        """Our skeleton's world rotations (24, 4) when it stands as the meshes do."""
        return self._rest

    def stand_as(self, build: AvatarBuild) -> None:
        """Moves with the bones of that build from now on: the meshes give way at the joints."""
        world = self.rest_rotations()
        for joint, parent in enumerate(skeleton.PARENTS):
            if parent >= 0:
                bone = self.names.index(BONES[skeleton.JOINTS[joint]])
                self._arms[bone] = quat.rotate(world[parent], build.offsets[joint])

    def moved(self, root: Floats, world: Floats) -> tuple[Floats, Floats]:
        """Bone matrices (53, 4, 4) and bone heads (53, 3), metres, for world rotations (24, 4)."""
        turns = quat.multiply(world, quat.inverse(self._rest))
        turned = turns[self._of_bone]
        arms = self._arms
        heads = np.zeros_like(self.heads)
        for bone, parent in enumerate(self.parents):
            heads[bone] = root
            if self.names[bone] != "pelvis" and parent >= 0:
                heads[bone] = heads[parent] + quat.rotate(turned[parent], arms[bone])
        matrices = np.tile(np.eye(4), (len(self.names), 1, 1))
        for axis in range(3):
            matrices[:, :3, axis] = quat.rotate(turned, np.eye(3)[axis])
        matrices[:, :3, 3] = heads - np.einsum("bij,bj->bi", matrices[:, :3, :3], self.heads)
        return matrices, heads

    def joints(self, heads: Floats) -> Floats:
        """Our 24 joints, (24, 3) metres, among the bone heads."""
        return heads[[self.names.index(BONES[joint]) for joint in skeleton.JOINTS]]

    def _smoothed(self, faces: list[Face], covered: Bools, times: int = 6) -> Floats:
        """The body's vertices, those within the faces drawn towards their neighbours' middle."""
        pairs = [(c, f.corners[k - 1]) for f in faces for k, c in enumerate(f.corners)]
        one, other = np.array(pairs + [(b, a) for a, b in pairs]).T
        vertices = self._body.vertices.copy()
        within = np.bincount(one, minlength=len(vertices)) > 0
        for face in self._body.faces:
            if face.group == "body" and not covered[face.corners].all():
                within[face.corners] = False
        count = np.maximum(np.bincount(one, minlength=len(vertices)), 1)[:, None]
        for _ in range(times):
            total = np.zeros_like(vertices)
            np.add.at(total, one, vertices[other])
            vertices = np.where(within[:, None], total / count, vertices)
        return vertices

    def _legs(self) -> float:
        """Metres from hip to ankle along the left leg."""
        hip, knee, ankle = (
            self.heads[self.names.index(b)] for b in ("thigh_l", "calf_l", "foot_l")
        )
        return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))

    def _grow(self, times: float) -> None:
        self._body.vertices[:] *= times
        self.heads *= times

    def _joint_of(self, bone: int) -> int:
        joint_of = {name: joint for joint, name in BONES.items()}
        while self.names[bone] not in joint_of and self.parents[bone] >= 0:
            bone = self.parents[bone]
        return skeleton.INDEX[joint_of.get(self.names[bone], "pelvis")]

    def _read_bones(self, rig: dict[str, Any]) -> None:
        self.names: list[str] = []

        def add(name: str) -> None:
            if name and name not in self.names:
                add(rig[name]["parent"])
                self.names.append(name)

        for name in rig:
            add(name)
        # A bone must come after its parent, and the root has none.
        self.parents = [
            self.names.index(rig[n]["parent"]) if rig[n]["parent"] else -1 for n in self.names
        ]
        self.heads = METRES * np.array([self._place(rig[n]["head"]) for n in self.names])

    def _place(self, where: dict[str, Any]) -> Floats:
        vertices = self._body.vertices
        if where["strategy"] == "VERTEX":
            return np.asarray(vertices[where["vertex_index"]])
        if where["strategy"] == "MEAN":
            return np.asarray(vertices[where["vertex_indices"]].mean(axis=0))
        cube = {c for f in self._body.faces if f.group == where["cube_name"] for c in f.corners}
        return np.asarray(vertices[sorted(cube)].mean(axis=0))

    def _bone_weights(self, weights: dict[str, list[tuple[int, float]]]) -> Floats:
        table = np.zeros((len(self._body.vertices), len(self.names)))
        for name, pairs in weights.items():
            if name in self.names:
                for vertex, weight in pairs:
                    table[vertex, self.names.index(name)] = weight
        table[table.sum(axis=1) < 1e-6, 0] = 1.0
        return np.asarray(table / table.sum(axis=1, keepdims=True))

    def _fitted(self, cloth: Clothing) -> Floats:
        body, offset = self._body.vertices, cloth.offset.copy()
        for axis, (a, b, distance) in cloth.sizes.items():
            offset[:, axis] *= abs(body[a, axis] - body[b, axis]) / distance
        return np.asarray((body[cloth.on] * cloth.share[..., None]).sum(axis=1) + offset)

    def _rest_lines(self) -> Floats:
        at = {name: self.heads[self.names.index(bone)] for name, bone in BONES.items()}
        lines = np.zeros((limbs.COUNT, 3))
        hips, shoulders = at["l_hip"] + at["r_hip"], at["l_shoulder"] + at["r_shoulder"]
        lines[limbs.INDEX["hips"]] = at["l_hip"] - at["r_hip"]
        lines[limbs.INDEX["spine"]] = (shoulders - hips) / 2
        lines[limbs.INDEX["shoulders"]] = at["l_shoulder"] - at["r_shoulder"]
        lines[limbs.INDEX["ears"]] = [1.0, 0.0, 0.0]
        lines[limbs.INDEX["face"]] = [0.0, -np.sin(NOSE_DOWN), np.cos(NOSE_DOWN)]
        for s in "lr":
            chain = [at[f"{s}_{j}"] for j in ("shoulder", "elbow", "wrist", "hand")]
            for name, a, b in zip(("upper_arm", "forearm", "palm"), chain, chain[1:], strict=False):
                lines[limbs.INDEX[f"{s}_{name}"]] = b - a
            chain = [at[f"{s}_{j}"] for j in ("hip", "knee", "ankle", "toe")]
            for name, a, b in zip(("thigh", "shin", "foot"), chain, chain[1:], strict=False):
                lines[limbs.INDEX[f"{s}_{name}"]] = b - a
            lines[limbs.INDEX[f"{s}_foot"], 1] = 0.0  # from heel to toe, on the floor
        return np.asarray(lines / np.linalg.norm(lines, axis=1, keepdims=True))


def _surface(
    material: str, shape: Shape, faces: list[Face], weights: Floats, paint: Floats | None = None
) -> Surface:
    """Triangles with smooth normals; a vertex with several uvs becomes several corners."""
    fans = [(f.corners, f.uvs, k) for f in faces for k in range(1, len(f.corners) - 1)]
    triangles = np.array([(c[0], c[k], c[k + 1]) for c, _, k in fans])
    uvs = np.array([(u[0], u[k], u[k + 1]) for _, u, k in fans])
    positions = shape.vertices * METRES
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    normals = np.zeros_like(positions)
    for k in range(3):
        np.add.at(normals, triangles[:, k], np.cross(b - a, c - a))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    pairs = np.stack([triangles.reshape(-1), uvs.reshape(-1)], axis=1)
    unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
    vertex, uv = unique.T
    bones = np.argsort(-weights[vertex], axis=1)[:, :4]
    shares = np.take_along_axis(weights[vertex], bones, axis=1)
    shares /= shares.sum(axis=1, keepdims=True)
    corners = [positions[vertex], normals[vertex], shape.uvs[uv], bones, shares]
    tint = np.zeros((len(vertex), 3)) if paint is None else paint[vertex]
    return Surface(material, np.hstack(corners), inverse.reshape(-1, 3).astype(np.int32), tint)
