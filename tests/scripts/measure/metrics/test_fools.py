"""The fools are as foolish as they should be."""

from dataclasses import replace

import numpy as np
import pytest

from scripts.measure.metrics import fools, motion
from scripts.measure.metrics.performance import measured
from tests.scripts.measure.dances import swinging
from tests.scripts.measure.metrics.test_performance import a_dance

CLIP = replace(swinging(4, 240, 30.0), contacts=np.tile([True, False, True, False], (240, 1)))


def test_a_statue_trembles_by_a_tenth_of_a_millimetre_and_is_frozen() -> None:
    statue = fools.as_statue(a_dance())
    assert np.std(statue.positions, axis=0) == pytest.approx(np.full((24, 3), 1e-4), rel=0.2)
    assert measured(statue)["frozen"] == measured(statue)["counted"] == 18.0
    assert np.array_equal(statue.positions, fools.as_statue(a_dance()).positions)


def test_a_random_clip_is_laid_over_the_song_where_chance_will() -> None:
    dance = a_dance()
    laid = [fools.as_random_clip(dance, [CLIP], seed) for seed in range(12)]
    for one in laid:
        assert np.allclose(one.positions, motion.at_rate(CLIP.positions, 30.0, 60.0))
        assert len(one.sounding) == len(one.contacts) == len(one.positions) == 479
        assert one.contacts[:, 0].all()
        assert ((one.beats >= 0) & (one.beats < 479 / 60)).all()
        assert len(one.beats) in (15, 16)
    assert len({round(float(one.beats[0]), 3) for one in laid}) > 5


def test_a_clip_longer_than_the_song_is_cut() -> None:
    long = swinging(4, 900, 30.0)
    laid = fools.as_random_clip(a_dance(), [long], 1)
    assert len(laid.positions) == len(a_dance().positions)
