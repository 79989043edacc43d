"""FID and Div, by sets whose distributions are known."""

import numpy as np
import pytest

from live.signals import Floats
from scripts.measure.metrics.distributions import diversity, frechet, scale_of


def normal(seed: int, count: int, mean: Floats, deviation: Floats) -> Floats:
    """A set with exactly this mean and these deviations, uncorrelated."""
    raw = np.random.default_rng(seed).normal(size=(count, len(mean)))
    raw -= raw.mean(axis=0)
    raw = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    return np.asarray(mean + raw * deviation, dtype=float)


def test_the_distance_of_two_normal_sets_is_frechets() -> None:
    one = normal(1, 200, np.zeros(4), np.ones(4))
    other = normal(2, 300, np.array([1.0, 0, 0, 2]), np.array([2.0, 1, 1, 0.5]))
    assert frechet(one, other) == pytest.approx(1 + 4 + 1 + 0.25)


def test_a_set_is_no_distance_from_itself() -> None:
    one = normal(3, 100, np.arange(5.0), np.ones(5))
    assert frechet(one, one) == pytest.approx(0.0, abs=1e-9)


def test_fewer_dances_than_features_still_have_a_distance() -> None:
    chance = np.random.default_rng(4)
    one, other = chance.normal(size=(10, 30)), chance.normal(size=(12, 30)) + 1
    found = frechet(one, other)
    assert np.isfinite(found)
    assert found == pytest.approx(frechet(other, one), rel=1e-6)
    assert found > 30 * 0.5


def test_a_feature_that_never_varies_in_real_dance_does_not_blow_up_the_distance() -> None:
    real = normal(5, 100, np.zeros(3), np.ones(3))
    other = normal(6, 100, np.zeros(3), np.ones(3))
    real[:, 1] = 0.5
    scale = scale_of(real)
    assert scale.varies.tolist() == [True, False, True]
    assert frechet(scale(real), scale(other)) == pytest.approx(0.0, abs=1e-9)
    assert frechet(scale(real, masked=False), scale(other, masked=False)) > 1e15


def test_scores_are_measured_by_the_real_set() -> None:
    real = normal(7, 50, np.array([3.0, -2.0]), np.array([2.0, 5.0]))
    scores = scale_of(real)(real)
    assert scores.mean(axis=0) == pytest.approx([0, 0])
    assert scores.std(axis=0) == pytest.approx([1, 1])


def test_diversity_is_the_mean_distance_of_two() -> None:
    assert diversity(np.array([[0.0, 0.0], [3.0, 4.0]])) == 5.0
    assert diversity(np.array([[0.0], [1.0], [2.0]])) == pytest.approx(4 / 3)
