"""AIST++'s own files: SMPL motions and 3D keypoints, as pickles, and its lists of names.

R. Li et al., "AI Choreographer: Music Conditioned 3D Dance Generation with AIST++", ICCV 2021;
formats as on google.github.io/aistplusplus_dataset. SMPL's joints are in our order and its rest
pose is nearly ours, so its rotations are taken as they are; keypoints are in COCO's order, and the
rotations are those of the directions of the limbs. Feet, of which COCO has none, point ahead.
"""

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from live.body import quat
from live.body.skeleton import LEG
from live.errors import BadInput
from live.formats.foreign import grounded
from live.see.limbs import COUNT, INDEX
from live.see.retarget import local_rotations, world_rotations_from
from live.signals import JOINT_COUNT, Bools, Floats

FPS = 60.0
GENRES = {
    "BR": "freestyle", "PO": "pop", "LO": "pop", "MH": "pop", "LH": "pop", "HO": "freestyle",
    "WA": "pop", "KR": "freestyle", "JS": "jazz", "JB": "ballet",
}  # fmt: skip
_NUMPY = {
    ("_reconstruct", "multiarray"), ("scalar", "multiarray"), ("ndarray", "numpy"),
    ("dtype", "numpy"), ("_frombuffer", "numeric"),
}  # fmt: skip
_FOOT_DOWN = 0.1  # how much a flat foot points down, heel to toe
_LIMBS = {
    "hips": ((12,), (11,)), "spine": ((11, 12), (5, 6)), "shoulders": ((6,), (5,)),
    "ears": ((4,), (3,)), "face": ((3, 4), (0,)),
    "l_upper_arm": ((5,), (7,)), "r_upper_arm": ((6,), (8,)),
    "l_forearm": ((7,), (9,)), "r_forearm": ((8,), (10,)),
    "l_palm": ((7,), (9,)), "r_palm": ((8,), (10,)),
    "l_thigh": ((11,), (13,)), "r_thigh": ((12,), (14,)),
    "l_shin": ((13,), (15,)), "r_shin": ((14,), (16,)),
}  # fmt: skip


