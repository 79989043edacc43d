"""What is danced on the film set."""

from pathlib import Path

import numpy as np
import pytest

from live.body import quat, skeleton
from live.signals import Floats
from scripts.filmset.motion import exercise, recorded, takes_of

FRAMES = 40


def a_recording(path: Path, yaw: float) -> Path:
    """Somebody who walks sideways, turned by `yaw`."""
    rotations = np.tile(quat.IDENTITY, (60, 24, 1))
    rotations[:, 0] = quat.about(np.array([0.0, 1.0, 0.0]), yaw)
    root = np.stack([np.linspace(0, 1, 60), np.full(60, 0.9), np.full(60, 3.0)], axis=1)
    np.savez(path, rotations=rotations, root=root)
    return path


def recordings(folder: Path, count: int = 11) -> Path:
    for k in range(count):
        a_recording(folder / f"dance{k:02d}.npz", k)
    return folder


def ways(poses: list[Floats]) -> Floats:
    """Where dancers face, (n, 3)."""
    return quat.rotate(np.array(poses), np.array([0.0, 0.0, 1.0]))


def test_exercises_stand_on_the_floor_but_for_their_leaps() -> None:
    lowest = []
    for pose in exercise(np.random.default_rng(3), 150):
        assert np.allclose(np.linalg.norm(pose.rotations, axis=1), 1.0)
        rebuilt = skeleton.positions_from(pose.root, pose.rotations)
        assert np.allclose(pose.positions, rebuilt, atol=1e-9)
        feet = pose.positions[list(skeleton.CONTACT_JOINTS), 1] - [0.06, 0.02, 0.06, 0.02]
        lowest.append(feet.min())
    assert np.median(lowest) == pytest.approx(0.0, abs=1e-9)
    assert 0.15 < max(lowest) < 0.25


def test_exercises_turn_all_the_way_round() -> None:
    chances = [np.random.default_rng(seed) for seed in (3, 4, 5)]
    facing = ways([pose.rotations[0] for one in chances for pose in exercise(one, 120)])
    assert facing[:, 2].min() < -0.8
    assert facing[:, 2].max() > 0.8
    assert np.ptp(facing[:, 0]) > 1.5


def test_a_recording_faces_the_audience_on_the_whole(tmp_path: Path) -> None:
    for yaw in (0.0, 1.7, 3.1, -2.0):
        path = a_recording(tmp_path / "dance.npz", yaw)
        poses = list(recorded(path, np.random.default_rng(4), FRAMES))
        assert len(poses) == FRAMES
        assert ways([p.rotations[0] for p in poses]).mean(axis=0)[2] > 0.5
        middle = np.mean([pose.root for pose in poses], axis=0)
        assert middle == pytest.approx([0.0, 0.9, 0.0], abs=1e-9)


def test_nothing_of_a_held_out_take_is_ever_learnt(tmp_path: Path) -> None:
    takes = takes_of("bride", recordings(tmp_path), 15, 30)
    held = {take.source for take in takes if take.held_out}
    learnt = {take.source for take in takes if not take.held_out}
    assert len([take for take in takes if take.held_out]) == 5
    assert len([source for source in held if source.startswith("choreographer")]) == 2
    assert not held & learnt
    assert len({take.name for take in takes}) == len(takes)


def test_the_same_cast_gets_the_same_takes_and_others_get_others(tmp_path: Path) -> None:
    folder = recordings(tmp_path)
    first, again = takes_of("bride", folder, 3, 30)[0], takes_of("bride", folder, 3, 30)[0]
    other = takes_of("groom", folder, 3, 30)[0]
    poses = [list(take.dance())[-1].rotations for take in (first, again, other)]
    assert np.array_equal(poses[0], poses[1])
    assert not np.array_equal(poses[0], poses[2])


def test_the_librarys_takes_have_the_length_they_say(tmp_path: Path) -> None:
    takes = takes_of("groom", recordings(tmp_path), 3, 12)
    library = next(take for take in takes if take.name.endswith("library"))
    assert len(list(library.dance())) == 12


def test_a_folder_without_recordings_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no recordings \(\*\.npz\) of 30 frames"):
        takes_of("bride", tmp_path, 3, 30)
