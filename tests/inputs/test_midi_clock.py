"""MIDI clock, played into a port; the computation itself is tested with live.midi.time."""

import asyncio
import re
import threading
from typing import ClassVar

import pytest

from live.errors import BadInput, DeviceLost
from live.inputs.midi_clock import BURST, SHARE, MidiClock, OpenMidiClock
from live.midi.ports import MidiInput
from live.parts import ShowContext
from live.runtime import extras
from live.runtime.budgets import FairBudget
from live.runtime.clock import Clock
from live.runtime.virtual import VirtualLoop
from tests.parts import a_context

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
midi_backend = pytest.importorskip("tests.midi.backend")


@pytest.fixture(autouse=True)
def a_backend_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi.backend")
    monkeypatch.setattr(midi_backend.Input, "opened", [])
    monkeypatch.setattr(midi_backend.Input, "plugged_in", ["Midi Through", "nano", "nano CTRL"])


class Still:
    """A timer whose time is set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def time(self) -> float:
        return self.seconds


def listening(port: str = "nano") -> tuple[ShowContext, Still, OpenMidiClock]:
    timer = Still()
    clock = Clock(timer)
    clock.start()
    context = a_context(clock=clock)
    opened = MidiClock(port=port).open(context)
    opened.work = FairBudget(SHARE, BURST, timer)  # by this timer, work takes no time
    return context, timer, opened


def play(timer: Still, beats: float, tempo: float = 120.0) -> None:
    """Pulses into the open port."""
    for _ in range(round(24 * beats)):
        midi_backend.Input.opened[-1].play(mido.Message("clock"))
        timer.seconds += 60 / tempo / 24


def test_a_clock_that_is_started_leads_with_beats_and_bars() -> None:
    context, timer, _ = listening()
    midi_backend.Input.opened[-1].play(mido.Message("start"))
    play(timer, 8)
    beat = context.outside.newest("midi", timer.seconds)
    assert beat is not None
    assert beat.tempo == pytest.approx(120.0)
    assert beat.beat_at(timer.seconds) == pytest.approx(8.0)
    assert (beat.downbeat, beat.playing) == (0, True)


def test_when_it_stops_it_leads_no_more_and_goes_on_from_the_given_place() -> None:
    context, timer, _ = listening()
    port = midi_backend.Input.opened[-1]
    port.play(mido.Message("start"))
    play(timer, 4)
    port.play(mido.Message("stop"))
    play(timer, 2)
    assert context.outside.newest("midi", timer.seconds) is None
    port.play(mido.Message("songpos", pos=32))
    port.play(mido.Message("continue"))
    play(timer, 2)
    beat = context.outside.newest("midi", timer.seconds)
    assert beat is not None
    assert beat.beat_at(timer.seconds) == pytest.approx(10.0)


def test_notes_and_knobs_on_the_same_port_are_no_clock() -> None:
    context, timer, _ = listening()
    for _ in range(100):
        midi_backend.Input.opened[-1].play(mido.Message("note_on", note=60))
        timer.seconds += 0.02
    assert context.outside.newest("midi", timer.seconds) is None


def test_a_port_is_chosen_by_part_of_its_name_the_exact_one_first() -> None:
    assert listening("NANO")[2].port.name == "nano"
    assert listening("ctrl")[2].port.name == "nano CTRL"


def test_without_a_name_we_have_a_port_of_our_own() -> None:
    assert listening("")[2].port.name == "First Dance"
    assert midi_backend.Input.opened[-1].virtual


def test_a_port_that_is_not_there_is_reported_with_those_that_are() -> None:
    with pytest.raises(DeviceLost, match=r"'akai'.*Midi Through; nano; nano CTRL"):
        listening("akai")


def test_a_library_that_is_missing_is_reported_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "no_such_backend")
    with pytest.raises(BadInput, match="no_such_backend.*" + re.escape(extras.remedy("midi"))):
        listening()


def test_a_cable_pulled_is_noticed_and_found_again() -> None:
    async def evening() -> None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        context = a_context(clock=clock)
        ours = MidiClock(port="nano").open(context)
        midi_backend.Input.plugged_in[:] = ["Midi Through"]
        with pytest.raises(DeviceLost, match="'nano' has gone"):
            await ours.run()
        assert midi_backend.Input.opened[-1].closed
        with pytest.raises(DeviceLost, match="no MIDI port"):
            await ours.run()
        midi_backend.Input.plugged_in[:] = ["nano"]
        running = asyncio.ensure_future(ours.run())
        await asyncio.sleep(5)
        assert not running.done()
        assert len(midi_backend.Input.opened) == 2
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        ours.close()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(evening())


def test_ports_are_listed_away_from_the_loop_for_that_takes_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = []

    def names(port: MidiInput) -> list[str]:
        listed.append(threading.get_ident())
        return ["nano"]

    async def evening() -> None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        ours = MidiClock(port="nano").open(a_context(clock=clock, virtual=False))
        monkeypatch.setattr(MidiInput, "_names", names)
        running = asyncio.ensure_future(ours.run())
        for _ in range(100):
            await asyncio.sleep(0.02)
            if listed:
                break
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        ours.close()

    asyncio.run(evening())
    assert listed
    assert threading.get_ident() not in listed


def test_an_open_port_that_lists_ports_is_asked_and_not_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Client:
        ports: ClassVar[list[str]] = ["nano"]

        def get_ports(self) -> list[str]:
            return self.ports

    _, _, ours = listening("nano")
    midi_backend.Input.opened[-1]._rt = Client()
    monkeypatch.setattr(midi_backend.Input, "plugged_in", [])
    ours.port.check()
    monkeypatch.setattr(Client, "ports", [])
    with pytest.raises(DeviceLost, match="'nano' has gone"):
        ours.port.check()


def test_a_clock_that_pulses_without_end_is_ignored_and_stop_still_stops() -> None:
    context, timer, opened = listening()
    port = midi_backend.Input.opened[-1]
    port.play(mido.Message("start"))
    play(timer, 8)
    while opened.work.may("clock"):
        opened.work.count("clock", 0.002)  # what a flood of pulses takes
    before = context.outside.newest("midi", timer.seconds)
    assert before is not None
    for _ in range(10):
        port.play(mido.Message("clock"))
    assert context.outside.newest("midi", timer.seconds) is before
    port.play(mido.Message("stop"))
    assert context.outside.newest("midi", timer.seconds) is None
