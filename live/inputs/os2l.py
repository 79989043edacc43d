"""OS2L: a DJ's program (VirtualDJ) sends its beats, and its buttons black out the stage."""

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import msgspec
import psutil

from live.desk.controls import act
from live.errors import BadInput
from live.inputs.external_beats import ExternalBeats
from live.inputs.os2l_messages import Beat, Button, Message, Messages
from live.parts import Input, Part, ShowContext
from live.runtime import doors, extras
from live.runtime.budgets import Allowance, FairBudget

SERVICE = "_os2l._tcp.local."
SWITCHES = {"blackout": "blackout", "panic": "panic", "safe": "panic"}  # button: control
# A caller needs a place once it says something; until then it waits among the silent ones. A DJ's
# program may well be silent until the music plays.
MOST_CLIENTS = 4  # that have said something valid
MOST_SILENT = 32  # that have not; one more takes the place of the one that called first
IDLE = 10.0  # seconds without a valid message, after which a newcomer may take a client's place
SENSE = 10.0  # seconds from a caller's first byte, after which it must have said something valid
FLOOD = 32 * 1024  # bytes a second: a DJ's program sends a hundredth of that
AT_ONCE = 2048  # bytes a read: a millisecond of work at most
SHARE = 0.05  # of a core, for what all clients say; a client that takes more has to wait
BURST = 0.005  # seconds of work that may be done at once after a quiet while
WAIT = 0.05  # seconds until a client that took too much is read again

log = logging.getLogger(__name__)


class Os2l(Part[Input], frozen=True):
    """A server. The DJ's program finds it by itself, or gets its address as os2lDirectIp."""

    # "127.0.0.1": a DJ's program on this machine alone; "0.0.0.0" or an address of this machine: on
    # the DJ's own laptop too.
    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 9996  # TCP; 0: any that is free
    allow: tuple[str, ...] = ()  # addresses that may connect; []: any that reaches it
    # "hold": dark while the DJ's button is on; "toggle": each press turns it on or off.
    buttons: Literal["hold", "toggle"] = "hold"

    def open(self, context: ShowContext) -> "OpenOs2l":
        """Opens the port. Raises BadInput where it is in use, or where others could not find it."""
        if not _is_loopback(self.host):
            extras.load("zeroconf.asyncio", "os2l")
        try:
            listening = socket.create_server((self.host, self.port), backlog=doors.WAITING)
        except OSError as error:
            raise BadInput(
                f"os2l: {self.host}:{self.port} cannot be listened on ({error.strerror}). "
                "Is another program using it? Choose another host or port."
            ) from error
        return OpenOs2l(listening, self, context)


class OpenOs2l:
    """The server, which does what the DJ's program sends."""

    def __init__(self, listening: socket.socket, settings: Os2l, context: ShowContext) -> None:
        self.address: tuple[str, int] = listening.getsockname()[:2]
        self.clients: set[Client] = set()
        self.work = FairBudget(SHARE, BURST)
        self._socket = listening
        self._settings = settings
        self._context = context
        self._beats = ExternalBeats("os2l")

    @property
    def where(self) -> str:
        """The address it listens on."""
        return f"TCP, on {self.address[0]}:{self.address[1]}"

    async def run(self) -> None:
        """Serves until cancelled."""
        try:
            async with _advertised(*self.address):
                # The door closes its socket; with a copy, ours stays open for another run.
                await doors.answer(self._socket.dup(), lambda: Client(self))
        finally:
            for client in self.clients.copy():
                client.disconnect()
            self._context.outside.leave("os2l")

    def close(self) -> None:
        """Closes the port."""
        self._socket.close()

    def now(self) -> float:
        """Seconds of show time."""
        return self._context.clock.now()

    def admits(self, address: str) -> bool:
        """Whether a client from that address may connect."""
        allowed = self._settings.allow
        return not allowed or address in allowed

    def connected(self, client: "Client") -> None:
        """Adds a client, which has said nothing yet."""
        silent = [other for other in self.clients if other.spoke is None]
        if len(silent) >= MOST_SILENT:
            min(silent, key=lambda other: other.called).disconnect()
        self.clients.add(client)

    def has_place_for(self, newcomer: "Client") -> bool:
        """Whether a client that says its first word may stay; another may have to go for it."""
        talking = [client for client in self._talking() if client is not newcomer]
        if len(talking) < MOST_CLIENTS:
            return True
        idle = min(talking, key=lambda client: client.spoke or 0.0)
        if self.now() - (idle.spoke or 0.0) < IDLE:
            return False
        log.warning("os2l: a client that said nothing for long gave its place to another")
        idle.disconnect()
        return True

    def disconnected(self, client: "Client") -> None:
        """Removes a client; after the last one, the source has no beat any more."""
        self.clients.discard(client)
        if client.spoke is not None and not self._talking():
            self._context.outside.leave("os2l")

    def _talking(self) -> list["Client"]:
        return [client for client in self.clients if client.spoke is not None]

    def hear(self, message: Message) -> None:
        """Does what a message of the DJ's program says."""
        if isinstance(message, Beat):
            beat = self._beats.hear(self.now(), message.bpm, message.pos, change=message.change)
            if beat is not None:
                self._context.outside.hear(beat)
        elif isinstance(message, Button):
            self._press(message.name.strip().lower(), message.state == "on")

    def _press(self, name: str, on: bool) -> None:
        desk = self._context.desk
        if name == "tap" and on:
            desk.tap(self.now())
        switch = SWITCHES.get(name)
        if switch is None:
            return
        if self._settings.buttons == "hold":
            act(desk, switch, int(on), self.now())
        elif on:
            act(desk, switch, None, self.now())


