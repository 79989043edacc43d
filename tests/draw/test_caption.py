import cv2
import numpy as np
import pytest

from live.draw.caption import Caption
from live.draw.colours import from_hex
from live.draw.lettering import Typesetter
from live.draw.typefaces import FONT
from live.signals import Image

SIZE = (640, 360)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    cv2.setNumThreads(1)


def a_caption() -> Caption:
    return Caption(Typesetter(FONT, SIZE), from_hex("#ffae6e"))


def drawn(caption: Caption, time: float, text: str, ground: int = 0) -> Image:
    picture = np.full((SIZE[1], SIZE[0], 3), ground, np.uint8)
    caption.step(time, text)
    caption.draw(picture)
    return picture


def shines(picture: Image) -> float:
    return float(picture.max(axis=2).astype(float).sum())


def test_a_count_is_there_on_its_beat_and_full_soon_after() -> None:
    caption = a_caption()
    at_once, soon = drawn(caption, 1.0, "5"), drawn(caption, 1.4, "5")
    assert shines(at_once) > 0.3 * shines(soon) > 0


def test_letters_are_tall_enough_for_the_back_of_the_hall() -> None:
    caption = a_caption()
    drawn(caption, 1.0, "8")
    rows = np.flatnonzero(drawn(caption, 2.0, "8").max(axis=(1, 2)) > 200)
    assert rows.max() - rows.min() > 0.1 * SIZE[1]


def test_letters_read_on_a_bright_stage() -> None:
    caption = a_caption()
    drawn(caption, 1.0, "grapevine", 170)
    picture = drawn(caption, 2.0, "grapevine", 170).astype(int).sum(axis=2)
    assert picture.min() < 0.8 * 3 * 170
    assert picture.max() > 1.15 * 3 * 170


def test_with_nothing_to_say_the_picture_is_left_alone() -> None:
    caption = a_caption()
    assert not drawn(caption, 1.0, "").any()


def test_what_was_said_fades() -> None:
    caption = a_caption()
    drawn(caption, 1.0, "8")
    lit, fading, gone = drawn(caption, 2.0, "8"), drawn(caption, 2.3, ""), drawn(caption, 6.0, "")
    assert shines(lit) > shines(fading) > 0
    assert not gone.any()


def test_the_longest_name_of_a_move_fits() -> None:
    caption = a_caption()
    words = "an uncommonly long name of a move that nobody has danced before"
    drawn(caption, 1.0, words)
    columns = np.flatnonzero(drawn(caption, 2.0, words).max(axis=(0, 2)) > 200)
    assert 0.02 * SIZE[0] < columns.min() < columns.max() < 0.98 * SIZE[0]
