"""Offsets set while the show runs."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from live.desk.controls import act
from live.desk.desk import Desk
from live.runtime.clock import Clock
from live.runtime.pace import Pace
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline
from live.show import offsets
from live.show.retiming import STILL, Retiming


def during(show: Path, evening: Callable[[Desk, list[Pace]], Awaitable[None]]) -> None:
    """An evening with a window, a film, and a second window."""

    async def run() -> None:
        desk, clock = Desk(), Clock(asyncio.get_running_loop())
        clock.start()
        paces = [Pace(-0.04), Pace(0.0)]
        outputs = [("window", paces[0]), ("film", None), ("window 2", paces[1])]
        retiming = Retiming(show, outputs, desk, Inline("clerk"))
        running = asyncio.ensure_future(retiming.run(clock))
        await asyncio.sleep(0.1)
        await evening(desk, paces)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run_virtual(run())


async def kept(show: Path) -> dict[str, float]:
    """What is remembered beside the show."""
    return await Inline("reader").do(partial(offsets.remembered, show))


def test_the_desk_knows_what_the_show_file_says(show_file: Path) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        assert desk.offsets == (-40.0, None, 0.0)

    during(show_file, evening)


def test_an_offset_is_heeded_at_once_and_remembered_when_the_hand_is_still(
    show_file: Path,
) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        for milliseconds in range(0, -100, -10):  # a fader on its way
            act(desk, "offset/3", milliseconds, 0.0)
            await asyncio.sleep(0.1)
            assert paces[1].offset == milliseconds / 1000
            assert await kept(show_file) == {}
        await asyncio.sleep(STILL + 0.2)
        assert await kept(show_file) == {"window 2": -90.0}
        assert paces[0].offset == -0.04

    during(show_file, evening)


def test_where_nothing_can_be_kept_the_show_goes_on_and_it_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def evening(desk: Desk, paces: list[Pace]) -> None:
        act(desk, "offset", 25, 0.0)
        await asyncio.sleep(STILL + 0.2)
        assert paces[0].offset == 0.025

    during(tmp_path / "gone" / "show.toml", evening)
    assert "window's offset is not remembered" in caplog.text
