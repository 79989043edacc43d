import numpy as np
import pytest

from live.see.smoothing import OneEuro
from live.signals import Floats


def smoothed(values: Floats, rate: float, halflife: float = 0.1, swift: float = 1.0) -> Floats:
    smoothing = OneEuro(halflife, swift)
    return np.array([smoothing.smooth(value[None], 1.0 / rate)[0] for value in values])


def test_trembling_is_calmed() -> None:
    tremble = np.random.default_rng(1).normal(0.0, 0.01, (300, 3))
    assert smoothed(tremble, 30.0).std() < 0.5 * tremble.std()


def test_a_fast_movement_comes_through_within_a_frame_and_a_half() -> None:
    times = np.arange(60) / 30.0
    fast = np.stack([6.0 * times, 0 * times, 0 * times], axis=1)  # 6 a second
    behind = fast[-1, 0] - smoothed(fast, 30.0)[-1, 0]
    assert behind / 6.0 < 0.05


def test_what_stands_still_stays_where_it_is() -> None:
    still = np.tile([1.0, 2.0, 3.0], (50, 1))
    assert np.allclose(smoothed(still, 30.0), still)


@pytest.mark.parametrize("rate", [5.0, 15.0, 60.0])
def test_the_same_at_any_frame_rate(rate: float) -> None:
    def after_half_a_second(at: float) -> float:
        smoothing = OneEuro(0.2, 1e9)  # so that speed plays no part
        smoothing.smooth(np.zeros((1, 1)), 1.0 / at)
        for _ in range(round(0.4 * at)):
            value = smoothing.smooth(np.ones((1, 1)), 1.0 / at)
        return float(value[0, 0])

    assert after_half_a_second(rate) == pytest.approx(0.75, abs=0.01)


def test_no_time_between_two_values_is_not_divided_by() -> None:
    smoothing = OneEuro(0.1, 1.0)
    smoothing.smooth(np.zeros((1, 3)), 0.0)
    assert np.isfinite(smoothing.smooth(np.ones((1, 3)), 0.0)).all()


def test_after_a_restart_the_first_value_comes_back_as_it_is() -> None:
    smoothing = OneEuro(1.0, 1.0)
    smoothing.smooth(np.zeros((1, 1)), 0.1)
    smoothing.restart()
    assert smoothing.smooth(np.ones((1, 1)), 0.1)[0, 0] == 1.0


def test_no_halflife_is_no_smoothing() -> None:
    tremble = np.random.default_rng(1).normal(0.0, 0.01, (30, 3))
    assert np.allclose(smoothed(tremble, 30.0, halflife=0.0), tremble)