class Client(asyncio.BufferedProtocol):
    """One connection. It is read little by little, so that nobody holds up the loop."""

    def __init__(self, server: OpenOs2l) -> None:
        self.called = server.now()  # seconds: when it connected
        self.spoke: float | None = None  # seconds: its last valid message
        self._server = server
        self._who: Any = None  # its address and port
        self._buffer = bytearray(AT_ONCE)
        self._messages = Messages()
        self._bytes = Allowance(FLOOD, FLOOD)
        self._transport: Any = None
        self._timer: asyncio.TimerHandle | None = None  # of what happens next
        self._patience: asyncio.TimerHandle | None = None  # until it must have spoken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connects."""
        self._transport = transport
        self._who = transport.get_extra_info("peername")
        if not self._server.admits(self._who[0]):
            log.warning("os2l: a connection from %s was refused", self._who[0])
            self.disconnect()
            return
        self._server.connected(self)

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002 - asyncio's own call
        """Where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came: a message, several, or a part of one."""
        if self._transport.is_closing():
            return
        if not self._bytes.take(nbytes):
            log.warning("os2l: a client that sends without end was disconnected")
            self.disconnect()
            return
        if self.spoke is None and self._patience is None:
            self._patience = asyncio.get_running_loop().call_later(SENSE, self._must_have_spoken)
        self._server.work.spend(self._who, lambda: self._listen(bytes(self._buffer[:nbytes])))
        if not self._server.work.may(self._who):
            self._transport.pause_reading()
            self._rest()

    def _listen(self, data: bytes) -> None:
        for message in self._messages.feed(data):
            if self.spoke is None and not self._server.has_place_for(self):
                log.warning("os2l: a client was disconnected: %d others talk", MOST_CLIENTS)
                self.disconnect()
                return
            self.spoke = self._server.now()
            self._server.hear(message)

    def _rest(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(WAIT, self._go_on)

    def _go_on(self) -> None:
        """Reads on, if there is time for this client again."""
        if self._transport.is_closing():
            return
        if self._server.work.may(self._who):
            self._transport.resume_reading()
        else:
            self._rest()

    def _must_have_spoken(self) -> None:
        if self.spoke is None:
            log.warning("os2l: a client that says nothing known was disconnected")
            self.disconnect()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own call
        """The client has gone."""
        for timer in (self._timer, self._patience):
            if timer is not None:
                timer.cancel()
        self._server.disconnected(self)

    def disconnect(self) -> None:
        """Ends the connection at once, and gives up its place."""
        if self._transport is not None:
            self._transport.abort()
        self._server.disconnected(self)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.asynccontextmanager
async def _advertised(host: str, port: int) -> AsyncIterator[None]:
    """Announces the server to the network by DNS-SD, unless only this machine can reach it."""
    if _is_loopback(host):
        yield
        return
    async with advertised(_addresses(host), port):
        yield


@contextlib.asynccontextmanager
async def advertised(addresses: list[str], port: int) -> AsyncIterator[None]:
    """Announces an OS2L service at these addresses of this machine, within a `with` block."""
    zeroconf = extras.load("zeroconf", "os2l")
    asyncio_zeroconf = extras.load("zeroconf.asyncio", "os2l")
    service = zeroconf.ServiceInfo(
        SERVICE,
        f"First Dance.{SERVICE}",
        parsed_addresses=addresses,
        port=port,
        server=f"first-dance-{port}.local.",
    )
    try:
        network = asyncio_zeroconf.AsyncZeroconf(interfaces=addresses)
        await network.async_register_service(service, allow_name_change=True)
    except (OSError, zeroconf.Error) as error:
        # The DJ can still type the address.
        log.warning("os2l: cannot be announced to the network (%s)", error)
        yield
        return
    try:
        yield
    finally:
        await network.async_unregister_all_services()
        await network.async_close()


def _addresses(host: str) -> list[str]:
    """The addresses of this machine that clients may use."""
    if not ipaddress.ip_address(host).is_unspecified:
        return [host]
    return [
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET and not _is_loopback(entry.address)
    ]
