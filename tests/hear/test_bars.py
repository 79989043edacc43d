import numpy as np
import pytest

from live.hear.bars import Bars, changes
from live.signals import Floats


def _accents(one: bool, chance: np.random.Generator) -> Floats:
    quiet = chance.normal(0, 0.3, 7)
    return quiet + (np.array([1.5, 0.5, 0.0, 1.0, 1.0, 1.0, 1.0]) if one else 0.0)


def _count(bars: Bars, meter: int, beats: range, one: int = 0) -> None:
    chance = np.random.default_rng(3)
    for number in beats:
        bars.hear(number, _accents((number - one) % meter == 0, chance))


@pytest.mark.parametrize("one", [0, 1, 2, 3])
def test_the_one_is_found_within_four_bars(one: int) -> None:
    bars = Bars(4)
    _count(bars, 4, range(16), one)
    assert bars.meter == 4
    assert bars.downbeat % 4 == one


def test_a_waltz_is_known_for_one_though_four_was_expected() -> None:
    bars = Bars(4)
    _count(bars, 3, range(30), one=1)
    assert bars.meter == 3
    assert bars.downbeat % 3 == 1


def test_four_stays_four_where_three_was_not_heard() -> None:
    bars = Bars(4)
    _count(bars, 4, range(120))
    assert bars.meter == 4


def test_one_odd_bar_changes_nothing_but_many_do() -> None:
    bars = Bars(4)
    _count(bars, 4, range(40))
    _count(bars, 4, range(40, 44), one=2)
    assert bars.downbeat % 4 == 0
    _count(bars, 4, range(44, 140), one=2)
    assert bars.downbeat % 4 == 2


def test_after_a_jump_the_new_one_is_found_sooner() -> None:
    bars = Bars(4)
    _count(bars, 4, range(80))
    bars.begin_again()
    _count(bars, 4, range(80, 100), one=3)
    assert bars.downbeat % 4 == 3


@pytest.mark.parametrize("hint", [2, 5, 7])
def test_a_bar_that_cannot_be_heard_is_kept_where_it_was_expected(hint: int) -> None:
    bars = Bars(hint)
    _count(bars, hint, range(60))
    assert bars.meter == hint


@pytest.mark.parametrize(("asked", "played"), [(3, 3), (2, 4), (4, 3)])
def test_a_meter_that_a_hand_wants_is_kept_and_its_one_is_heard(asked: int, played: int) -> None:
    bars = Bars(4)
    _count(bars, 4, range(20))
    bars.expect(asked)
    _count(bars, played, range(20, 60), one=1)
    assert bars.meter == asked
    if played % asked == 0:
        assert bars.downbeat % asked == 1


def _onsets(places: tuple[int, ...]) -> list[float]:
    """A beat of 48 frames in which something starts at these."""
    return [0.8 if frame in places else 0.02 for frame in range(48)]


def _count_divided(bars: Bars, meter: int, places: tuple[int, ...]) -> None:
    chance = np.random.default_rng(3)
    for number in range(40):
        bars.divide(_onsets(places))
        bars.hear(number, _accents(number % meter == 0, chance))


def test_two_beats_that_fall_into_three_are_a_bar_of_six_eighths() -> None:
    bars = Bars(4)
    _count_divided(bars, 2, (0, 16, 32))
    assert bars.meter == 2
    assert bars.downbeat % 2 == 0


@pytest.mark.parametrize("places", [(0, 24), (0, 12, 24, 36), (0, 32)])
def test_two_beats_that_fall_into_halves_or_swing_are_half_a_bar_of_four(
    places: tuple[int, ...],
) -> None:
    bars = Bars(4)
    _count_divided(bars, 2, places)
    assert bars.meter == 4


@pytest.mark.parametrize("meter", [3, 4])
def test_triplets_alone_make_no_bar_of_two(meter: int) -> None:
    bars = Bars(4)
    _count_divided(bars, meter, (0, 16, 32))
    assert bars.meter == meter


def test_let_go_the_meter_is_as_heard_again() -> None:
    bars = Bars(4)
    bars.expect(5)
    _count(bars, 3, range(20))
    bars.expect(None)
    _count(bars, 3, range(20, 60))
    assert bars.meter == 3


def test_the_same_harmony_is_no_change_and_another_is() -> None:
    c, g = np.zeros((2, 12)), np.zeros((2, 12))
    c[:, [0]], g[:, [7]] = 1.0, 1.0
    assert changes(c, c, c) == pytest.approx([0, 0, 0], abs=1e-5)
    assert changes(g, c, c) == pytest.approx([1, 1, 1], abs=1e-5)


def test_another_beat_may_begin_while_a_hand_holds_the_meter() -> None:
    bars = Bars(4)
    bars.expect(3)
    _count(bars, 3, range(12))
    bars.begin_again()
    _count(bars, 3, range(12, 24), one=1)
    assert bars.meter == 3
    assert bars.downbeat % 3 == 1
