import numpy as np

from live.body.skeleton import positions_from
from live.dance.sway import Sway
from live.signals import Music, Pose
from tests.dance.floor import band, positions, silence, speeds
from tests.parts import a_context


def swayed(music: object = band) -> list[Pose]:
    who = Sway().open(a_context())
    return [who.step(k / 30, music(k / 30), None) for k in range(240)]  # type: ignore[operator]


def test_its_feet_stay_where_they_stand() -> None:
    feet = positions(swayed())[:, [7, 8, 10, 11]]
    assert np.ptp(feet, axis=0).max() < 1e-9
    assert np.allclose(feet[0, 2:, 1], 0.0, atol=1e-9)


def test_it_sways_and_nods_to_music_and_hardly_without() -> None:
    to_music, without = speeds(swayed()).mean(), speeds(swayed(silence)).mean()
    assert to_music > 0.06
    assert without < to_music / 2


def test_the_same_moment_gives_the_same_pose_whoever_asks() -> None:
    once, again = Sway().open(a_context()), Sway().open(a_context())
    again.step(99.0, band(99.0), None)
    a, b = once.step(3.21, band(3.21), None), again.step(3.21, band(3.21), None)
    assert np.array_equal(a.positions, b.positions)


def test_its_pose_is_forward_kinematics() -> None:
    pose = swayed()[100]
    assert np.allclose(pose.positions, positions_from(pose.root, pose.rotations))


def test_its_knees_are_deepest_on_the_beat() -> None:
    heights = positions(swayed())[:, 0, 1]
    assert heights[0:240:15].mean() < heights[7:240:15].mean() - 0.005


def test_any_music_will_do() -> None:
    who = Sway().open(a_context())
    nonsense = [Music(0.0, beat=beat, playing=True) for beat in (np.inf, np.nan)]
    odd = [Music(0.0), Music(0.0, 300.0, -1e6, playing=True), Music(5.0, 30.0, 1e7)]
    for music in odd + nonsense:
        assert np.all(np.isfinite(who.step(1.0, music, None).positions))
