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
from live.runtime import extras

SERVICE = "_os2l._tcp.local."
SWITCHES = {"blackout": "blackout", "panic": "panic", "safe": "panic"}  # button: control
MOST_CLIENTS = 4  # connections at a time
FLOOD = 32 * 1024  # bytes a second: a DJ's program sends a hundredth of that

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
            listening = socket.create_server((self.host, self.port))
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
        loop = asyncio.get_running_loop()
        # The server closes its socket; with a copy, ours stays open for another run.
        server = await loop.create_server(lambda: Client(self), sock=self._socket.dup())
        try:
            async with server, _advertised(*self.address):
                await server.serve_forever()
        finally:
            for client in tuple(self.clients):
                client.disconnect()
            self._context.outside.leave("os2l")

    def close(self) -> None:
        """Closes the port."""
        self._socket.close()

    def now(self) -> float:
        """Seconds of show time."""
        return self._context.clock.now()

    def admits(self, address: str) -> bool:
        """Whether a client may connect: there is room, and the show allows its address."""
        allowed = self._settings.allow
        return len(self.clients) < MOST_CLIENTS and (not allowed or address in allowed)

    def disconnected(self, client: "Client") -> None:
        """Removes a client; after the last one, the source has no beat any more."""
        self.clients.discard(client)
        if not self.clients:
            self._context.outside.leave("os2l")

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


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: OpenOs2l) -> None:
        self._server = server
        self._messages = Messages()
        self._transport: Any = None
        self._second = 0.0  # of the show, in which bytes are counted
        self._bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connects."""
        self._transport = transport
        address = transport.get_extra_info("peername")[0]
        if not self._server.admits(address):
            log.warning("os2l: a connection from %s was refused", address)
            self.disconnect()
            return
        self._server.clients.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came: a message, several, or a part of one."""
        second = float(int(self._server.now()))
        if second != self._second:
            self._second, self._bytes = second, 0
        self._bytes += len(data)
        if self._bytes > FLOOD:
            log.warning("os2l: a client that sends without end was disconnected")
            self.disconnect()
            return
        for message in self._messages.feed(data):
            self._server.hear(message)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own call
        """The client has gone."""
        self._server.disconnected(self)

    def disconnect(self) -> None:
        """Ends the connection at once."""
        if self._transport is not None:
            self._transport.abort()


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
