"""BVH, the motion file that every animation program reads: from text to movement and back.

Bodies with our own joint names and joint tree are read as they are, in any order of channels;
others are brought to our skeleton (`live/formats/foreign.py`). Files are written with a T pose as
rest pose, Y up, facing +Z, in centimetres. Errors are ValueErrors whose message is a sentence for
the user.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from live.body import quat, skeleton
from live.formats import foreign
from live.runtime import limits
from live.signals import Floats

_CM = 100.0  # BVH is written in centimetres
_TIP = {"head": (0.0, 18.0, 0.0), "l_toe": (0.0, 0.0, 6.0), "r_toe": (0.0, 0.0, 6.0),
        "l_hand": (9.0, 0.0, 0.0), "r_hand": (-9.0, 0.0, 0.0)}  # fmt: skip
_ROTATIONS = ("Zrotation", "Xrotation", "Yrotation")  # the order in which they are multiplied
_POSITIONS = ("Xposition", "Yposition", "Zposition")
_CHANNELS = {name.lower(): index for index, name in enumerate((*_POSITIONS, "Xrotation",
             "Yrotation", "Zrotation"))}  # fmt: skip
_PIECE = 2**20  # letters
_BLANK = re.compile(r"\s")
_T_POSE = 0.8  # cosine: a bone that deviates more from ours belongs to another rest pose


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """The movement in a BVH file."""

    root: Floats  # (frames, 3) metres
    rotations: Floats  # (frames, 24, 4) unit quaternions w x y z, relative to the parents
    offsets: Floats  # (24, 3) metres from the parent: the body's own bones
    fps: float  # frames a second


@dataclass(slots=True)
class _Joint:
    name: str
    parent: int
    offset: tuple[float, ...] = (0.0, 0.0, 0.0)
    channels: list[int] = field(default_factory=list)  # see _CHANNELS


def text_of(root: Floats, rotations: Floats, fps: float) -> str:
    """A BVH file of root (frames, 3) metres and rotations (frames, 24, 4), on our own bones."""
    order = _depth_first(0)
    angles = np.degrees(np.unwrap(_euler(rotations[:, order]), axis=0))
    columns = np.concatenate([root * _CM, angles.reshape(len(angles), -1)], axis=1)
    # Adding 0.0 turns -0.0 into 0.0.
    rows = [" ".join(f"{value + 0.0:.6f}" for value in row) for row in columns.round(6)]
    head = [*_joint_lines(0, ""), "MOTION", f"Frames: {len(rows)}", f"Frame Time: {1 / fps:.9f}"]
    return "\n".join(["HIERARCHY", *head, *rows, ""])


def parse(text: str) -> Movement:
    """The movement in a BVH file's text. Raises ValueError, with a sentence."""
    hierarchy, found, motion = text.partition("MOTION")
    if not found or not hierarchy.split()[:1] == ["HIERARCHY"]:
        raise ValueError("this is not BVH: HIERARCHY or MOTION is missing. Export it as BVH.")
    if len(hierarchy) > limits.TEXT:
        raise ValueError("its HIERARCHY is longer than that of any body. Export it as BVH.")
    joints = _joints(iter(hierarchy.split()[1:]))
    values, fps = _motion(motion, len(joints), sum(len(joint.channels) for joint in joints))
    body = _recorded(joints, values)
    if sorted(body.names) == sorted(skeleton.JOINTS):
        places = _our_places(joints)
        offsets = np.zeros((len(places), 3))
        offsets[places] = body.offsets / _CM
        if _rests_as_ours(offsets):
            rotations = np.empty_like(body.turns)
            rotations[:, places] = body.turns
            return Movement(body.steps[:, places.index(0)] / _CM, rotations, offsets, fps)
    root, rotations = foreign.on_our_skeleton(body)
    return Movement(root, rotations, skeleton.OFFSETS, fps)


# Writing


def _children(joint: int) -> list[int]:
    return [child for child, parent in enumerate(skeleton.PARENTS) if parent == joint]


def _depth_first(joint: int) -> list[int]:
    below = [deeper for child in _children(joint) for deeper in _depth_first(child)]
    return [joint, *below]


