"""Dancing with somebody: echoes and mirrors whose lateness is known."""

from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.formats import motion_file
from live.formats.motion_file import Motion
from scripts.measure.metrics import partnering
from tests.scripts.measure.dances import Nodder, swinging


def lead(seed: int) -> Motion:
    """Somebody whose tempo is their own."""
    return swinging(seed, 360, 30.0, 70.0 + 17 * seed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed in (1, 2, 3):
        motion_file.write(tmp_path / f"c{seed}_lead.npz", lead(seed))
        motion_file.write(tmp_path / f"c{seed}_follow.npz", lead(seed))
    motion_file.write(tmp_path / "solo.npz", lead(1))
    return tmp_path


def test_couples_are_found_by_their_names(folder: Path) -> None:
    (folder / "c2_follow.npz").unlink()
    found = partnering.couples_in(folder)
    assert [couple.name for couple in found] == ["c1", "c2", "c3"]
    assert [couple.follow is not None for couple in found] == [True, False, True]


def test_a_folder_of_soloists_has_no_couples(tmp_path: Path) -> None:
    motion_file.write(tmp_path / "solo.npz", lead(1))
    with pytest.raises(BadInput, match="no lead in it"):
        partnering.couples_in(tmp_path)


def test_an_echo_is_measured_at_its_lag_and_shuffling_destroys_it(folder: Path) -> None:
    echo = Nodder(mode="mirror", late=3)
    found = partnering.partnered(echo, partnering.couples_in(folder), 1, 120.0)
    assert found["lag_ms"] == pytest.approx(100.0)
    assert found["correlation"] > 0.95
    assert found["bed"] > 1.5 * found["shuffled"]
    assert found["bed"] > 1.5 * found["circular"]
    assert found["correlation_shuffled"] < 0.7 * found["correlation"]
    assert found["bed_real"] == pytest.approx(1.0)
    assert found["couples"] == 3.0


def test_one_who_does_not_look_does_not_echo(folder: Path) -> None:
    found = partnering.partnered(Nodder(), partnering.couples_in(folder), 1, 120.0)
    assert found["bed"] < 0.6
    assert abs(found["bed"] - found["shuffled"]) < 0.2


def test_real_couples_are_nearer_to_real_couples_than_a_stranger_is(folder: Path) -> None:
    found = partnering.partnered(Nodder(), partnering.couples_in(folder), 1, 120.0)
    assert "fid_cd" not in found  # twelve seconds a couple are too few windows
    for seed in (1, 2, 3):
        for role in ("lead", "follow"):
            long = swinging(seed, 800, 30.0, 70.0 + 17 * seed)
            motion_file.write(folder / f"c{seed}_{role}.npz", long)
    found = partnering.partnered(Nodder(), partnering.couples_in(folder), 1, 120.0)
    assert found["fid_cd"] > found["fid_cd_real"]


def test_a_perfect_mirror_has_no_error_and_a_late_one_its_lag() -> None:
    at_once = partnering.mirrored(Nodder(mode="mirror"), [lead(1), lead(2)], 1, 120.0)
    late = partnering.mirrored(Nodder(mode="mirror", late=2), [lead(1), lead(2)], 1, 120.0)
    assert at_once["hands_cm"] < 0.01
    assert at_once["lag_ms"] == 0.0
    assert late["lag_ms"] == pytest.approx(1000 * 2 / 30)
    assert late["hands_cm"] < 0.01 < late["hands_at_once_cm"]
    assert at_once["hanging_cm"] > 5
    assert at_once["shuffled_cm"] > 5


def test_the_human_is_shown_a_frame_at_a_time() -> None:
    dance = partnering.with_human(Nodder(mode="mirror"), lead(1), 1, 120.0)
    assert dance.shape == (360, 24, 3)
    assert np.isfinite(dance).all()
