"""Learning which knob does what: move one, say what it is to do."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from live.desk.actions import parse
from live.midi.map import Pads, map_file, read_map, write_map
from live.midi.ports import MidiInput

NOTHING = "nothing"  # what a control does that is to be forgotten


class ControlLearner:
    """Waits for a knob or pad to be moved, on one port."""

    def __init__(self, port: str) -> None:
        """Opens the port. Raises DeviceLost or BadInput."""
        self._pads = Pads()
        self._tell: Callable[[str], object] | None = None  # set while somebody waits
        self._port = MidiInput(port, self._hear)

    def _hear(self, message: Any) -> None:
        control, tell = self._pads.pressed(message), self._tell
        if control is not None and tell is not None:
            # The loop may have ended since; then nobody waits any more.
            with suppress(RuntimeError):
                tell(control)

    def next(self) -> str:
        """The next control that is pressed, or turned past its middle."""

        async def wait() -> str:
            loop = asyncio.get_running_loop()
            pressed: asyncio.Future[str] = loop.create_future()

            def settle(control: str) -> None:
                if not pressed.done():
                    pressed.set_result(control)

            self._tell = lambda control: loop.call_soon_threadsafe(settle, control)
            try:
                return await pressed
            finally:
                self._tell = None

        return asyncio.run(wait())

    def close(self) -> None:
        """Lets go of the port."""
        self._port.close()


def learn(
    show: Path, pupil: ControlLearner, ask: Callable[[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yields each control and action learnt; each is on the disk by then. Never ends by itself.

    `ask` is given a control and what it does now, and answers with what it is to do.
    """
    file = map_file(show)
    controls = read_map(file) if file.exists() else {}
    while True:
        control = pupil.next()
        action = ask(control, controls.get(control, NOTHING))
        controls.pop(control, None)
        if parse(action) is not None:
            controls[control] = action
        write_map(file, controls)
        yield control, action
