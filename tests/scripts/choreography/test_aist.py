"""AIST++'s formats, on tiny files made here: motions, keypoints, lists, and files that lie."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.body import quat, skeleton
from live.errors import BadInput
from live.signals import Floats
from scripts.choreography import aist, clips

FRAMES = 180
NAME = "gPO_sBM_cAll_d10_mPO0_ch01"
COCO = (15, 15, 15, 15, 15, 16, 17, 18, 19, 20, 21, 1, 2, 4, 5, 7, 8)  # our joints nearest to its


def written(path: Path, content: Any, protocol: int = 2) -> Path:
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    return path


def smpl(scaling: float = 93.0) -> dict[str, Any]:
    """A body that lifts its left arm and walks ahead, root in the units of AIST++."""
    poses = np.zeros((FRAMES, 72))
    poses[:, 16 * 3 + 2] = np.linspace(-1.0, 1.0, FRAMES)
    trans = np.stack([np.zeros(FRAMES), np.full(FRAMES, 1.5), np.linspace(0, 2, FRAMES)], axis=1)
    return {
        "smpl_loss": 0.5,
        "smpl_poses": poses,
        "smpl_scaling": np.array([scaling]),
        "smpl_trans": trans * scaling,
    }


def keypoints(body: Floats, scale: float = 100.0) -> dict[str, Floats]:
    """Our joints (frames, 24, 3) as COCO's, in centimetres, a face drawn around the head."""
    points = body[:, list(COCO)].copy()
    for index, offset in enumerate(
        ((0, 0.07, 0.1), (0.03, 0.1, 0.09), (-0.03, 0.1, 0.09), (0.07, 0.1, 0), (-0.07, 0.1, 0))
    ):
        points[:, index] += offset
    return {"keypoints3d_optim": points * scale}


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_a_motion_is_brought_to_our_skeleton_in_metres(tmp_path: Path, protocol: int) -> None:
    clip = clips.read(written(tmp_path / f"{NAME}.pkl", smpl(), protocol))
    assert clip.style == "pop"
    assert len(clip.root) == FRAMES - 1
    assert clip.root[-1, 2] - clip.root[0, 2] == pytest.approx(2.0, abs=0.02)
    shoulder = quat.to_vector(clip.rotations[:, 16])
    np.testing.assert_allclose(shoulder[[0, -1], 2], [-1.0, 1.0], atol=0.02)


def test_the_toes_stand_on_the_floor(tmp_path: Path) -> None:
    clip = clips.read(written(tmp_path / f"{NAME}.pkl", smpl()))
    assert clip.positions[:, [10, 11], 1].min() == pytest.approx(0.0, abs=1e-6)


def test_keypoints_are_fitted_by_the_directions_of_the_limbs(tmp_path: Path) -> None:
    rotations = np.tile(quat.IDENTITY, (FRAMES, 24, 1))
    turn = np.linspace(-1.2, 0.6, FRAMES)
    rotations[:, 16] = quat.about(np.array([0.0, 0.0, 1.0]), turn)
    rotations[:, 5] = quat.about(np.array([1.0, 0.0, 0.0]), np.linspace(0.1, 0.9, FRAMES))
    rotations[:, 2] = quat.about(np.array([1.0, 0.0, 0.0]), -np.linspace(0.1, 0.9, FRAMES))
    root = np.array([[0.3, 0.9, -0.2]]).repeat(FRAMES, axis=0)
    body = skeleton.positions_from(root, rotations)
    found, fitted, invented = aist.motion(written(tmp_path / "gJB_x.pkl", keypoints(body * 1.1)))
    assert not invented.any()
    got = skeleton.positions_from(found, fitted)
    limbs = [4, 5, 7, 8, 18, 19, 20, 21]
    away = (got - got[:, :1])[:, limbs] - (body - body[:, :1])[:, limbs]
    assert np.linalg.norm(away, axis=-1).max() < 0.05


def test_frames_without_keypoints_are_filled_and_said_to_be_invented(tmp_path: Path) -> None:
    rotations = np.tile(quat.IDENTITY, (FRAMES, 24, 1))
    body = skeleton.positions_from(np.zeros((FRAMES, 3)), rotations)
    holed = keypoints(body)
    holed["keypoints3d_optim"][50:60] = np.nan
    _, fitted, invented = aist.motion(written(tmp_path / "a.pkl", holed))
    assert np.flatnonzero(invented).tolist() == list(range(50, 60))
    assert np.isfinite(fitted).all()


def test_a_pickle_that_would_run_something_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return eval, (f"open({str(tmp_path / 'was_here')!r}, 'w')",)

    with pytest.raises(BadInput, match=r"eval is not allowed"):
        aist.arrays(written(tmp_path / "evil.pkl", {"smpl_poses": Evil()}))
    assert not (tmp_path / "was_here").exists()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"smpl_poses": np.zeros((FRAMES, 69))}, r"smpl_poses has shape \(180, 69\)"),
        ({"smpl_trans": np.zeros((7, 3))}, "smpl_trans has not as many frames"),
        ({"smpl_scaling": np.zeros(1)}, "smpl_scaling is 0"),
        ({"smpl_poses": np.full((FRAMES, 72), np.nan)}, "smpl_poses holds what is no number"),
    ],
)
def test_a_broken_motion_is_reported_by_file_and_field(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    path = written(tmp_path / "broken.pkl", smpl() | change)
    with pytest.raises(BadInput, match=complaint) as caught:
        clips.read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x04N.", b"\x80\x05\x95"])
def test_what_is_no_such_file_is_reported_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.pkl"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="AIST"):
        aist.motion(path)


def test_only_the_motions_of_a_list_are_taken(tmp_path: Path) -> None:
    for name in ("gBR_a", "gBR_b"):
        written(tmp_path / f"{name}.pkl", smpl())
    listed = tmp_path / "train.txt"
    listed.write_text("gBR_b\ngXX_c\n")
    taken = [clip.name for clip in clips.clips(tmp_path, aist.names(listed))]
    assert taken == ["gBR_b"]
