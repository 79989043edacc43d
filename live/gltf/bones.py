"""The human bones of a figure without a table of bones, found by their usual names.

Known are the names of Mixamo, Blender's Rigify, Unreal's mannequin, 3ds Max's Biped, VRoid,
Quaternius and whatever says in English what it is and on which side. The trunk is found by what
lies between the hips and the arms, however many bones that are.
"""

import re

from live.gltf.limits import refuse
from live.gltf.tree import Tree

# By VRM's names; the words are what is left of a name without its side, figures and separators.
_SIDED = {
    "Shoulder": ("clavicle", "collar", "collarbone", "shoulder"),
    "UpperArm": ("upperarm", "uparm", "armupper", "arm", "shoulder"),
    "LowerArm": ("lowerarm", "forearm", "lowarm", "armlower", "elbow"),
    "Hand": ("hand", "wrist", "palm"),
    "UpperLeg": ("upperleg", "upleg", "legupper", "thigh", "hip"),
    "LowerLeg": ("lowerleg", "lowleg", "leglower", "calf", "shin", "knee", "leg"),
    "Foot": ("foot", "ankle"),
    "Toes": ("toes", "toe", "toebase", "ball"),
    "MiddleProximal": ("handmiddle", "middle", "middleproximal", "fmiddle", "middlefinger"),
}
_MIDDLE = {"hips": ("hips", "hip", "pelvis"), "neck": ("neck",), "head": ("head",)}
_REQUIRED = ("UpperArm", "LowerArm", "UpperLeg", "LowerLeg", "Foot")
_NAMESPACE = re.compile(
    r"^(.*[:|]|mixamorig\d*_?|j_(bip|sec|adj)_[clr]?_?|bip0*\d*[ _]|cc_base_|def[-_]|org[-_]|"
    r"valvebiped[._]|rig[-_])",
    re.I,
)
_SIDES = (
    ("left", re.compile(r"left", re.I)),
    ("right", re.compile(r"right", re.I)),
    ("left", re.compile(r"(^[lL][ ._-])|([ ._-][lL]([ ._-]|\d*$))|((?<=[a-z\d])L\d*$)")),
    ("right", re.compile(r"(^[rR][ ._-])|([ ._-][rR]([ ._-]|\d*$))|((?<=[a-z\d])R\d*$)")),
)
_VROID = re.compile(r"^j_bip_([lr])_", re.I)
_TRUNK = ("spine", "chest", "upperChest")
_LONGEST = 100  # characters of a name that are used
Bones = dict[str, int]  # the node of each, by VRM's names


def named(tree: Tree, joints: frozenset[int], meshes: frozenset[int]) -> Bones:
    """The bones by their names; `joints` are nodes that skins name, `meshes` such as show one.

    Raises Refused, naming the bones that are missing.
    """
    ranked = sorted(tree.order, key=lambda node: 0 if node in joints else 1 + (node in meshes))
    words: dict[tuple[str, str], int] = {}
    for node in ranked:
        words.setdefault(_word(tree.names[node][:_LONGEST]), node)
    bones = {
        bone: words["", word]
        for bone, known in _MIDDLE.items()
        for word in reversed(known)
        if ("", word) in words
    }
    for side in ("left", "right"):
        bones |= _limbs(words, side)
    missing = [f"{side}{bone}" for bone in _REQUIRED for side in ("left", "right")
               if f"{side}{bone}" not in bones]  # fmt: skip
    return trunk(tree, bones, [*missing, *({"head"} - bones.keys())])


def trunk(tree: Tree, bones: Bones, missing: list[str]) -> Bones:
    """The bones with what lies between the hips and the arms: `upperChest`, two, or all three.

    Raises Refused.
    """
    if missing:
        refuse(
            f"these human bones are not found in it: {', '.join(missing)}",
            "name its bones as Mixamo or Blender do (LeftArm, upper_arm.L), or export it as VRM",
        )
    named = [bones[name] for name in _TRUNK if name in bones]
    hips = bones.get("hips")
    legs = [bones["leftUpperLeg"], bones["rightUpperLeg"]]
    if hips is None or any(hips not in tree.above(leg) for leg in legs):
        hips = _common(tree, legs)
    chest = _common(tree, [bones["leftUpperArm"], bones["rightUpperArm"]])
    way = [chest, *tree.above(chest)]
    if hips not in way:
        refuse("its arms do not hang on its hips", "export it with one skeleton")
    spine = named or way[: way.index(hips)][::-1]
    found = {name: node for name, node in bones.items() if node not in spine} | {"hips": hips}
    kept = [spine[0], spine[len(spine) // 2], spine[-1]] if len(spine) > 3 else spine
    # The arms and the neck are children of the uppermost one, whatever its name is.
    names = {0: (), 1: _TRUNK[2:], 2: _TRUNK[::2]}.get(len(kept), _TRUNK)
    return found | dict(zip(names, kept, strict=True))


def _limbs(words: dict[tuple[str, str], int], side: str) -> Bones:
    """An arm and a leg of one side; no node is two bones."""
    there = {word: node for (where, word), node in words.items() if where == side}
    found: Bones = {}
    for bone, known in _SIDED.items():
        for word in known:
            if word in there and there[word] not in found.values():
                found[f"{side}{bone}"] = there[word]
                break
    if f"{side}UpperArm" not in found and f"{side}Shoulder" in found:
        # Where the arm begins at what is called the shoulder, there is no collar bone.
        found[f"{side}UpperArm"] = found.pop(f"{side}Shoulder")
    return found


def _word(name: str) -> tuple[str, str]:
    """The side in a node's name ("left", "right" or ""), and the rest of the name."""
    vroid = _VROID.match(name)
    if vroid:
        name = f"{vroid[1]}_{name[vroid.end() :]}"
    name = _NAMESPACE.sub("", name)
    for side, pattern in _SIDES:
        found = pattern.search(name)
        if found:
            name = f"{name[: found.start()]} {name[found.end() :]}"
            return side, _letters(name)
    return "", _letters(name)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _common(tree: Tree, nodes: list[int]) -> int:
    """The nearest common ancestor of these nodes. Raises Refused."""
    others = [set(tree.above(node)) for node in nodes[1:]]
    shared = [one for one in tree.above(nodes[0]) if all(one in other for other in others)]
    if not shared:
        refuse("its left and right limbs hang on nothing in common", "export it with one skeleton")
    return shared[0]
