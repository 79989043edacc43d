"""OSC in: what a controller, a VJ's program or a lighting desk sends to the operator's desk.

The accepted messages are those of the table in `live.desk.controls`, and of docs/osc.md; all
others are counted and ignored. An address may be a pattern for several of them. The beat of
Pioneer players comes this way too. Only messages from this machine are accepted, unless the show
file names others.
"""

import socket
from contextlib import suppress
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, TypeAlias

import msgspec

from live.desk.controls import ASK, BY_ADDRESS, meant_by, replies
from live.errors import BadInput, DeviceLost
from live.inputs import pioneer_messages
from live.osc.patterns import is_pattern
from live.osc.reading import LARGEST, Garbled, Message, read
from live.parts import Input, Part, ShowContext
from live.runtime.budgets import KNOWN, Allowance, FairBudget
from live.runtime.clock import Stopwatch, Timer

# The port is read RATE times a second, for READ seconds at most. SHARE of a core may be spent on
# what the datagrams say: those beyond it are dropped unread, first those of whoever floods the
# port, and large ones. Taking them from the system costs too: what DRAIN does not suffice for
# stays there, in a buffer that drops what it cannot hold.
RATE = 200.0  # reads a second
READ = 0.001  # seconds
SHARE = 0.08  # of a core
BURST = 0.002  # seconds of work that may be done at once after a quiet while
DRAIN = 0.04  # of a core
SMALL = 256  # bytes: room for a bundle of some messages
PATTERNS = 8  # messages a read whose address is a pattern; each is compared with the whole table
BUFFER = 262_144  # bytes: what a flood brings between two reads should fit
REPLIES_APART = 0.5  # seconds
ASK_EVERY = 5.0  # seconds

Network: TypeAlias = IPv4Network | IPv6Network


class OscIn(Part[Input], frozen=True):
    """Listens on one UDP port."""

    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 9100  # UDP; 0: any that is free
    host: str = "127.0.0.1"  # this machine's address to listen on; "0.0.0.0": all it has
    # Addresses that may send, or networks such as "192.168.1.0/24"; this machine always may.
    allow: tuple[str, ...] = ()
    # Where Open Beat Control runs, "127.0.0.1" or "192.168.1.30:17002": it is asked for the beats
    # of Pioneer players. "": nobody is asked.
    open_beat_control: str = ""

    def open(self, context: ShowContext) -> "OscListener":
        """Opens the port. Raises BadInput where it is in use, or where anybody could send."""
        try:
            here = ip_address("127.0.0.1" if self.host == "localhost" else self.host)
            allowed = [ip_network(name, strict=False) for name in self.allow]
        except ValueError as fault:
            raise BadInput(
                f"osc_in: {fault}; give IP addresses as numbers, such as 192.168.1.20."
            ) from fault
        if not here.is_loopback and not allowed:
            raise BadInput(
                f"osc_in: on {self.host} anybody could run the show; name who may, "
                'for example allow = ["192.168.1.20"].'
            )
        family = socket.AF_INET if here.version == 4 else socket.AF_INET6
        # Rehearsals in virtual time may run side by side, and read nothing.
        port = 0 if context.virtual else self.port
        players = _players(self.open_beat_control, allowed) if self.open_beat_control else None
        return OscListener(context, _bound(family, str(here), port), allowed, players)


def _players(setting: str, allowed: list[Network]) -> tuple[str, int]:
    """The address and port of Open Beat Control. Raises BadInput."""
    host, _, port = setting.partition(":")
    try:
        address, number = IPv4Address(host), int(port or pioneer_messages.PORT)
    except ValueError as fault:
        raise BadInput(
            f"osc_in: open_beat_control = {setting!r} is no IP address and port; "
            f'write for example "127.0.0.1:{pioneer_messages.PORT}".'
        ) from fault
    if not _may(host, allowed):
        raise BadInput(
            f'osc_in: {address} may not send; add it to allow = ["{address}"], with host.'
        )
    return str(address), number


def _may(sender: str, allowed: list[Network]) -> bool:
    """Whether messages from that address are accepted."""
    address = ip_address(sender.partition("%")[0])
    return address.is_loopback or any(address in network for network in allowed)


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise BadInput(
            f"osc_in: port {port} of {host} cannot be had ({error.strerror}); "
            "end the other program that listens there, or give another port."
        ) from error
    return opened


