"""The film set's command: what it says of bad input, and where it begins again."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("moderngl")
film_avatars = pytest.importorskip("scripts.film_avatars")


def said(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setattr(sys, "argv", ["film_avatars.py", *words])
    with pytest.raises(SystemExit) as end:
        film_avatars.main()
    return str(end.value)


def test_a_folder_without_meshes_is_told_of_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = said(monkeypatch, str(tmp_path), "--motion", str(tmp_path), "--out", str(tmp_path))
    assert "there is no data/eyes/materials/brown_eye.png in it" in told
    assert "docs/avatars.md" in told


@pytest.mark.parametrize("size", ["256", "256x256", "0x0", "axb"])
def test_a_pane_that_is_not_two_to_three_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: str
) -> None:
    told = said(monkeypatch, "here", "--motion", "m", "--out", "o", "--size", size)
    assert f"--size {size}: give width x height of the pane, 2 to 3: 256x384" in told


def test_a_contact_sheet_shows_the_take_before_a_dark_stage(tmp_path: Path) -> None:
    rgba = np.zeros((20, 30, 20, 4), np.uint8)
    rgba[:, 10:20, 5:15] = 255
    path = tmp_path / "sheets" / "take.png"
    film_avatars.write_contact(path, rgba)
    sheet = film_avatars.cv2.imread(str(path))
    assert sheet.shape == (60, 120, 3)
    assert sheet[15, 10].min() == 255
    assert sheet[0, 0].max() < 60
