"""MIDI inputs by name, through mido and whichever library it drives (rtmidi where nothing else is
said, or what the environment's MIDO_BACKEND names).
"""

from collections.abc import Callable
from typing import Any

from live import extras
from live.clock import Clock
from live.errors import Lost

OURS = "First Dance"  # the port of our own, for others to connect to
LOOK_EVERY = 2.0  # seconds between looks whether the port is still there


class MidiInput:
    """An open port. What comes in is told to `heard`, on a thread of the library's own.

    `heard` may only replace state, and must neither wait nor raise.
    """

    def __init__(self, name: str, heard: Callable[[Any], None]) -> None:
        """Opens the port whose name contains `name` (any case), or one of our own for "".

        Raises Lost, telling which ports there are, and Unfit where the library is missing.
        """
        mido = extras.load("mido", "midi")
        self.backend = mido.Backend()
        extras.load(self.backend.name, "midi")
        self._wanted = name
        self._heard = heard
        self._port: Any = None
        self.open()

    @property
    def name(self) -> str:
        """The port's full name."""
        return OURS if self._port is None else str(self._port.name)

    def open(self) -> None:
        """Opens the port where it is not open. Raises Lost."""
        if self._port is not None:
            return
        try:
            if self._wanted:
                name = choose(self.backend.get_input_names(), self._wanted)
                self._port = self.backend.open_input(name, callback=self._heard)
            else:
                self._port = self.backend.open_input(OURS, virtual=True, callback=self._heard)
        except (OSError, RuntimeError, ValueError) as error:
            raise Lost(
                f"MIDI cannot be opened ({error}). Is a device plugged in, and its port named?"
            ) from error

    async def watch(self, clock: Clock) -> None:
        """Until cancelled; raises Lost when the port has gone away."""
        self.open()
        async for _ in clock.ticks(1 / LOOK_EVERY):
            if self._wanted and not self._is_there():
                name = self.name
                self.close()
                raise Lost(f"the MIDI port {name!r} has gone. Plug it in; it will be found.")

    def _is_there(self) -> bool:
        try:
            return self.name in self.backend.get_input_names()
        except (OSError, RuntimeError) as error:
            raise Lost(f"MIDI cannot be reached ({error})") from error

    def close(self) -> None:
        """Lets go of the port."""
        port, self._port = self._port, None
        if port is not None:
            port.close()


def choose(names: list[str], wanted: str) -> str:
    """The name that contains `wanted`; raises Lost, listing those there are."""
    matches = [name for name in names if wanted.lower() in name.lower()]
    if not matches:
        there = "; ".join(names) or "none at all"
        raise Lost(f"there is no MIDI port called {wanted!r}. There are: {there}.")
    return next((name for name in matches if name.lower() == wanted.lower()), matches[0])
