"""Freeze: everybody holds still, and dances on without a jump."""

import numpy as np
import pytest

from live.body.skeleton import positions_from
from live.dance import library
from live.dance.still import Still
from live.see.cameras.puppet import Puppet
from live.signals import Floats, Music, Pose
from tests.parts import a_context

FROZEN, FREED = 4.0, 7.3  # seconds


@pytest.fixture(scope="module")
def danced() -> list[tuple[Pose, Pose]]:
    """The partner and the human of twelve seconds, whom nobody freezes."""
    dancer = library.Library(style="latin").open(a_context())
    puppet, poses = Puppet().open(a_context()), []
    for frame in range(360):
        time = frame / 30
        music = Music(time, beat=2 * time, confidence=0.9, playing=True, loudness=0.9)
        human = puppet.read()
        assert isinstance(human, Pose)
        poses.append((dancer.step(time, music, human), human))
    return poses


def shown(danced: list[tuple[Pose, Pose]], *spans: tuple[float, float]) -> list[tuple[Pose, Pose]]:
    """The same, frozen for these spans of seconds."""
    still, poses = Still(), []
    for partner, human in danced:
        frozen = any(begin <= partner.time < end for begin, end in spans)
        held, seen = still.step(partner, human, frozen=frozen)
        assert seen is not None
        assert held.time == partner.time
        poses.append((held, seen))
    return poses


def jumps(poses: list[Pose]) -> Floats:
    """The longest way of any joint from each frame to the next, metres."""
    positions = np.array([pose.positions for pose in poses])
    steps: Floats = np.linalg.norm(np.diff(positions, axis=0), axis=2).max(axis=1)
    return steps


def test_never_frozen_they_dance_as_they_do(danced: list[tuple[Pose, Pose]]) -> None:
    for poses, own in zip(shown(danced), danced, strict=True):
        assert poses[0] is own[0]
        assert poses[1] is own[1]


@pytest.mark.parametrize("who", [0, 1])
def test_released_they_dance_on_without_a_jump(danced: list[tuple[Pose, Pose]], who: int) -> None:
    frozen = jumps([poses[who] for poses in shown(danced, (FROZEN, FREED))])
    free = jumps([poses[who] for poses in danced])
    held = slice(round(30 * FROZEN), round(30 * FREED) - 1)
    assert not frozen[held].any()
    assert (
        np.linalg.norm(
            danced[round(30 * FREED)][who].positions - danced[round(30 * FROZEN)][who].positions,
            axis=1,
        ).max()
        > 3 * free[90:].max()
    )  # there is a way to go
    assert frozen[held.stop] < free[90:].max()
    assert frozen[90:].max() < 3.5 * free[90:].max()
    ends = shown(danced, (FROZEN, FREED))[-1][who]
    assert np.allclose(ends.positions, danced[-1][who].positions, atol=0.003)


def test_the_partners_bones_keep_their_lengths_on_the_way(danced: list[tuple[Pose, Pose]]) -> None:
    for partner, _ in shown(danced, (FROZEN, FREED)):
        body = positions_from(partner.root, partner.rotations)
        assert np.allclose(body, partner.positions, atol=1e-9)


def test_frozen_again_on_the_way_they_stay_where_they_are(
    danced: list[tuple[Pose, Pose]],
) -> None:
    poses = shown(danced, (FROZEN, FREED), (FREED + 0.1, FREED + 0.5))
    for who in (0, 1):
        steps = jumps([pair[who] for pair in poses])
        again = round(30 * (FREED + 0.1))
        assert steps[again : again + 10].max() == 0.0
        assert steps[again - 1] < 0.2


def test_whoever_comes_or_goes_meanwhile_does_so() -> None:
    still = Still()
    partner = library.Library().open(a_context()).step(0.0, Music(0.0), None)
    assert still.step(partner, None, frozen=True)[1] is None
    assert still.step(partner, partner, frozen=True)[1] is None
    assert still.step(partner, partner, frozen=False)[1] is partner
    assert still.step(partner, partner, frozen=True)[1] is partner
    assert still.step(partner, None, frozen=False)[1] is None
