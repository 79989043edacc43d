"""The operator's hands by OSC: what a controller, a VJ's program or a lighting desk sends.

What may be said is the table in `live.rig.controls`, and docs/osc.md; all else is counted and
left alone. Only this machine is listened to, unless the show file names others.
"""

import socket
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, TypeAlias

import msgspec

from live.errors import Lost, Unfit
from live.parts import House, Part
from live.rig.controls import ASK, BY_ADDRESS, replies
from live.rig.reading import LARGEST, Garbled, Message, messages

# Looked for so often, and never more than so many at once: whoever floods the port fills the
# system's small buffer, which drops the rest at no cost to the show.
RATE = 200.0  # looks a second
AT_ONCE = 16  # datagrams a look
BUFFER = 65_536  # bytes
REPLIES_APART = 0.5  # seconds

Network: TypeAlias = IPv4Network | IPv6Network


class OscIn(Part, frozen=True):
    """Listens on one UDP port."""

    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 9100  # 0: any that is free
    host: str = "127.0.0.1"  # this machine's address to listen on; 0.0.0.0: all it has
    allow: tuple[str, ...] = ()  # senders' addresses, or networks as 192.168.1.0/24

    def open(self, house: House) -> "OscListener":
        """Has the port. Unfit when it is taken, or when anybody at all could send."""
        try:
            here = ip_address("127.0.0.1" if self.host == "localhost" else self.host)
            allowed = [ip_network(name, strict=False) for name in self.allow]
        except ValueError as fault:
            raise Unfit(
                f"osc_in: {fault}; give IP addresses as numbers, such as 192.168.1.20."
            ) from fault
        if not here.is_loopback and not allowed:
            raise Unfit(
                f"osc_in: on {self.host} anybody could run the show; name who may, "
                'for example allow = ["192.168.1.20"].'
            )
        family = socket.AF_INET if here.version == 4 else socket.AF_INET6
        # Rehearsals in virtual time may run side by side, and listen to nobody.
        port = 0 if house.virtual else self.port
        return OscListener(house, _bound(family, str(here), port), allowed)


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise Unfit(
            f"osc_in: port {port} of {host} cannot be had ({error.strerror}); "
            "end the other program that listens there, or give another port."
        ) from error
    return opened


class OscListener:
    """Does what the messages say, a few at a time."""

    def __init__(self, house: House, opened: socket.socket, allowed: list[Network]) -> None:
        self.heard = 0  # messages heeded
        self.ignored = 0  # datagrams and messages that were not
        self.address: tuple[Any, ...] = opened.getsockname()
        self._house = house
        self._socket = opened
        self._allowed = allowed
        self._replied = -REPLIES_APART  # seconds: the last time

    async def run(self) -> None:
        """Listens until cancelled. In virtual time there is nobody to listen to."""
        if self._house.virtual:
            return
        async for _ in self._house.clock.ticks(RATE):
            self._look()

    def close(self) -> None:
        self._socket.close()

    def _look(self) -> None:
        for _ in range(AT_ONCE):
            try:
                data, sender = self._socket.recvfrom(LARGEST + 1)
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:
                continue  # some systems tell so that a reply found nobody
            except OSError as error:
                raise Lost(f"OSC cannot be received: {error.strerror}") from error
            self.take(data, sender)

    def take(self, data: bytes, sender: tuple[Any, ...]) -> None:
        """Does what one datagram says, if its sender may."""
        if not self._may(sender[0]):
            self.ignored += 1
            return
        try:
            said = messages(data)
        except Garbled:
            self.ignored += 1
            return
        for message in said:
            if message.address == ASK:
                self._reply(sender)
            elif self._do(message):
                self.heard += 1
            else:
                self.ignored += 1

    def _may(self, sender: str) -> bool:
        address = ip_address(sender.partition("%")[0])
        return address.is_loopback or any(address in network for network in self._allowed)

    def _do(self, message: Message) -> bool:
        control = BY_ADDRESS.get(message.address)
        value = message.values[0] if message.values else None
        now = self._house.clock.now()
        return control is not None and control.act(self._house.desk, value, now)

    def _reply(self, sender: tuple[Any, ...]) -> None:
        """The table, to who asks; seldom enough that asking is no way to flood anybody."""
        now = self._house.clock.now()
        if now - self._replied < REPLIES_APART:
            return
        self._replied = now
        for datagram in replies(self.heard, self.ignored):
            try:
                self._socket.sendto(datagram, sender)
            except OSError:
                return  # who cannot be reached goes without
