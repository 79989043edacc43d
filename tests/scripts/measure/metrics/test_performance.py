"""What is measured of one dance, and how many become a row."""

from dataclasses import replace

import numpy as np
import pytest

from scripts.measure.metrics.performance import Performance, averaged, measured
from tests.scripts.measure.dances import metronome

BEATS = np.arange(0.0, 20.0, 0.5)


def a_dance() -> Performance:
    positions = metronome(BEATS, 60.0, 19.0)
    here = np.ones(len(positions), dtype=bool)
    return Performance(
        "somebody", "song", 1, 60.0, positions, np.ones((len(positions), 4), dtype=bool), BEATS,
        here, here, np.linspace([0.0, 0.0], [0.001, 0.002], 101),
    )  # fmt: skip


def test_a_metronome_carried_about_is_on_the_beat_and_skates() -> None:
    found = measured(a_dance())
    assert found["P"] > 0.97
    assert found["fact"] > 0.9
    assert found["fsr_whole_pct"] > 50
    assert found["drift_worst_cm"] == pytest.approx(40.0, abs=0.1)
    assert (found["nan"], found["frozen"], found["counted"]) == (0.0, 0.0, 18.0)
    times = (found["step_p50_ms"], found["step_p99_ms"], found["wall_p99_ms"])
    assert times == pytest.approx((0.5, 0.99, 1.98))


def test_stillness_before_the_ear_knows_the_music_is_distinguished() -> None:
    dance = a_dance()
    held = dance.positions.copy()
    held[:300] = held[0]
    late = np.arange(len(held)) >= 180
    found = measured(replace(dance, positions=held, heard=late))
    assert (found["frozen"], found["unheard"]) == (2.0, 3.0)


def test_a_dance_with_a_hole_in_it_is_counted_by_its_lost_frames_alone() -> None:
    dance = a_dance()
    dance.positions[10:15, 3] = np.nan
    assert measured(dance) == {"nan": 5.0}


def test_counts_add_up_worst_cases_stay_and_the_rest_is_averaged() -> None:
    row = averaged(
        [
            {
                "P": 0.6,
                "P_null": 0.2,
                "frozen": 1.0,
                "depth_cm": 0.5,
                "repeats": 1.0,
                "phrases": 8.0,
            },
            {
                "P": 0.8,
                "P_null": 0.3,
                "frozen": 2.0,
                "depth_cm": 2.0,
                "repeats": 0.0,
                "phrases": 2.0,
            },
            {"nan": 4.0},
        ]
    )
    assert row["P"] == pytest.approx(0.7)
    assert row["P_lift"] == pytest.approx(2.8)
    assert (row["frozen"], row["depth_cm"], row["nan"]) == (3.0, 2.0, 4.0)
    assert row["repeats_pct"] == pytest.approx(10.0)
