"""A scripted VirtualDJ, on this machine."""

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from live.errors import BadInput
from live.inputs.os2l import (
    BURST,
    FLOOD,
    IDLE,
    MOST_CLIENTS,
    MOST_SILENT,
    SENSE,
    SHARE,
    Client,
    OpenOs2l,
    Os2l,
    advertised,
)
from live.parts import ShowContext
from live.runtime import extras
from live.runtime.budgets import FairBudget
from live.runtime.clock import Clock
from live.runtime.virtual import run_virtual
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


async def refused(dj: Dj) -> None:
    assert dj.reader is not None
    with contextlib.suppress(ConnectionError):
        assert await dj.reader.read() == b""


def test_only_clients_the_show_allows_may_connect() -> None:
    async def evening() -> None:
        async with on_air(allow=("10.1.2.3",)) as dj:
            await refused(dj)

    asyncio.run(evening())


class Caller:
    """What asyncio hands to a client: the other end says what the test has it say."""

    def __init__(self, server: OpenOs2l, name: int) -> None:
        self.name = name
        self.gone = self.reading_stopped = False
        self.client = Client(server)
        self.client.connection_made(self)  # type: ignore[arg-type]

    def say(self, words: bytes) -> None:
        self.client.get_buffer(-1)[: len(words)] = words
        self.client.buffer_updated(len(words))

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return ("127.0.0.1", self.name)

    def is_closing(self) -> bool:
        return self.gone

    def abort(self) -> None:
        self.gone = True

    def pause_reading(self) -> None:
        self.reading_stopped = True

    def resume_reading(self) -> None:
        self.reading_stopped = False


BEAT = b'{"evt":"beat","bpm":120,"pos":1}'


def in_virtual_time(evening: Callable[[OpenOs2l, ShowContext], Awaitable[None]]) -> None:
    async def show() -> None:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        context = a_context(clock=clock)
        server = Os2l(port=0).open(context)
        await evening(server, context)
        server.close()

    run_virtual(show())


def test_a_newcomer_takes_the_place_of_the_client_that_was_silent_for_longest() -> None:
    async def evening(server: OpenOs2l, context: ShowContext) -> None:
        djs = [Caller(server, number) for number in range(MOST_CLIENTS)]
        for dj in djs:
            dj.say(BEAT)
            await asyncio.sleep(1.0)
        djs[0].say(BEAT)
        early = Caller(server, 90)
        early.say(BEAT)
        assert early.gone
        assert not any(dj.gone for dj in djs)
        await asyncio.sleep(IDLE - 1.0)
        late = Caller(server, 91)
        late.say(BEAT)
        assert not late.gone
        assert [dj.gone for dj in djs] == [False, True, False, False]
        assert context.outside.newest("os2l", context.clock.now()) is not None

    in_virtual_time(evening)


def test_callers_who_say_nothing_keep_nobody_out() -> None:
    async def evening(server: OpenOs2l, context: ShowContext) -> None:
        early = Caller(server, 0)
        early.say(BEAT)
        await asyncio.sleep(0.1)
        crowd = []
        for number in range(1, 3 * MOST_SILENT):
            crowd.append(Caller(server, number))
            await asyncio.sleep(0.01)
        dj = Caller(server, 900)
        dj.say(BEAT)
        assert not dj.gone
        assert not early.gone
        assert len(server.clients) == MOST_SILENT + 2 - 1
        assert [caller.gone for caller in crowd] == [True] * (2 * MOST_SILENT) + [False] * (
            MOST_SILENT - 1
        )

    in_virtual_time(evening)


def test_a_client_that_says_nothing_known_for_long_is_disconnected() -> None:
    async def evening(server: OpenOs2l, context: ShowContext) -> None:
        babbler, dj, silent = (Caller(server, number) for number in range(3))
        babbler.say(b'{"evt":"hello"}')
        dj.say(b'{"evt":')
        await asyncio.sleep(SENSE - 1)
        assert not babbler.gone
        dj.say(b'"beat"}')
        await asyncio.sleep(2)
        assert (babbler.gone, dj.gone, silent.gone) == (True, False, False)

    in_virtual_time(evening)


class Hand:
    """A timer that only the test moves."""

    now = 0.0

    def time(self) -> float:
        return self.now


def test_a_client_that_takes_too_much_time_has_to_wait_and_others_do_not() -> None:
    async def evening(server: OpenOs2l, context: ShowContext) -> None:
        hand = Hand()
        server.work = FairBudget(SHARE, BURST, hand)
        greedy, dj = Caller(server, 0), Caller(server, 1)
        said = 0
        while not greedy.reading_stopped:
            greedy.say(BEAT)
            server.work.count(("127.0.0.1", 0), 0.001)
            said += 1
        assert 3 < said < 10
        await asyncio.sleep(1.0)
        assert greedy.reading_stopped
        dj.say(BEAT)
        assert not dj.reading_stopped
        hand.now += 1.0
        await asyncio.sleep(1.0)
        assert not greedy.reading_stopped
        assert not greedy.gone

    in_virtual_time(evening)


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
