"""Feet: a statue, a glide, a step that slides by a known way."""

import numpy as np
import pytest

from scripts.measure.metrics import feet
from tests.scripts.measure.dances import STANDING, carried, statue

FRAMES = np.arange(300)


def test_a_statue_has_no_fault_at_all() -> None:
    still = statue(60)
    held = feet.drift(still, np.ones((60, 4), dtype=bool))
    assert (feet.pfc(still), feet.slip(still), feet.depth(still)) == (0.0, 0.0, (0.0, 0.0))
    assert feet.skate_ratios(still) == (0.0, 0.0)
    assert (held.contacts, held.worst) == (4, 0.0)


def test_a_glide_passes_for_physical_but_neither_for_skating_nor_for_slip() -> None:
    speed = np.where((FRAMES >= 120) & (FRAMES < 180), 1.8 / 30, 0.0)  # metres a frame, 30 fps
    gliding = carried(np.cumsum(speed)[:, None] * np.array([1.0, 0.0, 0.0]))
    assert feet.pfc(gliding) < 1.0
    assert feet.skate_ratios(gliding) == pytest.approx((0.2, 0.2))
    assert feet.slip(gliding) == pytest.approx(60 / 299)


def test_a_slide_along_the_diagonal_escapes_the_published_ratio_and_not_ours() -> None:
    sliding = carried(FRAMES[:, None] * 0.02 * np.array([1.0, 0.0, -1.0]))
    assert feet.skate_ratios(sliding) == (0.0, 0.0)
    assert feet.skate_ratios(sliding, whole=True) == pytest.approx((299 / 300, 299 / 300))


def test_a_lifted_foot_does_not_skate() -> None:
    stepping = statue(300)
    stepping[:, [7, 10], 1] += 0.2
    stepping[:, [7, 10], 0] += FRAMES[:, None] * 0.03
    stepping[0, [7, 10], 1] = STANDING[[7, 10], 1]
    assert feet.skate_ratios(stepping)[0] == pytest.approx(1.0)  # the one frame it is down
    assert feet.skate_ratios(stepping)[1] == 0.0


def test_only_feet_that_move_while_the_body_is_pushed_are_unphysical() -> None:
    hop = np.zeros((60, 3))
    hop[30:, 0] = 0.1
    shoved = carried(hop)
    assert feet.pfc(shoved) > 1.0
    planted = shoved.copy()
    planted[:, [7, 8, 10, 11]] = statue(60)[:, [7, 8, 10, 11]]
    assert feet.pfc(planted) == 0.0


def test_falling_needs_no_foot_to_push() -> None:
    height = 0.5 * 9.8 * (np.arange(60) / 30) ** 2
    falling, rising = (carried(sign * height[:, None] * [0.0, 1.0, 0.0]) for sign in (-1, 1))
    for body in (falling, rising):
        body[:, [7, 8, 10, 11], 0] += np.arange(60)[:, None] * 0.05
    assert feet.pfc(falling) == 0.0
    assert feet.pfc(rising) > 1.0


def test_drift_is_measured_contact_by_contact() -> None:
    contacts = np.zeros((100, 4), dtype=bool)
    contacts[10:30, 1] = contacts[50:90, 1] = contacts[0:100, 2] = True
    wandering = statue(100)
    wandering[10:30, 10, 0] += np.linspace(0.0, 0.02, 20)
    wandering[50:90, 10, 2] += np.where(np.arange(40) < 20, 0.0, 0.01)
    wandering[30:50, 10, 0] += 0.5  # free: it may go where it likes
    held = feet.drift(wandering, contacts)
    assert held.contacts == 3
    assert held.worst == pytest.approx(0.02)
    assert held.mean == pytest.approx(0.01)


def test_nobody_on_the_floor_drifts_nowhere() -> None:
    assert feet.drift(statue(10), np.zeros((10, 4), dtype=bool)).contacts == 0


def test_a_foot_under_the_floor_is_measured_by_its_depth_and_its_frames() -> None:
    sunk = statue(100)
    sunk[:25, 11, 1] = -0.03
    sunk[25:50, 11, 1] = -0.01
    assert feet.depth(sunk) == pytest.approx((0.03, 0.25))


def test_runs_are_found_at_both_ends() -> None:
    assert feet.runs(np.array([True, False, True, True])) == [(0, 1), (2, 4)]
    assert feet.runs(np.array([False])) == []
