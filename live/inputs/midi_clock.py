"""MIDI clock: the beat of a drum machine, a sequencer, a mixer."""

from functools import partial
from typing import Any

from live.midi.ports import MidiInput, tended
from live.midi.time import MidiTime
from live.parts import Input, Part, ShowContext
from live.runtime.budgets import FairBudget

LOOKS = 5.0  # checks a second whether the port has gone
SHARE = 0.06  # of a core, for what comes in; beyond it, kinds of messages without end are ignored
BURST = 0.005  # seconds of work that may be done at once after a quiet while


class MidiClock(Part[Input], frozen=True):
    """Follows the clock that comes in on a MIDI port."""

    port: str = ""  # part of the port's name; "": one of our own, called First Dance

    def open(self, context: ShowContext) -> "OpenMidiClock":
        """A listener. Raises BadInput where there is no such port, or the library is missing."""
        return OpenMidiClock(self.port, context)


class OpenMidiClock:
    """Turns pulses into beats. Pulses come on the MIDI library's thread; only it counts them."""

    def __init__(self, port: str, context: ShowContext) -> None:
        self._context = context
        self._time = MidiTime()
        self.work = FairBudget(SHARE, BURST)
        self.port = MidiInput(port, self._hear)

    def _hear(self, message: Any) -> None:
        if self.work.may(message.type):
            self.work.spend(message.type, partial(self._do, message))

    def _do(self, message: Any) -> None:
        outside = self._context.outside
        match message.type:
            case "clock":
                beat = self._time.pulse(self._context.clock.now())
                if beat is not None:
                    outside.hear(beat)
            case "start":
                self._time.start()
            case "continue":
                self._time.go_on()
            case "songpos":
                self._time.locate(message.pos)
            case "stop":
                self._time.stop()
                outside.leave("midi")

    @property
    def where(self) -> str:
        """The port it listens to."""
        return f"MIDI, {self.port.name}"

    async def run(self) -> None:
        """Runs until cancelled. Raises DeviceLost when the port has gone away."""
        context = self._context
        try:
            with tended(self.port, virtual=context.virtual) as tending:
                await tending.open()
                async for tick in context.clock.ticks(LOOKS):
                    tending.look(tick.time)
        finally:
            context.outside.leave("midi")

    def close(self) -> None:
        """Closes the port."""
        self.port.close()
