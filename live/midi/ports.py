"""MIDI ports by name, through mido and the library that it uses: rtmidi, or the one that the
environment variable MIDO_BACKEND names.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from live.errors import DeviceLost
from live.runtime import extras
from live.runtime.workers import Inline, Thread, Worker

OURS = "First Dance"  # the port of our own, for others to connect to
LOOK_EVERY = 2.0  # seconds between checks whether the port is still there


class MidiPort(ABC):
    """A port, found by part of its name, that may go away and come back."""

    def __init__(self, name: str) -> None:
        """The port whose name contains `name` (any case), or one of our own for "".

        Not open yet. Raises BadInput where the library is missing.
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
        """Opens the port where it is not open. Raises DeviceLost, which lists the known ports."""
        if self._port is not None:
            return
        try:
            name = choose(self._names(), self._wanted) if self._wanted else OURS
            self._port = self._opened(name, virtual=not self._wanted)
        except (OSError, RuntimeError, ValueError) as error:
            raise DeviceLost(
                f"MIDI cannot be opened ({error}). Is a device plugged in, and its port named?"
            ) from error

    def check(self) -> None:
        """Raises DeviceLost when the port has gone away."""
        if self._wanted and not self._is_there():
            name = self.name
            self.close()
            raise DeviceLost(f"the MIDI port {name!r} has gone. Plug it in; it will be found.")

    def close(self) -> None:
        """Closes the port."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _is_there(self) -> bool:
        try:
            # An open port lists the ports by itself. Asking the library creates a new client, which
            # takes a tenth of a second with some MIDI servers and blocks every thread meanwhile.
            client = getattr(self._port, "_rt", None)
            return self.name in (self._names() if client is None else client.get_ports())
        except (OSError, RuntimeError) as error:
            raise DeviceLost(f"MIDI cannot be reached ({error})") from error

    @abstractmethod
    def _names(self) -> list[str]:
        """The names of the present ports."""

    @abstractmethod
    def _opened(self, name: str, *, virtual: bool) -> Any:
        """Opens the port and returns the library's object for it."""


class Tending:
    """Opens a port, and checks now and then whether it is still there, outside the loop.

    Some systems are slow to list ports.
    """

    def __init__(self, port: MidiPort, worker: Worker) -> None:
        self._port = port
        self._worker = worker
        self._looked = -LOOK_EVERY  # seconds: the last check
        self._looking: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Opens the port where it is not open. Raises DeviceLost."""
        await self.do(self._port.open)

    async def do(self, work: Callable[[], None]) -> None:
        """Does other slow work with ports in the worker. Raises what the work raises."""
        await self._worker.do(work)

    def look(self, now: float) -> None:
        """Call it often, at `now` seconds. Raises DeviceLost when the port has gone away."""
        if self._looking is not None and self._looking.done():
            looked, self._looking = self._looking, None
            looked.result()
        if self._looking is None and now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._looking = asyncio.ensure_future(self._worker.do(self._port.check))

    def end(self) -> None:
        """Ends the checks."""
        self._worker.stop()
        if self._looking is not None:
            self._looking.cancel()


@contextmanager
def tended(port: MidiPort, *, virtual: bool) -> Iterator[Tending]:
    """A port that is checked within a `with` block; in virtual time the checks take no time."""
    tending = Tending(port, Inline("midi") if virtual else Thread("midi"))
    try:
        yield tending
    finally:
        tending.end()


class MidiInput(MidiPort):
    """An open port. `heard` is called with each message, on a thread of the library's own.

    `heard` may only replace state, and must neither wait nor raise.
    """

    def __init__(self, name: str, heard: Callable[[Any], None]) -> None:
        """Opens it. Raises DeviceLost or BadInput."""
        super().__init__(name)
        self._heard = heard
        self.open()

    def _names(self) -> list[str]:
        return list(self.backend.get_input_names())

    def _opened(self, name: str, *, virtual: bool) -> Any:
        more = {"virtual": True} if virtual else {}
        return self.backend.open_input(name, callback=self._heard, **more)


class MidiOutput(MidiPort):
    """A port to send to."""

    def send(self, message: Any) -> None:
        """One message, at once. Raises DeviceLost where the port is not open or takes none."""
        if self._port is None:
            raise DeviceLost("the MIDI port is closed")
        try:
            self._port.send(message)
        except (OSError, RuntimeError, ValueError) as error:
            self.close()
            raise DeviceLost(f"the MIDI port takes nothing any more ({error})") from error

    def _names(self) -> list[str]:
        return list(self.backend.get_output_names())

    def _opened(self, name: str, *, virtual: bool) -> Any:
        more = {"virtual": True} if virtual else {}
        return self.backend.open_output(name, **more)


def port_names() -> tuple[list[str], list[str]]:
    """The names of the MIDI inputs and outputs. Raises BadInput where the library is missing."""
    backend = extras.load("mido", "midi").Backend()
    extras.load(backend.name, "midi")
    try:
        return list(backend.get_input_names()), list(backend.get_output_names())
    except (OSError, RuntimeError) as error:
        raise DeviceLost(f"MIDI cannot be reached ({error})") from error


def choose(names: list[str], wanted: str) -> str:
    """The name that contains `wanted`; raises DeviceLost, which lists the names."""
    matches = [name for name in names if wanted.lower() in name.lower()]
    if not matches:
        there = "; ".join(names) or "none at all"
        raise DeviceLost(f"there is no MIDI port called {wanted!r}. There are: {there}.")
    return next((name for name in matches if name.lower() == wanted.lower()), matches[0])
