import asyncio
import time

import pytest

from live.runtime.clock import Clock, Tick, Wall
from live.runtime.virtual import run_virtual


async def _ticks(count: int, pauses: dict[int, float], rate: float = 30.0) -> list[Tick]:
    clock = Clock(asyncio.get_running_loop())
    clock.start()
    seen: list[Tick] = []
    async for tick in clock.ticks(rate):
        seen.append(tick)
        if len(seen) == count:
            break
        await asyncio.sleep(pauses.get(len(seen), 0.0))
    return seen


def test_the_clock_stands_still_before_the_show() -> None:
    async def look() -> tuple[float, float]:
        clock = Clock(asyncio.get_running_loop())
        await asyncio.sleep(1.0)
        before = clock.now()
        clock.start()
        await asyncio.sleep(2.0)
        return before, clock.now()

    before, after = run_virtual(look())
    assert before == 0.0
    assert after == pytest.approx(2.0)


def test_ticks_lie_on_a_fixed_grid() -> None:
    ticks = run_virtual(_ticks(100, {}))
    assert [tick.number for tick in ticks] == list(range(100))
    assert [tick.time for tick in ticks] == pytest.approx([n / 30 for n in range(100)])
    assert all(tick.late < 1e-6 and tick.skipped == 0 for tick in ticks)


def test_who_is_late_skips_points_and_never_bunches() -> None:
    ticks = run_virtual(_ticks(4, {2: 0.1}))
    assert [tick.number for tick in ticks] == [0, 1, 4, 5]
    assert ticks[2].skipped == 2
    assert ticks[3].time - ticks[2].time == pytest.approx(1 / 30)


def test_a_little_late_is_reported_and_nothing_is_skipped() -> None:
    ticks = run_virtual(_ticks(3, {1: 0.05}))
    assert [tick.number for tick in ticks] == [0, 1, 2]
    assert ticks[1].late == pytest.approx(0.05 - 1 / 30)


def test_an_hour_of_ticks_does_not_drift() -> None:
    ticks = run_virtual(_ticks(108_000, {}))
    assert ticks[-1].number == 107_999
    assert ticks[-1].late < 1e-6


def test_outside_a_show_time_is_the_walls() -> None:
    before = time.monotonic()
    now = Wall().time()
    assert before <= now <= time.monotonic()


@pytest.mark.parametrize("rate", [0.5, 30.0, 200.0])
def test_ticks_come_when_they_are_due_at_any_rate(rate: float) -> None:
    ticks = run_virtual(_ticks(20, {}, rate))
    assert [tick.time for tick in ticks] == pytest.approx([n / rate for n in range(20)])
    assert all(tick.late < 1e-6 for tick in ticks)


def test_a_moment_that_has_passed_is_not_waited_for() -> None:
    async def wait() -> tuple[float, float]:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        await clock.until(2.0)
        first = clock.now()
        await clock.until(1.0)
        return first, clock.now()

    assert run_virtual(wait()) == (2.0, 2.0)
