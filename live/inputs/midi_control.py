"""Knobs and pads of a MIDI controller, as `firstdance learn` has learnt them."""

from collections.abc import Mapping
from typing import Any

from live.parts import House, Part
from live.rig.midi_map import Pads, act_on, control_of, map_file, read_map
from live.rig.midi_ports import MidiInput


class MidiControl(Part, frozen=True):
    """The operator's hands on a controller."""

    port: str = ""  # part of the port's name; "": one of our own, called First Dance

    def open(self, house: House) -> "OpenMidiControl":
        """Listens. Unfit where nothing was learnt, or there is no such port."""
        return OpenMidiControl(self.port, read_map(map_file(house.file)), house)


class OpenMidiControl:
    """Presses to actions. They come on the MIDI library's thread; the desk is made for that."""

    def __init__(self, port: str, controls: Mapping[str, str], house: House) -> None:
        self._house = house
        self._controls = controls
        self._pads = Pads()
        self.port = MidiInput(port, self._hear)

    def _hear(self, message: Any) -> None:
        found = control_of(message)
        pressed = self._pads.pressed(message) is not None
        action = None if found is None else self._controls.get(found[0])
        if found is not None and action is not None:
            act_on(self._house.desk, action, found[1], pressed, self._house.clock.now())

    async def run(self) -> None:
        """Until cancelled. Raises Lost when the port has gone away."""
        await self.port.watch(self._house.clock)

    def close(self) -> None:
        """Lets go of the port."""
        self.port.close()
