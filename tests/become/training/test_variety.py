"""How different people are."""

import numpy as np
import pytest

from live.become.training.takes import Numbers
from live.become.training.variety import apart, spread


def somebody(level: float, column: int = 2) -> Numbers:
    """A block of one grey in an empty pane."""
    picture = np.zeros((6, 8, 4), np.float32)
    picture[2:5, column : column + 2] = [level, level, level, 1.0]
    return picture


def test_two_in_the_same_place_differ_by_their_colours() -> None:
    assert apart(somebody(0.2), somebody(0.7)) == pytest.approx(0.5)
    assert apart(somebody(0.4), somebody(0.4)) == 0.0
    assert apart(np.zeros((6, 8, 4), np.float32), np.zeros((6, 8, 4), np.float32)) == 0.0


def test_the_empty_pane_does_not_make_people_alike() -> None:
    assert apart(somebody(0.5, 0), somebody(0.5, 4)) == pytest.approx(0.5)


def test_the_nearest_two_and_the_mean_are_told() -> None:
    people = np.stack([np.stack([somebody(level)] * 2) for level in (0.1, 0.2, 0.9)])
    least, mean = spread(people)
    assert least == pytest.approx(0.1)
    assert mean == pytest.approx((0.1 + 0.8 + 0.7) / 3)
