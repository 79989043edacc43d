"""Sets of dances against one another."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.formats import motion_file
from scripts.measure.metrics import variety
from tests.scripts.measure.dances import swinging
from tests.scripts.measure.metrics.test_performance import a_dance


def some(seed: int, count: int) -> variety.Features:
    return variety.of_clips([swinging(seed + n, 460, 30.0, 90.0 + n) for n in range(count)])


def test_windows_are_of_five_seconds_and_overlap_by_half() -> None:
    assert len(variety.features([(swinging(1, 600, 60.0).positions, 60.0)])) == 3
    assert len(variety.features([(swinging(1, 300, 30.0).positions, 30.0)])) == 2
    assert len(variety.features([(swinging(1, 60, 30.0).positions, 30.0)])) == 0


def test_where_the_dance_begins_does_not_matter() -> None:
    positions = swinging(1, 600, 60.0).positions
    here = variety.features([(positions, 60.0)])
    there = variety.features([(positions + np.array([3.0, 0.0, -2.0]), 60.0)])
    assert here.kinetic == pytest.approx(there.kinetic)
    assert here.geometric == pytest.approx(there.geometric)


def test_a_set_is_nearer_to_its_like_than_to_a_statue() -> None:
    real = some(1, 6)
    like = variety.compared(real, some(31, 6))
    still = variety.compared(real, variety.features([(np.ones((3000, 24, 3)), 60.0)]))
    assert variety.compared(real, real)["fid_k"] == pytest.approx(0.0, abs=1e-3)
    assert like["fid_k"] < 0.7 * still["fid_k"]
    assert like["div_k"] > 1.0
    assert (still["div_k"], still["div_g"]) == (0.0, 0.0)


def test_of_too_few_windows_nothing_is_said() -> None:
    assert variety.compared(some(1, 6), some(2, 1)) == {}


def test_some_windows_are_chosen_by_chance_and_by_seed() -> None:
    real = some(1, 6)
    assert len(real.some(10, 1)) == 10
    assert len(real.some(1000, 1)) == len(real)
    assert np.array_equal(real.some(10, 1).kinetic, real.some(10, 1).kinetic)
    assert not np.array_equal(real.some(10, 1).kinetic, real.some(10, 2).kinetic)


def test_a_couple_stays_in_one_half() -> None:
    names = ("a_lead", "a_follow", "b", "c_lead", "c_follow", "d")
    clips = {name: swinging(n, 10, 30.0) for n, name in enumerate(names)}
    one, other = variety.halves(clips)
    assert [clips["a_lead"], clips["a_follow"], clips["c_lead"], clips["c_follow"]] == one
    assert [clips["b"], clips["d"]] == other


def test_clips_are_read_from_a_folder(tmp_path: Path) -> None:
    motion_file.write(tmp_path / "one.npz", swinging(1, 30, 30.0))
    assert list(variety.clips_in(tmp_path)) == ["one"]
    with pytest.raises(BadInput, match="no such folder"):
        variety.clips_in(tmp_path / "nowhere")
    motion_file.write(tmp_path / "two.npz", swinging(1, 20, 30.0))
    with pytest.raises(BadInput, match=r"two\.npz: shorter than a second"):
        variety.clips_in(tmp_path)
    (tmp_path / "one.npz").unlink()
    (tmp_path / "two.npz").unlink()
    with pytest.raises(BadInput, match="no motion in it"):
        variety.clips_in(tmp_path)


def test_two_seeds_are_distinguished_and_one_alone_is_not() -> None:
    one = a_dance()
    raised = one.positions.copy()
    raised[:, 20] += [0.0, 0.24, 0.0]
    other = replace(one, seed=2, positions=raised)
    assert variety.seeds_apart([one, other]) == pytest.approx(0.01)
    assert np.isnan(variety.seeds_apart([one]))
    assert np.isnan(variety.seeds_apart([one, replace(other, song="another")]))
