import math
import warnings
from collections.abc import Iterator

import numpy as np
import pytest

from live.dance.springs import Join, approach, faded, followed


def test_an_offset_is_half_gone_a_halflife_later() -> None:
    offset, _ = faded(1.0, 0.0, 0.1, 0.1)
    assert offset == pytest.approx(0.5, abs=1e-6)


def test_fading_in_many_small_steps_is_fading_in_one() -> None:
    once = faded(1.0, -2.0, 0.1, 0.3)
    offset, speed = 1.0, -2.0
    for _ in range(30):
        offset, speed = faded(offset, speed, 0.1, 0.01)
    assert (offset, speed) == pytest.approx(once, abs=1e-9)


def test_a_follower_arrives_without_overshoot() -> None:
    value, speed = 0.0, 0.0
    for _ in range(200):
        value, speed = followed(value, speed, 1.0, 0.05, 0.01)
        assert value <= 1.0
    assert value == pytest.approx(1.0, abs=1e-4)


def test_a_plain_follower_goes_half_the_way_in_a_halflife() -> None:
    assert approach(0.2, 0.2) == pytest.approx(0.5)


def test_a_join_carries_value_and_speed_over_a_change() -> None:
    dt = 1 / 60
    join = Join(np.zeros(1))
    shown = [join.step(np.array([k * dt]), 0.3, dt)[0] for k in range(60)]
    join.change()
    shown += [join.step(np.array([1.5]), 0.3, dt)[0] for _ in range(120)]
    speed = np.diff(shown) / dt
    assert np.max(np.abs(np.diff(speed[55:64]))) < 0.4
    assert abs(shown[60] - shown[59]) < 0.03
    assert shown[-1] == pytest.approx(1.5, abs=1e-2)


def test_without_a_change_a_join_shows_its_source() -> None:
    join = Join(np.zeros(3))
    for k in range(5):
        values = np.full(3, float(k))
        assert np.array_equal(join.step(values, 0.1, 0.03), values)


AGES = [0.0, -0.03, 1e-9, 0.6, 75.0, 3600.0, 1e9, math.inf]  # seconds


@pytest.fixture
def no_warnings() -> Iterator[None]:
    with np.errstate(all="raise", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.usefixtures("no_warnings")
@pytest.mark.parametrize("dt", AGES)
@pytest.mark.parametrize("halflife", [0.0, 0.02, 12.0])
def test_springs_are_bounded_whatever_time_passes(dt: float, halflife: float) -> None:
    offset, _ = faded(1.0, 20.0, halflife, dt)
    assert -1e-9 <= offset <= 1.0 + 20.0 * 12.0
    value, speed = followed(3.0, -500.0, 1.0, halflife, dt)
    assert math.isfinite(value)
    assert math.isfinite(speed)
    array, speeds = faded(np.array([1.0, -2.0]), np.array([300.0, -4.0]), halflife, dt)
    assert np.isfinite([array, speeds]).all()
    assert 0.0 <= approach(halflife, dt) <= 1.0


@pytest.mark.parametrize("dt", [60.0, 3600.0, math.inf])
def test_after_minutes_a_spring_has_come_to_rest(dt: float) -> None:
    assert faded(1.0, 20.0, 0.3, dt) == (0.0, 0.0)
    assert followed(3.0, -500.0, 1.0, 0.3, dt) == (1.0, 0.0)
    assert approach(0.3, dt) == 1.0


@pytest.mark.usefixtures("no_warnings")
@pytest.mark.parametrize("dt", AGES)
@pytest.mark.parametrize("changes", [True, False])
def test_a_join_overshoots_nothing_after_a_sleep(dt: float, *, changes: bool) -> None:
    join = Join(np.zeros(1))
    for number in range(10):
        join.step(np.array([number * 0.2]), 0.3, 1 / 30)  # 6 a second
    if changes:
        join.change()
    shown = [float(join.step(np.array([1.0]), 0.3, step)[0]) for step in (dt, *[1 / 30] * 90)]
    assert 0.0 < min(shown) <= max(shown) < 3.0
    assert shown[-1] == pytest.approx(1.0, abs=0.01)


def test_a_join_begins_anew_after_a_long_sleep() -> None:
    join = Join(np.zeros(1))
    for number in range(10):
        join.step(np.array([float(number)]), 0.3, 1 / 30)
    join.change()
    assert join.step(np.array([5.0]), 0.3, 75.0) == 5.0
    assert join.step(np.array([5.1]), 0.3, 1 / 30) == pytest.approx(5.1)


def test_what_a_join_has_shown_is_the_callers_to_change() -> None:
    join, other = Join(np.zeros(2)), Join(np.zeros(2))
    for number in range(20):
        if number == 10:
            join.change()
            other.change()
        values = np.array([math.sin(number / 5), float(number > 9)])
        shown, untouched = join.step(values, 0.3, 1 / 30), other.step(values, 0.3, 1 / 30)
        assert np.array_equal(shown, untouched)
        shown *= 0.0
