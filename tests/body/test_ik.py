import math

import numpy as np
import pytest

from live.body.ik import Vector, two_bone, within_reach


def end_of(target: Vector, upper: float = 0.4, lower: float = 0.5) -> np.ndarray:
    bend = two_bone(target, upper, lower, (0.0, 0.0, 1.0))
    return np.array(bend.upper) * upper + np.array(bend.lower) * lower


@pytest.mark.parametrize("target", [(0.0, -0.7, 0.0), (0.3, -0.5, 0.2), (-0.2, 0.1, 0.4)])
def test_a_limb_ends_where_it_should(target: Vector) -> None:
    assert end_of(target) == pytest.approx(np.array(target), abs=1e-9)


def test_the_middle_joint_points_to_the_pole() -> None:
    bend = two_bone((0.0, -0.7, 0.0), 0.4, 0.5, (0.0, 0.0, 1.0))
    assert bend.upper[2] > 0.3
    assert abs(bend.upper[0]) < 1e-9


def test_the_hinge_is_square_to_both_bones() -> None:
    bend = two_bone((0.2, -0.6, 0.1), 0.4, 0.5, (0.3, 0.0, 1.0))
    for way in (bend.upper, bend.lower):
        assert np.dot(bend.hinge, way) == pytest.approx(0.0, abs=1e-9)
    assert np.linalg.norm(bend.hinge) == pytest.approx(1.0)


def test_a_target_out_of_reach_is_met_in_direction() -> None:
    end = end_of((0.0, -3.0, 0.0))
    assert np.linalg.norm(end) == pytest.approx(0.9, abs=2e-3)
    assert end[1] < -0.89


@pytest.mark.parametrize("target", [(0.0, 0.0, 0.0), (0.0, 0.0, 0.5), (0.0, 0.02, 0.0)])
def test_a_target_on_the_joint_or_along_the_pole_still_gives_a_limb(target: Vector) -> None:
    assert np.all(np.isfinite(end_of(target)))


def test_reach_nears_the_length_without_a_corner() -> None:
    distances = np.linspace(0.5, 2.0, 1501)
    reached = np.array([within_reach(float(d), 1.0) for d in distances])
    assert np.all(reached <= 1.0)
    assert np.all(np.diff(reached) >= 0)
    assert np.max(np.abs(np.diff(reached, 2))) < 1e-4
    assert within_reach(0.9, 1.0) == 0.9
    assert math.isclose(within_reach(1.5, 1.0), 1.0, abs_tol=1e-6)
