"""MIDI clock out, into a port that keeps the time of every message."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from live.desk.controls import act
from live.desk.desk import Desk
from live.errors import BadInput, DeviceLost
from live.outputs.midi_clock import MidiClock, OpenMidiClock
from live.parts import PacedOutput
from live.runtime import extras
from live.runtime.clock import Clock
from live.runtime.failures import FailureLog
from live.runtime.virtual import run_virtual
from live.show import perform
from live.show.report import Report
from live.show.run import Files, RunOptions, context_of
from live.show.show_file import read_show
from live.signals import Music, Scene
from tests.parts import a_context

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
midi_backend = pytest.importorskip("tests.midi.backend")
BEAT = 60 / 128  # seconds


class Timed(midi_backend.Output):  # type: ignore[name-defined,misc]
    """Keeps the times of messages, in seconds of the show."""

    clock: ClassVar[Clock]
    got: ClassVar[list[tuple[float, str]]] = []

    def _send(self, message: Any) -> None:
        super()._send(message)
        self.got.append((self.clock.now(), message.type))


@pytest.fixture(autouse=True)
def a_backend_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi.backend")
    monkeypatch.setattr(midi_backend, "Output", Timed)
    monkeypatch.setattr(midi_backend.Input, "plugged_in", ["TR-8S"])
    monkeypatch.setattr(Timed, "opened", [])
    monkeypatch.setattr(Timed, "got", [])


def during(
    evening: Callable[[OpenMidiClock, "asyncio.Task[None]"], Awaitable[None]],
    latency: float = 0.0,
) -> None:
    """An evening with a drum machine, in virtual time."""

    async def show() -> None:
        clock = Timed.clock = Clock(asyncio.get_running_loop())
        clock.start()
        output = MidiClock(port="tr").open(a_context(clock=clock, latency=latency))
        running = asyncio.ensure_future(output.run())
        await evening(output, running)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        output.close()

    run_virtual(show())


async def danced(output: OpenMidiClock, seconds: float, latency: float = 0.0) -> None:
    """Scenes at 128 beats a minute, given when they are due."""
    clock, ends = Timed.clock, Timed.clock.now() + seconds
    async for tick in clock.ticks(30.0):
        if tick.time >= ends:
            return
        when = tick.time + latency - output.pace.offset
        music = Music(tick.time, 128.0, tick.time / BEAT, confidence=0.9, playing=True)
        output.show(Scene(when, tick.time, music, None, None))


def beats() -> np.ndarray:
    """The time of every 24th pulse, from the first one after the start."""
    kinds = [kind for _, kind in Timed.got]
    after = Timed.got[kinds.index("start") :]
    return np.array([time for time, kind in after if kind == "clock"][::24])


@pytest.mark.parametrize(("latency", "offset"), [(0.0, 0.0), (0.08, 0.0), (0.0, -0.05), (0.1, 0.1)])
def test_beats_go_out_when_the_picture_does_and_by_the_offset_later(
    latency: float, offset: float
) -> None:
    async def evening(output: OpenMidiClock, running: object) -> None:
        assert isinstance(output, PacedOutput)
        output.pace.offset = offset
        await danced(output, 30.0, latency)

    during(evening, latency)
    off = beats() / BEAT - np.round((beats() + latency - offset) / BEAT)
    assert off * BEAT == pytest.approx(offset - latency, abs=0.001)
    assert np.diff(beats()).mean() == pytest.approx(BEAT, rel=0.0005)
    assert Timed.got[-1][1] == "stop"


def test_a_port_that_is_pulled_is_lost_and_gets_the_song_position_when_it_is_back() -> None:
    async def evening(output: OpenMidiClock, running: "asyncio.Task[None]") -> None:
        await danced(output, 6.0)
        midi_backend.Input.plugged_in[:] = []
        await danced(output, 3.0)
        with pytest.raises(DeviceLost, match="'TR-8S' has gone"):
            running.result()
        midi_backend.Input.plugged_in[:] = ["TR-8S"]
        Timed.got.clear()
        again = asyncio.ensure_future(output.run())
        await danced(output, 4.0)
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        kinds = [kind for _, kind in Timed.got if kind != "clock"]
        assert kinds == ["songpos", "continue"]

    during(evening)


def test_a_port_that_is_not_there_is_reported_before_the_show() -> None:
    with pytest.raises(DeviceLost, match=r"'akai'.*TR-8S"):
        MidiClock(port="akai").open(a_context())


def test_a_library_that_is_missing_is_reported_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "no_such_backend")
    with pytest.raises(BadInput, match=re.escape(extras.remedy("midi"))):
        MidiClock().open(a_context())


def test_in_a_show_it_starts_with_the_music_stops_where_it_stops_and_takes_a_hands_offset(
    show_file: Path,
) -> None:
    show_file.write_text(
        'size = [160, 90]\n[sound]\nkind = "tests.parts:Hush"\nseconds = 14.0\n'
        '[camera]\nkind = "nobody"\n[dancer]\nkind = "tests.parts:Statue"\n'
        '[painter]\nkind = "tests.parts:Plain"\n'
        '[[inputs]]\nkind = "tests.parts:Bandleader"\ntempo = 128.0\ncomes = 2.0\ngoes = 10.0\n'
        '[[outputs]]\nkind = "midi_clock"\nport = "TR"\noffset = 20\n'
    )
    desk, show = Desk(), read_show(str(show_file))

    async def evening() -> None:
        loop = asyncio.get_running_loop()
        Timed.clock = Clock(loop)
        options = RunOptions(virtual=True, rehearsal=True)
        context = context_of(show, options, Timed.clock, desk, Files())
        loop.call_later(6.0, act, desk, "offset", 120.0, 6.0)
        report = Report(context.rate, FailureLog(context.clock))
        await perform.perform(show, context, report, frames=420)

    run_virtual(evening())
    changes = [(time, kind) for time, kind in Timed.got if kind != "clock"]
    assert [kind for _, kind in changes] == ["start", "stop"]
    assert 2.0 < changes[0][0] < 2.0 + 5 * BEAT
    assert 10.0 < changes[1][0] < 10.0 + 2 * BEAT
    at = beats()
    at = at[at < 10]
    phase = (at / BEAT + 0.5) % 1 - 0.5
    assert phase[at < 6] * BEAT == pytest.approx(0.02, abs=0.004)
    assert phase[at > 8] * BEAT == pytest.approx(0.12, abs=0.004)
