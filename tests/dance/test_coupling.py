from dataclasses import replace

import numpy as np
import pytest

from live.body.skeleton import mirrored, positions_from
from live.dance.coupling import Coupling
from live.dance.lessons import ALONG
from live.see.cameras.puppet import Puppet
from live.signals import Pose
from tests.dance.floor import RATE, dance, dancer
from tests.dance.people import somebody
from tests.parts import a_context


@pytest.fixture(scope="module")
def shown() -> list[Pose]:
    """A teacher's twelve seconds."""
    return dance(dancer(only=("step-touch", "grapevine")), 12.0)


def copied(shown: list[Pose], late: float, tremor: float = 0.0) -> list[Pose]:
    """A pupil who does what is shown, so many seconds later, as in a mirror."""
    chance = np.random.default_rng(3)
    pupil = []
    for index, pose in enumerate(shown):
        was = shown[max(0, index - round(late * RATE))]
        root, rotations = mirrored(was.root, was.rotations)
        where = positions_from(root, rotations) + chance.normal(0.0, tremor, (24, 3))
        pupil.append(Pose(pose.time, where, rotations))
    return pupil


def coupling(shown: list[Pose], pupil: list[Pose]) -> float:
    pair = Coupling()
    for mine, theirs in zip(shown, pupil, strict=True):
        pair.see(mine, theirs)
    return pair.over(6.0)


@pytest.mark.parametrize("late", [0.0, 0.2, 0.5])
def test_who_copies_a_little_late_dances_along(shown: list[Pose], late: float) -> None:
    assert coupling(shown, copied(shown, late)) > 0.85


def test_a_trembling_camera_does_not_hide_who_dances_along(shown: list[Pose]) -> None:
    assert coupling(shown, copied(shown, 0.25, tremor=0.02)) > ALONG + 0.1


def test_who_stands_does_not_dance_along(shown: list[Pose]) -> None:
    chance = np.random.default_rng(5)
    pupil = []
    for pose in shown:
        still = somebody(pose.time)
        pupil.append(replace(still, positions=still.positions + chance.normal(0, 0.003, (24, 3))))
    assert coupling(shown, pupil) < ALONG


@pytest.mark.parametrize("seed", range(5))
def test_who_dances_something_else_to_the_same_beat_does_not_dance_along(
    shown: list[Pose], seed: int
) -> None:
    puppet = Puppet().open(a_context(seed=seed))
    assert coupling(shown, [puppet.read() for _ in shown]) < ALONG


def test_who_has_gone_is_forgotten(shown: list[Pose]) -> None:
    pair = Coupling()
    for mine in shown:
        pair.see(mine, mine)
    pair.see(shown[-1], None)
    assert pair.over(6.0) == 0.0
