"""Knobs and pads of a MIDI controller, with the actions learnt by `firstdance learn`.

The controller shows the desk's state: pads are lit, motor faders follow.
"""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from live.desk.actions import Action, parse
from live.errors import DeviceLost
from live.midi.feedback import Feedback
from live.midi.map import Pads, control_of, map_file, message_for, read_map
from live.midi.ports import MidiInput, MidiOutput, tended
from live.parts import Input, Part, ShowContext
from live.runtime.budgets import FairBudget

log = logging.getLogger(__name__)

RATE = 20.0  # reads of the desk a second
SHARE = 0.06  # of a core, for what comes in; beyond it, controls that send without end are ignored
BURST = 0.005  # seconds of work that may be done at once after a quiet while


class MidiControl(Part[Input], frozen=True):
    """The operator's hands on a controller."""

    port: str = ""  # part of the port's name; "": one of our own, called First Dance
    feedback: bool = True  # whether its pads and faders show what is on

    def open(self, context: ShowContext) -> "OpenMidiControl":
        """A listener. Raises BadInput where nothing was learnt, or there is no such port."""
        learnt = read_map(map_file(context.file))
        actions = {control: parse(text) for control, text in learnt.items()}
        known = {control: action for control, action in actions.items() if action is not None}
        return OpenMidiControl(self, known, context)


class OpenMidiControl:
    """Turns presses into actions, on the MIDI library's thread, which may change the desk."""

    def __init__(
        self, settings: MidiControl, actions: Mapping[str, Action], context: ShowContext
    ) -> None:
        self._context = context
        self._actions = actions
        self._pads = Pads()
        self.work = FairBudget(SHARE, BURST)
        self._feedback = Feedback(actions)
        self._lights: MidiOutput | None = MidiOutput(settings.port) if settings.feedback else None
        self.port = MidiInput(settings.port, self._hear)

    def _hear(self, message: Any) -> None:
        found = control_of(message)
        if found is not None and self.work.may(found[0]):
            self.work.spend(found[0], partial(self._do, message, found))

    def _do(self, message: Any, found: tuple[str, int]) -> None:
        now = self._context.clock.now()
        if self._feedback.is_echo(*found, now):
            return
        pressed = self._pads.pressed(message) is not None
        action = self._actions.get(found[0])
        if action is not None:
            action.do(self._context.desk, found[1], pressed=pressed, now=now)

    @property
    def where(self) -> str:
        """The port it listens to."""
        return f"MIDI, {self.port.name}"

    async def run(self) -> None:
        """Runs until cancelled. Raises DeviceLost when the port has gone away."""
        with tended(self.port, virtual=self._context.virtual) as tending:
            await tending.open()
            await tending.do(self._light_up)
            async for tick in self._context.clock.ticks(RATE):
                tending.look(tick.time)
                self._show()

    def close(self) -> None:
        """Closes the ports."""
        self.port.close()
        if self._lights is not None:
            self._lights.close()

    def _light_up(self) -> None:
        """Opens the port that lights the controller; one without such a port works too."""
        self._feedback.forget()
        if self._lights is None:
            return
        self._lights.close()
        try:
            self._lights.open()
        except DeviceLost as error:
            log.warning("nothing is shown on the controller: %s", error)

    def _show(self) -> None:
        """Sends what has changed since the last call."""
        if self._lights is None or not self._lights.is_open:
            return
        desk, danced = self._context.desk, self._context.outside.danced
        for control, value in self._feedback.changes(desk, danced, self._context.clock.now()):
            self._lights.send(message_for(self._lights.mido, control, value))
