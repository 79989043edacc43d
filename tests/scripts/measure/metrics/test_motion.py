"""Speed, jerk, stillness, stage and bones of bodies whose paths are known."""

import numpy as np
import pytest

from scripts.measure.metrics import motion
from tests.scripts.measure.dances import STANDING, carried, statue, swinging


def test_jerk_is_the_third_derivative() -> None:
    seconds = np.arange(90) / 30
    assert motion.jerk(carried(seconds[:, None] ** 3 * [1.0, 0.0, 0.0]), 30.0) == pytest.approx(6.0)


def test_speed_is_in_metres_a_second_at_any_rate() -> None:
    for fps in (30.0, 60.0):
        path = np.arange(60)[:, None] / fps * np.array([0.3, 0.0, 0.4])
        assert motion.speeds(carried(path), fps) == pytest.approx(np.full(59, 0.5))


def test_a_dance_is_the_same_at_half_the_rate_and_nearly_so_at_double() -> None:
    fine, coarse = swinging(2, 600, 60.0).positions, swinging(2, 300, 30.0).positions
    assert np.array_equal(motion.at_rate(fine, 60.0, 30.0), fine[::2])
    doubled = motion.at_rate(coarse, 30.0, 60.0)
    assert len(doubled) == 599
    assert np.abs(doubled[10:-10] - fine[10:589]).max() < 0.001


def test_still_seconds_are_counted_and_those_without_music_are_not() -> None:
    steps = np.where((np.arange(301) // 60) % 2, 0.02, 0.0)  # two seconds still, two on the move
    moving = carried(np.cumsum(steps)[:, None] * [1.0, 0.0, 0.0])
    assert motion.frozen(moving, 30.0) == (6, 10)
    playing = np.arange(301) >= 150
    assert motion.frozen(moving, 30.0, playing) == (3, 5)
    assert motion.frozen(statue(301), 30.0) == (10, 10)


def test_leaving_the_stage_is_counted_once_a_time() -> None:
    x = np.concatenate([np.linspace(0, 2, 50), np.linspace(2, -2, 100), np.linspace(-2, 0, 50)])
    assert motion.exits(carried(x[:, None] * [0.0, 0.0, 1.0])) == 2
    assert motion.exits(carried(x[:, None] * [0.7, 0.0, 0.0])) == 0


def test_a_stretched_bone_is_found() -> None:
    body = statue(30)
    assert motion.bone_error(body) == pytest.approx(0.0, abs=1e-12)
    body[12, 23] += (
        (STANDING[23] - STANDING[21]) / np.linalg.norm(STANDING[23] - STANDING[21]) / 100
    )
    assert motion.bone_error(body) == pytest.approx(0.01)
