"""The desk with several threads at once: no press is lost."""

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
