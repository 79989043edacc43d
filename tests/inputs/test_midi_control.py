import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from live.errors import BadInput, DeviceLost
from live.inputs.midi_control import BURST, SHARE, MidiControl, OpenMidiControl
from live.midi.map import write_map
from live.parts import ShowContext
from live.runtime.budgets import FairBudget
from live.runtime.clock import Clock
from live.runtime.virtual import run_virtual
from live.runtime.workers import Inline
from tests.parts import a_context

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
midi_backend = pytest.importorskip("tests.midi.backend")


@pytest.fixture(autouse=True)
def a_backend_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi.backend")
    monkeypatch.setattr(midi_backend.Input, "opened", [])
    monkeypatch.setattr(midi_backend.Input, "plugged_in", ["nano"])
    monkeypatch.setattr(midi_backend.Output, "opened", [])
    monkeypatch.setattr(midi_backend.Output, "broken", False)


def test_pads_do_what_was_learnt_and_others_nothing(tmp_path: Path) -> None:
    write_map(
        tmp_path / "ours.midi.toml",
        {"note 36 channel 1": "tap", "note 37 channel 1": "blackout"},
    )
    context = a_context(file=tmp_path / "ours.toml")
    control = MidiControl(port="nano").open(context)
    port = midi_backend.Input.opened[-1]
    for note in (36, 37, 38):
        port.play(mido.Message("note_on", note=note))
        port.play(mido.Message("note_off", note=note))
    assert len(context.desk.taps) == 1
    assert context.desk.blackout
    assert not context.desk.panic
    port.play(mido.Message("note_on", note=37))
    assert not context.desk.blackout
    control.close()
    assert port.closed


def test_where_nothing_was_learnt_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nothing has been learnt.*firstdance learn"):
        MidiControl(port="nano").open(a_context(file=tmp_path / "ours.toml"))


PADS = {
    "note 36 channel 1": "freeze",
    "note 37 channel 10": "style latin",
    "cc 20 channel 1": "brightness",
}


def shown() -> list[str]:
    """What the controller has received since it was last plugged in."""
    received = []
    for message in midi_backend.Output.opened[-1].sent:
        value = message.velocity if message.type == "note_on" else message.value
        received.append(f"{message.type} {value}")
    return received


def during(
    folder: Path,
    evening: Callable[[ShowContext, OpenMidiControl, "asyncio.Task[None]"], Awaitable[None]],
    *,
    feedback: bool = True,
) -> None:
    """An evening with a controller, in virtual time."""
    write_map(folder / "ours.midi.toml", PADS)

    async def show() -> None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        context = a_context(file=folder / "ours.toml", clock=clock)
        opens = partial(MidiControl(port="nano", feedback=feedback).open, context)
        control = await Inline("inputs").do(opens)
        running = asyncio.ensure_future(control.run())
        await asyncio.sleep(0.2)
        await evening(context, control, running)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        control.close()

    run_virtual(show())


def test_what_is_on_at_the_desk_is_lit_and_only_changes_are_sent(tmp_path: Path) -> None:
    async def evening(context: ShowContext, control: OpenMidiControl, running: object) -> None:
        assert sorted(shown()) == ["control_change 127", "note_on 0", "note_on 0"]
        await asyncio.sleep(5.0)
        assert len(shown()) == 3
        context.desk.freeze, context.desk.style = True, "latin"
        await asyncio.sleep(0.1)
        assert shown()[3:] == ["note_on 127", "note_on 127"]
        context.desk.style = "street"
        await asyncio.sleep(0.1)
        assert shown()[5:] == ["note_on 0"]

    during(tmp_path, evening)


def test_a_controller_that_comes_back_is_shown_everything_again(tmp_path: Path) -> None:
    async def evening(
        context: ShowContext, control: OpenMidiControl, running: "asyncio.Task[None]"
    ) -> None:
        context.desk.freeze = True
        midi_backend.Input.plugged_in[:] = []
        await asyncio.sleep(3.0)
        with pytest.raises(DeviceLost, match="'nano' has gone"):
            running.result()
        midi_backend.Input.plugged_in[:] = ["nano"]
        again = asyncio.ensure_future(control.run())
        await asyncio.sleep(0.2)
        assert sorted(shown()) == ["control_change 127", "note_on 0", "note_on 127"]
        assert len(midi_backend.Output.opened) == 2
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)

    during(tmp_path, evening)


def test_a_cable_that_takes_nothing_is_lost_and_not_the_show(tmp_path: Path) -> None:
    async def evening(
        context: ShowContext, control: OpenMidiControl, running: "asyncio.Task[None]"
    ) -> None:
        midi_backend.Output.broken = True
        context.desk.freeze = True
        await asyncio.sleep(0.2)
        with pytest.raises(DeviceLost, match="the cable is out"):
            running.result()

    during(tmp_path, evening)


def test_a_pad_that_echoes_what_it_gets_turns_nothing_round(tmp_path: Path) -> None:
    async def evening(context: ShowContext, control: OpenMidiControl, running: object) -> None:
        await asyncio.sleep(0.01)
        context.desk.freeze = True
        await asyncio.sleep(0.045)
        assert len(shown()) == 4
        midi_backend.Input.opened[-1].play(midi_backend.Output.opened[-1].sent[-1])
        assert context.desk.freeze
        await asyncio.sleep(1.0)
        midi_backend.Input.opened[-1].play(mido.Message("note_on", note=36))
        assert not context.desk.freeze

    during(tmp_path, evening)


def test_asked_not_to_it_sends_nothing(tmp_path: Path) -> None:
    async def evening(context: ShowContext, control: OpenMidiControl, running: object) -> None:
        assert not midi_backend.Output.opened

    during(tmp_path, evening, feedback=False)


def test_a_knob_that_sends_without_end_is_ignored_and_a_pad_is_not(tmp_path: Path) -> None:
    async def evening(context: ShowContext, control: OpenMidiControl, running: object) -> None:
        port, knob = midi_backend.Input.opened[-1], "cc 20 channel 1"
        control.work = FairBudget(SHARE, BURST, asyncio.get_running_loop())
        while control.work.may(knob):
            control.work.count(knob, 0.002)  # what a flood of its messages takes
        bright = context.desk.brightness
        port.play(mido.Message("control_change", control=20, value=5))
        assert context.desk.brightness == bright
        port.play(mido.Message("note_on", note=36))
        assert context.desk.freeze

    during(tmp_path, evening)
