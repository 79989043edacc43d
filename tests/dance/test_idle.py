"""Standing at ease, and the first beats of a song."""

import math

import numpy as np

from live.dance.idle import AT_EASE, groove, idle
from live.dance.moves.move import AT

TIMES = np.arange(0.0, 60.0, 0.1)


def test_who_stands_breathes_and_never_stands_still_nor_goes_anywhere() -> None:
    channels = np.array([idle(time) for time in TIMES])
    assert np.ptp(channels[:, AT["chest"]]) > math.radians(1)
    assert np.abs(channels - AT_EASE).max() < 0.2
    assert (np.ptp(channels[:100], axis=0) > 0).sum() > 10


def test_it_faces_the_hall_and_looks_at_a_guest_now_and_then() -> None:
    there = math.radians(-80)  # on its right
    looks = np.array([idle(time, there)[AT["look"]] for time in TIMES])
    alone = np.array([idle(time)[AT["look"]] for time in TIMES])
    towards = looks - alone < math.radians(-30)
    assert 0.15 < towards.mean() < 0.45
    assert looks.min() > math.radians(-60)
    assert np.abs(alone).max() < math.radians(15)


def test_a_groove_is_lowest_on_each_beat_and_still_there() -> None:
    heights = [groove(beat)[AT["y"]] for beat in (1.98, 2.0, 2.02, 2.5)]
    assert heights[1] < heights[3] - 0.03
    assert abs(heights[2] - heights[0]) < 1e-6
