import math

import numpy as np
import pytest

from live.dance.music_features import PARTNER
from live.dance.partner import HumanTracker
from live.signals import HUMAN_SHIFT, Floats, Pose
from tests.dance.people import somebody

RATE = 30


def rocking(time: float, speed: float) -> Pose:
    """Somebody who is carried to and fro, metres a second."""
    reach = 0.3
    phase = (speed * time / reach) % 4
    return somebody(time, place=(reach * (1 - abs(phase - 2)), 0.0))


def watched(seconds: float, speed: float = 0.5, age: float = 0.0) -> HumanTracker:
    found = HumanTracker()
    see(found, 0.0, seconds, speed, age)
    return found


def see(who: HumanTracker, start: float, seconds: float, speed: float, age: float = 0.0) -> None:
    for frame in range(round(start * RATE), round((start + seconds) * RATE)):
        time = frame / RATE
        who.see(time, rocking(time - age, speed), 1 / RATE)


def told(who: HumanTracker) -> Floats:
    return who.opposite()


def test_nobody_there_is_all_zeros() -> None:
    who = HumanTracker()
    who.see(0.0, None, 1 / RATE)
    assert not who.here
    assert np.array_equal(told(who), np.zeros(PARTNER))


def test_somebody_not_seen_for_a_second_has_gone() -> None:
    who = watched(2.0)
    assert who.here
    stale = rocking(2.0, 0.5)
    who.see(2.9, stale, 0.9)
    assert who.here
    who.see(3.1, stale, 0.2)
    assert not who.here
    assert np.array_equal(told(who), np.zeros(PARTNER))


def test_who_moves_as_usual_does_not_hurry() -> None:
    assert watched(8.0).hurry == pytest.approx(1.0, abs=0.1)


def test_who_moves_faster_hurries_within_150_ms_and_it_is_usual_after_a_while() -> None:
    who = watched(8.0, 0.3)
    see(who, 8.0, 0.15, 0.9)
    assert who.hurry > 1.6
    see(who, 8.15, 12.0, 0.9)
    assert who.hurry == pytest.approx(1.0, abs=0.15)


def test_who_stops_hurries_the_dancer_less_and_less() -> None:
    who = watched(8.0, 0.6)
    see(who, 8.0, 0.15, 0.0)
    assert who.hurry < 0.35


def test_the_same_sight_again_does_not_change_how_fast_they_are() -> None:
    who = watched(8.0)
    before = who.hurry
    who.see(8.0, rocking(8.0 - 1 / RATE, 0.5), 1 / RATE)
    assert who.hurry == pytest.approx(before, abs=0.05)


def test_a_partner_is_told_as_face_to_face_wherever_they_stand_and_face() -> None:
    for yaw in (0.0, 1.0, math.pi):
        who = HumanTracker()
        who.see(0.0, somebody(0.0, place=(0.7, -0.4), yaw=yaw), 1 / RATE)
        there, aside, ahead, along, across = told(who)[:5]
        assert (there, aside, ahead) == pytest.approx((1.0, 0.0, 0.6))
        assert (along, across) == pytest.approx((-1.0, 0.0), abs=1e-6)


def test_who_is_drawn_too_near_is_given_way_to() -> None:
    who = watched(1.0)
    near = rocking(1.0 - 1 / RATE, 0.5).root + HUMAN_SHIFT
    x, z = near[0] + 0.2, near[2] + 0.1
    away_x, away_z = who.aside(x, z, 0.6)
    assert away_x * 0.2 + away_z * 0.1 > 0
    assert math.hypot(away_x, away_z) <= 0.7 + 1e-9
    assert who.aside(0.2, 0.1, 0.6) == (0.0, 0.0)  # where their pose is, nobody is drawn


def test_where_somebody_is_across_the_stage_is_known_while_they_are_there() -> None:
    who = watched(1.0)
    assert who.across == pytest.approx(float(rocking(1.0 - 1 / RATE, 0.5).root[0]))
    who.see(9.0, None, 8.0)
    assert who.across is None


def test_nobody_is_given_way_to_where_nobody_is() -> None:
    assert HumanTracker().aside(0.0, 0.0, 0.6) == (0.0, 0.0)
