"""The running beat of the ear that hears single beats: it follows, and is not led astray."""

from itertools import pairwise

import pytest

from live.hear.beat_clock import BeatClock

WIDE = (55.0, 215.0)


def after(*times: float, tempi: tuple[float, float] = WIDE) -> BeatClock:
    """A clock that has heard beats at those seconds."""
    clock = BeatClock(tempi)
    for time in times:
        clock.hear(time)
    return clock


def every(seconds: float, beats: int, first: float = 0.0) -> list[float]:
    return [first + number * seconds for number in range(beats)]


def steady() -> BeatClock:
    """A clock after twelve beats at 120, the last at 5.5 s."""
    return after(*every(0.5, 12))


def test_before_four_beats_there_is_none() -> None:
    for beats in range(4):
        clock = after(*every(0.5, beats))
        assert not clock.locked
        assert (clock.beat_at(9.0), clock.confidence_at(9.0), clock.tempo) == (0.0, 0.0, 120.0)


def test_the_fourth_beat_is_beat_nought_and_the_count_runs_on_from_there() -> None:
    clock = after(*every(0.6, 4, first=1.0))
    assert clock.locked
    assert clock.tempo == pytest.approx(100)
    assert [clock.beat_at(2.8 + 0.6 * n) for n in (0, 1, 2.5)] == pytest.approx([0, 1, 2.5])


def test_beats_that_agree_on_no_tempo_lock_nothing() -> None:
    assert not after(0.0, 0.5, 1.3, 1.6, 2.5, 2.8).locked
    assert not after(1.0, 1.0, 1.0, 1.0).locked


def test_one_long_wait_among_even_beats_is_no_reason_to_wait_longer() -> None:
    assert not after(0.0, 0.5, 1.0, 2.0).locked
    assert after(0.0, 0.5, 1.0, 2.0, 2.5).locked
    assert after(0.0, 0.5, 1.0, 2.0, 3.0, 3.5).locked  # three of five agree
    assert not after(0.0, 0.5, 1.4, 1.7, 2.2, 3.1, 3.6).locked  # three of six: too few
    assert after(0.0, 0.5, 1.0, 1.55).locked
    assert not after(0.0, 0.5, 1.0, 1.58).locked  # a seventh longer


def test_a_beat_a_little_late_pulls_a_quarter_of_the_way() -> None:
    clock = steady()
    tempo = clock.tempo
    clock.hear(6.04)
    assert clock.beat_at(6.04) == pytest.approx(9.06, abs=0.002)
    assert clock.tempo == pytest.approx(tempo, rel=0.01)
    clock = steady()
    clock.hear(5.95)
    assert clock.beat_at(5.95) == pytest.approx(8.925, abs=0.002)


def test_confidence_grows_with_beats_that_agree_and_less_with_those_that_hardly_do() -> None:
    assert after(*every(0.5, 4)).confidence_at(1.5) == 0.0
    assert after(*every(0.5, 5)).confidence_at(2.0) == pytest.approx(0.15)
    assert after(*every(0.5, 6)).confidence_at(2.5) == pytest.approx(0.2775)
    assert after(*every(0.5, 60)).confidence_at(29.5) > 0.99
    half_off = after(*every(0.5, 4), 2.055)  # 0.11 of a beat: half of what is near
    assert half_off.confidence_at(2.055) == pytest.approx(0.075, abs=0.002)


def test_without_beats_confidence_is_halved_every_four_beats() -> None:
    clock = steady()
    sure = clock.confidence_at(5.5)
    assert clock.confidence_at(6.25) == sure  # one and a half beats: the next may be late
    assert clock.confidence_at(8.25) == pytest.approx(sure / 2)
    assert clock.confidence_at(10.25) == pytest.approx(sure / 4)
    assert clock.confidence_at(0.0) == sure


def test_a_stray_beat_costs_confidence_and_moves_nothing() -> None:
    clock, alike = steady(), steady()
    clock.hear(5.75)
    assert clock.beat_at(9.0) == alike.beat_at(9.0)
    assert clock.tempo == alike.tempo
    assert clock.confidence_at(5.75) == pytest.approx(0.9 * alike.confidence_at(5.75))


@pytest.mark.parametrize(("off", "stray"), [(0.21, False), (0.23, True), (-0.21, False)])
def test_a_beat_within_a_fifth_of_ours_is_ours(off: float, stray: bool) -> None:
    clock = steady()
    before = clock.confidence_at(6.0)
    clock.hear(6.0 + off / 2)
    assert (clock.confidence_at(6.0) == pytest.approx(0.9 * before)) is stray


def test_four_strays_in_a_row_that_agree_are_followed_forward_and_three_are_not() -> None:
    clock, alike = steady(), steady()
    for number, time in enumerate(every(0.5, 7, first=5.75)):
        before = clock.beat_at(time)
        clock.hear(time)
        if number < 3:
            assert clock.beat_at(time) == alike.beat_at(time)
        elif number == 3:
            assert clock.beat_at(time) == round(clock.beat_at(time))
        assert clock.beat_at(time) >= before - 1e-9
    assert clock.beat_at(8.75) == pytest.approx(round(clock.beat_at(8.75)), abs=0.02)
    assert clock.beat_at(8.75) == pytest.approx(alike.beat_at(8.75) + 0.5, abs=0.02)


