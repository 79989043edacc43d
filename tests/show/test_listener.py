"""An ear that does wrong things, heard in a time that the test moves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from live.runtime.clock import Clock
from live.runtime.failures import FailureLog
from live.runtime.supervise import HUNG, OPENING
from live.show.listener import Listener
from live.signals import AudioBlock, Music


class Hand:
    """A timer that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now


class Ear:
    """Says what it is told to say, after as many seconds as it is told to take."""

    def __init__(self, hand: Hand, says: Callable[[AudioBlock], Any], takes: float) -> None:
        self._hand, self._says, self._takes = hand, says, takes

    def hear(self, block: AudioBlock) -> Music:
        self._hand.now += self._takes
        music: Music = self._says(block)
        return music


class Room:
    """A listener, its clock and record, and how many ears were opened for it."""

    def __init__(self, says: Callable[[AudioBlock], Any], takes: float = 0.001) -> None:
        self.hand, self.opened = Hand(), 0
        self.clock = Clock(self.hand)
        self.clock.start()
        self.failures = FailureLog(self.clock)

        def opens() -> Ear:
            self.opened += 1
            return Ear(self.hand, says, takes)

        self.listener = Listener(opens, self.failures)
        self.listener.open()

    def hears(self, seconds: float) -> list[Music | None]:
        heard = []
        for _ in range(round(100 * seconds)):
            block = AudioBlock(self.clock.now(), np.zeros(441, np.float32), 44_100)
            heard.append(self.listener.hear(block))
            self.hand.now += 0.01
        return heard

    def falls(self) -> list[tuple[str, bool]]:
        return [(f["cause"], f["recovered"] is not None) for f in self.failures.as_list()]


def _well(block: AudioBlock) -> Music:
    return Music(block.time)


def _raises(block: AudioBlock) -> Music:
    raise SystemExit(3)


def test_what_a_good_ear_hears_is_heard() -> None:
    room = Room(_well)
    assert all(music is not None for music in room.hears(3.0))
    assert room.falls() == []
    assert room.opened == 1


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (lambda _: None, "is none, but NoneType"),
        (lambda block: Music(block.time, tempo=0.0), "a tempo of 0.0"),
        (lambda block: Music(block.time, beat=float("nan")), "time or beat that is no number"),
        (lambda block: Music(block.time, silent_for=-1.0), "silent for -1.0 s"),
        (lambda block: Music(block.time + 60.0), "is +60.0 s off"),
        (_raises, "asked the program to end (SystemExit: 3)"),
    ],
)
def test_what_an_ear_does_wrong_costs_that_block_alone(
    says: Callable[[AudioBlock], Any], told: str
) -> None:
    room = Room(lambda block: says(block) if 0.5 <= block.time < 0.7 else _well(block))
    heard = room.hears(1.0)
    assert 10 < heard.count(None) < 25
    assert [(told in cause, closed) for cause, closed in room.falls()] == [(True, True)]
    assert room.opened == 1


def test_an_ear_that_fails_for_long_is_opened_again_but_not_at_every_block() -> None:
    room = Room(_raises)
    room.hears(2.5 * HUNG)
    assert room.opened == 3


def test_an_ear_that_falls_behind_is_too_slow_until_it_keeps_up_again() -> None:
    slow = Room(_well, takes=0.02)
    slow.hears(3.0)
    assert slow.falls() == [("WorkerLate: it needs 2.0 s for a second of sound", False)]
    quick = Room(_well, takes=0.009)
    quick.hears(3.0)
    assert quick.falls() == []


def test_an_ear_that_hangs_is_found_and_left() -> None:
    hangs: list[bool] = []

    def says(block: AudioBlock) -> Music:
        if len(hangs) == 1:
            room.hand.now += 2.0
        hangs.append(room.listener.hangs(1.0))
        return _well(block)

    room = Room(says)
    room.hears(0.03)
    assert hangs == [False, True, False]
    room.listener.renew()
    room.hears(0.01)
    assert room.opened == 2


def test_an_ear_may_take_long_to_hear_its_first_block() -> None:
    allowed: list[float] = []

    def says(block: AudioBlock) -> Music:
        allowed.append(room.listener.allowed(1.0))
        return _well(block)

    room = Room(says)
    room.hears(0.02)
    assert allowed == [OPENING, 1.0]
    assert room.listener.allowed(1.0) == 1.0
