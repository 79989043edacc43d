"""Makes three figures to try the show with: a robot, and two people as VRM 1 and VRM 0 have them.

    python -m scripts.make.figures FOLDER

`robot.glb` is built as modellers do it in Blender: bones along their limbs and a hundred times too
small, Z up, stiff limbs fixed to bones beside a skinned trunk, feet that hang on the root for
inverse kinematics, arms half down, no table of bones. `anna.vrm` (VRM 1) and `ben.vrm` (VRM 0,
which faces the other way) stand in a T pose and are painted in two tones. All of it is capsules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from live.body import quat
from live.signals import Floats
from scripts.make.gltf_files import LEGS, Gltf, Part, Table, capsule
from scripts.options import command


@dataclass
class Body:
    """A body before it is written: bones where they stand, and capsules on them."""

    bones: dict[str, tuple[str, Sequence[float]]]  # by name: the parent's, and metres
    parts: list[Part] = field(default_factory=list)

    def limb(self, bone: str, end: str, radii: tuple[float, float], paint: int) -> None:
        """A capsule from a bone to the next."""
        self.parts.append(Part(bone, self.bones[bone][1], self.bones[end][1], radii, paint, end))


# A grown person in a T pose, by VRM's names.
_TRUNK: dict[str, tuple[str, Sequence[float]]] = {
    "hips": ("", (0.0, 0.92, 0.0)), "spine": ("hips", (0.0, 1.02, 0.0)),
    "chest": ("spine", (0.0, 1.14, 0.0)), "upperChest": ("chest", (0.0, 1.26, 0.0)),
    "neck": ("upperChest", (0.0, 1.43, -0.01)), "head": ("neck", (0.0, 1.51, 0.0)),
}  # fmt: skip
_SIDE: dict[str, tuple[str, Sequence[float]]] = {
    "Shoulder": ("upperChest", (0.03, 1.39, 0.0)), "UpperArm": ("Shoulder", (0.15, 1.39, 0.0)),
    "LowerArm": ("UpperArm", (0.41, 1.39, 0.0)), "Hand": ("LowerArm", (0.65, 1.39, 0.0)),
    "MiddleProximal": ("Hand", (0.73, 1.39, 0.0)), "UpperLeg": ("hips", (0.09, 0.88, 0.0)),
    "LowerLeg": ("UpperLeg", (0.09, 0.49, 0.0)), "Foot": ("LowerLeg", (0.09, 0.09, -0.02)),
    "Toes": ("Foot", (0.09, 0.03, 0.11)),
}  # fmt: skip


def person(skirt: bool) -> Body:
    """A grown person in a T pose, facing +Z."""
    bones = dict(_TRUNK)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for name, (parent, (x, y, z)) in _SIDE.items():
            above = f"{side}{parent}" if parent in _SIDE else parent
            bones[f"{side}{name}"] = (above, (sign * x, y, z))
    body = Body(bones)
    skin, cloth, hair, dark = range(4)
    body.parts += [
        Part("hips", (0, 0.90, 0), (0, 1.04, 0), (0.135, 0.115), cloth, "spine", 0.72),
        Part("chest", (0, 1.06, 0), (0, 1.32, 0), (0.115, 0.145), cloth, "upperChest", 0.68),
        Part("neck", (0, 1.40, -0.01), (0, 1.52, 0), (0.05, 0.05), skin),
        Part("head", (0, 1.57, 0.01), (0, 1.63, 0.01), (0.088, 0.095), skin, flat=1.1),
        Part("head", (0, 1.62, -0.02), (0, 1.67, -0.02), (0.105, 0.10), hair),
        Part("head", (0.035, 1.60, 0.10), (0.035, 1.61, 0.10), (0.012, 0.012), dark),
        Part("head", (-0.035, 1.60, 0.10), (-0.035, 1.61, 0.10), (0.012, 0.012), dark),
        Part("head", (0, 1.575, 0.105), (0, 1.59, 0.10), (0.013, 0.010), skin),
    ]
    if skirt:
        body.parts.append(
            Part("hips", (0, 1.0, 0), (0, 0.50, 0), (0.13, 0.33), cloth, LEGS, flat=0.85)
        )
        body.parts.append(Part("head", (0, 1.62, -0.07), (0, 1.36, -0.10), (0.09, 0.05), hair))
    for side in ("left", "right"):
        legs = skin if skirt else dark
        body.limb(f"{side}UpperArm", f"{side}LowerArm", (0.055, 0.042), cloth)
        body.limb(f"{side}LowerArm", f"{side}Hand", (0.042, 0.032), skin if skirt else cloth)
        body.limb(f"{side}Hand", f"{side}MiddleProximal", (0.034, 0.030), skin)
        body.limb(f"{side}UpperLeg", f"{side}LowerLeg", (0.085, 0.058), legs)
        body.limb(f"{side}LowerLeg", f"{side}Foot", (0.058, 0.040), legs)
        x = body.bones[f"{side}Foot"][1][0]
        body.parts.append(
            Part(f"{side}Foot", (x, 0.04, -0.05), (x, 0.03, 0.12), (0.04, 0.03), dark)
        )
    return body


def _materials(gltf: Gltf, colours: Sequence[Sequence[float]], dotted: int) -> None:
    """A material for each colour; the one that is dotted has a picture."""
    for index, colour in enumerate(colours):
        metallic: Table = {
            "baseColorFactor": [*colour, 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.7,
        }  # fmt: skip
        if index == dotted:
            down, across = np.mgrid[:64, :64] % 16 - 7.5
            dots = np.where((down**2 + across**2 < 16)[..., None], 255.0, 200.0)
            metallic["baseColorTexture"] = {"index": gltf.picture(dots.repeat(3, axis=2))}
        gltf.table["materials"].append({"pbrMetallicRoughness": metallic})


def _skinned(gltf: Gltf, body: Body, turned: Floats) -> dict[str, int]:
    """Writes a body as one skin, all of it turned (3, 3); the node of each bone."""
    nodes: dict[str, int] = {}
    for name, (parent, place) in body.bones.items():
        origin = body.bones[parent][1] if parent else (0.0, 0.0, 0.0)
        step = turned @ (np.array(place) - origin)
        nodes[name] = gltf.node(name=f"J_{name}", translation=step.tolist())
        if parent:
            gltf.table["nodes"][nodes[parent]].setdefault("children", []).append(nodes[name])
    names = list(nodes)
    binds = np.tile(np.eye(4), (len(names), 1, 1))
    binds[:, :3, 3] = -np.array([body.bones[name][1] for name in names]) @ turned.T
    flat = binds.transpose(0, 2, 1).reshape(-1, 16)
    gltf.table["skins"].append(
        {"joints": list(nodes.values()), "inverseBindMatrices": gltf.numbers(flat)}
    )
    mesh: Table = {"primitives": [_primitive(gltf, part, names, turned) for part in body.parts]}
    gltf.table["meshes"].append(mesh)
    shown = gltf.node(name="body", mesh=0, skin=0)
    gltf.table["scenes"][0]["nodes"] = [nodes["hips"], shown]
    return nodes


def _primitive(gltf: Gltf, part: Part, names: Sequence[str], turned: Floats) -> Table:
    places, normals, ways, triangles = capsule(part)
    joints, weights = np.zeros((len(places), 4)), np.zeros((len(places), 4))
    joints[:, 0], weights[:, 0] = names.index(part.bone), 1.0
    if part.towards == LEGS:
        sides = [names.index("rightUpperLeg"), names.index("leftUpperLeg")]
        joints[:, 1], joints[:, 2] = sides
        left = np.clip(0.5 + places[:, 0] / 0.2, 0.0, 1.0)
        weights[:, 1], weights[:, 2] = 0.7 * ways * (1.0 - left), 0.7 * ways * left
        weights[:, 0] = 1.0 - 0.7 * ways
    elif part.towards:
        share = np.clip((ways - 0.8) / 0.4, 0.0, 0.5)
        joints[:, 1] = names.index(part.towards)
        weights[:, 0], weights[:, 1] = 1.0 - share, share
    around = np.arctan2(places[:, 0] - part.start[0], places[:, 2] - part.start[2])
    coordinates = np.stack([around / np.pi * 2, places[:, 1] * 4], axis=1)
    attributes = {
        "POSITION": gltf.numbers(places @ turned.T), "NORMAL": gltf.numbers(normals @ turned.T),
        "TEXCOORD_0": gltf.numbers(coordinates),
        "JOINTS_0": gltf.numbers(joints, "<u2"), "WEIGHTS_0": gltf.numbers(weights),
    }  # fmt: skip
    flat = triangles.reshape(-1, 1)
    return {
        "attributes": attributes, "indices": gltf.numbers(flat, "<u4"), "material": part.paint,
    }  # fmt: skip


def anna() -> Gltf:
    """A woman in a dotted dress: VRM 1, which faces +Z."""
    gltf = Gltf()
    _materials(gltf, [(0.80, 0.52, 0.40), (0.85, 0.10, 0.22), (0.10, 0.04, 0.02),
                      (0.02, 0.02, 0.04)], dotted=1)  # fmt: skip
    for material in gltf.table["materials"]:
        shade = [0.55 * c for c in material["pbrMetallicRoughness"]["baseColorFactor"][:3]]
        toon = {"specVersion": "1.0", "shadeColorFactor": [0.5 + 0.3 * c for c in shade],
                "shadingToonyFactor": 0.9, "shadingShiftFactor": -0.1}  # fmt: skip
        material["extensions"] = {"VRMC_materials_mtoon": toon}
    nodes = _skinned(gltf, person(skirt=True), np.eye(3))
    gltf.table["extensionsUsed"] = ["VRMC_vrm", "VRMC_materials_mtoon"]
    gltf.table["extensions"] = {"VRMC_vrm": {
        "specVersion": "1.0",
        "meta": {"name": "Anna", "authors": ["First Dance"], "avatarPermission": "everyone",
                 "licenseUrl": "https://creativecommons.org/publicdomain/zero/1.0/"},
        "humanoid": {"humanBones": {name: {"node": node} for name, node in nodes.items()}},
    }}  # fmt: skip
    return gltf


def ben() -> Gltf:
    """A man in a suit: VRM 0, which faces -Z."""
    gltf = Gltf()
    _materials(gltf, [(0.70, 0.42, 0.30), (0.05, 0.07, 0.16), (0.22, 0.12, 0.05),
                      (0.02, 0.02, 0.03)], dotted=-1)  # fmt: skip
    nodes = _skinned(gltf, person(skirt=False), np.diag([-1.0, 1.0, -1.0]))
    toon = {"shader": "VRM/MToon", "floatProperties": {"_ShadeToony": 0.9, "_ShadeShift": 0.0},
            "vectorProperties": {"_ShadeColor": [0.6, 0.55, 0.65, 1.0]}}  # fmt: skip
    gltf.table["extensionsUsed"] = ["VRM"]
    gltf.table["extensions"] = {"VRM": {
        "meta": {"title": "Ben", "author": "First Dance", "allowedUserName": "Everyone",
                 "licenseName": "CC0"},
        "humanoid": {"humanBones": [{"bone": bone, "node": node} for bone, node in nodes.items()]},
        "materialProperties": [toon] * 4,
    }}  # fmt: skip
    return gltf


_ARMATURE = np.eye(4)  # Z up, and a hundred times too small, as it comes out of Blender
_ARMATURE[:3, :3] = 100.0 * np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])
_Bone = tuple[str, Sequence[float], Sequence[float]]  # the parent's name, from where, to where


def _robots_bones() -> dict[str, _Bone]:
    bones: dict[str, _Bone] = {
        "Bone": ("", (0, 0, 0), (0, 0.3, 0)),
        "Body": ("Bone", (0, 1.5, 0), (0, 1.7, 0)),
        "Hips": ("Body", (0, 1.6, 0), (0, 1.4, 0)),
        "Abdomen": ("Hips", (0, 1.7, 0), (0, 2.1, 0)),
        "Torso": ("Abdomen", (0, 2.1, 0), (0, 2.8, 0)),
        "Neck": ("Torso", (0, 2.8, 0), (0, 2.95, 0)),
        "Head": ("Neck", (0, 2.95, 0), (0, 3.9, 0)),
    }
    for side, x in (("L", 1.0), ("R", -1.0)):
        bones |= {
            f"Shoulder.{side}": ("Torso", (0.2 * x, 2.65, 0), (0.55 * x, 2.65, 0)),
            f"UpperArm.{side}": (f"Shoulder.{side}", (0.55 * x, 2.65, 0), (0.95 * x, 2.2, 0)),
            f"LowerArm.{side}": (f"UpperArm.{side}", (0.95 * x, 2.2, 0), (1.4 * x, 1.75, 0.1)),
            f"Palm.{side}": (f"LowerArm.{side}", (1.4 * x, 1.75, 0.1), (1.6 * x, 1.55, 0.1)),
            f"UpperLeg.{side}": ("Hips", (0.32 * x, 1.45, 0), (0.36 * x, 0.85, 0.04)),
            f"LowerLeg.{side}": (f"UpperLeg.{side}", (0.36 * x, 0.85, 0.04), (0.36 * x, 0.25, 0)),
            f"Foot.{side}": ("Bone", (0.36 * x, 0.25, 0), (0.36 * x, 0.08, 0.35)),
        }
    return bones


def _robots_parts() -> list[Part]:
    yellow, grey, black = range(3)
    parts = [
        Part("Hips", (0, 1.5, 0), (0, 1.62, 0), (0.42, 0.42), grey, flat=0.8),
        Part("Head", (0, 3.25, 0), (0, 3.55, 0), (0.52, 0.5), yellow, flat=0.85),
        Part("Head", (0, 3.95, 0), (0, 4.25, 0), (0.03, 0.06), black),
    ]
    for side, x in (("L", 1.0), ("R", -1.0)):
        parts += [
            Part("Head", (0.2 * x, 3.42, 0.40), (0.2 * x, 3.46, 0.40), (0.09, 0.09), black),
            Part(f"Shoulder.{side}", (0.5 * x, 2.65, 0), (0.6 * x, 2.62, 0), (0.2, 0.2), grey),
            Part(f"UpperArm.{side}", (0.6 * x, 2.6, 0), (0.92 * x, 2.24, 0), (0.1, 0.1), grey),
            Part(f"LowerArm.{side}", (0.98 * x, 2.17, 0), (1.33 * x, 1.82, 0.1), (0.13, 0.2),
                 yellow),
            Part(f"Palm.{side}", (1.4 * x, 1.75, 0.1), (1.6 * x, 1.55, 0.1), (0.16, 0.10), black),
            Part(f"UpperLeg.{side}", (0.32 * x, 1.4, 0), (0.36 * x, 0.9, 0.04), (0.14, 0.12),
                 grey),
            Part(f"LowerLeg.{side}", (0.36 * x, 0.8, 0.04), (0.36 * x, 0.35, 0), (0.16, 0.24),
                 yellow),
            Part(f"Foot.{side}", (0.36 * x, 0.15, -0.12), (0.36 * x, 0.11, 0.4), (0.15, 0.11),
                 black),
        ]  # fmt: skip
    return parts


def robot() -> Gltf:
    """A robot without a table of bones."""
    gltf = Gltf()
    _materials(gltf, [(0.95, 0.60, 0.05), (0.35, 0.37, 0.40), (0.03, 0.03, 0.03)], dotted=-1)
    steel = gltf.table["materials"][1]["pbrMetallicRoughness"]
    steel["metallicFactor"], steel["roughnessFactor"] = 0.9, 0.35
    bones, nodes = _robots_bones(), {"": gltf.node(name="RobotArmature", rotation=[
        -(0.5**0.5), 0, 0, 0.5**0.5], scale=[100.0] * 3, children=[])}  # fmt: skip
    places = {"": _ARMATURE}
    for name, (parent, start, end) in bones.items():
        place = np.eye(4)
        along = np.subtract(end, start)
        place[:3, :3] = 100.0 * quat.matrices(quat.between(np.array([0.0, 1.0, 0.0]), along))
        place[:3, 3] = start
        local = np.linalg.inv(places[parent]) @ place
        nodes[name] = gltf.node(name=name, matrix=local.T.ravel().tolist(), children=[])
        gltf.table["nodes"][nodes[parent]]["children"].append(nodes[name])
        places[name] = place
    for part in _robots_parts():
        _stiff(gltf, part, nodes[part.bone], places[part.bone])
    _trunk(gltf, nodes, places)
    gltf.table["scenes"][0]["nodes"] += [0]
    for node in gltf.table["nodes"]:
        if not node.get("children", [0]):
            del node["children"]
    return gltf


def _stiff(gltf: Gltf, part: Part, node: int, place: Floats) -> None:
    """A stiff part, in the space of the bone it is fixed to."""
    places, normals, _, triangles = capsule(part)
    inverse = np.linalg.inv(place)
    local = places @ inverse[:3, :3].T + inverse[:3, 3]
    attributes = {
        "POSITION": gltf.numbers(local), "NORMAL": gltf.numbers(normals @ place[:3, :3] / 100.0),
    }  # fmt: skip
    primitive = {"attributes": attributes, "material": part.paint,
                 "indices": gltf.numbers(triangles.reshape(-1, 1), "<u2")}  # fmt: skip
    gltf.table["meshes"].append({"primitives": [primitive]})
    child = gltf.node(name=f"{part.bone}_mesh", mesh=len(gltf.table["meshes"]) - 1)
    gltf.table["nodes"][node]["children"].append(child)


def _trunk(gltf: Gltf, nodes: Mapping[str, int], places: Mapping[str, Floats]) -> None:
    """The trunk, which bends: a skin."""
    names = ["Abdomen", "Torso"]
    binds = np.stack([np.linalg.inv(places[name]) for name in names])
    flat = binds.transpose(0, 2, 1).reshape(-1, 16)
    gltf.table["skins"].append(
        {"joints": [nodes[name] for name in names], "inverseBindMatrices": gltf.numbers(flat)}
    )
    part = Part("Abdomen", (0, 1.75, 0), (0, 2.55, 0), (0.28, 0.46), 0, "Torso", 0.75)
    primitive = _primitive(gltf, part, names, np.eye(3))
    gltf.table["meshes"].append({"primitives": [primitive]})
    shown = gltf.node(name="Torso", mesh=len(gltf.table["meshes"]) - 1, skin=0)
    gltf.table["scenes"][0]["nodes"] += [shown]


FIGURES = {"robot.glb": robot, "anna.vrm": anna, "ben.vrm": ben}


def main() -> None:
    """Writes the three files."""
    words = command(__doc__)
    words.add_argument("folder", type=Path)
    folder = words.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FIGURES.items():
        (folder / name).write_bytes(make().glb())
        print(folder / name)


if __name__ == "__main__":
    main()
