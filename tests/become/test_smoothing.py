"""Smoothing with both eyes open: no lag, gaps filled, trembling gone."""

import numpy as np
import pytest

from live.become.smoothing import smoothed

TIMES = np.arange(60) / 30.0


def test_a_movement_as_smooth_as_a_parabola_is_kept_as_it_is() -> None:
    thrown = (1.0 + 2.0 * TIMES - 4.9 * TIMES**2)[:, None]
    found = smoothed(TIMES, thrown, np.ones((60, 1)), 0.1)
    np.testing.assert_allclose(found, thrown, atol=0.04)


def test_what_was_not_seen_is_filled_in_from_both_sides() -> None:
    swing = np.sin(2 * TIMES)[:, None]
    weights = np.ones((60, 1))
    weights[20:23] = 0.0
    broken = swing.copy()
    broken[20:23] = np.nan
    np.testing.assert_allclose(smoothed(TIMES, broken, weights, 0.06), swing, atol=0.01)


def test_trembling_is_calmed_and_nothing_comes_late() -> None:
    chance = np.random.default_rng(1)
    swing = np.sin(2 * np.pi * 1.0 * TIMES)
    noisy = swing + 0.05 * chance.standard_normal(60)
    calm = smoothed(TIMES, noisy, np.ones(60), 0.05)
    assert np.abs(calm - swing).mean() < 0.7 * np.abs(noisy - swing).mean()
    late = [np.abs(np.roll(calm, -k)[5:-5] - swing[5:-5]).mean() for k in (-2, -1, 0, 1, 2)]
    assert int(np.argmin(late)) == 2


def test_one_frame_alone_stays_what_it_is() -> None:
    assert smoothed(np.zeros(1), np.array([[3.0]]), np.ones((1, 1)), 0.1) == pytest.approx(3.0)
