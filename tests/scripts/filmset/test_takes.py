"""Takes as files."""

import json
from pathlib import Path

import numpy as np

from live.become.training import takes
from live.draw.portrait import PLAIN
from scripts.filmset.sight import in_step
from scripts.filmset.takes import Sheet, Shots, is_whole, write_sheet, write_take


def some_shots(frames: int = 4) -> Shots:
    chance = np.random.default_rng(5)
    points = chance.random((frames, 36, 3)).astype(np.float32)
    seen = points.copy()
    seen[1] = np.nan
    rgba = chance.integers(0, 256, (frames, 12, 8, 4)).astype(np.uint8)
    return Shots(points, seen, rgba)


def test_a_take_comes_back_as_it_was(tmp_path: Path) -> None:
    shots, path = some_shots(), tmp_path / "bride" / "000_exercise.npz"
    write_take(path, shots)
    back = takes.read(path.parent, path.stem)
    assert np.array_equal(back.points, shots.points)
    assert np.array_equal(back.seen, shots.seen, equal_nan=True)
    assert np.array_equal(back.rgba, shots.rgba)
    assert back.points.dtype == back.seen.dtype == np.float32
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_take_of_another_length_is_filmed_again(tmp_path: Path) -> None:
    path = tmp_path / "take.npz"
    assert not is_whole(path, 4)
    write_take(path, some_shots(4))
    assert is_whole(path, 4)
    assert not is_whole(path, 5)


def test_the_sheet_says_what_is_held_out(tmp_path: Path) -> None:
    sheet = Sheet("bride", PLAIN, "CC0-1.0", ("meshes",), held_out=False)
    write_sheet(tmp_path, sheet, [("000_a", False, "exercise"), ("held_b", True, "recorded")])
    content = json.loads((tmp_path / "avatar.json").read_text())
    assert content["held_out"] == ["held_b"]
    assert content["takes"] == {"000_a": "exercise", "held_b": "recorded"}
    assert set(content["build"]) == {"offsets", "ankle", "toe"}
    assert np.allclose(content["build"]["offsets"], PLAIN.offsets, atol=1e-6)


def test_sights_that_come_late_are_laid_beside_their_pictures() -> None:
    chance = np.random.default_rng(6)
    points = np.cumsum(chance.normal(0.0, 0.05, (30, 36, 3)), axis=0)
    late = np.vstack([points[:1], points[:1], points[:-2]])
    late[7] = np.nan
    moved, frames = in_step(late, points)
    assert frames == 2
    assert np.allclose(moved[:5], points[:5])
    assert np.isnan(moved[5]).all()
    assert np.isnan(moved[-2:]).all()


def test_somebody_never_seen_is_not_late() -> None:
    nothing = np.full((9, 36, 3), np.nan)
    moved, frames = in_step(nothing, np.zeros((9, 36, 3)))
    assert frames == 0
    assert np.isnan(moved).all()
