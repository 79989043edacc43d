"""What of the pane is painted: all of the body, and little else."""

import numpy as np
import pytest

from live.draw.portrait import PLAIN, Portrait
from live.draw.portraitist import EASY
from live.draw.window import CELL, STEP, Reach, Window, whole
from live.signals import Floats

SIZE = (256, 384)
SNUG = Reach(0.0, 0.0, 0.0, 0.0)
GOWN = Reach(0.2, 0.02, 0.2, 0.05)


def body(left: float, top: float, right: float, bottom: float) -> Floats:
    """Points with these edges, shares of the pane."""
    return np.array([[left, top, 0.0], [right, bottom, 0.0]])


def sides(window: Window) -> tuple[int, int, int, int]:
    rows, columns = window.places
    return columns.start, rows.start, columns.stop, rows.stop


@pytest.mark.parametrize("seed", range(30))
def test_the_window_holds_the_body_and_its_clothes_and_is_of_whole_steps(seed: int) -> None:
    chance = np.random.default_rng(seed)
    low, high = np.sort(chance.uniform(-0.2, 1.2, (2, 2)), axis=0)
    reach = Reach(*chance.uniform(0.0, 0.2, 4).tolist())
    window = reach.window(body(*low, *high), SIZE)
    left, top, right, bottom = sides(window)
    assert window.rows % STEP == window.columns % STEP == 0
    assert 0 <= left < right <= SIZE[0]
    assert 0 <= top < bottom <= SIZE[1]
    wanted = np.array(
        [low - [reach.left, reach.above], high + np.array([reach.right, reach.below])]
    )
    wanted = np.clip(wanted, 0.0, 1.0) * SIZE
    if (wanted[1] > wanted[0]).all():
        assert left <= wanted[0, 0]
        assert top <= wanted[0, 1]
        assert right >= wanted[1, 0]
        assert bottom >= wanted[1, 1]
    assert right - left <= max(np.ptp(wanted[:, 0]), 0) + (STEP + 4) * CELL
    assert bottom - top <= max(np.ptp(wanted[:, 1]), 0) + (STEP + 4) * CELL


def test_somebody_who_stands_takes_much_less_than_the_pane() -> None:
    points = Portrait.of(EASY, PLAIN).points
    window = SNUG.window(points, SIZE)
    assert window.rows * window.columns < 0.6 * (SIZE[0] // CELL) * (SIZE[1] // CELL)
    wide = GOWN.window(points, SIZE)
    assert wide.columns > window.columns


def test_the_whole_pane_is_a_window_too() -> None:
    assert sides(whole(SIZE)) == (0, 0, *SIZE)
    assert Reach(1.0, 1.0, 1.0, 1.0).window(body(0.4, 0.4, 0.6, 0.6), SIZE) == whole(SIZE)


def test_a_network_is_told_the_middles_of_the_cells() -> None:
    told = Window(top=2, left=1, rows=8, columns=16).told()
    assert told["rows"].shape == (1, 8)
    assert told["columns"].shape == (1, 16)
    assert told["rows"][0, :2].tolist() == [10.0, 14.0]
    assert told["columns"][0, -1] == 4 * 16 + 2.0
    assert told["rows"].dtype == np.float32
