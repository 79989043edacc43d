"""Motion files: .npz, which keeps everything, and .bvh, for animation programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from live.body import quat, skeleton
from live.errors import BadInput
from live.formats import arrays, bvh
from live.runtime import limits, texts
from live.signals import JOINT_COUNT, Bools, Floats, Pose

SLOWEST, FASTEST = 1.0, 240.0  # frames a second
_FARTHEST = 1000.0  # metres: larger numbers mean millimetres, or a broken file
_UNIT = 0.01  # how far a quaternion's length may be from 1
# A tolerance, so that a frame's time times `fps` is not rounded down to the frame before it.
_HAIR = 1e-6  # frames


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A dancer's movement, frame by frame from second 0; there is at least one frame."""

    positions: Floats  # (frames, 24, 3) metres
    rotations: Floats  # (frames, 24, 4) unit quaternions w x y z, each relative to its parent
    fps: float  # frames a second
    beats: Floats  # (n,) seconds of the music's beats, rising; may be empty
    contacts: Bools  # (frames, 4) see skeleton.CONTACT_JOINTS; all False where not known

    joint_names = skeleton.JOINTS

    @property
    def root(self) -> Floats:
        """The pelvis, (frames, 3) metres."""
        root: Floats = self.positions[:, 0]
        return root

    @property
    def seconds(self) -> float:
        """How long it lasts; the last frame is shown until then."""
        return len(self.positions) / self.fps

    def pose_at(self, time: float) -> Pose:
        """The pose at any second, also between frames; the first or last pose outside the motion.

        Bones keep their length between frames.
        """
        at = min(max(time * self.fps, 0.0), len(self.positions) - 1.0)
        before = int(at + _HAIR)
        share = max(0.0, at - before)
        pair = [before, min(before + 1, len(self.positions) - 1)]
        rotations = quat.slerp(self.rotations[pair[0]], self.rotations[pair[1]], share)
        first, second = _arms(self.positions[pair], self.rotations[pair])
        positions = _positions(first + (second - first) * share, rotations)
        return Pose(time, positions, rotations, contacts=self.contacts[pair[round(share)]])


def motion_of(poses: Sequence[Pose], fps: float, beats: Floats | Sequence[float] = ()) -> Motion:
    """The motion of a dance's poses, one a frame. There must be at least one."""
    return Motion(
        positions=np.array([pose.positions for pose in poses]),
        rotations=np.array([pose.rotations for pose in poses]),
        fps=fps,
        beats=np.array(beats, dtype=float),
        contacts=np.array([pose.contacts for pose in poses]),
    )


def _arms(positions: Floats, rotations: Floats) -> Floats:
    """Each joint in its parent's axes, (..., 24, 3) metres; the root in the world's."""
    parents = list(skeleton.PARENTS[1:])
    world = skeleton.world_rotations(rotations)[..., parents, :]
    arms = positions.copy()
    bones = positions[..., 1:, :] - positions[..., parents, :]
    arms[..., 1:, :] = quat.rotate(quat.inverse(world), bones)
    return arms


def _positions(arms: Floats, rotations: Floats) -> Floats:
    """Forward kinematics on a body's own bones: the inverse of `_arms`."""
    world = skeleton.world_rotations(rotations)[..., list(skeleton.PARENTS[1:]), :]
    positions = arms.copy()
    positions[..., 1:, :] = quat.rotate(world, arms[..., 1:, :])
    for joint in range(1, JOINT_COUNT):
        positions[..., joint, :] += positions[..., skeleton.PARENTS[joint], :]
    return positions


def read(path: Path) -> Motion:
    """Reads a motion from a .npz or .bvh file. Raises BadInput, naming file, field and remedy."""
    check_name(path)
    return read_npz(path) if path.suffix.lower() == ".npz" else read_bvh(path)


def check_name(path: Path) -> None:
    """Raises BadInput for a name that does not end in .npz or .bvh."""
    if path.suffix.lower() not in (".npz", ".bvh"):
        raise BadInput(f"{path}: a motion file ends in .npz or .bvh. Name one of these.")


def write(path: Path, motion: Motion) -> None:
    """Writes a motion to a .npz or .bvh file. Raises BadInput where that cannot be done."""
    check_name(path)
    if path.suffix.lower() == ".npz":
        write_npz(path, motion)
    else:
        write_bvh(path, motion)


# BVH


def write_bvh(path: Path, motion: Motion) -> None:
    """Writes the rotations, on our skeleton's bones. BVH cannot hold beats and contacts."""
    try:
        path.write_text(bvh.text_of(motion.root, motion.rotations, motion.fps), encoding="ascii")
    except OSError as error:
        raise _unwritable(path, error) from error


def read_bvh(path: Path) -> Motion:
    """Reads a motion from BVH. Raises BadInput.

    With our joint names it is on the file's own bones, with others' on our skeleton's.
    """
    try:
        movement = bvh.parse(texts.read_text(path, limits.MOTION))
    except OSError as error:
        raise _unreadable(path, error) from error
    except texts.NotText as error:
        raise BadInput(f"{path}: {error}, or export it as BVH.") from error
    except ValueError as fault:
        raise BadInput(f"{path}: {fault}") from fault
    arms = np.broadcast_to(movement.offsets, (len(movement.root), JOINT_COUNT, 3)).copy()
    arms[:, 0] = movement.root
    positions = _positions(arms, movement.rotations)
    fields = {"positions": positions, "rotations": movement.rotations, "fps": movement.fps}
    return _checked(path, fields)


