"""Taps on the desk, and what they do to a pulse: one moves it, four set its tempo for a song."""

import pytest

from live.desk.desk import BeatHands, Desk
from live.hear.pulse import Pulse
from live.hear.taps import Taps, tapped


@pytest.mark.parametrize(
    ("taps", "interval"),
    [
        ((), None), ((1.0,), None), ((1.0, 1.5, 2.0), None), ((1.0, 1.5, 2.0, 2.5), 0.5),
        ((0.0, 7.0, 7.5, 8.0, 8.5), 0.5), ((1.0, 1.55, 2.0, 2.5), 0.5),
        ((1.0, 1.7, 2.0, 2.5), None),
        ((0.0, 1.9, 3.8, 5.7), 1.9), ((0.0, 2.0, 4.0, 6.0), None), ((0.0, 2.1, 4.2, 6.3), None),
        ((0.0, 0.5, 1.0, 1.5, 9.0), None),
    ],
)  # fmt: skip
def test_the_last_four_taps_give_a_tempo_where_they_agree(
    taps: tuple[float, ...], interval: float | None
) -> None:
    assert tapped(taps) == (None if interval is None else pytest.approx(interval))


@pytest.mark.parametrize(("late", "agree"), [(0.1, True), (0.14, False)])
def test_taps_agree_while_they_spread_by_less_than_a_seventh(late: float, agree: bool) -> None:
    assert (tapped((0.0, 0.5, 1.0 + late, 1.5 + late / 2)) is not None) is agree


class Led(Pulse):
    """A pulse at 120 that keeps what hands do to it."""

    def __init__(self) -> None:
        super().__init__(100, (55.0, 215.0), late=0.02)
        self.beating = True
        self.heard = 120.0
        self.other = False
        self.priors: list[tuple[float, float] | None] = []
        self.expected: list[tuple[float, float]] = []

    @property
    def tempo(self) -> float:
        return self.heard

    @property
    def another_song(self) -> bool:
        return self.other

    def set_prior(self, tempi: tuple[float, float] | None) -> None:
        self.priors.append(tempi)

    def expect(self, interval: float, phase: float) -> None:
        self.expected.append((interval, phase))


def near(tempo: float) -> object:
    """The range that a tempo set by a hand is held in."""
    return pytest.approx((tempo / 1.06, tempo * 1.06))


def with_taps(*taps: float) -> Desk:
    desk = Desk()
    for tap in taps:
        desk.tap(tap)
    return desk


def test_hands_that_are_off_lead_nothing() -> None:
    pulse, taps = Led(), Taps()
    for step in range(10):
        taps.apply(pulse, Desk(), step / 10)
    assert (pulse.priors, pulse.expected) == ([], [])


def test_one_tap_moves_the_beat_to_it_once_and_leaves_the_tempo_free() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(10.0)
    for time in (10.1, 10.2, 10.3):
        taps.apply(pulse, desk, time)
    assert pulse.expected == [pytest.approx((0.5, 0.2))]
    assert pulse.priors == []
    desk.tap(10.4)
    taps.apply(pulse, desk, 11.6)
    assert pulse.expected[1:] == [pytest.approx((0.5, 0.4))]  # 2.4 beats ago
    desk.tap(11.65)
    taps.apply(pulse, desk, 12.0)
    assert pulse.expected[2:] == [pytest.approx((0.5, 0.7))]


def test_a_tap_in_the_first_second_counts() -> None:
    pulse = Led()
    Taps().apply(pulse, with_taps(0.5), 0.6)
    assert pulse.expected == [pytest.approx((0.5, 0.2))]


def test_four_taps_set_a_tempo_that_is_held() -> None:
    pulse, taps = Led(), Taps()
    taps.apply(pulse, with_taps(8.0, 8.6, 9.2, 9.8), 9.95)
    assert pulse.expected == [pytest.approx((0.6, 0.25))]
    assert pulse.priors == [near(100)]
    taps.apply(pulse, with_taps(8.0, 8.6, 9.2, 9.8), 60.0)
    assert len(pulse.priors) == 1


