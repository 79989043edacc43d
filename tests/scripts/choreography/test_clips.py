"""Clips from files of all kinds, at one rate."""

from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.formats.motion_file import Motion, write
from scripts.choreography import clips
from tests.scripts.choreography.dances import swaying


def motion(seconds: float = 3.0) -> Motion:
    made = swaying(seconds)
    return Motion(made.positions[::2], made.rotations[::2], 30.0, np.zeros(0), made.contacts[::2])


@pytest.mark.parametrize("kind", ["npz", "bvh"])
def test_a_motion_file_becomes_a_clip_at_our_rate(tmp_path: Path, kind: str) -> None:
    write(tmp_path / f"dance.{kind}", motion())
    (clip,) = clips.clips(tmp_path)
    assert clip.name == "dance"
    made = swaying(3.0)
    frames = len(clip.root)
    assert frames == 2 * 89
    off = np.linalg.norm(clip.positions - made.positions[:frames], axis=-1)
    assert off.max() < 0.005


def test_a_style_not_said_is_the_name_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "modern_ballet"
    folder.mkdir()
    write(folder / "dance.bvh", motion())
    assert [clip.style for clip in clips.clips(folder)] == ["ballet"]


def test_what_an_npz_says_of_itself_is_kept(tmp_path: Path) -> None:
    made = motion()
    repaired = np.arange(90) < 10
    np.savez(
        tmp_path / "d.npz", rotations=made.rotations, root=made.root, fps=30.0, style="odissi",
        role="lead", pair="d", repaired=repaired,
    )  # fmt: skip
    clip = clips.read(tmp_path / "d.npz")
    assert (clip.style, clip.role, clip.pair) == ("odissi", "lead", "d")
    assert clip.repaired.sum() == pytest.approx(20, abs=1)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"style": "tarantella"}, "style is 'tarantella'"),
        ({"repaired": np.zeros(3, dtype=bool)}, r"repaired has shape \(3,\)"),
    ],
)
def test_a_field_that_does_not_fit_is_reported(
    tmp_path: Path, fields: dict[str, object], complaint: str
) -> None:
    made = motion()
    path = tmp_path / "d.npz"
    np.savez(path, rotations=made.rotations, root=made.root, fps=30.0, **fields)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=complaint):
        clips.read(path)


def test_a_clip_of_a_moment_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "d.npz", motion(1.0))
    with pytest.raises(BadInput, match=r"lasts only 1\.0 s"):
        clips.read(tmp_path / "d.npz")
