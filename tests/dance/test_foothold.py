import math

import numpy as np
import pytest

from live.body.ik import Vector
from live.dance.foothold import STRETCHED, Foothold
from live.dance.turns import Turn, turned

DT = 1 / 30
FLAT: Turn = (1.0, 0.0, 0.0, 0.0)


def walked(foot: Foothold, toe: Vector, standing: bool, leaving: bool = False) -> Vector:
    """One frame, shown as it was placed."""
    place = foot.placed(toe, standing, leaving, DT)
    foot.show(place, DT)
    return place


def stood(toe: Vector = (0.1, 0.0, 0.2)) -> Foothold:
    """A foot that has stood for a while."""
    foot = Foothold()
    for _ in range(20):
        walked(foot, toe, standing=True)
    return foot


def test_a_foot_in_the_air_is_where_it_is_danced() -> None:
    foot = Foothold()
    for frame in range(10):
        toe = (0.01 * frame, 0.2, 0.0)
        assert walked(foot, toe, standing=False) == pytest.approx(toe)
    assert foot.as_danced
    assert not foot.settled


def test_a_foot_that_comes_down_settles_on_the_floor_within_a_fifth_of_a_second() -> None:
    foot = Foothold()
    walked(foot, (0.0, 0.03, 0.0), standing=False)
    for _ in range(6):
        place = walked(foot, (0.0, 0.01, 0.0), standing=True)
    assert foot.settled
    assert place == pytest.approx((0.0, 0.0, 0.0), abs=0.004)


def test_a_foot_that_stands_does_not_go_along_with_where_it_is_danced() -> None:
    foot = stood()
    for frame in range(30):
        aside = 0.8 * STRETCHED * math.sin(frame / 3)
        place = walked(foot, (0.1 + aside, 0.03, 0.2), standing=True)
        assert math.dist(place, (0.1, 0.0, 0.2)) < 0.001


def test_a_foot_danced_too_far_from_its_spot_is_given_up_and_stands_again_where_it_is_danced() -> (
    None
):
    foot = stood()
    there = (0.1 + 1.2 * STRETCHED, 0.0, 0.2)
    walked(foot, there, standing=True)
    assert foot.spot is not None
    for _ in range(2):
        walked(foot, there, standing=True)
    assert foot.spot is None
    for _ in range(40):
        place = walked(foot, there, standing=True)
    assert foot.settled
    assert math.dist(place, there) < 0.03


def test_a_foot_whose_leg_is_too_short_is_given_up() -> None:
    foot = stood()
    spots = []
    for reach in (0.06, 0.06, 0.08, 0.08):
        foot.reach = reach
        walked(foot, (0.1, 0.0, 0.2), standing=True)
        spots.append(foot.spot)
    assert spots[1] is not None
    assert spots[3] is None


@pytest.mark.parametrize("height", [0.3, 1.7])
def test_a_foot_high_in_the_air_does_not_stand_whoever_says_so(height: float) -> None:
    foot = Foothold()
    for _ in range(5):
        assert walked(foot, (0.0, height, 0.0), standing=True)[1] == pytest.approx(height)
    assert foot.spot is None


def test_a_foot_kicked_up_from_where_it_stood_lets_go_whoever_says_that_it_stands() -> None:
    foot = stood()
    for frame in range(12):
        walked(foot, (0.1, 0.1 * frame, 0.2), standing=True)
    assert foot.spot is None


def test_the_heel_comes_up_before_the_toe_leaves() -> None:
    foot = stood()
    place = walked(foot, (0.12, 0.0, 0.2), standing=True, leaving=True)
    sole = foot.heeled(FLAT, place[1])
    assert math.dist(place, (0.1, 0.0, 0.2)) < 0.002
    assert turned(sole, (0.0, 0.0, -1.0))[1] > 0.05


def test_a_foot_that_travels_low_is_lifted_clear_of_the_floor() -> None:
    foot = stood()
    heights = []
    for frame in range(30):
        way = min(frame, 20) / 20
        place = walked(foot, (0.1 + 0.5 * way, 0.0, 0.2), standing=False)
        heights.append(place[1])
    assert max(heights[6:18]) > 0.015
    assert min(heights) >= 0.0


def test_a_foot_is_hardly_faster_than_danced_where_it_stands_and_goes() -> None:
    """Whatever it is danced, and whenever it is said to stand."""
    chance = np.random.default_rng(3)
    foot, toe, shown = Foothold(), np.array([0.0, 0.05, 0.0]), None
    for _ in range(3000):
        step = 0.04 * chance.standard_normal(3)
        toe = np.clip(toe + step, [-1, 0, -1], [1, 0.15, 1])
        x, y, z = toe.tolist()
        place = walked(foot, (x, y, z), bool(chance.random() < 0.8))
        assert place[1] >= 0.0
        if shown is not None:
            assert math.dist(place, shown) / DT < math.dist((0, 0, 0), step) / DT + 9.0
        shown = place


@pytest.mark.parametrize("pitch", [-0.5, -0.1])
def test_a_heel_on_the_floor_does_not_go_into_it(pitch: float) -> None:
    sole: Turn = (math.cos(pitch / 2), math.sin(pitch / 2), 0.0, 0.0)
    ahead = turned(Foothold().heeled(sole, 0.0), (0.0, 0.0, 1.0))
    assert ahead[1] == pytest.approx(0.0, abs=1e-9)
    assert Foothold().heeled(sole, 0.3) == sole
