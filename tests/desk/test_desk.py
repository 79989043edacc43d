"""The desk: what one hand leaves there, and that of several hands at once no press is lost."""

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from live.desk.controls import act
from live.desk.desk import BeatHands, Desk

HANDS, PRESSES = 4, 400


@pytest.fixture(autouse=True)
def impatient_threads() -> Iterator[None]:
    """Threads take turns every few steps, as if many cores worked."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(press: Callable[[int], object]) -> None:
    """All threads press as fast as they can, at the same time."""
    start = threading.Barrier(HANDS)

    def hand(number: int) -> None:
        start.wait()
        for _ in range(PRESSES):
            press(number)

    hands = [threading.Thread(target=hand, args=(number,)) for number in range(HANDS)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()


def test_every_back_and_every_call_counts() -> None:
    desk = Desk()

    def press(hand: int) -> None:
        desk.back()
        desk.call(hand + 1)

    together(press)
    assert desk.backs == HANDS * PRESSES
    assert desk.called[0] == HANDS * PRESSES


def test_every_go_that_is_no_bounce_counts() -> None:
    desk, clock = Desk(), iter(range(10**6))
    together(lambda _: desk.go(float(next(clock))))
    # Two hands may read the clock in one order and press in the other: that is no bounce either.
    assert desk.goes == HANDS * PRESSES


def test_every_turn_of_a_switch_is_done() -> None:
    desk = Desk()

    def press(_: int) -> None:
        desk.toggle_panic()
        desk.toggle_blackout()

    together(press)
    assert (desk.panic, desk.blackout) == (False, False)  # an even number of turns


def test_of_two_changes_of_the_beat_neither_is_lost() -> None:
    desk = Desk()

    def press(_: int) -> None:
        desk.change_beat(lambda hands: replace(hands, nudge=hands.nudge + 1.0))

    together(press)
    assert desk.beat == BeatHands(nudge=float(HANDS * PRESSES))


def test_the_offsets_of_two_outputs_are_moved_at_once() -> None:
    desk = Desk()
    desk.offsets = (0.0,) * HANDS
    together(lambda hand: desk.shift_offset(hand + 1, 1.0, 1e6))
    assert desk.offsets == (float(PRESSES),) * HANDS


def test_the_last_eight_taps_are_kept_and_each_is_one_that_was_made() -> None:
    desk = Desk()
    together(lambda hand: act(desk, "tap", 1, float(hand)))
    assert len(desk.taps) == 8
    assert set(desk.taps) <= {0.0, 1.0, 2.0, 3.0}


def test_a_desk_that_nobody_touched_asks_for_nothing() -> None:
    desk = Desk()
    assert (desk.blackout, desk.panic, desk.freeze, desk.asked_to_end) == (False,) * 4
    assert (desk.brightness, desk.fade, desk.beat, desk.taps) == (1.0, 0.25, BeatHands(), ())
    assert (desk.goes, desk.backs, desk.called, desk.cue, desk.standby) == (0, 0, (0, 0), 0, 0)
    assert (desk.beat.locked, desk.beat.factor, desk.beat.nudge) == (False, 1.0, 0.0)
    assert desk.offset() is None


def test_a_hand_fades_light_in_a_quarter_of_a_second_whatever_the_cue_before_said() -> None:
    desk = Desk()
    desk.fade = 6.0
    desk.set_blackout(True)
    assert (desk.blackout, desk.fade) == (True, 0.25)
    desk.fade = 6.0
    desk.dim(0.3)
    assert (desk.brightness, desk.fade) == (0.3, 0.25)
    desk.toggle_blackout()
    assert not desk.blackout
    desk.toggle_blackout()
    desk.toggle_panic()
    assert desk.blackout
    assert desk.panic


@pytest.mark.parametrize("first", [0.0, 0.05, 0.55, 1.05, 2.05, 3600.0])
def test_the_first_go_counts_whenever_it_comes(first: float) -> None:
    desk = Desk()
    desk.go(first)
    assert desk.goes == 1


@pytest.mark.parametrize(
    ("again", "goes"), [(0.0, 1), (0.06, 1), (0.09, 1), (0.1, 2), (0.15, 2), (-0.01, 2)]
)
def test_a_go_within_a_tenth_of_a_second_is_a_bounce(again: float, goes: int) -> None:
    desk = Desk()
    desk.go(0.0)
    desk.go(again)
    assert desk.goes == goes


def test_a_button_that_bounces_on_and_on_is_pressed_once() -> None:
    desk = Desk()
    for bounce in range(10):
        desk.go(5.0 + 0.06 * bounce)
    assert desk.goes == 1


def test_offsets_are_the_outputs_own_and_the_first_that_takes_one_goes_without_a_number() -> None:
    desk = Desk()
    desk.offsets = (None, 10.0, 20.0)
    assert [desk.offset(output) for output in range(5)] == [10.0, None, 10.0, 20.0, None]
    desk.set_offset(0, -40.0)
    desk.set_offset(1, 99.0)
    desk.set_offset(4, 99.0)
    desk.shift_offset(3, 7.0, 25.0)
    assert desk.offsets == (None, -40.0, 25.0)
    desk.shift_offset(3, -70.0, 25.0)
    assert desk.offsets == (None, -40.0, -25.0)


def test_the_end_is_asked_for_once() -> None:
    desk = Desk()
    desk.end()
    assert desk.asked_to_end
