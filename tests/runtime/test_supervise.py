import asyncio
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from live.errors import DeviceLost, PartExited, WorkerLate
from live.runtime.clock import Clock
from live.runtime.failures import SLOW, FailureLog
from live.runtime.supervise import (
    HUNG,
    MOST_HUNG,
    OPENING,
    Blamed,
    Hires,
    Patience,
    Speed,
    Steps,
    Understudied,
    keep_going,
    run_apart,
)
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline


def test_a_part_that_falls_is_opened_again_with_growing_pauses() -> None:
    async def show() -> tuple[list[float], FailureLog]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        tries: list[float] = []

        async def fall() -> None:
            tries.append(clock.now())
            if len(tries) < 9:
                raise OSError("unplugged")

        await keep_going("camera", fall, clock, failures)
        return tries, failures

    tries, failures = run_virtual(show())
    pauses = [round(b - a, 2) for a, b in pairwise(tries)]
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert failures.count == 1
    assert failures.as_list()[0]["steps"] == 8


def test_a_part_that_stood_for_long_is_opened_again_at_once() -> None:
    async def show() -> list[float]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        tries: list[float] = []

        async def fall() -> None:
            tries.append(clock.now())
            await asyncio.sleep(60)
            if len(tries) < 4:
                raise OSError("unplugged")

        await keep_going("camera", fall, clock, FailureLog(clock))
        return tries

    assert run_virtual(show()) == [0.0, 60.25, 120.5, 180.75]


def test_the_end_of_the_show_is_not_a_fall() -> None:
    async def show() -> FailureLog:
        clock = Clock(asyncio.get_running_loop())
        failures = FailureLog(clock)
        task = asyncio.ensure_future(keep_going("x", lambda: asyncio.sleep(100), clock, failures))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        return failures

    assert run_virtual(show()).count == 0


def _understudied(failures: FailureLog, workers: list[Inline]) -> Understudied[str]:
    def new_worker() -> Inline:
        workers.append(Inline("dancer"))
        return workers[-1]

    return Understudied("dancer", lambda: "star", "understudy", new_worker, None, failures)


def test_a_step_that_raises_is_danced_by_the_understudy_and_the_fall_is_kept() -> None:
    async def show() -> tuple[list[str], FailureLog]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        role = _understudied(failures, [])
        danced = []
        for number in range(4):

            def step(who: str, number: int = number) -> str:
                if who == "star" and number in (1, 2):
                    raise ValueError("tripped")
                return who

            danced.append(await role.step(step))
            await asyncio.sleep(1)
        return danced, failures

    danced, failures = run_virtual(show())
    assert danced == ["star", "understudy", "understudy", "star"]
    assert [(f["time"], f["steps"], f["recovered"]) for f in failures.as_list()] == [(1.0, 2, 3.0)]


def test_a_part_stuck_for_long_gets_a_new_worker() -> None:
    class Stuck(Inline):
        opened = False

        async def do(self, work, within=None):  # type: ignore[no-untyped-def]
            if self.opened:
                raise WorkerLate("still busy")
            self.opened = True
            return work()

    async def show() -> int:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        workers: list[Inline] = []

        def new_worker() -> Inline:
            workers.append(Stuck("painter") if not workers else Inline("painter"))
            return workers[-1]

        role: Understudied[str] = Understudied(
            "painter",
            lambda: "star",
            "understudy",
            new_worker,
            Patience(0.1, 0.1, 0.1),
            FailureLog(clock),
        )
        danced = []
        await role.open()
        for _ in range(round(HUNG) + 3):
            danced.append(await role.step(lambda who: who))
            await asyncio.sleep(1)
        assert danced[0] == "understudy"
        assert danced[-1] == "star"
        return len(workers)

    assert run_virtual(show()) == 2


def test_falls_stay_flat_in_memory() -> None:
    async def show() -> FailureLog:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        for _ in range(5000):
            failures.failed("dancer", ValueError("tripped"))
            failures.recovered("dancer")
            await asyncio.sleep(0.1)
        return failures

    failures = run_virtual(show())
    assert failures.count == 5000
    assert len(failures.as_list()) == 2000


class Hand:
    """A timer that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now


def _log() -> tuple[Hand, FailureLog]:
    hand = Hand()
    clock = Clock(hand)
    clock.start()
    return hand, FailureLog(clock)


class Hung(Inline):
    """A worker that is busy until it is let go, and then does what is left to do."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.stuck = True
        self.last: Callable[[], object] | None = None

    @property
    def busy(self) -> bool:
        return self.stuck

    def stop(self, last: Callable[[], object] | None = None) -> None:
        self.last = last


