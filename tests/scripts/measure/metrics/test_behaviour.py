"""When an ear, or a dancer, counts as another."""

import pytest

from scripts.measure.metrics.behaviour import same_beats, same_dance

BEATS = [0.5 * beat for beat in range(1, 101)]


def test_the_same_beats_may_differ_by_what_rounding_does() -> None:
    assert same_beats({"song": BEATS}, {"song": [beat + 0.004 for beat in BEATS]})
    assert same_beats({"song": BEATS}, {"song": BEATS[1:]})


@pytest.mark.parametrize(
    "heard",
    [
        [beat + 0.02 for beat in BEATS],
        BEATS[:90],
        BEATS + [beat + 0.25 for beat in BEATS],
        [],
    ],
)
def test_beats_that_are_late_missing_or_added_are_another_ears(heard: list[float]) -> None:
    assert not same_beats({"song": BEATS}, {"song": heard})
    assert not same_beats({"song": heard}, {"song": BEATS})


def test_another_song_is_not_the_same() -> None:
    assert not same_beats({"song": BEATS}, {"other": BEATS})
    assert not same_beats({}, {"song": BEATS})
    assert not same_dance({}, {"song": {"P": 0.6, "R": 0.6}})


@pytest.mark.parametrize(
    ("precision", "recall", "same"), [(0.66, 0.55, True), (0.5, 0.6, False), (0.6, 0.7, False)]
)
def test_a_dance_is_another_where_it_is_nearer_to_the_beat_or_farther(
    precision: float, recall: float, same: bool
) -> None:
    kept = {"song": {"P": 0.6, "R": 0.6}}
    assert same_dance(kept, {"song": {"P": precision, "R": recall}}) is same
