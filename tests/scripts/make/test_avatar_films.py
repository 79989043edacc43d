"""The film set's command: what it says of bad input, and where it begins again."""

import sys
from pathlib import Path

import numpy as np
import pytest

from live.signals import Pose

pytest.importorskip("moderngl")
avatar_films = pytest.importorskip("scripts.make.avatar_films")
Take = pytest.importorskip("scripts.filmset.motion").Take


def said(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setattr(sys, "argv", ["avatar_films.py", *words])
    with pytest.raises(SystemExit) as end:
        avatar_films.main()
    return str(end.value)


def test_a_folder_without_meshes_is_reported_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    message = said(monkeypatch, str(tmp_path), "--motion", str(tmp_path), "--out", str(tmp_path))
    assert "there is no data/eyes/materials/brown_eye.png in it" in message
    assert "docs/avatars.md" in message


def test_a_contact_sheet_shows_the_take_before_a_dark_stage(tmp_path: Path) -> None:
    rgba = np.zeros((20, 30, 20, 4), np.uint8)
    rgba[:, 10:20, 5:15] = 255
    path = tmp_path / "sheets" / "take.png"
    avatar_films.write_contact(path, rgba)
    sheet = avatar_films.cv2.imread(str(path))
    assert sheet.shape == (60, 120, 3)
    assert sheet[15, 10].min() == 255
    assert sheet[0, 0].max() < 60


def test_a_take_is_danced_again_as_it_was_seen_and_stands_still_where_it_was_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    poses = [Pose(at, np.zeros((24, 3)), np.zeros((24, 4))) for at in (0.1, 0.2)]
    found = [None, poses[0], None, poses[1]]
    monkeypatch.setattr(avatar_films, "poses_in", lambda rgba, rate, context: found[: len(rgba)])
    file = tmp_path / "000_waltz.npz"
    np.savez(file, rgba=np.zeros((4, 6, 4, 4), np.uint8))
    take = avatar_films.again(Take("000_waltz", 4, lambda: iter(()), source="waltz"), file)
    assert (take.name, take.frames, take.held_out) == ("000_waltz_seen", 4, False)
    assert take.source == "waltz, as it was seen"
    assert list(take.dance()) == [poses[0], poses[0], poses[0], poses[1]]
    np.savez(file, rgba=np.zeros((1, 6, 4, 4), np.uint8))
    with pytest.raises(SystemExit, match="nobody is seen in it"):
        list(take.dance())
