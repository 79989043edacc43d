"""BVH as other programs write it: CMU's bodies, Mixamo's, and Blender's."""

from collections.abc import Mapping, Sequence

Joints = dict[str, tuple[str, Sequence[float]]]  # the parent, and the offset from it
Turns = Mapping[str, tuple[float, float, float]]  # degrees about Z, Y and X, in this order


def _sided(table: Joints, sides: Sequence[str], mirror: Sequence[float]) -> Joints:
    """A table whose {} are the side; the right one is mirrored."""
    found: Joints = {}
    for name, (parent, offset) in table.items():
        if "{}" not in name:
            found[name] = (parent, offset)
            continue
        for side, signs in zip(sides, ((1.0, 1.0, 1.0), mirror), strict=True):
            signed = [value * sign for value, sign in zip(offset, signs, strict=True)]
            found[name.format(side)] = (parent.format(side), signed)
    return found


# Inches or so: legs are apart at rest, and arms held out.
CMU = _sided(
    {
        "Hips": ("", (0, 0, 0)), "{}HipJoint": ("Hips", (0, 0, 0)),
        "{}UpLeg": ("{}HipJoint", (1.5, -1.75, 0.85)), "{}Leg": ("{}UpLeg", (2.4, -6.6, 0)),
        "{}Foot": ("{}Leg", (2.5, -6.9, 0)), "{}ToeBase": ("{}Foot", (0.2, -0.55, 2.1)),
        "LowerBack": ("Hips", (0, 0, 0)), "Spine": ("LowerBack", (0, 2.0, -0.1)),
        "Spine1": ("Spine", (0, 2.0, 0)), "Neck": ("Spine1", (0, 0, 0)),
        "Neck1": ("Neck", (0, 1.5, 0.2)), "Head": ("Neck1", (0, 1.6, -0.1)),
        "{}Shoulder": ("Spine1", (0, 0, 0)), "{}Arm": ("{}Shoulder", (3.5, 0.9, 0)),
        "{}ForeArm": ("{}Arm", (5.0, 0, 0)), "{}Hand": ("{}ForeArm", (3.5, 0, 0)),
        "{}FingerBase": ("{}Hand", (0, 0, 0)), "{}Thumb": ("{}Hand", (0, 0, 0)),
    },
    ("Left", "Right"), (-1.0, 1.0, 1.0),
)  # fmt: skip
CMU = {
    {"LeftHipJoint": "LHipJoint", "RightHipJoint": "RHipJoint"}.get(name, name): (
        {"LeftHipJoint": "LHipJoint", "RightHipJoint": "RHipJoint"}.get(parent, parent), offset)
    for name, (parent, offset) in CMU.items()
}  # fmt: skip
# Centimetres.
MIXAMO = {
    f"mixamorig:{name}": (f"mixamorig:{parent}" if parent else "", offset)
    for name, (parent, offset) in _sided(
        {
            "Hips": ("", (0, 104, 1.5)), "Spine": ("Hips", (0, 10, 0)),
            "Spine1": ("Spine", (0, 10, 0)), "Spine2": ("Spine1", (0, 10, 0)),
            "Neck": ("Spine2", (0, 16, 0)), "Head": ("Neck", (0, 10, 2)),
            "HeadTop_End": ("Head", (0, 20, 5)), "{}Shoulder": ("Spine2", (5, 12, 0)),
            "{}Arm": ("{}Shoulder", (12, 0, 0)), "{}ForeArm": ("{}Arm", (27, 0, 0)),
            "{}Hand": ("{}ForeArm", (27, 0, 0)), "{}HandMiddle1": ("{}Hand", (10, 0, 0)),
            "{}UpLeg": ("Hips", (9, -5, 0)), "{}Leg": ("{}UpLeg", (0, -42, 0)),
            "{}Foot": ("{}Leg", (0, -43, 0)), "{}ToeBase": ("{}Foot", (0, -10, 13)),
        },
        ("Left", "Right"), (-1.0, 1.0, 1.0),
    ).items()
}  # fmt: skip
# Metres, Z up, facing -Y, arms that hang at 45 degrees; a root, and bones that control others.
BLENDER = _sided(
    {
        "root": ("", (0, 0, 0)), "ik_hand.{}": ("root", (0.7, 0, 1.4)),
        "spine": ("root", (0, 0, 1.0)), "spine.001": ("spine", (0, 0, 0.15)),
        "spine.002": ("spine.001", (0, 0, 0.15)), "spine.003": ("spine.002", (0, 0, 0.15)),
        "neck": ("spine.003", (0, 0, 0.1)), "head": ("neck", (0, 0, 0.1)),
        "shoulder.{}": ("spine.003", (0.05, 0, 0.05)),
        "upper_arm.{}": ("shoulder.{}", (0.12, 0, 0)),
        "forearm.{}": ("upper_arm.{}", (0.2, 0, -0.2)), "hand.{}": ("forearm.{}", (0.2, 0, -0.2)),
        "thigh.{}": ("spine", (0.1, 0, -0.05)), "shin.{}": ("thigh.{}", (0, 0, -0.45)),
        "foot.{}": ("shin.{}", (0, 0, -0.45)), "toe.{}": ("foot.{}", (0, -0.15, -0.05)),
    },
    ("L", "R"), (-1.0, 1.0, 1.0),
)  # fmt: skip


def written(
    joints: Joints, frames: Sequence[tuple[Sequence[float], Turns]], everywhere: bool = False
) -> str:
    """A file of frames: where the root is, and how joints are turned.

    `everywhere`: all joints have channels for their place, as some programs write.
    """
    places = " Xposition Yposition Zposition"
    lines: list[str] = ["HIERARCHY"]
    ordered: list[str] = []

    def add(name: str) -> None:
        parent, offset = joints[name]
        ordered.append(name)
        lines.extend([f"{'JOINT' if parent else 'ROOT'} {name}", "{"])
        lines.append(f"OFFSET {' '.join(map(str, offset))}")
        moves = everywhere or not parent
        count = f"{6 if moves else 3}{places if moves else ''}"
        lines.append(f"CHANNELS {count} Zrotation Yrotation Xrotation")
        children = [child for child, (above, _) in joints.items() if above == name]
        for child in children:
            add(child)
        lines.extend([] if children else ["End Site", "{", "OFFSET 0 0 0", "}"])
        lines.append("}")

    add(next(iter(joints)))
    lines += ["MOTION", f"Frames: {len(frames)}", "Frame Time: .0083333"]
    for root, turns in frames:
        row: list[float] = []
        for name in ordered:
            if not joints[name][0]:
                row += root
            elif everywhere:
                row += joints[name][1]
            row += turns.get(name, (0.0, 0.0, 0.0))
        lines.append(" ".join(map(str, row)))
    return "\n".join(lines) + "\n"
