import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from live.errors import PartExited, WorkerLate
from live.runtime.workers import Apart, BackgroundTask, Inline, Thread, Worker, run_beside_window


def test_work_is_done_in_the_workers_own_thread() -> None:
    async def ask() -> str:
        worker = Thread("ears")
        try:
            return await worker.do(lambda: threading.current_thread().name)
        finally:
            worker.stop()

    assert asyncio.run(ask()) == "ears"


def test_what_the_work_raises_is_raised_to_who_asked() -> None:
    async def ask() -> None:
        worker = Thread("ears")
        try:
            await worker.do(lambda: int("no number"))
        finally:
            worker.stop()

    with pytest.raises(ValueError, match="no number"):
        asyncio.run(ask())


def test_late_work_is_dropped_and_a_busy_worker_says_so_at_once() -> None:
    async def ask() -> tuple[float, str]:
        loop = asyncio.get_running_loop()
        worker = Thread("painter")
        with pytest.raises(WorkerLate, match="longer than"):
            await worker.do(lambda: time.sleep(0.3), within=0.05)
        began = loop.time()
        with pytest.raises(WorkerLate, match="busy"):
            await worker.do(lambda: None)
        waited = loop.time() - began
        await asyncio.sleep(0.4)
        return waited, await worker.do(lambda: "free again")

    waited, answer = asyncio.run(ask())
    assert waited < 0.05
    assert answer == "free again"


