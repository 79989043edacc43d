"""The human bones of a figure without a table of bones, found by their usual names.

The trunk is found by what lies between the hips and the arms, however many bones that are.
"""

from live.body import bone_names
from live.body.bone_names import Bones
from live.gltf.limits import refuse
from live.gltf.tree import Tree

_TRUNK = ("spine", "chest", "upperChest")


def named(tree: Tree, joints: frozenset[int], meshes: frozenset[int]) -> Bones:
    """The bones by their names; `joints` are nodes that skins name, `meshes` such as show one.

    Joints count before other nodes, and these before meshes. Raises Refused, naming the bones
    that are missing.
    """
    ranks = {node: 0 if node in joints else 1 + (node in meshes) for node in tree.order}
    bones = bone_names.found(bone_names.Joints(tree.names, tree.parents, tree.order), ranks)
    return trunk(tree, bones, bone_names.missing(bones))


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


def _common(tree: Tree, nodes: list[int]) -> int:
    """The nearest common ancestor of these nodes. Raises Refused."""
    others = [set(tree.above(node)) for node in nodes[1:]]
    shared = [one for one in tree.above(nodes[0]) if all(one in other for other in others)]
    if not shared:
        refuse("its left and right limbs hang on nothing in common", "export it with one skeleton")
    return shared[0]
