"""A crowd at the door, over loopback."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest

from live.runtime import doors


class Guest(asyncio.Protocol):
    """Greets, and remembers who came."""

    here: list["Guest"]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        Guest.here.append(self)


@pytest.fixture(autouse=True)
def nobody_yet() -> None:
    Guest.here = []


@contextlib.asynccontextmanager
async def open_door(rate: float) -> AsyncIterator[tuple[str, int]]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=doors.WAITING)
    address = listening.getsockname()
    answering = asyncio.ensure_future(doors.answer(listening, Guest, rate))
    await asyncio.sleep(0)
    try:
        yield address
    finally:
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        for guest in Guest.here:
            guest.transport.abort()
        await asyncio.sleep(0)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address)


def test_a_crowd_is_let_in_one_by_one() -> None:
    async def evening() -> None:
        async with open_door(rate=20) as address:
            crowd = [socket.create_connection(address) for _ in range(doors.WAITING)]
            await asyncio.sleep(0.3)
            assert 1 < len(Guest.here) < 9
            for caller in crowd:
                caller.close()

    asyncio.run(evening())


def test_the_system_notices_when_a_silent_caller_is_no_longer_there() -> None:
    async def evening() -> None:
        async with open_door(rate=1000) as address:
            with socket.create_connection(address):
                await asyncio.sleep(0.05)
                kept = Guest.here[0].transport.get_extra_info("socket")
                assert kept.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                if hasattr(socket, "TCP_KEEPIDLE"):
                    assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10

    asyncio.run(evening())


def test_where_the_system_can_give_no_more_the_door_opens_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def evening() -> None:
        loop, tries = asyncio.get_running_loop(), 0
        accept = loop.sock_accept

        async def poor(listening: socket.socket) -> tuple[socket.socket, object]:
            nonlocal tries
            tries += 1
            if tries < 3:
                raise OSError("too many open files")
            return await accept(listening)

        monkeypatch.setattr(loop, "sock_accept", poor)
        monkeypatch.setattr(doors, "TROUBLE", 0.02)
        async with open_door(rate=1000) as address:
            with socket.create_connection(address):
                await asyncio.sleep(0.2)
                assert len(Guest.here) == 1

    asyncio.run(evening())
