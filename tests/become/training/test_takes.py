"""What an avatar learns from, and what is said of takes that are none."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from live.become.training import takes
from live.errors import BadInput
from tests.become.training import films


def test_a_take_is_read_in_the_size_wanted(tmp_path: Path) -> None:
    films.take(tmp_path, "waltz", frames=4)
    whole, half = takes.read(tmp_path, "waltz"), takes.read(tmp_path, "waltz", (32, 48))
    assert len(whole) == len(half) == 4
    assert whole.rgba.shape == (4, 96, 64, 4)
    assert half.rgba.shape == (4, 48, 32, 4)
    assert abs(float(whole.rgba.mean()) - float(half.rgba.mean())) < 2
    assert np.isnan(whole.seen[-1]).all()


def test_who_was_filmed_is_told_beside_the_takes(tmp_path: Path) -> None:
    found = takes.sitter(films.folder_of_takes(tmp_path / "stick"))
    assert found.name == "stick"
    assert found.held_out == ("c",)
    assert found.build.offsets.shape == (24, 3)
    assert takes.names(tmp_path / "stick") == ["a", "b", "c"]


def test_a_folder_that_is_none_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a folder of takes"):
        takes.names(tmp_path / "nobody")
    with pytest.raises(BadInput, match=r"avatar\.json cannot be read"):
        takes.sitter(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.pop("licence"), "'licence' is missing"),
        (lambda told: told["build"].pop("toe"), "'toe' is missing"),
        (lambda told: told["build"].update(offsets=[[0, 0, 0]]), r"wanted are \(24, 3\)"),
        (lambda told: told.update(build=3), "not what it should be"),
    ],
)
def test_a_description_with_a_hole_is_told_of(
    tmp_path: Path, change: Callable[[dict[str, object]], object], said: str
) -> None:
    folder = films.folder_of_takes(tmp_path / "stick")
    told = json.loads((folder / "avatar.json").read_text())
    change(told)
    (folder / "avatar.json").write_text(json.dumps(told))
    with pytest.raises(BadInput, match=said):
        takes.sitter(folder)


def test_half_a_take_is_told_of(tmp_path: Path) -> None:
    path = films.take(tmp_path, "waltz")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BadInput, match=r"waltz\.npz is not a whole \.npz"):
        takes.read(tmp_path, "waltz")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rgba": None}, "rgba"),
        ({"points": np.zeros((6, 24, 3), np.float32)}, r"wanted are \(n, 36, 3\)"),
        ({"rgba": np.zeros((6, 96, 64, 3), np.uint8)}, r"wanted is \(n, H, W, 4\)"),
        ({"rgba": np.zeros((5, 96, 64, 4), np.uint8)}, "a frame for each of 6 points"),
        ({"points": np.full((6, 36, 3), np.nan, np.float32)}, "not all numbers"),
    ],
)
def test_a_take_of_another_shape_is_told_of(
    tmp_path: Path, change: dict[str, np.ndarray | None], said: str
) -> None:
    path = films.take(tmp_path, "waltz")
    held = {**np.load(path), **change}
    np.savez(path, **{name: array for name, array in held.items() if array is not None})
    with pytest.raises(BadInput, match=said):
        takes.read(tmp_path, "waltz")
