"""Cutting out: the edge is where it is, and nothing of the room comes along."""

import cv2
import numpy as np
import pytest

from live.become.matte import cut_out
from live.become.plate import gain, plate
from live.signals import Image

ROOM, SHIRT = np.array([0.2, 0.7, 0.3]), np.array([0.8, 0.2, 0.25])


def _disc(radius: float, soft: float) -> np.ndarray:
    y, x = np.mgrid[:96, :64]
    away = np.hypot(x - 32, y - 48)
    return np.asarray(((radius - away) / soft + 0.5).clip(0, 1), np.float32)


def test_a_rough_outline_goes_to_the_edge_and_the_rooms_colour_is_taken_out() -> None:
    true = _disc(20, 1.5)
    picture = (true[..., None] * SHIRT + (1 - true[..., None]) * ROOM).astype(np.float32)
    rough = cv2.GaussianBlur(_disc(21, 4), (0, 0), 2.0)
    found = cut_out(picture, rough, None)
    assert np.abs((found[..., 3] > 0.5) ^ (true > 0.5)).mean() < 0.03
    assert found[:8].max() == 0
    edge = (found[..., 3] > 0.3) & (found[..., 3] < 0.95)
    green = found[edge][:, 1] / found[edge][:, 3]
    assert green.mean() < 0.5 * (ROOM[1] + SHIRT[1])
    assert (found[..., :3] <= found[..., 3:] + 1e-6).all()


def _frames(shake: int = 0) -> tuple[list[Image], list[Image], Image]:
    """Somebody walks through a room that has a pattern; the camera may shake."""
    chance = np.random.default_rng(2)
    room = cv2.resize(chance.integers(40, 200, (12, 16, 3)).astype(np.uint8), (160, 120))
    pictures, outlines = [], []
    for k in range(12):
        outline = np.zeros((120, 160), np.uint8)
        cv2.rectangle(outline, (10 + 9 * k, 30), (30 + 9 * k, 110), 255, -1)
        seen = np.roll(room, (shake * (k % 5 - 2), shake * (k % 3 - 1)), axis=(0, 1))
        seen = np.where(outline[..., None] > 0, np.array(SHIRT * 255, np.uint8), seen)
        pictures.append((seen * (0.9 + 0.02 * (k % 4))).astype(np.uint8))
        outlines.append(outline)
    return pictures, outlines, np.asarray(room)


def test_the_room_behind_somebody_is_found_where_the_camera_stands_still() -> None:
    pictures, outlines, room = _frames()
    found = plate(pictures, outlines)
    assert found is not None
    seen = found[..., 3] > 0
    assert seen.mean() > 0.9
    level = found[..., :3][seen].mean() / room[seen].mean()
    assert np.abs(found[..., :3][seen] - level * room[seen]).mean() < 3


def test_a_camera_that_shakes_has_no_clean_plate() -> None:
    pictures, outlines, _ = _frames(shake=6)
    assert plate(pictures, outlines) is None


def test_a_darker_exposure_is_brought_back() -> None:
    pictures, outlines, _ = _frames()
    found = plate(pictures, outlines)
    assert found is not None
    picture = np.asarray(pictures[0], np.float32)
    outline = np.asarray(outlines[0] / 255, np.float32)
    brought = gain(np.asarray(picture * np.float32(0.9)), found, outline)
    assert brought / gain(picture, found, outline) == pytest.approx(1 / 0.9, abs=0.02)
