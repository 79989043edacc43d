"""What is measured on a player's screen is the time that was sent."""

import cv2
import numpy as np
import pytest

from scripts.measure.players import read, stripes


@pytest.mark.parametrize("ticks", [0, 1, 2**15, 0b1010011000111101, 2**16 - 1])
def test_a_screen_says_the_number_that_was_sent_as_jpeg(ticks: int) -> None:
    _, jpeg = cv2.imencode(".jpg", stripes(ticks))
    assert read(np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)) == ticks
