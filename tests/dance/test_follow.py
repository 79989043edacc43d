from dataclasses import replace

import numpy as np
import pytest

from live.body.skeleton import mirrored_positions
from live.dance import library
from live.signals import Floats, Pose
from tests.dance.floor import RATE, band, dance, dancer, landings, positions, speeds, worst_drift

HANDS = [20, 21]


@pytest.fixture(scope="module")
def human() -> list[Pose]:
    """Half a minute of somebody who does not turn round, on the other side of the stage."""
    moves = ("step-touch", "clap", "disco point", "stirring fists")
    return dance(dancer(9, home=(-0.9, 0.0), only=moves), 34.0)


def after(
    who: library.Librarian, human: list[Pose], begin: int = 0, end: int = 10**6
) -> list[Pose]:
    """Dances while a human is seen from frame `begin` to `end`."""
    return [
        who.step(pose.time, band(pose.time), pose if begin <= k < end else None)
        for k, pose in enumerate(human)
    ]


def hand_error(poses: list[Pose], human: list[Pose], lag: int) -> Floats:
    """Metres between the partner's hands and the mirrored human's of `lag` frames ago."""
    theirs = mirrored_positions(positions(human))
    mine = positions(poses)
    gap = (mine - mine[:, :1])[lag:, HANDS] - (theirs - theirs[:, :1])[: len(mine) - lag, HANDS]
    error: Floats = np.linalg.norm(gap, axis=-1).mean(axis=1)
    return error


def test_a_mirror_has_the_humans_hands_within_a_tenth_of_a_second(human: list[Pose]) -> None:
    poses = after(dancer(mode="mirror"), human)
    errors = [hand_error(poses, human, lag)[90:].mean() for lag in range(6)]
    assert int(np.argmin(errors)) <= 3
    assert min(errors) < 0.04


def test_a_mirror_follows_sideways_in_real_steps(human: list[Pose]) -> None:
    poses = after(dancer(mode="mirror"), human)
    mine, theirs = positions(poses)[300:, 0, 0], positions(human)[300:, 0, 0]
    assert np.corrcoef(mine, -theirs)[0, 1] > 0.8
    assert len(landings(poses)) > 10
    assert worst_drift(poses) < 0.01


def test_an_answer_is_the_humans_last_bar_every_other_bar(human: list[Pose]) -> None:
    poses = after(dancer(mode="answer"), human)
    bar = 4 * RATE // 2
    error = hand_error(poses, human, bar)
    bars = [error[k * bar + 20 : (k + 1) * bar - 4].mean() for k in range(4, 14)]
    assert np.mean(bars[0::2]) < 0.06 or np.mean(bars[1::2]) < 0.06
    assert max(np.mean(bars[0::2]), np.mean(bars[1::2])) > 0.15
    assert worst_drift(poses) < 0.01


def test_a_human_who_goes_is_danced_on_without(human: list[Pose]) -> None:
    who = dancer(mode="mirror")
    poses = after(who, human, 150, 500)
    assert worst_drift(poses) < 0.01
    assert speeds(poses)[560:].mean() > 0.35
    assert speeds(poses)[140:170].max() < 8.0
    assert speeds(poses)[500:520].max() < 8.0
    assert who._shadow.strength == 0.0


def test_a_human_of_a_second_ago_has_gone(human: list[Pose]) -> None:
    who = dancer(mode="mirror")
    after(who, human[:200])
    stale = human[199]
    for k in range(200, 300):
        who.step(k / RATE, band(k / RATE), stale)
    assert who._shadow.strength == 0.0


def test_unseen_arms_are_danced_and_not_copied(human: list[Pose]) -> None:
    seen = np.ones(24)
    seen[[16, 18, 20, 22]] = 0.1  # the human's left arm: the partner's right
    hidden = [replace(pose, seen=seen) for pose in human]
    poses = after(dancer(mode="mirror"), hidden)
    theirs = mirrored_positions(positions(human))
    gap = positions(poses)[150:] - theirs[150:]
    gap -= gap[:, :1]
    assert np.linalg.norm(gap[:, 20], axis=1).mean() < 0.05
    assert np.linalg.norm(gap[:, 21], axis=1).mean() > 0.1


def test_beside_a_human_it_walks_to_its_side_and_back_to_the_middle(human: list[Pose]) -> None:
    who = dancer()
    beside = after(who, human)
    assert np.mean(positions(beside)[-300:, 0, 0]) == pytest.approx(0.75, abs=0.3)
    alone = dance(who, 24.0, start=34.0)
    assert np.mean(positions(alone)[-300:, 0, 0]) == pytest.approx(0.0, abs=0.3)
    assert worst_drift(beside) < 0.01


def test_a_solo_does_not_care_what_the_human_does(human: list[Pose]) -> None:
    still = [replace(human[0], time=pose.time) for pose in human]
    one, other = (after(dancer(), seen) for seen in (human, still))
    assert np.array_equal(positions(one), positions(other))
