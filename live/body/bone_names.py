"""The human bones among the joints of somebody else's skeleton, found by their usual names.

Known are the names of Mixamo, Blender's Rigify, Unreal's mannequin, 3ds Max's Biped, Valve's,
Maya's joints, SMPL, Poser, VRoid, Quaternius and whatever says in English what it is and on which
side. Of several joints with a fitting name, the one that hangs below the bone before it counts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# By VRM's names; the words are what is left of a name without its side, figures and separators.
# The second is the bone that it hangs on.
_SIDED = {
    "Shoulder": ("hips", ("clavicle", "collar", "collarbone", "shoulder")),
    "UpperArm": ("hips", ("upperarm", "uparm", "armupper", "arm", "shoulder", "shldr",
                          "shldrbend")),
    "LowerArm": ("UpperArm", ("lowerarm", "forearm", "lowarm", "armlower", "elbow",
                              "forearmbend")),
    "Hand": ("LowerArm", ("wrist", "hand", "palm")),
    "UpperLeg": ("hips", ("upperleg", "upleg", "legupper", "thigh", "thighbend", "hip")),
    "LowerLeg": ("UpperLeg", ("lowerleg", "lowleg", "leglower", "calf", "shin", "knee", "leg")),
    "Foot": ("LowerLeg", ("ankle", "foot")),
    "Toes": ("Foot", ("toes", "toe", "toebase", "ball", "foot")),
    "MiddleProximal": ("Hand", ("handmiddle", "middle", "middleproximal", "fmiddle",
                                "middlefinger", "hand")),
}  # fmt: skip
_MIDDLE = {
    "hips": ("", ("hips", "hip", "pelvis")), "neck": ("hips", ("neck",)),
    "head": ("hips", ("head",)),
}  # fmt: skip
_WORDS = {word for _, known in _SIDED.values() for word in known}
_LEAVES = ("Toes", "MiddleProximal")  # that may be missing: they are below their bone, or not there
_NEEDED = ("UpperArm", "LowerArm", "UpperLeg", "LowerLeg", "Foot")
_NAMESPACE = re.compile(
    r"^(.*[:|]|mixamorig\d*_?|j_(bip|sec|adj)_[clr]?_?|bip0*\d*[ _]|cc_base_|def[-_]|org[-_]|"
    r"valvebiped[._]|rig[-_]|[mf]_avg_|(bind|jnt|bone)[-_])+",
    re.I,
)
_KIND = re.compile(r"(([ ._-]+(bind|bnd|skin|bone|def|jt))|([ ._-]*(jnt|joint)))+[ ._-]*\d*$", re.I)
_SIDES = (
    ("left", re.compile(r"left", re.I)),
    ("right", re.compile(r"right", re.I)),
    ("left", re.compile(r"(^[lL][ ._-])|([ ._-][lL]([ ._-]|\d*$))|((?<=[a-z\d])L\d*$)")),
    ("right", re.compile(r"(^[rR][ ._-])|([ ._-][rR]([ ._-]|\d*$))|((?<=[a-z\d])R\d*$)")),
    ("left", re.compile(r"^[lL](?=[A-Z][a-z])")),
    ("right", re.compile(r"^[rR](?=[A-Z][a-z])")),
)
_VROID = re.compile(r"^j_bip_([lr])_", re.I)
_LONGEST = 100  # characters of a name that are used
Bones = dict[str, int]  # the node of each, by VRM's names


class Joints(NamedTuple):
    """Somebody else's joints."""

    names: Sequence[str]
    parents: Sequence[int]  # -1: none
    order: Sequence[int]  # parents before children

    def above(self, joint: int) -> list[int]:
        """A joint's ancestors, the nearest first."""
        found = []
        while (joint := self.parents[joint]) >= 0:
            found.append(joint)
        return found


def found(joints: Joints, ranks: Mapping[int, int] | None = None) -> Bones:
    """The bones by their names; a joint whose rank is lower counts before all others."""
    words: dict[tuple[str, str], list[int]] = {}
    for joint in sorted(joints.order, key=lambda one: (ranks or {}).get(one, 0)):
        words.setdefault(_word(joints.names[joint][:_LONGEST]), []).append(joint)
    search = _Search(joints, ranks or {}, words)
    bones: Bones = {}
    for bone, (holder, known) in _MIDDLE.items():
        search.add(bones, ("", bone), holder, known)
    for side in ("left", "right"):
        for bone, (holder, known) in _SIDED.items():
            above = holder if holder in _MIDDLE else side + holder
            search.add(bones, (side, bone), above, known)
        if f"{side}UpperArm" not in bones and f"{side}Shoulder" in bones:
            _promote(search, bones, side)
    return bones


def missing(bones: Bones) -> list[str]:
    """The bones that a body cannot be without, and that are not among these."""
    limbs = [f"{side}{bone}" for bone in _NEEDED for side in ("left", "right")]
    return [bone for bone in (*limbs, "head") if bone not in bones]


class _Search(NamedTuple):
    joints: Joints
    ranks: Mapping[int, int]
    words: dict[tuple[str, str], list[int]]

    def add(
        self, bones: Bones, wanted: tuple[str, str], above: str, known: tuple[str, ...]
    ) -> None:
        """Adds the best joint for a bone: by rank, by what it hangs on, by its word."""
        side, bone = wanted
        taken = {node for name, node in bones.items() if name.startswith(side or "hips")}
        fits: list[tuple[int, bool, int, int, int]] = []
        for place, word in enumerate(known):
            for node in self.words.get((side, word), ()):
                loose = above in bones and bones[above] not in self.joints.above(node)
                if node not in taken and not (loose and bone in _LEAVES):
                    fits.append((self.ranks.get(node, 0), loose, place, len(fits), node))
        if fits:
            bones[side + bone] = min(fits)[-1]


def _promote(search: _Search, bones: Bones, side: str) -> None:
    """Where the arm begins at what is called the shoulder, there is no collar bone."""
    bones[f"{side}UpperArm"] = bones.pop(f"{side}Shoulder")
    for bone in ("LowerArm", "Hand", "MiddleProximal"):
        bones.pop(f"{side}{bone}", None)
        holder, known = _SIDED[bone]
        search.add(bones, (side, bone), side + holder, known)


def _word(name: str) -> tuple[str, str]:
    """The side in a joint's name ("left", "right" or ""), and the rest of the name."""
    vroid = _VROID.match(name)
    if vroid:
        name = f"{vroid[1]}_{name[vroid.end() :]}"
    name = _KIND.sub("", _NAMESPACE.sub("", name))
    for side, pattern in _SIDES:
        match = pattern.search(name)
        if match:
            name = f"{name[: match.start()]} {name[match.end() :]}"
            return side, _letters(name)
    letters = _letters(name)
    if letters[1:] in _WORDS and letters[0] in "lr":  # lthigh, rhand
        return {"l": "left", "r": "right"}[letters[0]], letters[1:]
    return "", letters


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
