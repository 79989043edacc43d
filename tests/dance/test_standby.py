import numpy as np

from live.dance import library
from live.dance.standby import HELD, Standby
from live.dance.sway import Sway
from live.signals import Music, Pose
from live.skeleton import positions_from
from tests.company import a_house


def _music(time: float) -> Music:
    return Music(time, beat=2 * time, confidence=0.9, playing=True, loudness=0.9)


def _danced(falls: list[tuple[float, float]], seconds: float = 8.0) -> list[Pose]:
    """A show in which the dancer is out of action from .. to each of the given seconds."""
    house = a_house()
    dancer, standby = library.Library().open(house), Standby(Sway().open(house))
    poses = []
    for frame in range(round(30 * seconds)):
        time = frame / 30
        fallen = any(begin <= time < end for begin, end in falls)
        who = standby if fallen else dancer
        poses.append(standby.join(who.step(time, _music(time), None)))
    return poses


def _largest_jump(poses: list[Pose], since: float = 3.0) -> float:
    """The longest way any joint goes in one frame, metres."""
    positions = np.array([pose.positions for pose in poses if pose.time >= since])
    return float(np.linalg.norm(np.diff(positions, axis=0), axis=2).max())


def test_while_nobody_falls_the_dance_is_the_dancers_own() -> None:
    dancer = library.Library().open(a_house())
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
    sway = Sway().open(a_house())
    at = poses[178]
    assert np.allclose(at.positions, sway.step(at.time, _music(at.time), None).positions, atol=0.02)


def test_the_understudy_waits_a_moment_before_it_dances() -> None:
    poses = _danced([(4.0, 6.0)])
    held = [p for p in poses if 4.0 <= p.time < 4.0 + HELD - 0.04]
    assert all(np.array_equal(p.rotations, poses[119].rotations) for p in held)


def test_bones_keep_their_length_while_dancers_change_over() -> None:
    for pose in _danced([(4.0, 4.6)]):
        assert np.allclose(positions_from(pose.root, pose.rotations), pose.positions, atol=1e-9)


def test_a_dancer_that_never_danced_is_understudied_at_once() -> None:
    poses = _danced([(0.0, 2.0)])
    sway = Sway().open(a_house())
    assert np.allclose(poses[0].positions, sway.step(0.0, _music(0.0), None).positions)