def test_who_is_cancelled_as_the_result_comes_is_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise a part would go on after the end of the show, and the show would never end."""

    async def ask() -> bool:
        worker = Thread("eyes")
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(worker.do(lambda: 5, within=5.0))

        def settle_and_cancel(done: object, settle: Callable[[], None]) -> None:
            def both() -> None:
                settle()
                task.cancel()

            loop.call_soon_threadsafe(both)

        monkeypatch.setattr(worker, "_settle", settle_and_cancel)
        await asyncio.wait({task})
        worker.stop()
        return task.cancelled()

    assert asyncio.run(ask())


def test_work_that_raises_a_timeout_is_not_late() -> None:
    async def ask() -> None:
        worker = Thread("camera")

        def work() -> None:
            raise TimeoutError("the camera's own")

        try:
            await worker.do(work, within=5.0)
        finally:
            worker.stop()

    with pytest.raises(TimeoutError, match="own"):
        asyncio.run(ask())


@pytest.mark.parametrize("end", [SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()])
def test_a_part_that_would_end_the_program_has_only_failed(end: BaseException) -> None:
    def work() -> None:
        raise end

    async def ask(worker: Worker) -> int:
        with pytest.raises(PartExited, match=type(end).__name__):
            await worker.do(work)
        assert not worker.busy
        found = await worker.do(lambda: 5)
        worker.stop()
        return found

    async def both() -> list[int]:
        workers = [Thread("painter")] + [Inline("x")] * (not isinstance(end, KeyboardInterrupt))
        return [await ask(worker) for worker in workers]

    assert set(asyncio.run(both())) == {5}


def test_what_is_left_to_do_is_done_when_the_last_work_is_over() -> None:
    done: list[str] = []

    async def ask() -> None:
        worker = Thread("output")
        with pytest.raises(WorkerLate):
            await worker.do(lambda: time.sleep(0.2), within=0.05)
        worker.stop(lambda: done.append("closed"))
        assert worker.busy
        assert done == []
        assert await worker.free(5.0)
        await asyncio.sleep(0.05)

    asyncio.run(ask())
    assert done == ["closed"]


def test_a_loop_apart_may_block_without_blocking_ours() -> None:
    async def blocks() -> None:
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            pass

    async def ask() -> tuple[int, float]:
        loop = asyncio.get_running_loop()
        apart, turns, silent = Apart("input", blocks), 0, 0.0
        while not await apart.over(0.02):
            turns += 1
            silent = max(silent, loop.time() - apart.turned)
        return turns, silent

    turns, silent = asyncio.run(ask())
    assert turns > 10
    assert silent > 0.4


def test_a_loop_apart_raises_what_its_coroutine_raises() -> None:
    async def leaves() -> None:
        raise SystemExit(3)

    async def breaks() -> None:
        raise ValueError("off beat")

    async def ask(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        apart = Apart("input", run)
        while not await apart.over(1.0):
            pass

    with pytest.raises(PartExited, match="SystemExit: 3"):
        asyncio.run(ask(leaves))
    with pytest.raises(ValueError, match="off beat"):
        asyncio.run(ask(breaks))


def test_a_loop_apart_ends_when_it_is_stopped() -> None:
    ended: list[bool] = []

    async def listens() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def ask() -> None:
        apart = Apart("input", listens)
        await asyncio.sleep(0.1)
        await apart.stop(1.0)
        at_once = Apart("input", listens)
        await at_once.stop(1.0)
        assert await at_once.over(1.0)

    began = time.monotonic()
    asyncio.run(ask())
    assert ended[0]
    assert time.monotonic() - began < 5.0


def test_a_program_ends_though_a_worker_is_stuck() -> None:
    async def ask() -> None:
        with pytest.raises(WorkerLate):
            await Thread("webcam").do(lambda: time.sleep(5), within=0.05)

    began = time.monotonic()
    asyncio.run(ask())
    assert time.monotonic() - began < 1.0


def test_repeating_stops_when_cancelled() -> None:
    steps: list[int] = []

    def step() -> bool:
        steps.append(len(steps))
        time.sleep(0.01)
        return True

    async def ask() -> int:
        worker = Thread("ears")
        task = asyncio.ensure_future(worker.repeat(step))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.sleep(0.05)
        stopped = len(steps)
        await asyncio.sleep(0.1)
        return len(steps) - stopped

    assert asyncio.run(ask()) == 0
    assert len(steps) > 2


def test_inline_work_takes_no_time() -> None:
    async def ask() -> int:
        return await Inline("dancer").do(lambda: 5, within=0.0)

    assert asyncio.run(ask()) == 5


def test_beside_a_window_the_main_thread_serves_and_the_loop_runs_elsewhere() -> None:
    async def perform(window: object) -> tuple[str, str]:
        assert isinstance(window, Thread)
        shown_by = await window.do(lambda: threading.current_thread().name)
        return shown_by, threading.current_thread().name

    assert run_beside_window(perform) == ("MainThread", "loop")


def test_what_goes_wrong_beside_a_window_is_raised() -> None:
    async def perform(window: object) -> None:
        raise RuntimeError("no show")

    with pytest.raises(RuntimeError, match="no show"):
        run_beside_window(perform)


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError("too little")
    return 2 * number


def test_work_beside_is_done_at_once_in_virtual_time() -> None:
    beside = BackgroundTask("aside", doubled, inline=True)
    assert beside.newest(0.0) is None
    beside.give(21)
    assert beside.newest(0.0) == 42


def test_work_beside_is_done_by_another_thread_and_waited_for_only_so_long() -> None:
    may = threading.Event()

    def wait(number: int) -> int:
        may.wait()
        return number

    beside = BackgroundTask("aside", wait, inline=False)
    beside.give(1)
    assert beside.newest(0.01) is None
    may.set()
    assert beside.newest(10.0) == 1
    beside.stop()


def test_a_task_that_waits_beside_is_replaced_by_a_newer_one() -> None:
    started, may = threading.Event(), threading.Event()
    done = []

    def note(number: int) -> int:
        started.set()
        may.wait()
        done.append(number)
        return number

    beside = BackgroundTask("aside", note, inline=False)
    beside.give(1)
    started.wait()
    for number in (2, 3, 4):
        beside.give(number)
    may.set()
    assert beside.newest(10.0) == 4
    assert done == [1, 4]
    beside.stop()


@pytest.mark.parametrize("inline", [True, False])
def test_work_beside_that_fails_leaves_the_last_result_and_says_why(*, inline: bool) -> None:
    beside = BackgroundTask("aside", doubled, inline=inline)
    for number, error in ((1, None), (-1, "too little"), (2, None)):
        beside.give(number)
        assert beside.newest(10.0) == (4 if number == 2 else 2)
        assert (str(beside.error) if beside.error else None) == error
    beside.stop()