def _joint_lines(joint: int, indent: str) -> Iterator[str]:
    name, within = skeleton.JOINTS[joint], indent + "  "
    yield f"{indent}{'JOINT' if joint else 'ROOT'} {name}"
    yield f"{indent}{{"
    yield f"{within}OFFSET {_three(skeleton.OFFSETS[joint] * _CM)}"
    channels = _ROTATIONS if joint else (*_POSITIONS, *_ROTATIONS)
    yield f"{within}CHANNELS {len(channels)} {' '.join(channels)}"
    for child in _children(joint):
        yield from _joint_lines(child, within)
    if name in _TIP:
        tip = _three(np.array(_TIP[name]))
        yield from (f"{within}End Site", f"{within}{{", f"{within}  OFFSET {tip}", f"{within}}}")
    yield f"{indent}}}"


def _three(vector: Floats) -> str:
    return " ".join(f"{value + 0.0:.6f}" for value in vector)


def _euler(q: Floats) -> Floats:
    """Radians (..., 3) about Z, X and Y: multiplied in this order they give q (..., 4)."""
    x_axis = quat.rotate(q, np.array([1.0, 0.0, 0.0]))
    y_axis = quat.rotate(q, np.array([0.0, 1.0, 0.0]))
    z_axis = quat.rotate(q, np.array([0.0, 0.0, 1.0]))
    cosine = np.hypot(y_axis[..., 0], y_axis[..., 1])  # of the rotation about X
    # Straight up or down, Z and Y rotate about the same axis: Z gets the whole rotation.
    locked = cosine < 1e-9
    z = np.where(
        locked,
        np.arctan2(x_axis[..., 1], x_axis[..., 0]),
        np.arctan2(-y_axis[..., 0], y_axis[..., 1]),
    )
    x = np.arctan2(y_axis[..., 2], cosine)
    y = np.where(locked, 0.0, np.arctan2(-x_axis[..., 2], z_axis[..., 2]))
    return np.stack([z, x, y], axis=-1)


# Reading


def _joints(words: Iterator[str]) -> list[_Joint]:
    """The joints in the order of the file; end sites are left out."""
    joints: list[_Joint] = []
    open_joints: list[int] = []  # the path from the root to here; -1 is an end site
    for word in words:
        if word in ("ROOT", "JOINT"):
            parent = open_joints[-1] if open_joints else -1
            joints.append(_Joint(_name(words), parent))
            open_joints.append(len(joints) - 1)
        elif word == "End":
            _expect(words, "Site")
            _expect(words, "{")
            open_joints.append(-1)
        elif word == "}" and open_joints:
            open_joints.pop()
        elif word == "OFFSET" and open_joints:
            offset = tuple(_float(_next(words)) for _ in range(3))
            if open_joints[-1] >= 0:
                joints[open_joints[-1]].offset = offset
        elif word == "CHANNELS" and joints:
            joints[-1].channels = _channels(words)
        else:
            raise ValueError(f"the hierarchy has {word!r} where it has no meaning. Export it anew.")
    return joints


def _name(words: Iterator[str]) -> str:
    """A joint's name, which may hold spaces, up to its opening brace."""
    name = [_next(words)]
    while (word := _next(words)) != "{":
        if word in ("OFFSET", "CHANNELS", "}"):
            raise ValueError(f"the hierarchy has {word!r} where '{{' belongs. Export it anew.")
        name.append(word)
    return " ".join(name)


def _channels(words: Iterator[str]) -> list[int]:
    names = [_next(words) for _ in range(_count(_next(words)))]
    unknown = [name for name in names if name.lower() not in _CHANNELS]
    if unknown:
        raise ValueError(f"there is a channel {unknown[0]!r}; known are {', '.join(_CHANNELS)}.")
    return [_CHANNELS[name.lower()] for name in names]


def _next(words: Iterator[str]) -> str:
    word = next(words, None)
    if word is None:
        raise ValueError("the hierarchy breaks off. Copy or export the file again.")
    return word


def _expect(words: Iterator[str], wanted: str) -> None:
    word = _next(words)
    if word != wanted:
        raise ValueError(f"the hierarchy has {word!r} where {wanted!r} belongs. Export it anew.")


