"""Means of the ear's weights, where torch is installed."""

from pathlib import Path

import pytest

from live.errors import BadInput

torch = pytest.importorskip("torch", reason="torch is not installed: .[train]")
learning = pytest.importorskip("scripts.hearing.learning")


def kept(folder: Path, name: str, weight: float, steps: int) -> Path:
    course = learning.begun(7)
    course.average.tell.weight.data.fill_(weight)
    course.steps = steps
    learning.keep(course, folder / name)
    return folder / name


def test_the_mean_of_weights_lies_between_those_that_were_kept(tmp_path: Path) -> None:
    early, later = kept(tmp_path, "early.pt", 1.0, 100), kept(tmp_path, "later.pt", 2.0, 200)
    course = learning.restored(kept(tmp_path, "hearing.pt", 6.0, 300), 7)
    assert learning.mean(course, [early, later], 7) == [100, 200, 300]
    assert torch.allclose(course.average.tell.weight, torch.tensor(3.0))


def test_without_others_the_mean_is_what_there_is(tmp_path: Path) -> None:
    course = learning.restored(kept(tmp_path, "hearing.pt", 6.0, 300), 7)
    assert learning.mean(course, [], 7) == [300]
    assert torch.equal(course.average.tell.weight, torch.full_like(course.average.tell.weight, 6.0))


def test_a_copy_that_is_no_copy_is_reported(tmp_path: Path) -> None:
    (tmp_path / "early.pt").write_bytes(b"half")
    with pytest.raises(BadInput, match=r"early\.pt: cannot be gone on with"):
        learning.mean(learning.begun(7), [tmp_path / "early.pt"], 7)
