"""Who looks after a running show: what the operator is told of it, and when."""

import asyncio
import logging
import shutil
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from live.runtime.clock import Clock, Tick
from live.runtime.failures import SLOW, FailureLog
from live.runtime.health import Colour, Health
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline
from live.show.report import Report
from live.show.watch import Watch
from live.signals import AudioBlock

Usage = namedtuple("Usage", "total used free")


class Hand:
    """A timer that is turned by hand."""

    now = 0.0

    def time(self) -> float:
        return self.now


class Stage:
    """A show that is looked after."""

    def __init__(self, films: tuple[Path, ...] = ()) -> None:
        self.timer, self.health = Hand(), Health()
        clock = Clock(self.timer)
        clock.start()
        self.failures = FailureLog(clock)
        self.report = Report(30.0, self.failures)
        self.watch = Watch(self.health, self.report, lambda: films, Inline("disk"))

    def told(self, at: float) -> list[tuple[Colour, str]]:
        self.timer.now = at
        self.watch.judge()
        return [(one.colour, f"{one.what}: {one.how}") for one in self.health.findings]


def test_a_part_that_is_down_is_told_of_until_it_is_back() -> None:
    stage = Stage()
    stage.failures.failed("camera", OSError("no device"))
    assert stage.told(0.5) == []  # for a moment: not worth a warning
    assert stage.told(2.0) == [(Colour.AMBER, "camera: out of action since 0:00, no device")]
    stage.failures.recovered("camera")
    assert stage.told(3.0) == []


def test_what_guests_miss_is_red_and_comes_first() -> None:
    stage = Stage()
    stage.failures.failed("camera", OSError("no device"))
    stage.failures.failed("output 1 (window)", OSError("it took longer than 3.00 s"))
    assert [colour for colour, _ in stage.told(2.0)] == [Colour.RED, Colour.AMBER]


def test_a_slow_part_is_called_slow() -> None:
    stage = Stage()
    stage.failures.failed("painter", OSError("it does 9.0 of 30 a second"), SLOW)
    assert stage.told(2.0) == [(Colour.AMBER, "painter: too slow, it does 9.0 of 30 a second")]


def test_an_understudy_that_once_failed_matters_while_it_is_needed() -> None:
    stage = Stage()
    for part in ("dancer", "understudy"):
        stage.failures.failed(part, ValueError("tripped"))
    assert len(stage.told(2.0)) == 2
    stage.failures.recovered("dancer")
    assert stage.told(2.0) == []


@pytest.mark.parametrize(("late", "colour"), [(30, Colour.AMBER), (120, Colour.RED)])
def test_missed_frames_are_told_of(late: int, colour: Colour) -> None:
    stage = Stage()
    for number in range(90 * 30):
        stage.report.ticked(Tick(number, number / 30, 0.1 * (0 < number - 2000 <= late), 0))
        stage.report.frames = number
    share = round(100 * late / 1800)
    assert stage.told(90.0) == [(colour, f"frames: {share} % were missed in the last minute")]


def test_a_microphone_that_is_off_is_told_of_unless_it_is_gone_anyway() -> None:
    stage = Stage()
    for number in range(1200):
        stage.health.sound.heard(AudioBlock(number / 100, np.zeros(441, np.float32), 44_100))
    assert stage.told(12.0) == [(Colour.AMBER, "sound: nothing but silence since 0:00")]
    stage.failures.failed("sound", OSError("unplugged"))
    assert [how for _, how in stage.told(14.0)] == ["sound: out of action since 0:12, unplugged"]


@pytest.mark.parametrize(
    ("free", "told"),
    [
        (2e9, []),
        (5e8, [(Colour.AMBER, "disk: 0.5 GB free in films")]),
        (5e7, [(Colour.RED, "disk: full, in films")]),
    ],
)
def test_a_disk_that_fills_is_told_of(
    monkeypatch: pytest.MonkeyPatch, free: float, told: list[tuple[Colour, str]]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1e12, 1e12 - free, free))
    stage = Stage((Path("films/night.mp4"),))
    assert watched(stage, 1.0) == told


def test_a_stick_that_is_pulled_out_is_told_of() -> None:
    stage = Stage((Path("/nowhere/stick/night.mp4"),))
    [(colour, how)] = watched(stage, 1.0)
    assert colour is Colour.RED
    assert "/nowhere/stick cannot be reached" in how


def watched(stage: Stage, seconds: float) -> list[tuple[Colour, str]]:
    """What is told after so many seconds."""

    async def watch() -> None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        watching = asyncio.ensure_future(stage.watch.run(clock, virtual=False))
        await clock.until(seconds)
        watching.cancel()

    run_virtual(watch())
    return [(one.colour, f"{one.what}: {one.how}") for one in stage.health.findings]


def test_the_console_gets_one_line_for_a_change_and_not_one_for_each_flicker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, logger="live.show.watch")
    stage = Stage()

    async def evening() -> None:
        clock = Clock(asyncio.get_running_loop())
        stage.failures.clock = clock
        clock.start()
        watching = asyncio.ensure_future(stage.watch.run(clock, virtual=False))
        for _ in range(5):  # down for two seconds, up for one
            stage.failures.failed("camera", OSError("no device"))
            await asyncio.sleep(2.0)
            stage.failures.recovered("camera")
            await asyncio.sleep(1.0)
        await asyncio.sleep(20.0)
        watching.cancel()

    run_virtual(evening())
    lines = [record.message for record in caplog.records if record.name == "live.show.watch"]
    assert lines[0].startswith("amber at 0:01: camera: out of action since 0:00, no device. Look")
    assert lines[-1].endswith("all is well")
    assert 2 <= len(lines) <= 4
