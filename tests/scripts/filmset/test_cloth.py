"""Hanging cloth."""

import numpy as np
import pytest

from live.signals import Floats
from scripts.filmset.cloth import Capsule, Cloth, Fabric, finer

ROWS, COLUMNS = 8, 12


def a_tube(radius: float = 0.25) -> Floats:
    """A skirt without a flare, a metre over the floor: (rows, columns, 3)."""
    turn = np.linspace(0.0, 2 * np.pi, COLUMNS, endpoint=False)
    net = np.zeros((ROWS, COLUMNS, 3))
    net[..., 0], net[..., 2] = radius * np.sin(turn), radius * np.cos(turn)
    net[..., 1] = 1.0 - 0.1 * np.arange(ROWS)[:, None]
    return net


def fabric(rest: Floats) -> Fabric:
    shape = np.zeros(ROWS)
    shape[:2] = 1.0
    return Fabric(rest, True, shape, 0.06)


def leg(ahead: float, thick: float = 0.08) -> Capsule:
    return Capsule(np.array([0.0, 0.9, 0.0]), np.array([0.0, 0.5, ahead]), thick, thick)


def test_cloth_left_alone_hangs_still_and_keeps_its_length() -> None:
    rest = a_tube()
    cloth = Cloth(fabric(rest))
    for _ in range(60):
        before = cloth.step(1 / 30, rest, [leg(0.0)])
    now = cloth.step(1 / 30, rest, [leg(0.0)])
    assert np.abs(now - before).max() < 1e-3
    length = np.linalg.norm(np.diff(now, axis=0), axis=2)
    assert length == pytest.approx(np.full_like(length, 0.1), rel=0.06)


def test_a_leg_that_kicks_takes_the_skirt_along_and_never_comes_through() -> None:
    rest = a_tube()
    cloth = Cloth(fabric(rest))
    for k in range(16):
        ahead = leg(0.03 * k)
        net = cloth.step(1 / 30, rest, [ahead])
        along = np.clip((net[2:] - ahead.start) @ (ahead.end - ahead.start), 0.0, None)
        along /= (ahead.end - ahead.start) @ (ahead.end - ahead.start)
        nearest = ahead.start + np.clip(along, 0, 1)[..., None] * (ahead.end - ahead.start)
        assert np.linalg.norm(net[2:] - nearest, axis=2).min() > 0.07
    assert net[4:, 0, 2].max() > 0.45  # the front was lifted forwards


def test_no_cloth_lies_under_the_floor() -> None:
    rest = a_tube() - [0.0, 0.6, 0.0]
    cloth = Cloth(fabric(rest))
    for _ in range(30):
        net = cloth.step(1 / 30, rest, [])
    assert net[2:, :, 1].min() >= 0.0


def test_the_same_steps_give_the_same_cloth() -> None:
    rest = a_tube()
    one, other = Cloth(fabric(rest)), Cloth(fabric(rest))
    for k in range(10):
        moved = rest + 0.05 * k
        assert np.array_equal(one.step(1 / 30, moved, []), other.step(1 / 30, moved, []))


@pytest.mark.parametrize("closed", [True, False])
def test_a_finer_curve_goes_through_its_points(closed: bool) -> None:
    points = np.random.default_rng(2).normal(size=(7, 3))
    fine = finer(7, 4, closed) @ points
    assert np.allclose(fine[::4], points)
    assert len(fine) == (28 if closed else 25)
    assert np.allclose(finer(7, 4, closed).sum(axis=1), 1.0)
