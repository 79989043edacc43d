"""A rig and a body of a few triangles, in MakeHuman's files, for tests that need no assets."""

import json
from pathlib import Path

import numpy as np

from live.body import quat, skeleton
from live.signals import Floats
from scripts.filmset.person import BONES, Person

SOLE = 0.06  # metres from the ankle down to the lowest triangle
_PARENTS = {
    "neck_01": "spine_03", "head": "neck_01", "spine_01": "pelvis", "spine_02": "spine_01",
    "spine_03": "spine_02",
    **{f"{bone}_{s}": f"{parent}_{s}" for s in "lr" for bone, parent in (
        ("calf", "thigh"), ("foot", "calf"), ("ball", "foot"), ("upperarm", "clavicle"),
        ("lowerarm", "upperarm"), ("hand", "lowerarm"), ("middle_01", "hand"),
    )},
    **{f"thigh_{s}": "pelvis" for s in "lr"}, **{f"clavicle_{s}": "spine_03" for s in "lr"},
}  # fmt: skip


def write_assets(folder: Path) -> Path:
    """A base mesh with a triangle on each bone, a rig and its weights."""
    rest = skeleton.positions_from(
        np.array([0.0, 0.95, 0.0]), np.tile(quat.IDENTITY, (len(skeleton.JOINTS), 1))
    )
    vertices: list[Floats] = []
    faces, rig, weights = [], {"Root": bone(None, 0)}, {}
    for joint, place in zip(skeleton.JOINTS, rest, strict=True):
        first, name = len(vertices), BONES[joint]
        below = place - [0.0, SOLE if "ankle" in joint else 0.02, 0.0]
        vertices += [place, below, place + np.array([0.02, 0.0, 0.03])]
        faces.append(f"f {first + 1}/1 {first + 2}/1 {first + 3}/1")
        rig[name] = bone(_PARENTS.get(name, "Root"), first)
        weights[name] = [(first + k, 1.0) for k in range(3)]
    for kind in ("data/3dobjs", "rig"):
        (folder / kind).mkdir(parents=True)
    lines = [f"v {x * 10:.9f} {y * 10:.9f} {z * 10:.9f}" for x, y, z in vertices]
    text = "\n".join([*lines, "vt 0 0", "g body", *faces])
    (folder / "data/3dobjs/base.obj").write_text(text)
    (folder / "rig/rig.game_engine.json").write_text(json.dumps(rig))
    (folder / "rig/weights.game_engine.json").write_text(json.dumps({"weights": weights}))
    return folder


def bone(parent: str | None, vertex: int) -> dict[str, object]:
    return {"parent": parent, "head": {"strategy": "VERTEX", "vertex_index": vertex}}


def tiny_person(folder: Path) -> Person:
    person = Person(write_assets(folder), {})
    person.show_skin("skin")
    return person