# NPZ


def write_npz(path: Path, motion: Motion) -> None:
    """Writes the whole motion, as numpy arrays named after its fields."""
    try:
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                positions=motion.positions.astype(np.float32),
                rotations=motion.rotations.astype(np.float32),
                root=motion.root.astype(np.float32),
                fps=np.array(motion.fps),
                beats=motion.beats,
                contacts=motion.contacts,
                joint_names=np.array(motion.joint_names),
            )
    except OSError as error:
        raise _unwritable(path, error) from error


def read_npz(path: Path) -> Motion:
    """Reads a motion from arrays rotations, root and fps, and optional others. Raises BadInput.

    Without positions the body is our skeleton; without beats the motion has none.
    """
    try:
        fields = arrays.read(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    except arrays.OneArray as error:
        raise BadInput(f"{path}: {error}. {_WANTED}") from error
    except limits.TooLarge as error:
        raise BadInput(f"{path}: {error}.") from error
    except arrays.BROKEN as error:
        raise BadInput(f"{path}: this is no .npz file, or a broken one. Copy it again.") from error
    return _checked(path, fields)


_WANTED = (
    "A motion has rotations (frames, 24, 4), root (frames, 3) or positions (frames, 24, 3), and"
    " fps."
)


def _checked(path: Path, fields: dict[str, Any]) -> Motion:
    """The motion made of the fields. Raises BadInput at the first wrong one."""
    for name in ("rotations", "fps"):
        if name not in fields:
            raise BadInput(f"{path}: {name} is missing. {_WANTED}")
    rotations = _numbers(path, "rotations", fields["rotations"], (-1, JOINT_COUNT, 4))
    frames = len(rotations)
    if not frames:
        raise BadInput(f"{path}: rotations has no frame in it. Record it again.")
    lengths = np.linalg.norm(rotations, axis=-1)
    if np.abs(lengths - 1).max() > _UNIT:
        raise BadInput(
            f"{path}: rotations are not unit quaternions w x y z. Convert them to these."
        )
    _check_names(path, fields)
    return Motion(
        positions=_body(path, fields, rotations),
        rotations=rotations / lengths[..., None],
        fps=_fps(path, fields["fps"]),
        beats=_beats(path, fields.get("beats", np.zeros(0))),
        contacts=_contacts(path, fields.get("contacts"), frames),
    )


def _numbers(path: Path, name: str, value: Any, shape: tuple[int, ...]) -> Floats:
    """The value as numbers of a shape, -1 for any length. Raises BadInput for anything else."""
    array: npt.NDArray[Any] = np.asarray(value)
    wanted = "(" + ", ".join("any" if n < 0 else str(n) for n in shape) + ")"
    fits = len(array.shape) == len(shape) and all(
        n in (-1, there) for n, there in zip(shape, array.shape, strict=True)
    )
    if not fits or array.dtype.kind not in "fiub":
        raise BadInput(
            f"{path}: {name} is {array.dtype} of shape {array.shape}; wanted are numbers of shape"
            f" {wanted}. {_WANTED}"
        )
    numbers = array.astype(float)
    if not np.isfinite(numbers).all():
        raise BadInput(
            f"{path}: {name} holds what is no number (NaN or infinity). Record it again."
        )
    return numbers


def _body(path: Path, fields: dict[str, Any], rotations: Floats) -> Floats:
    frames = len(rotations)
    if "positions" in fields:
        body = _numbers(path, "positions", fields["positions"], (frames, JOINT_COUNT, 3))
    elif "root" in fields:
        root = _numbers(path, "root", fields["root"], (frames, 3))
        body = skeleton.positions_from(root, quat.normalised(rotations))
    else:
        raise BadInput(f"{path}: root is missing, and positions too. {_WANTED}")
    if np.abs(body).max() > _FARTHEST:
        raise BadInput(f"{path}: positions reach {np.abs(body).max():.0f} m. Give them in metres.")
    return body


def _fps(path: Path, value: Any) -> float:
    fps = float(_numbers(path, "fps", np.ravel(value), (1,))[0])
    if not SLOWEST <= fps <= FASTEST:
        raise BadInput(f"{path}: fps is {fps:g}; wanted is a rate of {SLOWEST:g} to {FASTEST:g}.")
    return fps


def _beats(path: Path, value: Any) -> Floats:
    beats = _numbers(path, "beats", value, (-1,))
    if (np.diff(beats) <= 0).any():
        raise BadInput(f"{path}: beats do not rise. Give each beat's second, in order.")
    return beats


def _contacts(path: Path, value: Any, frames: int) -> Bools:
    if value is None:
        return np.zeros((frames, 4), dtype=bool)
    return _numbers(path, "contacts", value, (frames, 4)) > 0.5


def _check_names(path: Path, fields: dict[str, Any]) -> None:
    names = fields.get("joint_names")
    if names is not None and tuple(np.ravel(names).tolist()) != skeleton.JOINTS:
        raise BadInput(
            f"{path}: joint_names are not those of our skeleton, in its order. Retarget the"
            f" motion to: {', '.join(skeleton.JOINTS)}."
        )


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"{path}: cannot be read: {error.strerror or error}. Check the name.")


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        f"{path}: cannot be written: {error.strerror}. Name a file where you may write."
    )
