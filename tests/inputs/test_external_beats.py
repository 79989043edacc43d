import numpy as np
import pytest

from live.inputs.external_beats import ExternalBeats


def test_a_reported_beat_runs_on_at_its_tempo_with_its_number() -> None:
    known = ExternalBeats("os2l").hear(3.0, 90.0, 17)
    assert known is not None
    assert (known.tempo, known.downbeat, known.playing) == (90.0, 0, True)
    assert known.beat_at(3.0 + 60 / 90) == pytest.approx(18.0)


def test_beats_that_come_early_or_late_are_evened_out() -> None:
    random, beats = np.random.default_rng(1), ExternalBeats("os2l")
    off = []
    for number in range(200):
        known = beats.hear(number * 60 / 128 + random.normal(0, 0.01), 128.0, number)
        assert known is not None
        off.append(known.beat_at(number * 60 / 128) - number)
    assert np.std(off[20:]) * 60 / 128 < 0.006


def test_another_place_in_the_song_is_taken_at_once() -> None:
    beats = ExternalBeats("os2l")
    for number in range(8):
        beats.hear(number * 0.5, 120.0, number)
    for number, change in ((64, False), (65, True)):
        known = beats.hear(4.1, 120.0, number, change=change)
        assert known is not None
        assert known.beat == number


def test_a_program_that_sends_neither_tempo_nor_number_is_counted() -> None:
    beats = ExternalBeats("os2l")
    assert beats.hear(0.0) is None
    for number in range(1, 9):
        known = beats.hear(number * 0.5)
    assert known is not None
    assert known.tempo == pytest.approx(120.0)
    assert known.beat == pytest.approx(7.0)
    assert known.downbeat is None


@pytest.mark.parametrize("tempo", [0.0, -120.0, 1e9])
def test_an_impossible_tempo_gives_no_beat(tempo: float) -> None:
    beats = ExternalBeats("os2l")
    assert beats.hear(1.0, tempo) is None
    assert beats.hear(1.0, tempo) is None


def test_a_number_beyond_all_songs_is_not_accepted() -> None:
    known = ExternalBeats("os2l").hear(1.0, 120.0, 1e300)
    assert known is not None
    assert known.beat == 0.0
