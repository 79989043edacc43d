import numpy as np
import pytest

from live.see.picture import bright, small, small_size, upright
from tests.see.films import plain


@pytest.mark.parametrize(
    ("size", "smaller"),
    [((1920, 1080), (640, 360)), ((1080, 1920), (360, 640)), ((320, 240), (320, 240))],
)
def test_the_longer_side_is_at_most_640(size: tuple[int, int], smaller: tuple[int, int]) -> None:
    assert small_size(*size) == smaller
    assert small(plain((1, 2, 3), *size)).shape == (smaller[1], smaller[0], 3)


def test_a_picture_is_turned_counter_clockwise() -> None:
    picture = plain((0, 0, 0), 4, 2)
    picture[0, 3] = 255  # upper right
    assert upright(picture, 90)[0, 0, 0] == 255  # upper left
    assert upright(picture, -90)[3, 1, 0] == 255  # lower right
    assert upright(picture, 180)[1, 0, 0] == 255  # lower left
    assert upright(picture, 360) is picture


def test_a_dark_picture_is_brightened_and_keeps_its_colours() -> None:
    brighter = bright(plain((40, 20, 10)))
    assert brighter[0, 0].tolist() == [110, 55, 28]


def test_a_picture_that_is_bright_enough_is_left_alone() -> None:
    picture = plain((120, 130, 140))
    assert bright(picture) is picture


def test_night_stays_night() -> None:
    assert bright(plain((0, 0, 0))).max() == 0
    assert bright(plain((2, 2, 2))).max() <= 16
    assert np.array_equal(bright(plain((2, 2, 2))).shape, (48, 64, 3))
