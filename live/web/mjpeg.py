"""Serves pictures over HTTP: a page, MJPEG and a WebSocket. Each client gets the newest picture.

All of this runs in the loop and never waits: a slow client gets the newest picture when it is ready
for one, and delays no other client.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from live.web import http
from live.web.page import page, policy

MOST_CLIENTS = 16  # at a time
HURRY = 5.0  # seconds a client may take to send its request
PAUSES = 0.5  # seconds a client takes no bytes, after which no pictures are made for it
STALLED = 20.0  # seconds more, after which it is disconnected
KERNEL_BUFFER = 128 * 1024  # bytes: about one picture, so that no old ones wait there
_NEXT = b"--picture\r\n"
_CLOSE = 8  # a WebSocket's opcode


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

    @property
    def watched(self) -> bool:
        """Whether any client is ready for pictures. Any thread."""
        return any(client.takes for client in self.clients.copy())

    def new_client(self) -> "MjpegClient":
        """The protocol of one new connection."""
        return MjpegClient(self)

    def broadcast(self, picture: Jpeg) -> None:
        """Sends a new picture to every client."""
        mjpeg, message = _part(picture), http.websocket_message(picture.data)
        for client in self.clients.copy():
            client.offer(message if client.by_websocket else mjpeg)

    def close(self) -> None:
        """Disconnects every client."""
        for client in self.clients.copy():
            client.leave()


class MjpegClient(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: MjpegServer) -> None:
        self.watching = False
        self.by_websocket = False
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
        if len(self._server.clients) >= MOST_CLIENTS:
            self._refuse(503)
            return
        self._server.clients.add(self)
        self._wait(HURRY, self.leave)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.watching = False
        self._calm()
        self._server.clients.discard(self)

    def data_received(self, data: bytes) -> None:
        if self.watching:
            # A browser sends nothing except a close at the end.
            if self.by_websocket and data[0] & 0x0F == _CLOSE:
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
            self.offer(newest)

    def offer(self, raw: bytes) -> None:
        """Sends a picture at once, or keeps the newest one until the client is ready for it."""
        if not self.takes or self._transport.is_closing():
            return
        if self._busy:
            self._newest = raw
        else:
            self._transport.write(raw)

    def leave(self) -> None:
        """Ends the connection at once."""
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
            self._transport.write(http.answer(200, None, Content_Type=kind) + _NEXT)
            self.watching = True
        elif request.path == "/pictures" and (key := http.websocket_key(request)):
            self._transport.write(
                http.answer(
                    101, None, Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Accept=key
                )
            )
            self.watching = self.by_websocket = True
        else:
            self._refuse(404)

    def _refuse(self, status: int) -> None:
        self._end(http.answer(status, f"{http.REASONS[status]}\n".encode(),
                              Content_Type="text/plain; charset=utf-8"))  # fmt: skip

    def _end(self, raw: bytes) -> None:
        self._transport.write(raw)
        self._transport.close()

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
