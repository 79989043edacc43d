import math

import pytest

from live.dance.carry import NOWHERE, Carry
from live.dance.feet import Feet, Step
from tests.dance.floor import RATE


def test_a_carried_place_is_turned_about_its_point_and_moved() -> None:
    carry = Carry(0.1, 0.0, math.pi / 2, (0.5, 0.0))
    assert carry.there(0.5, 0.0) == pytest.approx((0.6, 0.0))
    assert carry.there(0.5, 0.2) == pytest.approx((0.8, 0.0))  # ahead has come to be on the left


def test_the_way_back_undoes_the_way_there() -> None:
    carry = Carry(0.3, -0.2, 2.5, (0.4, 0.1))
    assert carry.back(*carry.there(0.7, -0.3)) == pytest.approx((0.7, -0.3))
    assert NOWHERE.there(0.7, -0.3) == (0.7, -0.3)


def test_a_foot_that_pivots_is_carried_round_where_it_is() -> None:
    carry = Carry(0.3, -0.2, 0.5, (0.4, 0.1))
    pivoted = carry.pivoted(1.5, 0.6, 0.2)
    assert pivoted.yaw == 1.5
    assert pivoted.back(0.6, 0.2) == pytest.approx(carry.back(0.6, 0.2))


def walked(feet: Feet, beats: float, begin: float = 0.0) -> None:
    for frame in range(int(beats * RATE / 2)):
        feet.step(begin + frame * 2 / RATE, 0.5, 1 / RATE)


def test_a_step_lands_where_its_place_has_been_carried() -> None:
    feet = Feet()
    feet.carry = Carry(0.2, 0.1)
    feet.plan([Step(1.0, 0.4, 0, 0.1, 0.0, 0.0), Step(2.0, 0.4, 1, -0.1, 0.0, 0.0)])
    walked(feet, 3.0)
    assert [foot.ankle()[0] for foot in feet.feet] == pytest.approx([0.3, 0.1], abs=0.01)
    assert feet.standing() == pytest.approx((0.0, 0.0, 0.0), abs=0.03)  # on its own plan
    feet.settle()
    assert feet.standing()[:2] == pytest.approx((0.2, 0.1), abs=0.03)


def test_feet_with_nothing_to_do_step_after_the_plan_by_themselves() -> None:
    feet = Feet()
    feet.carry = Carry(0.3, 0.0)
    for half in range(8):
        feet.plan(feet.strays(half / 2, 0.5))
        walked(feet, 0.5, half / 2)
    assert feet.standing()[0] == pytest.approx(0.0, abs=0.02)
    assert feet.feet[0].now.x + feet.feet[1].now.x == pytest.approx(0.6, abs=0.02)
    assert feet.strays(4.0, 0.5) == []


def test_in_the_air_no_foot_is_planted_and_none_moves_aside() -> None:
    feet = Feet()
    walked(feet, 0.5)
    before = [foot.ankle() for foot in feet.feet]
    feet.air = 0.2
    walked(feet, 0.1, 0.5)
    for foot, was in zip(feet.feet, before, strict=True):
        assert foot.contacts == (False, False)
        assert foot.ankle()[0] == pytest.approx(was[0], abs=0.02)
        assert foot.ankle()[1] > was[1] + 0.19
    feet.air = 0.0
    walked(feet, 0.1, 0.6)
    for foot, was in zip(feet.feet, before, strict=True):
        assert foot.ankle() == pytest.approx(was)
        assert foot.contacts == (True, True)
