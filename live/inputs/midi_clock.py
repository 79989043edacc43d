"""MIDI clock: the beat of a drum machine, a sequencer, a mixer."""

from typing import Any

from live.midi.ports import MidiInput, tended
from live.midi.time import MidiTime
from live.parts import House, Part

LOOKS = 5.0  # a second: whether the port was found gone


class MidiClock(Part, frozen=True):
    """Follows the clock that comes in by a MIDI port."""

    port: str = ""  # part of the port's name; "": one of our own, called First Dance

    def open(self, house: House) -> "OpenMidiClock":
        """Listens. Unfit where there is no such port, or the library is missing."""
        return OpenMidiClock(self.port, house)


class OpenMidiClock:
    """Pulses to beats. They come on the MIDI library's thread, which alone keeps the count."""

    def __init__(self, port: str, house: House) -> None:
        self._house = house
        self._time = MidiTime()
        self.port = MidiInput(port, self._hear)

    def _hear(self, message: Any) -> None:
        outside = self._house.outside
        match message.type:
            case "clock":
                beat = self._time.pulse(self._house.clock.now())
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
        """What it listens to."""
        return f"MIDI, {self.port.name}"

    async def run(self) -> None:
        """Until cancelled. Raises Lost when the port has gone away."""
        house = self._house
        try:
            with tended(self.port, virtual=house.virtual) as tending:
                await tending.open()
                async for tick in house.clock.ticks(LOOKS):
                    tending.look(tick.time)
        finally:
            house.outside.leave("midi")

    def close(self) -> None:
        """Lets go of the port."""
        self.port.close()