def test_a_tapped_tempo_ends_with_its_song_and_does_not_lead_the_next() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    taps.apply(pulse, desk, 9.8)
    pulse.beating = False
    for time in (10.8, 12.8, 13.8):  # a break of four seconds is still the song
        taps.apply(pulse, desk, time)
    assert pulse.priors == [near(100)]
    taps.apply(pulse, desk, 13.9)
    assert pulse.priors == [near(100), None]
    pulse.beating = True
    taps.apply(pulse, desk, 14.5)
    assert pulse.priors == [near(100), None]
    assert len(pulse.expected) == 1


def test_a_tapped_tempo_ends_where_another_song_plays_though_there_is_no_gap() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    taps.apply(pulse, desk, 9.8)
    pulse.other = True
    taps.apply(pulse, desk, 30.0)
    pulse.other = False
    taps.apply(pulse, desk, 30.1)
    assert pulse.priors == [near(100), None]
    for tap in (31.0, 31.5, 32.0, 32.5):
        desk.tap(tap)
    taps.apply(pulse, desk, 32.5)
    assert pulse.priors == [near(100), None, near(120)]


def test_a_tapped_tempo_ends_where_the_taps_are_forgotten() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    taps.apply(pulse, desk, 9.8)
    desk.forget_taps()
    desk.tap(10.4)
    taps.apply(pulse, desk, 10.4)
    assert pulse.priors == [near(100), None]


def test_taps_that_are_forgotten_end_no_tempo_that_hands_have_halved() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    taps.apply(pulse, desk, 9.8)
    desk.beat = BeatHands(factor=0.5)
    taps.apply(pulse, desk, 10.0)
    desk.forget_taps()
    taps.apply(pulse, desk, 10.2)
    assert pulse.priors == [near(100), near(120)]


def test_a_beat_after_a_break_begins_the_wait_anew() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    for beating, time in ((True, 9.8), (False, 13.0), (True, 13.5), (False, 17.0)):
        pulse.beating = beating
        taps.apply(pulse, desk, time)
    assert pulse.priors == [near(100)]


def test_the_range_of_a_cue_is_given_to_the_pulse_and_taken_back() -> None:
    pulse, taps, desk = Led(), Taps(), Desk()
    for tempi in (None, (80.0, 100.0), (80.0, 100.0), None):
        desk.beat = BeatHands(range=tempi)
        taps.apply(pulse, desk, 1.0)
    assert pulse.priors == [(80.0, 100.0), None]


def test_a_tapped_tempo_comes_before_the_range_of_a_cue() -> None:
    pulse, taps, desk = Led(), Taps(), with_taps(8.0, 8.6, 9.2, 9.8)
    desk.beat = BeatHands(range=(150.0, 180.0))
    taps.apply(pulse, desk, 9.8)
    assert pulse.priors == [near(100)]


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_the_tempo_that_hands_halve_or_double_is_held_so_that_the_ear_does_not_too(
    factor: float,
) -> None:
    pulse, taps, desk = Led(), Taps(), Desk()
    desk.beat = BeatHands(factor=factor)
    taps.apply(pulse, desk, 1.0)
    pulse.heard = 123.0
    taps.apply(pulse, desk, 2.0)
    assert pulse.priors == [near(120)]
    desk.beat = BeatHands()
    taps.apply(pulse, desk, 3.0)
    assert pulse.priors == [near(120), None]


def test_where_there_is_no_beat_none_is_held() -> None:
    pulse, taps, desk = Led(), Taps(), Desk()
    pulse.beating = False
    desk.beat = BeatHands(factor=2.0)
    taps.apply(pulse, desk, 1.0)
    assert pulse.priors == []


def test_an_old_tap_is_no_new_one() -> None:
    pulse, taps = Led(), Taps()
    taps.apply(pulse, with_taps(10.0), 10.0)
    taps.apply(pulse, with_taps(9.0), 10.1)
    assert len(pulse.expected) == 1
