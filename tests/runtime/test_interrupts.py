import asyncio
import signal
import time

import pytest

from live.runtime import interrupts
from live.runtime.interrupts import PATIENCE, Interrupts
from live.runtime.virtual import run_virtual
from live.runtime.workers import Thread, Worker, run_beside_window


def press(name: str = "SIGINT") -> None:
    signal.raise_signal(getattr(signal, name))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_first_signal_asks_for_the_end_and_the_work_ends_as_it_likes(name: str) -> None:
    asked: list[bool] = []

    async def work() -> str:
        press(name)
        await asyncio.sleep(0.05)
        return "whole"

    async def performed() -> str | None:
        return await ours.heeded(work())

    with Interrupts(lambda: asked.append(True)) as ours:
        assert asyncio.run(performed()) == "whole"
    assert asked == [True]
    assert not ours.at_once


def test_after_a_second_one_an_ordinary_end_is_still_waited_for() -> None:
    async def work() -> str:
        press()
        press()
        await asyncio.sleep(0.2)
        return "whole"

    async def performed() -> str | None:
        return await ours.heeded(work())

    with Interrupts(lambda: None) as ours:
        assert asyncio.run(performed()) == "whole"
    assert ours.at_once


@pytest.mark.parametrize("stubborn", [False, True])
def test_work_that_does_not_end_is_left_soon_after_the_second(
    monkeypatch: pytest.MonkeyPatch, stubborn: bool
) -> None:
    monkeypatch.setattr(interrupts, "PATIENCE", 0.1)

    async def work() -> None:
        press()
        press()
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            if stubborn:
                await asyncio.sleep(1000)
            raise

    async def performed() -> str | None:
        return await ours.heeded(work())

    began = time.perf_counter()
    with Interrupts(lambda: None) as ours:
        assert asyncio.run(performed()) is None
    assert time.perf_counter() - began < PATIENCE


def test_in_virtual_time_a_second_one_ends_at_once_too() -> None:
    async def work() -> None:
        press()
        press()
        await asyncio.Event().wait()

    async def performed() -> None:
        await ours.heeded(work())

    with Interrupts(lambda: None) as ours:
        run_virtual(performed())


def test_ctrl_c_cuts_no_work_of_the_window_in_two() -> None:
    def work() -> str:
        press()
        press()
        return "whole"

    async def perform(window: Worker) -> str | None:
        assert isinstance(window, Thread)
        return await ours.heeded(window.do(work))

    with Interrupts(lambda: None) as ours:
        assert run_beside_window(perform) == "whole"


def test_what_goes_wrong_in_the_work_is_raised() -> None:
    async def work() -> None:
        raise LookupError("no show")

    async def performed() -> None:
        await ours.heeded(work())

    with Interrupts(lambda: None) as ours, pytest.raises(LookupError):
        asyncio.run(performed())


def test_afterwards_signals_are_as_before() -> None:
    names = [name for name in (*interrupts.ENDING, *interrupts.HARMLESS) if hasattr(signal, name)]
    before = [signal.getsignal(getattr(signal, name)) for name in names]
    with Interrupts(lambda: None):
        assert signal.getsignal(signal.SIGINT) is not before[0]
    assert [signal.getsignal(getattr(signal, name)) for name in names] == before


@pytest.mark.parametrize("name", interrupts.HARMLESS)
def test_a_closed_terminal_or_pipe_is_no_reason_to_end(name: str) -> None:
    if not hasattr(signal, name):
        pytest.skip("this system has no such signal")
    with Interrupts(lambda: None) as ours:
        press(name)
    assert not ours.at_once
