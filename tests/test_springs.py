import numpy as np
import pytest

from live.springs import Join, approach, faded, followed


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
