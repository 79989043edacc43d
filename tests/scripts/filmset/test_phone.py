"""A phone films: its windows fit together to one picture, with one perspective."""

import numpy as np
import pytest

from scripts.filmset.phone import LYING, UPRIGHT, Exposure, Phone, cluttered, composed, plain

ROOT = np.array([0.3, 0.9, 0.4])


@pytest.mark.parametrize("phone", [LYING, UPRIGHT])
def test_a_window_shows_what_the_whole_picture_would(phone: Phone) -> None:
    view, eye = phone.onto(ROOT)
    (left, top), (width, height) = phone.corner(ROOT), phone.window
    assert eye[1] == phone.height
    for away in ([0, 0, 0], [0.4, 0.7, 0.2], [-0.3, -0.8, -0.3]):
        place = ROOT + np.array(away)
        x, y, _, w = view @ [*place, 1.0]
        seen = left + (x / w + 1) / 2 * width, top + (1 - y / w) / 2 * height
        assert seen == pytest.approx(phone.pixel(place))


def test_what_is_nearer_hides_what_is_farther_away() -> None:
    view, _ = LYING.onto(ROOT)
    depths = [(view @ [0.0, 1.0, z, 1.0])[2] / (view @ [0.0, 1.0, z, 1.0])[3] for z in (-1, 0, 1)]
    assert depths[0] > depths[1] > depths[2] > -1


def test_the_dancer_is_put_into_the_room_and_a_room_may_move() -> None:
    window = np.zeros((60, 40, 4), np.uint8)
    window[20:40, 10:30] = (200, 40, 40, 255)
    room = plain(LYING)(0.0)
    shown = composed(LYING, room, window, ROOT)
    (left, top), (width, height) = LYING.corner(ROOT), LYING.window
    middle = shown[top + height // 2, left + width // 2]
    assert middle == pytest.approx([200, 40, 40], abs=1)
    assert shown[5, 5] == pytest.approx(room[5, 5])
    moving = cluttered(UPRIGHT)
    assert np.abs(moving(0.0) - moving(1.0)).mean() > 1.0


def test_exposure_drifts_and_pixels_are_not_sure() -> None:
    grey = np.full((720, 1280, 3), 120, np.float32)
    exposure = Exposure(LYING, 3.0, seed=1)
    first, later = exposure.take(grey, 0.0), exposure.take(grey, 5.0)
    assert abs(float(first.mean()) - float(later.mean())) > 2
    assert 1.0 < float(first.std()) < 5.0