def test_few_workers_hang_at_a_time_and_each_closes_its_part_when_it_answers() -> None:
    hired: list[Hung] = []
    closed: list[int] = []

    def new_worker() -> Hung:
        hired.append(Hung("eyes"))
        return hired[-1]

    hires = Hires(new_worker)
    for number in range(MOST_HUNG):
        hires.leave(hires.hire(), partial(closed.append, number))
    assert hires.full
    with pytest.raises(DeviceLost, match="3 of its workers hang"):
        hires.hire()
    hired[1].stuck = False
    assert hired[1].last is not None
    hired[1].last()
    assert closed == [1]
    assert not hires.full
    hires.hire()
    assert len(hired) == MOST_HUNG + 1


def test_an_error_that_names_its_own_part_is_that_parts_failure() -> None:
    async def show() -> list[tuple[str, str]]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures, tries = FailureLog(clock), []

        async def hear() -> None:
            tries.append(1)
            if len(tries) == 1:
                raise Blamed("ear", WorkerLate("it does not answer"))

        await keep_going("sound", hear, clock, failures)
        return [(fall["part"], fall["cause"]) for fall in failures.as_list()]

    assert run_virtual(show()) == [("ear", "WorkerLate: it does not answer")]


def test_pauses_grow_no_longer_than_they_may() -> None:
    async def show() -> list[float]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        tries: list[float] = []

        async def fall() -> None:
            tries.append(clock.now())
            if len(tries) < 6:
                raise DeviceLost("unplugged")

        await keep_going("sound", fall, clock, FailureLog(clock), 1.0)
        return [round(b - a, 2) for a, b in pairwise(tries)]

    assert run_virtual(show()) == [0.25, 0.5, 1.0, 1.0, 1.0]


def _steps(good: Callable[[float], bool], seconds: float) -> tuple[list[float], FailureLog, bool]:
    """Steps, 30 a second at most: when each was tried; and whether the part is to be reopened."""

    async def show() -> tuple[list[float], FailureLog, bool]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures, tried = FailureLog(clock), []
        steps, worker = Steps("output", failures), Inline("output")

        def step() -> None:
            tried.append(clock.now())
            if not good(clock.now()):
                raise OSError("the cable is out")

        while clock.now() < seconds:
            try:
                await steps.do(worker, step, None)
            except OSError:
                return tried, failures, True
            await asyncio.sleep(1 / 30)
        return tried, failures, False

    return run_virtual(show())


def test_a_failed_step_costs_that_step_alone() -> None:
    tried, failures, reopened = _steps(lambda now: not 0.99 <= now < 1.06, 2.0)
    assert len(tried) == 60
    assert [(f["steps"], round(f["recovered"], 1)) for f in failures.as_list()] == [(2, 1.1)]
    assert not reopened


def test_every_second_step_that_fails_costs_no_pause() -> None:
    tried, failures, _ = _steps(lambda now: round(30 * now) % 2 == 0, 2.0)
    assert len(tried) == 60
    assert failures.count == 30


def test_a_part_whose_every_step_fails_is_asked_seldom_and_then_reopened() -> None:
    tried, failures, reopened = _steps(lambda now: now < 1.0, 60.0)
    assert reopened
    assert 1.0 + HUNG < tried[-1] < 1.0 + HUNG + 1.5
    assert len(tried) - 30 < 10
    assert failures.fallen() == ["output"]


def test_lost_devices_and_late_workers_are_reopened_at_once() -> None:
    async def show(error: Exception) -> None:
        def step() -> None:
            raise error

        await Steps("output", _log()[1]).do(Inline("output"), step, None)

    for error in (DeviceLost("unplugged"), WorkerLate("hung")):
        with pytest.raises(type(error)):
            run_virtual(show(error))


def test_a_part_that_does_few_of_what_comes_is_slow_until_it_does_most() -> None:
    _, failures = _log()
    speed = Speed("eyes", 30.0, failures)
    for missed in [5] * 10 + [0] * 60:
        speed.did(missed)
    (fall,) = failures.as_list()
    assert (fall["part"], fall["cause"]) == ("eyes", "WorkerLate: it does 5.0 of 30 a second")
    assert fall["recovered"] is not None
    for _ in range(100):
        speed.did(0 if _ % 3 else 1)
    assert failures.count == 1


def test_a_slow_failure_is_not_over_with_the_next_good_step() -> None:
    _, failures = _log()
    failures.failed("painter", WorkerLate("slow"), SLOW)
    failures.failed("painter", ValueError("tripped"))
    failures.recovered("painter")
    assert failures.fallen() == ["painter"]
    assert [f["recovered"] for f in failures.as_list()] == [None, 0.0]
    failures.recovered("painter", SLOW)
    assert failures.fallen() == []


