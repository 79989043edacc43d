"""A gallery of pictures over HTTP: a page, MJPEG and a WebSocket, the newest picture to each.

Everything here is the loop's own and never waits: a visitor who is slow finds the newest picture
when it is ready for one, and holds nobody up.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from live.web import http
from live.web.page import page, policy

MOST_VISITORS = 16  # at a time
HURRY = 5.0  # seconds a client may take to say what it wants
PAUSES = 0.5  # seconds a client takes none of our bytes, after which none are made for it
STALLED = 20.0  # seconds more, after which it is let go
KERNEL_BUFFER = 128 * 1024  # bytes: about a picture, so that what waits there is not old
_NEXT = b"--picture\r\n"
_CLOSE = 8  # a WebSocket's opcode


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A picture, encoded."""

    time: float  # seconds of show time: when it is to be seen
    data: bytes


class MjpegServer:
    """Lets visitors in, and shows each the newest picture it has time for."""

    def __init__(self, guard: http.Guard, title: str) -> None:
        self.guard = guard
        self.page = page(title)
        self.clients: set[MjpegClient] = set()

    @property
    def watched(self) -> bool:
        """Whether anybody looks at pictures, and takes them. Any thread."""
        return any(visitor.takes for visitor in self.clients.copy())

    def new_client(self) -> "MjpegClient":
        """Somebody at the door: the protocol of one connection."""
        return MjpegClient(self)

    def broadcast(self, picture: Jpeg) -> None:
        """A new picture for everybody."""
        mjpeg, message = _part(picture), http.websocket_message(picture.data)
        for visitor in self.clients.copy():
            visitor.offer(message if visitor.by_websocket else mjpeg)

    def close(self) -> None:
        """Everybody out."""
        for visitor in self.clients.copy():
            visitor.leave()


class MjpegClient(asyncio.Protocol):
    """One connection."""

    def __init__(self, gallery: MjpegServer) -> None:
        self.watching = False
        self.by_websocket = False
        self._gallery = gallery
        self._head = b""
        self._newest: bytes | None = None  # waits for the client to take what was sent
        self._busy = False  # the client has not taken all of what was sent
        self._pauses = False  # and that for a while
        self._patience: asyncio.TimerHandle | None = None

    @property
    def takes(self) -> bool:
        """Whether a new picture is of use to it. Any thread."""
        return self.watching and not self._pauses

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # Busy from the first byte the kernel does not take: nothing piles up here.
        transport.set_write_buffer_limits(high=0)
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER
        )
        if len(self._gallery.clients) >= MOST_VISITORS:
            self._refuse(503)
            return
        self._gallery.clients.add(self)
        self._wait(HURRY, self.leave)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.watching = False
        self._calm()
        self._gallery.clients.discard(self)

    def data_received(self, data: bytes) -> None:
        if self.watching:
            # A browser sends nothing but, at the end, a close.
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
        """A picture: sent at once, or kept in place of an older one until there is time for it."""
        if not self.takes or self._transport.is_closing():
            return
        if self._busy:
            self._newest = raw
        else:
            self._transport.write(raw)

    def leave(self) -> None:
        """Ends the connection, whatever the client is doing."""
        self._transport.abort()

    def _answer(self, head: bytes) -> None:
        request = http.parse(head)
        if request is None:
            self._refuse(400)
        elif status := self._gallery.guard.refusal(request):
            self._refuse(status)
        elif request.path == "/":
            self._end(http.answer(
                200, self._gallery.page,
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
        """The client takes nothing: what waits for it grows old, and goes."""
        self._pauses, self._newest = True, None
        self._wait(STALLED, self.leave)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        """The client has so long to do what it has to."""
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
