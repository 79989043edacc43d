"""Rotations as matrices and axes, and bodies one at a time: the same as all at once."""

import numpy as np
import pytest

from live.body import quat, skeleton
from live.signals import Floats

AXES = np.eye(3)


@pytest.fixture
def turns() -> Floats:
    chance = np.random.default_rng(4)
    some = quat.normalised(chance.standard_normal((200, 4)))
    # Half turns about an axis, where w is nought, and no turn at all.
    return np.concatenate([some, np.eye(4), -np.eye(4), [[0.6, 0.8, 0.0, 0.0]]])


def test_a_matrix_turns_vectors_as_its_quaternion_does(turns: Floats) -> None:
    ways = np.random.default_rng(5).standard_normal((len(turns), 3))
    turned = (quat.matrices(turns) @ ways[:, :, None])[:, :, 0]
    assert np.allclose(turned, quat.rotate(turns, ways), atol=1e-12)


def test_a_matrix_has_the_turned_axes_in_its_columns() -> None:
    quarter = quat.about(AXES[1], np.pi / 2)
    assert np.allclose(quat.matrices(quarter) @ AXES[2], AXES[0], atol=1e-12)
    assert np.allclose(quat.matrices(quarter)[:, 2], AXES[0], atol=1e-12)


def test_turned_axes_give_their_rotation_again_half_turns_too(turns: Floats) -> None:
    found = quat.from_axes(*(quat.rotate(turns, axis) for axis in AXES))
    assert np.allclose(np.abs(np.sum(found * turns, axis=-1)), 1.0, atol=1e-12)
    assert np.allclose(np.linalg.norm(found, axis=-1), 1.0, atol=1e-12)


def test_one_body_has_its_joints_where_it_has_them_among_many() -> None:
    chance = np.random.default_rng(6)
    rotations = quat.normalised(chance.standard_normal((20, 24, 4)))
    roots = chance.standard_normal((20, 3))
    many = skeleton.positions_from(roots, rotations)
    for root, body, joints in zip(roots, rotations, many, strict=True):
        assert np.allclose(skeleton.positions_from(root, body), joints, atol=1e-12)