def test_strays_between_which_ours_are_heard_are_never_followed() -> None:
    clock, alike = steady(), steady()
    for number in range(20):
        clock.hear(6.0 + 0.5 * number)
        clock.hear(6.25 + 0.5 * number)
        alike.hear(6.0 + 0.5 * number)
    assert clock.beat_at(16.0) == pytest.approx(alike.beat_at(16.0), abs=0.2)


@pytest.mark.parametrize("other", [0.4, 0.45, 0.55, 0.7])
def test_another_tempo_is_caught_and_the_count_never_goes_back(other: float) -> None:
    clock = steady()
    beats = []
    for time in every(other, 24, first=5.5 + other):
        beats.append(clock.beat_at(time))
        clock.hear(time)
        beats.append(clock.beat_at(time))
    assert clock.tempo == pytest.approx(60 / other, rel=0.01)
    assert all(later >= sooner - 0.06 for sooner, later in pairwise(beats))  # a pull at most
    assert clock.beat_at(time) == pytest.approx(round(clock.beat_at(time)), abs=0.05)


def test_a_tempo_that_drifts_is_followed_by_two_in_a_hundred_a_beat_at_most() -> None:
    clock, time, interval, tempi = steady(), 5.5, 0.5, []
    for _ in range(40):
        interval *= 0.995
        time += interval
        clock.hear(time)
        tempi.append(clock.tempo)
    assert clock.tempo == pytest.approx(60 / interval, rel=0.03)
    assert all(1.0 <= later / sooner <= 1.0201 for sooner, later in pairwise(tempi))


@pytest.mark.parametrize(
    ("interval", "tempi", "tempo"),
    [
        (60 / 140, (50.0, 100.0), 70), (60 / 60, (100.0, 200.0), 120),
        (60 / 100, (50.0, 100.0), 100), (60 / 140, (80.0, 120.0), 140),
        (60 / 60, (70.0, 110.0), 60), (60 / 128, (64.0, 100.0), 64),
        (60 / 64, (100.0, 128.0), 128), (60 / 128, (100.0, 128.0), 128),
    ],
)  # fmt: skip
def test_a_tempo_is_folded_into_the_range_where_half_or_double_fits(
    interval: float, tempi: tuple[float, float], tempo: float
) -> None:
    assert after(*every(interval, 6), tempi=tempi).tempo == pytest.approx(tempo)


def test_beats_of_the_same_time_or_one_that_goes_back_never_break_the_clock() -> None:
    clock = steady()
    before = clock.beat_at(6.0)
    for time in (5.5, 5.5, 5.5, 5.5, 5.4, 5.5, 5.5, 5.5, 5.5, 5.5):
        clock.hear(time)
    assert clock.tempo == pytest.approx(120, rel=0.05)
    assert clock.beat_at(6.0) >= before - 0.3


def test_a_tap_is_a_beat_and_is_taken_once() -> None:
    clock = steady()
    clock.tap(())
    assert clock.beat_at(6.0) == pytest.approx(9.0)
    clock.tap((6.1,))
    assert clock.beat_at(6.1) == 9.0
    assert clock.tempo == pytest.approx(120)
    clock.hear(6.62)
    moved = clock.beat_at(7.0)
    clock.tap((6.1,))
    assert clock.beat_at(7.0) == moved
    clock.tap((6.1, 6.4))
    assert clock.beat_at(6.4) == round(clock.beat_at(6.4))


def test_the_count_never_begins_below_nought() -> None:
    clock = after(*every(0.5, 4, first=1.0))
    clock.tap((1.0,))
    assert clock.beat_at(1.0) == 0.0


def test_a_tap_begins_a_beat_that_can_be_trusted() -> None:
    clock = BeatClock(WIDE)
    clock.tap((3.0,))
    assert clock.locked
    assert (clock.beat_at(3.0), clock.beat_at(3.5)) == (0.0, 1.0)
    assert clock.confidence_at(3.0) == 0.8
    sure = after(*every(0.5, 60))
    sure.tap((29.5,))
    assert sure.confidence_at(29.5) > 0.95


def test_four_taps_set_the_tempo_and_what_is_heard_no_longer_changes_it() -> None:
    clock = steady()
    for taps in ((6.0,), (6.0, 6.6), (6.0, 6.6, 7.2)):
        clock.tap(taps)
        assert clock.tempo == pytest.approx(120)
    clock.tap((6.0, 6.6, 7.2, 7.8))
    assert clock.tempo == pytest.approx(100)
    for time in every(0.5, 40, first=8.0):
        clock.hear(time)
        assert clock.tempo == pytest.approx(100)


def test_taps_that_do_not_agree_move_the_beat_alone() -> None:
    clock = steady()
    clock.tap((6.0, 6.3, 7.2, 7.5))
    assert clock.tempo == pytest.approx(120)
    assert clock.beat_at(7.5) == 12.0
