"""Outputs in virtual time, whose workers take as long as a test says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pytest

from live.runtime.clock import Clock
from live.runtime.failures import FailureLog
from live.runtime.pace import LONGEST_LEAD, Pace, Sending, lead_needed
from live.runtime.supervise import Understudied
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline
from live.show import hops
from live.show.hops import Flow, HopContext
from live.show.part_manager import Device, OutputHandle
from live.show.report import Report
from live.show.sending import send
from live.show.standby import Standby
from live.signals import Picture, Scene
from tests.parts import Plain, PlainPainter, StandingStatue, Statue, a_context

T = TypeVar("T")
FRAME = 1 / 30


class Slow(Inline):
    """A worker whose work takes a while; its result comes at the end."""

    def __init__(self, lasts: float, jitter: float = 0.0) -> None:
        super().__init__("slow")
        self._lasts = lasts
        self._jitter = jitter
        self._chance = np.random.default_rng(1)

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        await asyncio.sleep(self._lasts + self._jitter * self._chance.random())
        return work()


@dataclass
class Way:
    """An output that records when each picture came, and for which second it was made."""

    lasts: float  # seconds it takes to send
    offset: float = 0.0
    scenes: bool = False
    jitter: float = 0.0

    def __post_init__(self) -> None:
        self.seen: list[tuple[float, float]] = []

    def joins(self, clock: Clock) -> OutputHandle:
        def show(signal: Scene | Picture) -> None:
            self.seen.append((clock.now(), signal.time))

        class Output:
            takes = Scene if self.scenes else Picture
            close = staticmethod(lambda: None)

        output: Any = Output()
        output.show = show
        worker = Slow(self.lasts, self.jitter)
        device = Device[Any]("output", lambda: output, lambda _: worker)
        return OutputHandle("output", device, output.takes, Pace(self.offset))

    def errors(self, latency: float = 0.0, after: float = 15.0) -> Any:
        """How late pictures came, in seconds."""
        return np.array(
            [out - (due - latency + self.offset) for out, due in self.seen if out > after]
        )


def performed(
    *ways: Way, drawing: float = 0.02, seconds: float = 30.0, latency: float = 0.0
) -> HopContext:
    """A show with these outputs, whose painter takes `drawing` seconds."""

    async def show() -> HopContext:
        clock = Clock(asyncio.get_running_loop())
        context = a_context(clock=clock, virtual=False, latency=latency)
        failures = FailureLog(clock)
        hands = HopContext(clock, context, Flow(), Report(context.rate, failures))
        members = [way.joins(clock) for way in ways]
        for member in members:
            await member.device.open()
        hands.flow.paces = [member.pace for member in members if member.pace is not None]
        statue, plain = StandingStatue(Statue()), PlainPainter(Plain(), context)
        dancer: Any = Understudied(
            "dancer", lambda: statue, statue, lambda: Inline("dancer"), None, failures
        )
        painter: Any = Understudied(
            "painter", lambda: plain, plain, lambda: Slow(drawing), None, failures
        )
        clock.start()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(hops.draw(hands, painter))
            for member in members:
                tasks.create_task(_sent(hands, member))
            await hops.dance(hands, dancer, Standby(statue), round(seconds * context.rate))
            hands.flow.scenes.close()
            await asyncio.sleep(1.0)
            hands.flow.pictures.close()
        return hands

    return run_virtual(show())


async def _sent(hands: HopContext, member: OutputHandle) -> None:
    await member.device.perform(lambda worker, output: send(hands, member, worker, output))


@pytest.mark.parametrize("offset", [-0.2, -0.05, 0.0, 0.04, 0.25])
def test_every_output_is_seen_on_its_time(offset: float) -> None:
    window = Way(0.012)
    projector = Way(0.005, offset)
    rig = Way(0.0, scenes=True)
    performed(window, projector, rig, latency=0.03)
    for way in (window, projector, rig):
        errors = way.errors(latency=0.03)
        assert len(errors) > 400
        assert np.abs(errors).max() < FRAME
        assert abs(np.median(errors)) < 0.005


def test_an_output_that_is_alone_is_seen_on_its_time() -> None:
    for offset in (-0.1, 0.1):
        way = Way(0.012, offset)
        performed(way)
        assert np.abs(way.errors()).max() < FRAME


def test_no_picture_is_left_out_or_doubled_while_it_is_held() -> None:
    early, late = Way(0.002, -0.15), Way(0.002, 0.2)
    performed(early, late)
    for way in (early, late):
        due = np.array([due for out, due in way.seen if out > 15])
        # The last moves of the lead stretch time by less than a hundredth of a frame.
        assert np.diff(due) == pytest.approx(FRAME, abs=0.1 * FRAME)


def test_pictures_grow_no_older_however_long_it_runs() -> None:
    ways = [Way(0.012, jitter=0.01), Way(0.03, -0.05, jitter=0.01), Way(0.0, 0.1, scenes=True)]
    performed(*ways, seconds=180)
    for way in ways:
        ages = np.array([out - due for out, due in way.seen])
        times = np.array([out for out, _ in way.seen])
        early, late = ages[(times > 20) & (times < 60)], ages[times > 140]
        assert np.abs(late.mean() - early.mean()) < 0.003
        assert np.abs(late).max() < np.abs(way.offset) + 2 * FRAME


def test_an_output_slower_than_the_show_leaves_pictures_out_and_holds_nobody_up() -> None:
    window, slow = Way(0.01), Way(0.08)
    performed(window, slow)
    assert len(window.seen) == 900
    assert len(slow.seen) < 400
    assert np.abs(window.errors()).max() < FRAME
    assert np.abs(slow.errors()).max() < 2 * 0.08


def test_what_is_held_is_no_more_than_the_time_asks_for() -> None:
    hands = performed(Way(0.012), Way(0.0, 0.2))
    assert hands.flow.lead_time == pytest.approx(0.032, abs=0.005)
    assert len(hands.flow.pictures.after(0)) <= (0.2 + hands.flow.lead_time) / FRAME + 4


def test_an_output_that_has_fallen_silent_no_longer_sets_the_lead() -> None:
    lively, fallen = Pace(needs=0.04, free=100.0), Pace(needs=0.3, free=90.0)
    assert lead_needed([lively, fallen], 91.0) == 0.3
    assert lead_needed([lively, fallen], 100.0) == 0.04
    assert lead_needed([], 100.0) == 0.0


def test_the_lead_has_an_end() -> None:
    pace = Pace()
    for number in range(3000):
        pace.sent(Sending(number, number + 9.0, number + 9.0, number + 9.0), 0.0, FRAME)
    assert lead_needed([pace], pace.free) == LONGEST_LEAD


def test_an_output_counts_until_it_has_been_silent_for_three_seconds() -> None:
    output = Pace(needs=0.1, free=50.0)
    assert [lead_needed([output], 50.0 + ago) for ago in (0.0, 2.9, 3.0)] == [0.1, 0.1, 0.0]


def test_what_sending_takes_is_followed_by_half_in_two_seconds() -> None:
    pace = Pace()
    assert pace.start(10.0) == 10.0
    for number in range(60):
        now = number * FRAME
        pace.sent(Sending(now, now, now, now + 0.08), 0.0, FRAME)
    assert pace.took == pytest.approx(0.04, abs=1e-4)
    assert pace.start(10.0) == pytest.approx(9.96, abs=1e-4)