class _NumbersOnly(pickle.Unpickler):
    """Reads pickles of numpy arrays, and refuses everything that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        package, _, last = module.rpartition(".")
        ours = module == "numpy" or package in ("numpy.core", "numpy._core")
        if ours and (name, last) in _NUMPY:
            return super().find_class(module.replace("numpy.core", "numpy._core"), name)
        if (module, name) == ("_codecs", "encode"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in it")


def arrays(path: Path) -> dict[str, Floats]:
    """The arrays of numbers in a pickle, by name. Runs nothing a pickle says. Raises BadInput."""
    try:
        found = _NumbersOnly(io.BytesIO(path.read_bytes()), encoding="latin1").load()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}. Check the name.") from error
    except (
        pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError,
        AttributeError, ImportError, UnicodeDecodeError, MemoryError,
    ) as error:  # fmt: skip
        raise BadInput(
            f"{path}: this is no pickle of arrays, as AIST++ has them ({error}). Download it again."
        ) from error
    if not isinstance(found, dict):
        raise BadInput(f"{path}: it holds no arrays by name. Give a file of AIST++'s annotations.")
    return {
        str(name): np.asarray(value, dtype=float)
        for name, value in found.items()
        if np.asarray(value).dtype.kind in "fiu"
    }


def names(path: Path) -> set[str]:
    """The names in one of AIST++'s lists, of a split or of what to ignore. Raises BadInput."""
    try:
        return set(path.read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as a list of names ({error}). Check it.") from error


def style_of(name: str) -> str:
    """Our style of a file such as gBR_sBM_cAll_d04_mBR0_ch01; what is unknown is freestyle."""
    return GENRES.get(name[1:3], "freestyle") if name.startswith("g") else "freestyle"


def motion(path: Path) -> tuple[Floats, Floats, Bools]:
    """Root (frames, 3), rotations (frames, 24, 4), and what was invented, FPS frames a second.

    The file has `smpl_poses` and `smpl_trans`, or `keypoints3d_optim` or `keypoints3d`. The lowest
    toes are put on the floor. Raises BadInput.
    """
    found = arrays(path)
    for name in ("smpl_poses", "keypoints3d_optim", "keypoints3d"):
        if name in found:
            root, rotations, invented = (
                _smpl(path, found) if name == "smpl_poses" else _fitted(path, name, found[name])
            )
            return grounded(root, rotations), rotations, invented
    raise BadInput(f"{path}: smpl_poses is missing, and keypoints3d_optim too. Give one of them.")


def _smpl(path: Path, found: dict[str, Floats]) -> tuple[Floats, Floats, Bools]:
    poses = _shaped(path, "smpl_poses", found["smpl_poses"], JOINT_COUNT * 3)
    if "smpl_trans" not in found:
        raise BadInput(f"{path}: smpl_trans is missing. Download the file again.")
    root = _shaped(path, "smpl_trans", found["smpl_trans"], 3)
    if len(root) != len(poses):
        raise BadInput(
            f"{path}: smpl_trans has not as many frames as smpl_poses. Download it again."
        )
    scaling = float(np.ravel(found.get("smpl_scaling", np.ones(1)))[0])
    if not scaling > 0:
        raise BadInput(f"{path}: smpl_scaling is {scaling:g}; wanted is more than 0.")
    rotations = quat.from_vector(poses.reshape(-1, JOINT_COUNT, 3))
    return root / scaling, rotations, np.zeros(len(root), dtype=bool)


def _fitted(path: Path, name: str, keypoints: Floats) -> tuple[Floats, Floats, Bools]:
    if keypoints.ndim != 3 or keypoints.shape[1:] != (17, 3) or not len(keypoints):
        raise BadInput(f"{path}: {name} has shape {keypoints.shape}; wanted is (frames, 17, 3).")
    known: Bools = np.asarray(np.isfinite(keypoints).all(axis=(1, 2)))
    if known.mean() < 0.5:
        raise BadInput(f"{path}: {name} is unknown in most frames. Leave this file out.")
    frames = np.arange(len(keypoints))
    flat = keypoints.reshape(len(keypoints), -1)
    whole = np.stack([np.interp(frames, frames[known], c[known]) for c in flat.T], axis=1)
    points = whole.reshape(keypoints.shape)
    limbs = {limb: _middle(points, b) - _middle(points, a) for limb, (a, b) in _LIMBS.items()}
    bones = [limbs[f"{side}_{bone}"] for side in "lr" for bone in ("thigh", "shin")]
    leg = float(np.median(np.linalg.norm(bones, axis=-1).sum(axis=0))) / 2
    ahead = np.cross(limbs["hips"], [0.0, 1.0, 0.0])
    down = np.linalg.norm(ahead, axis=-1, keepdims=True) * [0.0, -_FOOT_DOWN, 0.0]
    limbs["l_foot"] = limbs["r_foot"] = ahead + down
    lines = np.zeros((len(points), COUNT, 3))
    for limb, line in limbs.items():
        length = np.linalg.norm(line, axis=-1, keepdims=True)
        lines[:, INDEX[limb]] = line / np.maximum(length, 1e-9)
    rotations = np.array([local_rotations(world_rotations_from(line)) for line in lines])
    root = _middle(points, (11, 12)) * LEG / leg
    return root, rotations, np.logical_not(known)


def _middle(points: Floats, joints: tuple[int, ...]) -> Floats:
    return np.asarray(points[:, list(joints)].mean(axis=1))


def _shaped(path: Path, name: str, array: Floats, width: int) -> Floats:
    if array.ndim != 2 or array.shape[1] != width or len(array) < 2:
        raise BadInput(f"{path}: {name} has shape {array.shape}; wanted is (frames, {width}).")
    if not np.isfinite(array).all():
        raise BadInput(f"{path}: {name} holds what is no number. Download it again.")
    return array
