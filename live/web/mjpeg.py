"""Serves pictures over HTTP: a page, MJPEG and a WebSocket. Each client gets the newest picture.

All of this runs in the loop and never waits: a slow client gets the newest picture when it is ready
for one, and delays no other client. A client has a place once it asks for pictures. Where all
places are taken, a newcomer gets that of a client that takes none.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from live.runtime.budgets import Allowance
from live.web import http
from live.web.page import page, policy

MOST_CLIENTS = 16  # that look at a time
MOST_CALLERS = 32  # that have not asked yet; one more takes the place of the one that called first
HURRY = 5.0  # seconds a client may take to send its request, and to take a short answer
SHARE = 0.1  # of the loop's time, for sending pictures; beyond it clients miss some
BURST = 0.01  # seconds of sending at once after a quiet while
CHATTER = 1024  # bytes a second that a client that looks may send
PAUSES = 0.5  # seconds a client takes no bytes, after which no pictures are made for it
STALLED = 20.0  # seconds more, after which it is disconnected
KERNEL_BUFFER = 128 * 1024  # bytes: about one picture, so that no old ones wait there
# What a newcomer reads then; the page shows it and asks again.
FULL = f"There is no place: {MOST_CLIENTS} others look at the show. Close one of them."
_NEXT = b"--picture\r\n"
_CLOSE = 8  # a WebSocket's opcode
_LATER = 1013  # a WebSocket's status: try again later


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture, encoded."""

    time: float  # seconds of show time: when the guests see it
    data: bytes


class MjpegServer:
    """Accepts clients, and sends each the newest picture that it is ready for."""

    def __init__(self, guard: http.Guard, title: str) -> None:
        self.guard = guard
        self.page = page(title)
        self.clients: set[MjpegClient] = set()
        self.work = Allowance(SHARE, BURST)  # seconds of sending
        self._offered = 0  # pictures offered, to any client

    @property
    def watched(self) -> bool:
        """Whether any client is ready for pictures. Any thread."""
        return any(client.takes for client in self.clients.copy())

    def new_client(self) -> "MjpegClient":
        """The protocol of one new connection."""
        return MjpegClient(self)

    def broadcast(self, picture: Jpeg) -> None:
        """Sends a new picture to every client, first to those that have waited for longest.

        Where that takes too much time, the last ones get the next picture.
        """
        mjpeg, message = _part(picture), http.websocket_message(picture.data)
        for client in sorted(self.clients, key=lambda client: client.turn):
            self.offer(client, message if client.by_websocket else mjpeg)

    def offer(self, client: "MjpegClient", raw: bytes) -> None:
        """Sends a picture to one client, if it is ready and there is time for it."""
        if client.takes and not self.work.is_spent:
            self._offered += 1
            client.turn = self._offered
            self.work.spend(partial(client.offer, raw))

    def connected(self, client: "MjpegClient") -> None:
        """Adds a client that has not asked for anything yet."""
        callers = [other for other in self.clients if not other.watching]
        if len(callers) >= MOST_CALLERS:
            min(callers, key=lambda other: other.called).leave()
        self.clients.add(client)

    def has_place(self) -> bool:
        """Whether one more may look; a client that takes no pictures may have to go for it."""
        watching = [client for client in self.clients if client.watching]
        if len(watching) < MOST_CLIENTS:
            return True
        stalled = [client for client in watching if not client.takes]
        if stalled:
            min(stalled, key=lambda client: client.turn).leave()
        return bool(stalled)

    def close(self) -> None:
        """Disconnects every client."""
        for client in self.clients.copy():
            client.leave()


