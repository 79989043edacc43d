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


@pytest.mark.parametrize("number", [3, 7, 9, 12, 16, 64, 400])
def test_a_djs_jump_to_any_place_is_taken_at_once_and_runs_on_from_there(number: int) -> None:
    beats = ExternalBeats("os2l")
    for before in range(9):
        beats.hear(before * 0.5, 120.0, before)  # the next would be beat 9, at 4.5 s
    for late, change in ((0.0, False), (0.05, True)):
        known = beats.hear(4.5 + late, 120.0, number, change=change)
        assert known is not None
        assert known.beat == number
        assert known.beat_at(5.0 + late) == pytest.approx(number + 1)
        assert known.downbeat == 0


def test_of_a_beat_that_is_a_little_late_three_tenths_are_made_up() -> None:
    beats = ExternalBeats("os2l")
    beats.hear(0.0, 120.0, 8)
    known = beats.hear(0.55, 120.0, 9)  # a tenth of a beat late
    assert known is not None
    assert known.beat == pytest.approx(9.07)
    known = beats.hear(1.2, 120.0, 10)  # beyond a quarter of a beat: it is where it says
    assert known is not None
    assert known.beat == 10.0


def test_a_dj_who_stops_and_begins_again_is_where_the_new_beat_says() -> None:
    beats = ExternalBeats("os2l")
    beats.hear(0.0, 120.0, 8)
    assert beats.expected(1.0) == pytest.approx(10.0)
    assert beats.expected(1.01) is None
    known = beats.hear(5.1, 120.0, 18)
    assert known is not None
    assert known.beat == 18.0


@pytest.mark.parametrize(
    ("tempo", "usable"), [(19.9, False), (20, True), (400, True), (401, False)]
)
def test_tempi_from_20_to_400_can_be_used(tempo: float, usable: bool) -> None:
    assert (ExternalBeats("os2l").hear(1.0, tempo, 0) is not None) is usable


def test_a_program_that_sends_no_number_goes_on_counting_from_nought() -> None:
    beats = ExternalBeats("os2l")
    counted = [beats.hear(0.5 * number, 120.0) for number in range(4)]
    assert [known.beat for known in counted if known] == pytest.approx([0, 1, 2, 3])


def test_a_tempo_that_is_not_sent_is_that_of_the_last_four_intervals() -> None:
    beats = ExternalBeats("os2l")
    for number in range(8):
        beats.hear(number * 0.5)
    for number in range(1, 4):
        known = beats.hear(3.5 + 0.6 * number)
    assert known is not None
    assert known.tempo == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("number", "known"), [(999_999, True), (-999_999, True), (1_000_001, False), (-1e7, False)]
)
def test_numbers_up_to_a_million_are_places_in_a_song(number: float, known: bool) -> None:
    beat = ExternalBeats("os2l").hear(1.0, 120.0, number)
    assert beat is not None
    assert (beat.beat, beat.downbeat) == ((number, 0) if known else (0.0, None))


def test_up_to_a_quarter_of_a_beat_is_a_message_that_wavers() -> None:
    beats = ExternalBeats("os2l")
    beats.hear(0.0, 120.0, 8)
    known = beats.hear(0.6, 120.0, 9)
    assert known is not None
    assert known.beat == pytest.approx(9.14)
