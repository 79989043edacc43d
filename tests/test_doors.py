"""All inputs from outside: who can reach a show, and what they can do to it."""

import asyncio
import random
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psutil
import pytest

from live.desk.controls import CONTROLS
from live.desk.desk import Desk
from live.errors import ShowError
from live.inputs.os2l import FLOOD, Client, Os2l
from live.inputs.osc_in import OscIn
from live.inputs.pioneer_messages import ADDRESSES
from live.midi.map import Pads, control_of
from live.osc.wire import bundles, message
from live.parts import Part, ShowContext
from live.runtime.budgets import Allowance
from live.show.show_file import kinds, part_of
from live.web.http import Guard
from live.web.mjpeg import MjpegServer
from tests.parts import a_context

# What is for a network by its nature, and says so on its page: nobody's, unless a show names it.
FOR_A_NETWORK = {"link", "ndi"}
# They are written to, or need a screen: nobody can reach anybody by them.
NO_DOORS = {"film", "window", "loudspeaker", "memory"}
PARTS = [
    (table, kind)
    for table in ("inputs", "outputs")
    for kind in kinds(table)
    if kind not in FOR_A_NETWORK | NO_DOORS
]


def reachable() -> list[str]:
    """The addresses at which this process can be reached: listening TCP, and UDP."""
    return [
        at.laddr.ip
        for at in psutil.Process().net_connections("inet")
        if at.laddr and (at.status == psutil.CONN_LISTEN or at.type == socket.SOCK_DGRAM)
    ]


@pytest.mark.parametrize(("table", "kind"), PARTS)
def test_whatever_a_show_names_is_reached_from_this_machine_alone(table: str, kind: str) -> None:
    before = reachable()
    part: Part[Any] = part_of(table, {"kind": kind}, "show.toml")
    try:
        opened = part.open(a_context(virtual=False, file=Path("ours.toml")))
    except ShowError:
        return  # its device or library is not here, and it has opened nothing
    finally:
        there = reachable()
    opened.close()
    for address in before:
        there.remove(address)
    assert all(ip_address(address).is_loopback for address in there), there
    if kind in ("osc_in", "os2l", "browser"):
        assert there, "it does listen"


@pytest.mark.parametrize("kind", sorted(FOR_A_NETWORK))
def test_what_is_for_a_network_says_so_on_its_page(kind: str) -> None:
    pages = Path(__file__).parents[1] / "docs"
    text = (pages / "tempo.md").read_text("utf-8") + (pages / "pictures.md").read_text("utf-8")
    assert {"link": "Multicast", "ndi": "whole local network"}[kind] in text


class Watchman:
    """Records everything that opens a file, runs a program or loads code while it watches."""

    EVENTS = ("open", "exec", "compile", "import", "os.", "subprocess.", "shutil.", "ctypes.")

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._watches = False
        sys.addaudithook(self._notice)

    def _notice(self, event: str, _args: tuple[Any, ...]) -> None:
        if self._watches and event.startswith(self.EVENTS):
            self.seen.append(event)

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._watches = True
        try:
            yield
        finally:
            self._watches = False


WATCHMAN = Watchman()


def mutated(chance: random.Random, good: list[bytes]) -> bytes:
    """A valid message, changed at random."""
    data = bytearray(chance.choice(good))
    for _ in range(chance.randint(0, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def osc(context: ShowContext, chance: random.Random) -> None:
    listening = OscIn(port=0).open(context)
    good = [message(control.address, control.argument.example) for control in CONTROLS]
    good += [message(address, 2, 4, 131.6, 132.0, 0.997) for address in ADDRESSES]
    good += [message("/firstdance/avatar", word) for word in ("gold", "../x.onnx", "/etc/passwd")]
    good += bundles(good)
    with WATCHMAN.watching():
        for _ in range(5_000):
            listening.take(mutated(chance, good), ("127.0.0.1", 9))
    listening.close()
    assert listening.heard > 500


def os2l(context: ShowContext, chance: random.Random) -> None:
    server = Os2l(port=0).open(context)
    good = [
        b'{"evt":"beat","change":false,"pos":12,"bpm":120.0,"strength":0.5}',
        b'{"evt":"btn","name":"blackout","state":"on"}',
        b'{"evt":"btn","name":"quit","state":"on"}{"evt":"cmd","id":1,"param":50.0}',
    ]

    async def calls() -> None:
        caller, wire = Client(server), Wire()
        caller.connection_made(wire)
        for _ in range(3_000):
            data = mutated(chance, good)
            caller._bytes = Allowance(FLOOD, FLOOD)
            with WATCHMAN.watching():
                caller.get_buffer(-1)[: len(data)] = data
                caller.buffer_updated(len(data))
        caller.connection_lost(None)
        wire.close()

    asyncio.run(calls())
    server.close()
    assert context.outside.newest("os2l", context.clock.now()) is None


def midi(context: ShowContext, chance: random.Random) -> None:
    mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
    pads = Pads()
    said = [
        mido.Message.from_bytes([kind | channel, chance.randrange(128), chance.randrange(128)])
        for kind in (0x80, 0x90, 0xB0, 0xE0)
        for channel in range(16)
        for _ in range(20)
    ]
    with WATCHMAN.watching():
        for heard in said:
            control_of(heard)
            pads.pressed(heard)


class Wire(asyncio.Transport):
    """A connection that keeps what is sent back."""

    def __init__(self) -> None:
        super().__init__({"socket": socket.socket(), "peername": ("127.0.0.1", 9)})
        self.sent = b""

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        pass

    def close(self) -> None:
        self.get_extra_info("socket").close()

    abort = close


def http(context: ShowContext, chance: random.Random) -> None:
    good = [
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for path in (
            "/",
            "/stream.mjpg",
            "/../../etc/passwd",
            "/%2e%2e/x",
            "/?token=x",
            "/pictures",
        )
    ]

    async def calls() -> None:
        server = MjpegServer(Guard("127.0.0.1"), "title")
        for _ in range(2_000):
            client, wire = server.new_client(), Wire()
            with WATCHMAN.watching():
                client.connection_made(wire)
                client.data_received(mutated(chance, good))
                client.connection_lost(None)
            assert b"root:" not in wire.sent
            wire.close()

    asyncio.run(calls())


@pytest.mark.parametrize("door", [osc, os2l, midi, http])
def test_nothing_received_opens_a_file_runs_a_program_or_ends_the_show(door: Any) -> None:
    context = a_context(virtual=False)
    context.desk.avatars = ("rose", "gold")
    WATCHMAN.seen.clear()
    door(context, random.Random(7))
    assert WATCHMAN.seen == []
    assert not context.desk.asked_to_end
    assert set(vars(context.desk)) == set(vars(Desk()))
    assert context.desk.avatar in (None, "rose", "gold")


def test_the_watchman_does_notice() -> None:
    WATCHMAN.seen.clear()
    with WATCHMAN.watching():
        Path(__file__).read_bytes()
    assert "open" in WATCHMAN.seen
