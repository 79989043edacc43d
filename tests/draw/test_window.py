"""What of the pane is painted: all of the body, and little else."""

import numpy as np
import pytest

from live.draw.crop import CELL, STEP, Crop, CropTracker, Reach, whole
from live.draw.portrait import PLAIN, Portrait
from live.draw.portraitist import EASY
from live.signals import Floats

SIZE = (256, 384)
SNUG = Reach(0.0, 0.0, 0.0, 0.0)
GOWN = Reach(0.2, 0.02, 0.2, 0.05)
STANDING = Portrait.of(EASY, PLAIN).points


def body(left: float, top: float, right: float, bottom: float) -> Floats:
    """Points with these edges, shares of the pane."""
    return np.array([[left, top, 0.0], [right, bottom, 0.0]])


def sides(window: Crop) -> tuple[int, int, int, int]:
    rows, columns = window.places
    return columns.start, rows.start, columns.stop, rows.stop


def area(window: Crop) -> float:
    """Share of the pane."""
    return window.rows * window.columns * CELL * CELL / (SIZE[0] * SIZE[1])


def filled(window: Crop, left: int, top: int, right: int, bottom: int) -> np.ndarray:
    """Who is there, in the window's picture, from one pixel of the pane to another."""
    pane = np.zeros((SIZE[1], SIZE[0]), dtype=bool)
    pane[top:bottom, left:right] = True
    return pane[window.places]


@pytest.mark.parametrize("seed", range(30))
def test_the_window_holds_the_body_and_its_clothes_and_is_of_whole_steps(seed: int) -> None:
    chance = np.random.default_rng(seed)
    low, high = np.sort(chance.uniform(-0.2, 1.2, (2, 2)), axis=0)
    reach = Reach(*chance.uniform(0.0, 0.2, 4).tolist())
    window = CropTracker(reach, SIZE).window(body(*low, *high))
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
    assert right - left <= max(np.ptp(wanted[:, 0]), 0) + (STEP + 8) * CELL
    assert bottom - top <= max(np.ptp(wanted[:, 1]), 0) + (STEP + 8) * CELL


def test_windows_begin_on_a_grid_that_stays_where_it_is() -> None:
    frame = CropTracker(SNUG, SIZE)
    drift = np.array([0.001, 0.0015, 0.0])
    begins = {sides(frame.window(STANDING + k * drift))[:2] for k in range(100)}
    assert len(begins) > 3
    assert all(left % 16 == top % 16 == 0 for left, top in begins)


def test_somebody_who_stands_takes_much_less_than_the_pane() -> None:
    window = CropTracker(SNUG, SIZE).window(STANDING)
    assert area(window) < 0.6
    assert CropTracker(GOWN, SIZE).window(STANDING).columns > window.columns


def test_whoever_has_been_painted_is_looked_for_where_they_were() -> None:
    frame = CropTracker(GOWN, SIZE)
    first = frame.window(STANDING)
    low, high = STANDING[:, :2].min(axis=0) * SIZE, STANDING[:, :2].max(axis=0) * SIZE
    frame.painted(filled(first, *low.astype(int), *high.astype(int)), first)
    second = frame.window(STANDING)
    assert area(second) < 0.8 * area(first)
    left, top, right, bottom = sides(second)
    assert (low - [left, top] >= [7, 11]).all()
    assert ([right, bottom] - high >= [7, 11]).all()


def test_a_hand_that_is_stretched_out_is_in_the_window_at_once() -> None:
    frame = CropTracker(GOWN, SIZE)
    first = frame.window(body(0.4, 0.2, 0.6, 0.9))
    frame.painted(filled(first, 100, 80, 150, 340), first)
    assert sides(frame.window(body(0.4, 0.2, 0.95, 0.9)))[2] == SIZE[0]


def test_no_window_is_larger_than_what_clothes_can_reach() -> None:
    frame, other = CropTracker(SNUG, SIZE), CropTracker(SNUG, SIZE)
    first = whole(SIZE)
    frame.painted(filled(first, 2, 2, 250, 380), first)
    assert frame.window(STANDING) == other.window(STANDING)


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_whoever_was_cut_off_is_looked_for_all_over(side: str) -> None:
    frame = CropTracker(GOWN, SIZE)
    points = body(0.4, 0.3, 0.6, 0.7)
    wide = frame.window(points)
    ends = dict(zip(("left", "top", "right", "bottom"), sides(wide), strict=True))
    box = {"left": 110, "top": 120, "right": 150, "bottom": 260}
    assert ends[side] not in (0, *SIZE)
    frame.painted(filled(wide, *box.values()), wide)
    assert frame.window(points) != wide
    frame.painted(filled(wide, *(box | {side: ends[side]}).values()), wide)
    assert frame.window(points) == wide


def test_the_edge_of_the_pane_cuts_nobody_off() -> None:
    frame = CropTracker(Reach(0.5, 0.5, 0.5, 0.5), SIZE)
    points = body(0.4, 0.5, 0.6, 0.97)
    window = frame.window(points)
    assert sides(window)[3] == SIZE[1]
    frame.painted(filled(window, 110, 190, 150, 384), window)
    assert area(frame.window(points)) < 0.8 * area(window)


@pytest.mark.parametrize("nobody", [True, False], ids=["nobody", "forgotten"])
def test_after_a_picture_of_nobody_it_begins_all_over(nobody: bool) -> None:
    frame, points = CropTracker(GOWN, SIZE), body(0.4, 0.3, 0.6, 0.7)
    wide = frame.window(points)
    frame.painted(filled(wide, 110, 120, 150, 260), wide)
    assert frame.window(points) != wide
    if nobody:
        frame.painted(filled(wide, 0, 0, 0, 0), wide)
    else:
        frame.forget()
    assert frame.window(points) == wide


def test_the_whole_pane_is_a_window_too() -> None:
    assert sides(whole(SIZE)) == (0, 0, *SIZE)
    everywhere = CropTracker(Reach(1.0, 1.0, 1.0, 1.0), SIZE)
    assert everywhere.window(body(0.4, 0.4, 0.6, 0.6)) == whole(SIZE)


def test_a_network_gets_the_middles_of_the_cells() -> None:
    inputs = Crop(top=2, left=1, rows=8, columns=16).inputs()
    assert inputs["rows"].shape == (1, 8)
    assert inputs["columns"].shape == (1, 16)
    assert inputs["rows"][0, :2].tolist() == [10.0, 14.0]
    assert inputs["columns"][0, -1] == 4 * 16 + 2.0
    assert inputs["rows"].dtype == np.float32