class MjpegClient(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: MjpegServer) -> None:
        self.watching = False
        self.by_websocket = False
        self.called = 0.0  # seconds of the loop: when it connected
        self.turn = 0  # the number of the picture offered to it last
        self._chatter = Allowance(CHATTER, http.LONGEST_HEAD)
        self._server = server
        self._head = b""
        self._newest: bytes | None = None  # waits for the client to take what was sent
        self._busy = False  # the client has not taken all of what was sent
        self._pauses = False  # whether it has been busy for PAUSES seconds
        self._patience: asyncio.TimerHandle | None = None

    @property
    def takes(self) -> bool:
        """Whether the client is ready for a new picture. Any thread."""
        return self.watching and not self._pauses

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # Busy from the first byte the kernel does not take: nothing piles up here.
        transport.set_write_buffer_limits(high=0)
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER
        )
        self.called = asyncio.get_running_loop().time()
        self._server.connected(self)
        self._wait(HURRY, self.leave)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.watching = False
        self._calm()
        self._server.clients.discard(self)

    def data_received(self, data: bytes) -> None:
        if self.watching:
            # A browser sends nothing except a close at the end.
            if not self._chatter.take(len(data)):
                self.leave()
            elif self.by_websocket and data[0] & 0x0F == _CLOSE:
                self._transport.write(bytes([0x80 | _CLOSE, 0]))
                self._transport.close()
            return
        if self._transport.is_closing():
            return
        self._head += data
        head, whole, _ = self._head.partition(b"\r\n\r\n")
        if len(head) > http.LONGEST_HEAD:
            self._refuse(431)
        elif whole:
            self._calm()
            self._answer(head)

    def pause_writing(self) -> None:
        self._busy = True
        self._wait(PAUSES, self._pause)

    def resume_writing(self) -> None:
        self._busy = self._pauses = False
        self._calm()
        newest, self._newest = self._newest, None
        if newest is not None:
            self._server.offer(self, newest)

    def offer(self, raw: bytes) -> None:
        """Sends a picture at once, or keeps the newest one until the client is ready for it."""
        if not self.takes or self._transport.is_closing():
            return
        if self._busy:
            self._newest = raw
        else:
            self._transport.write(raw)

    def leave(self) -> None:
        """Ends the connection at once, and gives up its place."""
        self.watching = False
        self._server.clients.discard(self)
        self._transport.abort()

    def _answer(self, head: bytes) -> None:
        request = http.parse(head)
        if request is None:
            self._refuse(400)
        elif status := self._server.guard.refusal(request):
            self._refuse(status)
        elif request.path == "/":
            self._end(http.answer(
                200, self._server.page,
                Content_Type="text/html; charset=utf-8", Content_Security_Policy=policy(),
            ))  # fmt: skip
        elif request.path == "/stream.mjpg":
            kind = "multipart/x-mixed-replace; boundary=picture"
            if self._has_place():
                self._transport.write(http.answer(200, None, Content_Type=kind) + _NEXT)
        elif request.path == "/pictures" and (key := http.websocket_key(request)):
            self._upgrade(key)
        else:
            self._refuse(404)

    def _has_place(self) -> bool:
        """Begins to look, where there is a place; says so where there is none."""
        self.watching = self._server.has_place()
        if not self.watching:
            self._refuse(503, FULL)
        return self.watching

    def _upgrade(self, key: str) -> None:
        """Answers a page that asks for a WebSocket. It is told there if there is no place: a page
        cannot read any other refusal.
        """
        self._transport.write(
            http.answer(
                101, None, Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Accept=key
            )
        )
        self.watching = self.by_websocket = self._server.has_place()
        if not self.watching:
            self._end(http.websocket_close(_LATER, FULL))

    def _refuse(self, status: int, why: str = "") -> None:
        self._end(http.answer(status, f"{why or http.REASONS[status]}\n".encode(),
                              Content_Type="text/plain; charset=utf-8"))  # fmt: skip

    def _end(self, raw: bytes) -> None:
        self._transport.write(raw)
        self._transport.close()
        self._wait(HURRY, self.leave)

    def _pause(self) -> None:
        """The client takes nothing: drops the picture that waits, which would be too old."""
        self._pauses, self._newest = True, None
        self._wait(STALLED, self.leave)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        """Calls `then` after so many seconds, unless the client does what it must before."""
        self._calm()
        self._patience = asyncio.get_running_loop().call_later(seconds, then)

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def _part(picture: Jpeg) -> bytes:
    """A picture of a stream. Its boundary follows at once: browsers draw when they see it."""
    head = (
        f"Content-Type: image/jpeg\r\nContent-Length: {len(picture.data)}\r\n"
        f"X-Timestamp: {picture.time:.6f}\r\n\r\n"
    )
    return head.encode("ascii") + picture.data + b"\r\n" + _NEXT