def _float(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise ValueError(f"there is {word!r} where a number belongs. Export it anew.") from None


def _count(word: str) -> int:
    number = _float(word)
    if not math.isfinite(number):
        raise ValueError(f"there is {word!r} where a count belongs. Export it anew.")
    return int(number)


def _our_places(joints: list[_Joint]) -> list[int]:
    """Our skeleton's number of each joint. Raises ValueError where the tree is not ours."""
    places = [skeleton.INDEX[joint.name] for joint in joints]
    for joint, place in zip(joints, places, strict=True):
        parent = -1 if joint.parent < 0 else places[joint.parent]
        if parent != skeleton.PARENTS[place]:
            ours = "the root" if place == 0 else f"below {skeleton.JOINTS[skeleton.PARENTS[place]]}"
            raise ValueError(f"joint {joint.name} should be {ours}. Retarget it to our skeleton.")
    return places


def _motion(text: str, joints: int, width: int) -> tuple[Floats, float]:
    """The frames, (frames, width), and the number of frames a second."""
    head = re.match(r"\s*Frames\s*:?\s*(\S+)\s+Frame\s+Time\s*:?\s*(\S+)", text)
    if head is None:
        raise ValueError("MOTION lacks Frames: or Frame Time:. Export it anew.")
    count, seconds = _count(head[1]), _float(head[2])
    if not seconds > 0:
        raise ValueError(f"Frame Time is {head[2]}, which is not above nought. Export it anew.")
    if joints > limits.JOINTS or joints * count > limits.PLACES:
        raise ValueError(
            f"{count:,} frames of {joints:,} joints are more than can be read. Cut it, or export"
            " fewer frames a second."
        )
    found = 0
    values = np.empty(max(0, min(count * width, len(text) - head.end())))  # a number has a letter
    for piece in _pieces(text, head.end()):
        try:
            numbers = np.array(piece.split(), dtype=float)
        except ValueError as fault:
            raise ValueError(
                f"a frame holds what is no number ({fault}). Export it anew."
            ) from fault
        room = values[found : found + len(numbers)]
        room[:] = numbers[: len(room)]
        found += len(numbers)
    if count < 1 or found != count * width:
        raise ValueError(
            f"{count} frames of {width} numbers are promised and {found} numbers are there."
            " Copy or export the file again."
        )
    return values.reshape(count, width), 1 / seconds


def _pieces(text: str, start: int) -> Iterator[str]:
    """A text in pieces, cut between words: a list of all of its words would be too large."""
    while start < len(text):
        cut = _BLANK.search(text, start + _PIECE)
        end = len(text) if cut is None else cut.start()
        yield text[start:end]
        start = end


def _recorded(joints: list[_Joint], values: Floats) -> foreign.Recorded:
    """The joints, and their frames (frames, width)."""
    offsets = np.array([joint.offset for joint in joints])
    if not np.isfinite(values).all() or not np.isfinite(offsets).all():
        raise ValueError("it holds what is no number (NaN or infinity). Record it again.")
    turns = np.empty((len(values), len(joints), 4))
    steps = np.tile(offsets, (len(values), 1, 1))
    start = 0
    for index, joint in enumerate(joints):
        here = values[:, start : start + len(joint.channels)]
        start += len(joint.channels)
        turns[:, index] = _rotation(joint, here)
        moved = [(column, axis) for column, axis in enumerate(joint.channels) if axis < 3]
        # Some programs write noughts for the places of joints that do not move.
        if moved and (joint.parent < 0 or here[:, [column for column, _ in moved]].any()):
            for column, axis in moved:
                steps[:, index, axis] = here[:, column]
    names = tuple(joint.name for joint in joints)
    parents = tuple(joint.parent for joint in joints)
    return foreign.Recorded(names, parents, offsets, steps, turns)


def _rotation(joint: _Joint, values: Floats) -> Floats:
    """Quaternions (frames, 4) of a joint's channels (frames, n), multiplied in their order."""
    turned = np.broadcast_to(quat.IDENTITY, (len(values), 4))
    for channel, angles in zip(joint.channels, values.T, strict=True):
        if channel >= 3:
            turned = quat.multiply(turned, quat.about(np.eye(3)[channel - 3], np.radians(angles)))
    return quat.normalised(turned)


def _rests_as_ours(offsets: Floats) -> bool:
    """Whether the bones (24, 3) point as in our rest pose: a T pose, Y up, facing +Z."""
    ours, theirs = skeleton.OFFSETS[1:], offsets[1:]
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return bool(((ours * theirs).sum(axis=1) >= _T_POSE * lengths).all())
