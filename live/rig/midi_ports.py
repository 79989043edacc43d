"""MIDI ports by name, through mido and whichever library it drives (rtmidi where nothing else is
said, or what the environment's MIDO_BACKEND names).
"""

from collections.abc import Callable
from typing import Any

from live import extras
from live.clock import Clock
from live.errors import Lost

OURS = "First Dance"  # the port of our own, for others to connect to
LOOK_EVERY = 2.0  # seconds between looks whether the port is still there


class MidiPort:
    """A port that may go away and come back, by part of its name."""

    def __init__(self, name: str) -> None:
        """The port whose name contains `name` (any case), or one of our own for "".

        Not open yet. Raises Unfit where the library is missing.
        """
        self.mido = extras.load("mido", "midi")
        self.backend = self.mido.Backend()
        extras.load(self.backend.name, "midi")
        self._wanted = name
        self._port: Any = None

    @property
    def name(self) -> str:
        """The port's full name."""
        return OURS if self._port is None else str(self._port.name)

    @property
    def is_open(self) -> bool:
        """Whether it is open, as far as we know."""
        return self._port is not None

    def open(self) -> None:
        """Opens the port where it is not open. Raises Lost, telling which ports there are."""
        if self._port is not None:
            return
        try:
            name = choose(self._names(), self._wanted) if self._wanted else OURS
            self._port = self._opened(name, virtual=not self._wanted)
        except (OSError, RuntimeError, ValueError) as error:
            raise Lost(
                f"MIDI cannot be opened ({error}). Is a device plugged in, and its port named?"
            ) from error

    def check(self) -> None:
        """Raises Lost when the port has gone away."""
        if self._wanted and not self._is_there():
            name = self.name
            self.close()
            raise Lost(f"the MIDI port {name!r} has gone. Plug it in; it will be found.")

    def close(self) -> None:
        """Lets go of the port."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _is_there(self) -> bool:
        try:
            return self.name in self._names()
        except (OSError, RuntimeError) as error:
            raise Lost(f"MIDI cannot be reached ({error})") from error

    def _names(self) -> list[str]:
        """The ports there are."""
        raise NotImplementedError

    def _opened(self, name: str, *, virtual: bool) -> Any:
        """The library's port, open."""
        raise NotImplementedError


class MidiInput(MidiPort):
    """An open port. What comes in is told to `heard`, on a thread of the library's own.

    `heard` may only replace state, and must neither wait nor raise.
    """

    def __init__(self, name: str, heard: Callable[[Any], None]) -> None:
        """Opens it. Raises Lost or Unfit."""
        super().__init__(name)
        self._heard = heard
        self.open()

    async def watch(self, clock: Clock) -> None:
        """Until cancelled; raises Lost when the port has gone away."""
        self.open()
        async for _ in clock.ticks(1 / LOOK_EVERY):
            self.check()

    def _names(self) -> list[str]:
        return list(self.backend.get_input_names())

    def _opened(self, name: str, *, virtual: bool) -> Any:
        more = {"virtual": True} if virtual else {}
        return self.backend.open_input(name, callback=self._heard, **more)


class MidiOutput(MidiPort):
    """A port to send to."""

    def send(self, message: Any) -> None:
        """One message, at once. Raises Lost where the port is not open or takes none."""
        if self._port is None:
            raise Lost("the MIDI port is closed")
        try:
            self._port.send(message)
        except (OSError, RuntimeError, ValueError) as error:
            self.close()
            raise Lost(f"the MIDI port takes nothing any more ({error})") from error

    def _names(self) -> list[str]:
        return list(self.backend.get_output_names())

    def _opened(self, name: str, *, virtual: bool) -> Any:
        more = {"virtual": True} if virtual else {}
        return self.backend.open_output(name, **more)


def port_names() -> tuple[list[str], list[str]]:
    """The MIDI inputs and outputs that are there. Raises Unfit where the library is missing."""
    backend = extras.load("mido", "midi").Backend()
    extras.load(backend.name, "midi")
    try:
        return list(backend.get_input_names()), list(backend.get_output_names())
    except (OSError, RuntimeError) as error:
        raise Lost(f"MIDI cannot be reached ({error})") from error


def choose(names: list[str], wanted: str) -> str:
    """The name that contains `wanted`; raises Lost, listing those there are."""
    matches = [name for name in names if wanted.lower() in name.lower()]
    if not matches:
        there = "; ".join(names) or "none at all"
        raise Lost(f"there is no MIDI port called {wanted!r}. There are: {there}.")
    return next((name for name in matches if name.lower() == wanted.lower()), matches[0])
