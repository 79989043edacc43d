from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from live.body.skeleton import positions_from
from live.dance import library
from live.dance.sway import Sway
from live.runtime.checks import pose_fault
from live.runtime.failures import NoFailureLog
from live.show.standby import HELD, Standby
from live.signals import Music, Pose
from tests.parts import a_context, standing


def _music(time: float) -> Music:
    return Music(time, beat=2 * time, confidence=0.9, playing=True, loudness=0.9)


def _danced(failures: list[tuple[float, float]], seconds: float = 8.0) -> list[Pose]:
    """A show in which the dancer fails in each of the given spans of seconds."""
    context = a_context()
    dancer, standby = library.Library().open(context), Standby(Sway().open(context))
    poses = []
    for frame in range(round(30 * seconds)):
        time = frame / 30
        fallen = any(begin <= time < end for begin, end in failures)
        who = standby if fallen else dancer
        poses.append(standby.join(who.step(time, _music(time), None)))
    return poses


def _largest_jump(poses: list[Pose], since: float = 3.0) -> float:
    """The greatest distance that any joint moves in one frame, metres."""
    positions = np.array([pose.positions for pose in poses if pose.time >= since])
    return float(np.linalg.norm(np.diff(positions, axis=0), axis=2).max())


def test_while_nobody_falls_the_dance_is_the_dancers_own() -> None:
    dancer = library.Library().open(a_context())
    alone = [dancer.step(n / 30, _music(n / 30), None) for n in range(240)]
    for pose, own in zip(_danced([]), alone, strict=True):
        assert np.array_equal(pose.positions, own.positions)


def test_one_failed_step_is_bridged_unseen() -> None:
    whole, bridged = _danced([]), _danced([(5.0, 5.03)])
    assert np.array_equal(bridged[150].rotations, bridged[149].rotations)
    assert _largest_jump(bridged) < 2.2 * _largest_jump(whole)


def test_a_long_fall_is_danced_by_the_understudy_without_a_jump() -> None:
    poses = _danced([(4.0, 6.0)])
    assert _largest_jump(poses) < 2.2 * _largest_jump(_danced([]))
    sway = Sway().open(a_context())
    at = poses[178]
    assert np.allclose(at.positions, sway.step(at.time, _music(at.time), None).positions, atol=0.02)


@pytest.mark.parametrize("again", [5.07, 5.17, 5.3])
def test_a_dancer_that_fails_again_while_it_takes_over_does_not_jump(again: float) -> None:
    poses = _danced([(4.0, 5.0), (again, again + 0.03), (again + 0.1, again + 0.2)])
    assert _largest_jump(poses) < 2.2 * _largest_jump(_danced([]))


def test_the_understudy_waits_a_moment_before_it_dances() -> None:
    poses = _danced([(4.0, 6.0)])
    held = [p for p in poses if 4.0 <= p.time < 4.0 + HELD - 0.04]
    assert all(np.array_equal(p.rotations, poses[119].rotations) for p in held)


def test_bones_keep_their_length_while_dancers_change_over() -> None:
    for pose in _danced([(4.0, 4.6)]):
        assert np.allclose(positions_from(pose.root, pose.rotations), pose.positions, atol=1e-9)


def test_a_dancer_that_never_danced_is_understudied_at_once() -> None:
    poses = _danced([(0.0, 2.0)])
    sway = Sway().open(a_context())
    assert np.allclose(poses[0].positions, sway.step(0.0, _music(0.0), None).positions)


def _raises(pose: Pose) -> Pose:
    raise OverflowError("math range error")


def _not_a_number(pose: Pose) -> Pose:
    pose.rotations[5] = np.nan
    return pose


def _short(pose: Pose) -> Pose:
    return replace(pose, positions=pose.positions[:20])


class _Faulty:
    """An understudy that dances as the library does, but badly from 4 to 6 s."""

    def __init__(self, spoiled: Callable[[Pose], Pose]) -> None:
        self._library = library.Library().open(a_context())
        self._spoiled = spoiled

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        pose = self._library.step(time, music, human)
        return self._spoiled(pose) if 4.0 <= time < 6.0 else pose


class _Record(NoFailureLog):
    def __init__(self) -> None:
        self.reports: list[str] = []

    def failed(self, part: str, error: Exception, kind: str = "") -> None:
        self.reports.append(f"{part}: {error}")

    def recovered(self, part: str, kind: str = "") -> None:
        if self.reports and self.reports[-1] != "stands":
            self.reports.append("stands")


@pytest.mark.parametrize("spoiled", [_raises, _not_a_number, _short])
def test_an_understudy_that_falls_is_held_and_then_sways_and_dances_on(
    spoiled: Callable[[Pose], Pose],
) -> None:
    record, sway = _Record(), Sway().open(a_context())
    standby = Standby(_Faulty(spoiled), record)
    poses = []
    for frame in range(240):
        time = frame / 30
        poses.append(standby.join(standby.step(time, _music(time), None)))
    assert [pose_fault(pose) for pose in poses] == [None] * 240
    held = [pose for pose in poses if 4.0 <= pose.time < 4.0 + HELD - 0.04]
    assert all(np.array_equal(pose.rotations, poses[119].rotations) for pose in held)
    at = poses[178]
    assert np.allclose(at.positions, sway.step(at.time, _music(at.time), None).positions, atol=0.02)
    alone = library.Library().open(a_context())
    danced = [alone.step(n / 30, _music(n / 30), None) for n in range(240)]
    assert np.allclose(poses[-1].positions, danced[-1].positions, atol=0.02)
    assert _largest_jump(poses) < 2.2 * _largest_jump(danced)
    assert len(record.reports) == 61
    assert record.reports[0].startswith("understudy: ")
    assert record.reports[-1] == "stands"


def test_an_understudy_that_never_dances_leaves_it_to_the_sway() -> None:
    class Never:
        def step(self, time: float, music: Music, human: Pose | None) -> Pose:
            raise RuntimeError("ill")

    standby, sway = Standby(Never()), Sway().open(a_context())
    for time in (0.0, 0.03, 0.06, 70.0):
        pose = standby.join(standby.step(time, _music(time), None))
        assert np.allclose(pose.positions, sway.step(time, _music(time), None).positions)


def test_a_dancer_who_comes_back_while_the_understudy_lies_down_is_joined_without_a_jump() -> None:
    record = _Record()
    dancer, standby = library.Library().open(a_context()), Standby(_Faulty(_raises), record)
    poses = []
    for frame in range(240):
        time = frame / 30
        who = standby if 3.0 <= time < 5.0 else dancer
        poses.append(standby.join(who.step(time, _music(time), standing(time))))
    assert [pose_fault(pose) for pose in poses] == [None] * 240
    assert _largest_jump(poses) < 2.2 * _largest_jump(_danced([]))
    assert record.reports[-1] == "understudy: math range error"
