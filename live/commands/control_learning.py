"""Learns which knob does what: the user moves one, then names its action."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from live.desk.actions import parse
from live.midi.map import Pads, map_file, read_map, write_map
from live.midi.ports import MidiInput
from live.runtime import places

NOTHING = "nothing"  # the action that removes a control from the map


class ControlLearner:
    """Waits for a knob or pad to be moved, on one port."""

    def __init__(self, port: str) -> None:
        """Opens the port. Raises DeviceLost or BadInput."""
        self._pads = Pads()
        self._pressed: Callable[[str], object] | None = None  # set while `next` waits
        self._port = MidiInput(port, self._hear)

    def _hear(self, message: Any) -> None:
        control, pressed = self._pads.pressed(message), self._pressed
        if control is not None and pressed is not None:
            # The loop may have ended since; then nothing waits any more.
            with suppress(RuntimeError):
                pressed(control)

    def next(self) -> str:
        """The next control that is pressed, or turned past its middle."""

        async def wait() -> str:
            loop = asyncio.get_running_loop()
            pressed: asyncio.Future[str] = loop.create_future()

            def settle(control: str) -> None:
                if not pressed.done():
                    pressed.set_result(control)

            self._pressed = lambda control: loop.call_soon_threadsafe(settle, control)
            try:
                return await pressed
            finally:
                self._pressed = None

        return asyncio.run(wait())

    def close(self) -> None:
        """Closes the port."""
        self._port.close()


def learn(
    show: Path, learner: ControlLearner, ask: Callable[[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yields each learnt control and action, once it is on the disk. Never ends by itself.

    `ask` gets a control and its present action, and returns its new action.
    """
    file = map_file(show)
    controls = read_map(file) if places.is_there(file) else {}
    while True:
        control = learner.next()
        action = ask(control, controls.get(control, NOTHING))
        controls.pop(control, None)
        if parse(action) is not None:
            controls[control] = action
        write_map(file, controls)
        yield control, action