class OscListener:
    """Does what the messages say, a few at a time."""

    def __init__(
        self,
        context: ShowContext,
        opened: socket.socket,
        allowed: list[Network],
        players: tuple[str, int] | None = None,
        timer: Timer | None = None,
    ) -> None:
        """`timer` times the work."""
        self.heard = 0  # messages accepted
        self.ignored = 0  # datagrams and messages that were not accepted, or over the budget
        self.address: tuple[Any, ...] = opened.getsockname()
        self._context = context
        self._socket = opened
        self._into = memoryview(bytearray(65_536))  # no datagram is larger
        self._timer = timer or Stopwatch()
        self._work = FairBudget(SHARE, BURST, self._timer)
        self._drain = Allowance(DRAIN, READ, self._timer)
        # Whose datagrams are dropped within this read, and whether small ones: that costs little.
        self._refused: set[tuple[tuple[Any, ...], bool]] = set()
        self._may = lru_cache(KNOWN)(partial(_may, allowed=allowed))
        self._players = players  # the address of Open Beat Control; None: it is not asked
        self._beats = pioneer_messages.PioneerBeats()
        self._replied = -REPLIES_APART  # seconds: the last reply
        self._asked = -ASK_EVERY  # seconds: the last request
        self._patterns = (-1.0, 0)  # seconds: when a read began, and the patterns since then

    @property
    def where(self) -> str:
        """The address it listens on."""
        return f"UDP, on {self.address[0]}:{self.address[1]}"

    async def run(self) -> None:
        """Listens until cancelled. In virtual time it reads nothing."""
        if self._context.virtual:
            return
        try:
            async for tick in self._context.clock.ticks(RATE):
                self._ask(tick.time)
                self._look()
        finally:
            self._context.outside.leave("pioneer")

    def close(self) -> None:
        self._socket.close()

    def _look(self) -> None:
        """Reads what has come, within the budgets."""
        if self._drain.is_spent:
            return
        began, worked = self._timer.time(), 0.0
        self._refused.clear()
        while (passed := self._timer.time() - began) < READ:
            try:
                size, sender = self._socket.recvfrom_into(self._into)
            except (BlockingIOError, InterruptedError):
                break
            except ConnectionError:
                continue  # some systems report here that a reply reached nobody
            except OSError as error:
                raise DeviceLost(f"OSC cannot be received: {error.strerror}") from error
            if (sender, size <= SMALL) in self._refused:
                self.ignored += 1
            else:
                worked += self._receive(size, sender)
        self._drain.take(passed - worked)

    def _receive(self, size: int, sender: tuple[Any, ...]) -> float:
        """Does what the datagram just read says, or drops it; the seconds that took."""
        small = size <= SMALL
        if not self._may(sender[0]) or not self._work.may(sender, small=small):
            self._refused.add((sender, small))
            self.ignored += 1
            return 0.0
        data = bytes(self._into[: min(size, LARGEST + 1)])
        return self._work.spend(sender, partial(self.take, data, sender))

    def _ask(self, now: float) -> None:
        """Asks for the players' beats every ASK_EVERY s: their sender may start later."""
        if self._players is not None and now - self._asked >= ASK_EVERY:
            self._asked = now
            with suppress(OSError):
                self._socket.sendto(pioneer_messages.ask(self.address[1]), self._players)

    def take(self, data: bytes, sender: tuple[Any, ...]) -> None:
        """Does what one datagram says, if its sender is allowed."""
        if not self._may(sender[0]):
            self.ignored += 1
            return
        try:
            said = read(data)
        except Garbled:
            self.ignored += 1
            return
        self.ignored += said.skipped
        for message in said.messages:
            if message.address == ASK:
                self._reply(sender)
            elif self._do(message):
                self.heard += 1
            else:
                self.ignored += 1

    def _do(self, message: Message) -> bool:
        if message.address in pioneer_messages.ADDRESSES:
            return self._beat(message)
        value = message.values[0] if message.values else None
        now = self._context.clock.now()
        control = BY_ADDRESS.get(message.address)
        if control is not None:
            return control.act(self._context.desk, value, now)
        if not is_pattern(message.address) or not self._may_compare(now):
            return False
        # Every control acts, and not only the first that can take the value.
        meant = meant_by(message.address)
        return sum(one.act(self._context.desk, value, now) for one in meant) > 0

    def _may_compare(self, now: float) -> bool:
        """Counts one more pattern; False: there were PATTERNS of them within one read's time."""
        began, many = self._patterns
        if now - began >= 1 / RATE:
            began, many = now, 0
        self._patterns = (began, many + 1)
        return many < PATTERNS

    def _beat(self, message: Message) -> bool:
        beat = self._beats.hear(message.address, message.values, self._context.clock.now())
        if beat is not None:
            self._context.outside.hear(beat)
        return beat is not None

    def _reply(self, sender: tuple[Any, ...]) -> None:
        """Sends the table to a sender that asks; rarely, so that nobody can be flooded with it."""
        now = self._context.clock.now()
        if now - self._replied < REPLIES_APART:
            return
        self._replied = now
        context = self._context
        for datagram in replies(context.desk, context.health, self.heard, self.ignored):
            try:
                self._socket.sendto(datagram, sender)
            except OSError:
                return  # the sender cannot be reached
