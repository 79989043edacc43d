"""A scripted VirtualDJ, on this machine."""

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from live.errors import BadInput
from live.inputs.os2l import FLOOD, OpenOs2l, Os2l, advertised
from live.parts import ShowContext
from live.runtime import extras
from live.runtime.clock import Clock
from live.show.show_file import read_show
from tests.parts import a_context


class Dj:
    """A DJ's program that connects to the show."""

    def __init__(self, context: ShowContext, server: OpenOs2l) -> None:
        self.context = context
        self.server = server
        self.writer: asyncio.StreamWriter | None = None
        self.reader: asyncio.StreamReader | None = None

    async def call(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(*self.server.address)

    async def send(self, data: bytes) -> None:
        assert self.writer is not None
        self.writer.write(data)
        await self.writer.drain()

    async def say(self, **message: Any) -> None:
        await self.send(json.dumps(message).encode())

    async def until(self, true: Callable[[], Any]) -> None:
        """Waits until something is true."""
        for _ in range(1000):
            if true():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("it never became true")

    def beat(self) -> Any:
        return self.context.outside.newest("os2l", self.context.clock.now())


@contextlib.asynccontextmanager
async def on_air(**settings: Any) -> AsyncIterator[Dj]:
    clock = Clock(asyncio.get_running_loop())
    clock.start()
    context = a_context(clock=clock)
    server = Os2l(**{"port": 0, **settings}).open(context)
    running = asyncio.ensure_future(server.run())
    dj = Dj(context, server)
    await dj.call()
    try:
        yield dj
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        server.close()
        if dj.writer is not None:
            dj.writer.close()


def test_the_djs_beats_lead_until_the_dj_goes() -> None:
    async def evening() -> None:
        async with on_air() as dj:
            await dj.say(evt="beat", change=True, pos=16, bpm=127.5, strength=80)
            await dj.until(dj.beat)
            assert (dj.beat().tempo, dj.beat().beat, dj.beat().downbeat) == (127.5, 16.0, 0)
            assert dj.beat().playing
            assert dj.writer is not None
            dj.writer.close()
            await dj.until(lambda: dj.beat() is None)

    asyncio.run(evening())


def test_messages_cut_at_every_byte_do_what_they_say() -> None:
    button = (
        b'{"evt":"btn","name":"blackout","state":"on"}{"evt":"btn","name":"panic","state":"on"}'
    )

    async def evening() -> None:
        async with on_air() as dj:
            desk = dj.context.desk
            for cut in range(len(button)):
                desk.blackout = desk.panic = False
                await dj.send(button[:cut])
                await asyncio.sleep(0)
                await dj.send(button[cut:])
                await dj.until(lambda: desk.blackout and desk.panic)

    asyncio.run(evening())


def test_a_button_is_dark_while_it_is_on_or_turns_about_where_the_show_says_so() -> None:
    async def evening(buttons: str, dark: list[bool]) -> None:
        async with on_air(buttons=buttons) as dj:
            desk = dj.context.desk
            for state, expected in zip(("on", "off", "on"), dark, strict=True):
                await dj.say(evt="btn", name="Blackout", state=state)
                await dj.say(evt="btn", name="tap", state="on")
                taps = len(desk.taps)
                await dj.until(lambda: len(desk.taps) > taps)  # noqa: B023 - waited for at once
                assert desk.blackout is expected

    asyncio.run(evening("hold", [True, False, True]))
    asyncio.run(evening("toggle", [True, True, False]))


def test_a_dj_has_no_button_that_ends_the_show() -> None:
    async def evening() -> None:
        async with on_air() as dj:
            for name in ("end", "quit", "asked_to_end", "__class__"):
                await dj.say(evt="btn", name=name, state="on")
            await dj.say(evt="btn", name="tap", state="on")
            await dj.until(lambda: dj.context.desk.taps)
            assert not dj.context.desk.asked_to_end
            assert not dj.context.desk.blackout

    asyncio.run(evening())


def test_a_client_that_sends_too_much_is_disconnected() -> None:
    async def evening() -> None:
        async with on_air() as dj:
            await dj.until(lambda: dj.server.clients)
            with contextlib.suppress(ConnectionError):
                await dj.send(b"x" * 2 * FLOOD)
            await dj.until(lambda: not dj.server.clients)

    asyncio.run(evening())


def test_only_clients_the_show_allows_may_connect_and_not_too_many() -> None:
    async def refused(dj: Dj) -> None:
        assert dj.reader is not None
        with contextlib.suppress(ConnectionError):
            assert await dj.reader.read() == b""

    async def evening() -> None:
        async with on_air(allow=("10.1.2.3",)) as dj:
            await refused(dj)
        async with on_air() as dj:
            first, calls = dj.writer, []
            for _ in range(4):
                await dj.call()
                calls.append(dj.writer)
            await refused(dj)
            assert len(dj.server.clients) == 4
            for writer in (first, *calls):
                assert writer is not None
                writer.close()

    asyncio.run(evening())


def test_it_listens_on_this_machine_alone_unless_the_show_says_otherwise() -> None:
    server = Os2l(port=0).open(a_context())
    assert server.address[0] == "127.0.0.1"
    with pytest.raises(BadInput, match=r"127\.0\.0\.1:\d+ cannot be listened on"):
        Os2l(port=server.address[1]).open(a_context())
    server.close()


def test_for_the_djs_own_laptop_the_announcing_library_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf.asyncio", None)
    with pytest.raises(BadInput, match=re.escape(extras.remedy("os2l"))):
        Os2l(host="0.0.0.0", port=0).open(a_context())


def test_the_djs_program_finds_us_by_the_services_name() -> None:
    zeroconf = pytest.importorskip("zeroconf", reason="zeroconf is not installed: .[os2l]")
    asyncio_zeroconf = pytest.importorskip("zeroconf.asyncio")

    async def evening() -> None:
        async with advertised(["127.0.0.1"], 9996):
            looking = asyncio_zeroconf.AsyncZeroconf(interfaces=["127.0.0.1"])
            name = "_os2l._tcp.local."
            info = await looking.async_get_service_info(name, f"First Dance.{name}", timeout=3000)
            await looking.async_close()
            if info is None:
                pytest.skip("multicast finds nobody on this machine")
            assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 9996)

    assert zeroconf
    asyncio.run(evening())


def test_a_show_names_it(tmp_path: Any) -> None:
    file = tmp_path / "show.toml"
    file.write_text('[camera]\nkind = "nobody"\n[[inputs]]\nkind = "os2l"\nhost = "0.0.0.0"\n')
    assert read_show(str(file)).inputs == (Os2l(host="0.0.0.0"),)
