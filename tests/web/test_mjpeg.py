"""How the server shares its time between clients, by a timer that only the test moves."""

import asyncio
from typing import Any

from live.runtime.budgets import Allowance
from live.web.http import Guard
from live.web.mjpeg import BURST, MOST_CLIENTS, SHARE, Jpeg, MjpegClient, MjpegServer


class Hand:
    """A timer that stands still until it is moved."""

    now = 0.0

    def time(self) -> float:
        return self.now


class Costly(MjpegClient):
    """A client that looks, and to whom each picture takes a while to send."""

    def __init__(self, server: MjpegServer, hand: Hand, seconds: float) -> None:
        super().__init__(server)
        self.watching = True
        self.got = 0
        self._hand = hand
        self._seconds = seconds

    def offer(self, raw: bytes) -> None:
        self.got += 1
        self._hand.now += self._seconds


def shown(clients: int, seconds: float, pictures: int = 300) -> tuple[float, list[int]]:
    """The share of the loop that ten seconds of pictures took, and how many each client got."""
    hand = Hand()
    server = MjpegServer(Guard("127.0.0.1"), "")
    server.work = Allowance(SHARE, BURST, hand)
    looking = [Costly(server, hand, seconds) for _ in range(clients)]
    server.clients.update(looking)
    spent = 0.0
    for number in range(pictures):
        began = hand.now
        server.broadcast(Jpeg(number / 30, b"jpeg"))
        spent += hand.now - began
        hand.now = began + 1 / 30
    return spent / (pictures / 30), [client.got for client in looking]


def test_clients_get_each_picture_while_that_takes_little_time() -> None:
    share, got = shown(MOST_CLIENTS, 0.0001)
    assert share < SHARE
    assert set(got) == {300}


def test_sending_takes_no_more_than_its_share_and_clients_take_turns_to_miss_a_picture() -> None:
    share, got = shown(MOST_CLIENTS, 0.001)
    assert 0.8 * SHARE < share < 1.1 * SHARE
    assert max(got) - min(got) <= 2
    assert min(got) > 50


def test_the_caller_that_called_first_goes_when_too_many_ask_for_nothing(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("live.web.mjpeg.MOST_CALLERS", 3)
    server = MjpegServer(Guard("127.0.0.1"), "")
    gone: list[float] = []

    class Caller(MjpegClient):
        def leave(self) -> None:
            server.clients.discard(self)
            gone.append(self.called)

    async def evening() -> None:
        for number in range(6):
            caller = Caller(server)
            caller.called = float(number)
            server.connected(caller)

    asyncio.run(evening())
    assert gone == [0.0, 1.0, 2.0]
    assert len(server.clients) == 3
