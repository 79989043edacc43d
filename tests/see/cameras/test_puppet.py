from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from live.body import skeleton
from live.see.cameras.nobody import Nobody
from live.see.cameras.puppet import Puppet, Song
from live.signals import Pose
from tests.parts import a_context


def dances(seconds: float, leaves: bool = False, **context: object) -> list[Pose]:
    amateur = Puppet(leaves=leaves).open(a_context(**context))
    return [amateur.read() for _ in range(round(seconds * 30))]


@pytest.fixture(scope="module")
def half_a_minute() -> list[Pose]:
    return dances(30.0)


def test_it_reads_thirty_poses_a_second() -> None:
    times = [pose.time for pose in dances(1.0)]
    assert np.allclose(np.diff(times), 1 / 30)
    assert times[0] == 0.0


def test_the_same_seed_is_the_same_dance_and_another_seed_another() -> None:
    first, again, other = (np.array([p.positions for p in dances(3.0, seed=s)]) for s in (1, 1, 2))
    assert (first == again).all()
    assert np.abs(first - other).max() > 0.05


def test_a_planted_foot_does_not_slide(half_a_minute: list[Pose]) -> None:
    for before, after in pairwise(half_a_minute):
        for number, joint in enumerate(skeleton.CONTACT_JOINTS):
            if before.contacts[number] and after.contacts[number]:
                step = np.linalg.norm(after.positions[joint] - before.positions[joint])
                assert step < 0.45 / 30


def test_one_foot_is_always_on_the_floor_and_none_under_it(half_a_minute: list[Pose]) -> None:
    for pose in half_a_minute:
        feet = pose.positions[[10, 11], 1]
        assert -0.01 < feet.min() < 0.04


def test_nothing_jerks(half_a_minute: list[Pose]) -> None:
    positions = np.array([pose.positions for pose in half_a_minute])
    speed = np.linalg.norm(np.diff(positions, axis=0), axis=-1) * 30
    assert speed.max() < 6.0  # metres a second


def test_it_raises_its_arms_and_claps(half_a_minute: list[Pose]) -> None:
    positions = np.array([pose.positions for pose in half_a_minute])
    head, hands = positions[:, 15, 1], positions[:, [20, 21], 1].min(axis=1)
    assert (hands > head).mean() > 0.1
    apart = np.linalg.norm(positions[:, 22] - positions[:, 23], axis=1)
    assert apart.min() < 0.15


def test_it_sinks_on_the_beats_of_the_song(tmp_path: Path) -> None:
    beats = 0.3 + np.arange(40) * 0.61
    song = tmp_path / "song.ogg"
    rows = [f"{time:.4f}\t{number % 4 + 1}" for number, time in enumerate(beats)]
    song.with_suffix(".beats").write_text("\n".join(rows) + "\n")
    poses = dances(20.0, soundtrack=song)
    heights = np.array([pose.positions[0, 1] for pose in poses])
    times = np.array([pose.time for pose in poses])
    on, off = (np.interp(beats[2:30] + shift, times, heights) for shift in (0.02, 0.32))
    assert (off - on).mean() > 0.02


def test_a_waltz_is_danced_in_three(tmp_path: Path) -> None:
    song = tmp_path / "waltz.ogg"
    rows = [f"{0.6 * number:.4f}\t{number % 3 + 1}" for number in range(40)]
    song.with_suffix(".beats").write_text("\n".join(rows) + "\n")
    assert Song.of(song, 4).meter == 3
    x = np.array([pose.positions[0, 0] for pose in dances(14.4, soundtrack=song)])
    bars = round(3.6 * 30)  # two bars bring everybody back
    assert np.corrcoef(x[30:-bars], x[30 + bars :])[0, 1] > 0.9


def test_the_beat_goes_on_before_and_after_the_song(tmp_path: Path) -> None:
    song = tmp_path / "song.ogg"
    song.with_suffix(".beats").write_text("1.0\t3\n1.5\t4\n2.0\t1\n2.5\t2\n")
    known = Song.of(song, 4)
    assert known.beat_at(2.0) == 0.0
    assert known.beat_at(0.0) == -4.0
    assert known.beat_at(4.5) == 5.0


def test_without_a_song_it_dances_at_120() -> None:
    assert Song.of(None, 4).beat_at(10.0) == 20.0


def test_beats_that_say_nothing_are_no_song(tmp_path: Path) -> None:
    song = tmp_path / "song.ogg"
    song.with_suffix(".beats").write_text("\n")
    assert Song.of(song, 4).beat_at(10.0) == 20.0


def test_somebody_who_leaves_is_gone_for_five_seconds_of_thirty() -> None:
    away = [pose.seen.max() == 0.0 for pose in dances(31.0, leaves=True)]
    assert away == [False] * 25 * 30 + [True] * 5 * 30 + [False] * 30


def test_nobody_is_over_at_once() -> None:
    nobody = Nobody().open(a_context())
    assert nobody.read() is None
    nobody.close()
