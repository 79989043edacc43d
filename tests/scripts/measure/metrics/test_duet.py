"""Two who dance together, late by a known time, or not at all."""

import numpy as np
import pytest

from live.signals import Floats
from scripts.measure.metrics import duet
from tests.scripts.measure.dances import metronome, statue, swinging


def walker(seed: int, frames: int = 3600) -> Floats:
    """Somebody who speeds up and slows down by chance, at 30 fps."""
    turns = np.cumsum(np.random.default_rng(seed).uniform(0.35, 0.9, frames))
    return metronome(turns, 30.0, frames / 30)


def test_an_echo_is_found_at_its_lag() -> None:
    leader = walker(1)
    found = duet.coupling(leader[6:], leader[:-6], 30.0)
    assert found.correlation == pytest.approx(1.0)
    assert found.lag == pytest.approx(0.2)


def test_a_follower_who_is_early_has_a_negative_lag() -> None:
    leader = walker(1)
    assert duet.coupling(leader[:-3], leader[3:], 30.0).lag == pytest.approx(-0.1)


def test_strangers_are_hardly_coupled() -> None:
    assert duet.coupling(walker(1), walker(2), 30.0).correlation < 0.3


def test_nobody_can_be_coupled_to_a_statue() -> None:
    assert duet.coupling(walker(1), statue(3600), 30.0).correlation == 0.0


def test_everybody_echoes_themselves_and_a_stranger_only_by_chance() -> None:
    leader = walker(3)
    assert duet.bed(leader, leader) == 1.0
    null = duet.circular_null(leader, leader, 30.0)
    assert np.mean(null) < 0.45
    assert duet.bed(leader, walker(4)) < 0.5


def test_shuffling_the_partners_destroys_the_echo() -> None:
    leaders = [walker(seed) for seed in (1, 2, 3)]
    followers = [np.roll(leader, 1, axis=0) for leader in leaders]
    own = [duet.bed(one, two) for one, two in zip(leaders, followers, strict=True)]
    shuffled = duet.shuffled_null(leaders, followers)
    assert len(shuffled) == 6
    assert np.mean(own) > 2 * np.mean(shuffled)
    assert duet.shuffled_null(leaders[:1], followers[:1]) == []


def test_cross_distances_are_those_of_two_who_stand_apart() -> None:
    leader = statue(10)
    found = duet.cross_distances(leader + np.array([0.0, 0.0, 2.0]), leader).reshape(10, 10)
    assert np.diag(found) == pytest.approx(np.full(10, 2.0))
    pelvis, ankle = leader[0, 0], leader[0, 7]
    assert found[0, 1] == pytest.approx(np.linalg.norm(pelvis - ankle + np.array([0.0, 0.0, 2.0])))


def test_a_mirror_that_is_late_is_measured_at_its_lag() -> None:
    wanted = swinging(1, 300, 30.0).positions
    found = duet.hand_error(wanted[5:], wanted[:-5], 30.0)
    assert found.error == pytest.approx(0.0, abs=1e-12)
    assert found.lag == pytest.approx(5 / 30)
    assert found.at_once > 0.02


def test_hands_held_ten_centimetres_off_are_ten_centimetres_off() -> None:
    wanted = swinging(1, 300, 30.0).positions
    shown = wanted.copy()
    shown[:, [22, 23]] += [0.0, 0.1, 0.0]
    assert duet.hand_error(wanted, shown, 30.0).at_once == pytest.approx(0.1)