def test_a_step_may_take_long_where_every_step_does_but_not_longer_than_is_seen() -> None:
    patience = Patience(0.1, 0.15, 0.4)
    assert patience.seconds == 0.4
    for took, allowed in ((0.01, 0.1), (0.07, 0.15)):
        for _ in range(60):
            patience.took(took)
        assert patience.seconds == pytest.approx(min(max(0.1, 2 * took), 0.15), abs=0.005), allowed
    patience.took(0.2)
    assert patience.seconds < 0.01
    for _ in range(4):
        patience.took(0.02)
    assert patience.seconds >= 0.1
    patience.doubt()
    assert patience.seconds < 0.01


def test_a_part_that_fails_for_long_is_opened_again_ever_more_seldom() -> None:
    async def show() -> tuple[list[float], list[float]]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        opened: list[float] = []
        closed: list[float] = []

        class Star:
            def close(self) -> None:
                closed.append(clock.now())

        def opens() -> Star:
            opened.append(clock.now())
            return Star()

        role: Understudied[object] = Understudied(
            "painter", opens, "understudy", lambda: Inline("painter"), None, FailureLog(clock)
        )

        def step(who: object) -> object:
            if who != "understudy":
                raise OSError("no context")
            return who

        await role.open()
        while clock.now() < 25:
            assert await role.step(step) == "understudy"
            assert role.stood_in
            await asyncio.sleep(1 / 30)
        return opened, closed

    opened, closed = run_virtual(show())
    gaps = [round(b - a, 1) for a, b in pairwise(opened)]
    assert gaps == pytest.approx([HUNG, 2 * HUNG, 4 * HUNG], abs=0.2)
    assert len(closed) == len(opened) - 1


def test_an_understudy_that_would_end_the_program_has_only_failed() -> None:
    async def show() -> None:
        role = _understudied(_log()[1], [])

        def step(_: str) -> str:
            raise SystemExit(3)

        with pytest.raises(PartExited):
            await role.step(step)

    run_virtual(show())


def test_an_input_that_blocks_is_fallen_until_it_turns_again() -> None:
    async def blocks() -> None:
        until = time.monotonic() + 1.6
        while time.monotonic() < until:
            pass
        await asyncio.sleep(0.5)

    async def show() -> list[dict[str, Any]]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        failures = FailureLog(clock)
        await run_apart("input 1", blocks, failures)
        return failures.as_list()

    (fall,) = asyncio.run(show())
    assert "it has been blocked for" in fall["cause"]
    assert fall["recovered"] is not None


class Hanging(Inline):
    """A worker that does so much, and hangs then."""

    def __init__(self, does: int) -> None:
        super().__init__("dancer")
        self.does = does
        self.stopped = False

    async def do(self, work, within=None):  # type: ignore[no-untyped-def]
        self.does -= 1
        if self.does < 0:
            raise WorkerLate("still busy")
        return work()

    def stop(self, last: Callable[[], object] | None = None) -> None:
        self.stopped = True


async def _stuck(workers: list[Hanging], hang: int, seconds: float) -> list[str]:
    """Who dances, twice a second, where the first `hang` workers hang."""
    clock = Clock(asyncio.get_running_loop())
    clock.start()
    opened = iter(f"star {number}" for number in range(1, 100))

    def new_worker() -> Inline:
        hangs = len(workers) < hang
        workers.append(
            Hanging((0 if workers else 1) if hangs else 1000)
        )  # the first opens the part
        return workers[-1]

    role: Understudied[str] = Understudied(
        "dancer", lambda: next(opened), "understudy", new_worker, None, FailureLog(clock)
    )
    await role.open()
    danced = []
    for _ in range(round(2 * seconds)):
        danced.append(await role.step(lambda who: who))
        await asyncio.sleep(0.5)
    return danced


def test_a_new_worker_has_time_to_open_the_part_before_it_is_given_up_too() -> None:
    workers: list[Hanging] = []
    run_virtual(_stuck(workers, 99, HUNG + OPENING - 1.0))
    assert len(workers) == 2
    workers.clear()
    run_virtual(_stuck(workers, 99, HUNG + OPENING + 2.0))
    assert len(workers) == 3
    assert [hand.stopped for hand in workers] == [True] * (len(workers) - 1) + [False]


def test_a_new_worker_opens_the_part_anew_and_leaves_the_hung_one_alone() -> None:
    danced = run_virtual(_stuck([], 1, 6.0))
    assert danced[0] == "understudy"
    assert danced[-1] == "star 2"
    assert set(danced) == {"understudy", "star 2"}
