import numpy as np
import pytest

from live.errors import DeviceLost
from live.hear.sources.devices import SoundInput, choose
from live.hear.sources.microphone import HOP, RATE, OpenMicrophone, Steady
from live.parts import Channels, HasChannels
from live.runtime.clock import Clock
from live.signals import Samples
from tests.parts import a_context

INPUTS = [
    SoundInput(0, "HDA Intel PCH: ALC257 Analog", 2, usual=True),
    SoundInput(3, "USB Audio CODEC", 2, usual=False),
    SoundInput(4, "USB Audio CODEC Monitor", 2, usual=False),
]


def test_the_usual_input_is_taken_where_none_is_named() -> None:
    assert choose(INPUTS, "").index == 0


def test_an_input_is_found_by_part_of_its_name_in_any_case() -> None:
    assert choose(INPUTS, "alc257").index == 0
    assert choose(INPUTS, "usb audio codec").index == 3
    assert choose(INPUTS, "monitor").index == 4


def test_an_input_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(DeviceLost, match=r"'Rode NT'.*USB Audio CODEC"):
        choose(INPUTS, "Rode NT")
    with pytest.raises(DeviceLost, match="Plug one in"):
        choose([], "")


SECONDS = HOP / RATE


def _errors(arrivals: list[float], lost: float = 0.0, after: int = 10_000) -> list[float]:
    """Seconds each block is timed too late; `lost` seconds of sound are missing `after` a block."""
    steady = Steady()
    return [
        steady.ended(SECONDS, arrival) - (number + 1) * SECONDS - (lost if number > after else 0.0)
        for number, arrival in enumerate(arrivals)
    ]


def test_blocks_are_timed_by_counting_samples_not_by_the_scheduler() -> None:
    chance = np.random.default_rng(2)
    errors = _errors([(n + 1) * SECONDS + abs(chance.normal(0, 0.004)) for n in range(2000)])
    assert np.std(errors[500:]) < 0.001


def test_a_busy_machine_that_reads_late_loses_no_time() -> None:
    arrivals = [(n + 1) * SECONDS for n in range(900)]
    for begin in (300, 500, 700):  # a third of a second late, then all that waited at once
        until = arrivals[begin] + 0.3
        arrivals = [max(a, until) if n >= begin else a for n, a in enumerate(arrivals)]
    assert np.abs(_errors(arrivals)).max() < 0.005


def test_lost_sound_moves_the_time_on_within_little_more_than_a_second() -> None:
    arrivals = [(n + 1) * SECONDS + (0.4 if n > 300 else 0.0) for n in range(600)]
    errors = np.array(_errors(arrivals, lost=0.4, after=300))
    assert np.abs(errors[300 + round(1.1 / SECONDS) :]).max() < 0.01


def test_sound_that_the_device_says_it_lost_moves_the_time_on_at_once() -> None:
    steady = Steady()
    for number in range(300):
        steady.ended(SECONDS, number * SECONDS)
    now = 300 * SECONDS + 0.4
    assert steady.ended(SECONDS, now, lost=True) == now


def test_a_clock_that_stands_still_does_not_leave_the_blocks_ahead_of_it() -> None:
    steady = Steady()
    assert max(steady.ended(SECONDS, 5.0) for _ in range(200)) < 5.1


class _Stream:
    latency = 0.02
    lost = False
    channels = Channels(np.ones(1), np.ones(1))

    def read(self) -> Samples:
        return np.zeros(HOP, dtype=np.float32)

    def close(self) -> None:
        pass


def test_a_block_is_about_when_it_sounded_not_when_it_arrived() -> None:
    microphone = OpenMicrophone(_Stream(), a_context().clock, delay=0.1)
    block = microphone.read()
    assert block is not None
    assert block.time == pytest.approx(-0.12)
    assert block.rate == RATE
    assert isinstance(microphone, HasChannels)


class _Hand:
    """A wall clock that is turned by hand."""

    seconds = 10.0

    def time(self) -> float:
        return self.seconds


class _Waiting:
    """A device that has kept half a second nobody wanted, and then delivers as it hears."""

    latency = 0.0
    lost = False
    channels = Channels(np.ones(1), np.ones(1))

    def __init__(self, hand: _Hand) -> None:
        self._hand = hand
        self._count = 0

    def read(self) -> Samples:
        self._count += 1
        if self._count > 43:
            self._hand.seconds += SECONDS
        return np.full(HOP, self._count, dtype=np.float32)

    def close(self) -> None:
        pass


def test_what_waited_in_the_device_before_anybody_listened_is_passed_over() -> None:
    hand = _Hand()
    clock = Clock(hand)
    clock.start()
    microphone = OpenMicrophone(_Waiting(hand), clock, delay=0.0)
    blocks = [microphone.read() for _ in range(100)]
    assert blocks[0].samples[0] > 43
    times = np.array([block.time for block in blocks])
    assert np.diff(times) == pytest.approx(SECONDS)
