"""The show in any browser: a page for a screen or an OBS source, and MJPEG for the rest.

`http://127.0.0.1:8765/` shows the show and nothing else; `/stream.mjpg` is for any program that
reads MJPEG. Nothing has to be installed for either.
"""

import asyncio
import ipaddress
import socket
from typing import Annotated

import cv2
import msgspec

from live.errors import BadInput, DeviceLost
from live.parts import Output, Part, ShowContext
from live.runtime import doors
from live.runtime.mailboxes import Latest
from live.signals import Picture, Scene
from live.web.http import Guard
from live.web.mjpeg import Jpeg, MjpegServer

SHORTEST_TOKEN = 12  # characters


class Browser(Part[Output], frozen=True):
    """Serves the pictures to this machine, or to others when the show says so."""

    # "127.0.0.1": this machine alone may look; another address of it: others too, with the token.
    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8765  # TCP; 0: any that is free
    # At least 12 characters, which others add to the address: http://192.168.1.20:8765/?token=...
    token: str = ""
    # How good the JPEG pictures are; larger: better, and more to send.
    quality: Annotated[int, msgspec.Meta(ge=1, le=100)] = 85

    def open(self, context: ShowContext) -> "OpenBrowser":
        """Opens the port. Raises BadInput where that is not possible, or would let anybody in."""
        if context.virtual:
            raise BadInput("browser: shows in real time only. Use --headless in place of --fast.")
        return OpenBrowser(self, context.title)


class OpenBrowser:
    """Encodes pictures in its worker; sends them in the loop."""

    takes: type[Scene] | type[Picture] = Picture

    def __init__(self, settings: Browser, title: str) -> None:
        self._settings = settings
        self._server = MjpegServer(Guard(settings.host, settings.token), title or "First Dance")
        self._pictures: Latest[Jpeg] | None = None  # None: it does not serve yet
        self._socket: socket.socket | None = _bound(settings, settings.port)
        self.port: int = self._socket.getsockname()[1]

    @property
    def where(self) -> str:
        """The page's address."""
        return f"http://{self._settings.host}:{self.port}/"

    def show(self, signal: Scene | Picture) -> None:
        """Encodes a picture, if any client is ready for one."""
        assert isinstance(signal, Picture)
        if self._pictures is None or not self._server.watched:
            return
        bgr = cv2.cvtColor(signal.rgb, cv2.COLOR_RGB2BGR)
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, self._settings.quality])
        self._pictures.put_from_thread(Jpeg(signal.time, jpeg.tobytes()))

    async def run(self) -> None:
        """Serves until cancelled."""
        listening = self._socket or self._bound_again()
        self._socket = None  # it is closed at the end
        pictures: Latest[Jpeg] = Latest()
        self._pictures = pictures
        answering = asyncio.ensure_future(doors.answer(listening, self._server.new_client))
        count = 0
        try:
            while (newer := await pictures.newer(count)) is not None:
                count, picture = newer
                self._server.broadcast(picture)
        finally:
            answering.cancel()
            self._server.close()
            await asyncio.wait({answering})
            listening.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _bound_again(self) -> socket.socket:
        try:
            return _bound(self._settings, self.port)
        except BadInput as error:
            raise DeviceLost(str(error)) from error


def _bound(settings: Browser, port: int) -> socket.socket:
    """A socket that listens on the port. Raises BadInput."""
    family, address = _address(settings, port)
    try:
        return socket.create_server(address[:2], family=family, backlog=doors.WAITING)
    except OSError as error:
        raise BadInput(
            f"browser: port {port} of {settings.host} cannot be had ({error.strerror}). "
            "End the program that has it, or set another port."
        ) from error


def _address(settings: Browser, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(settings.host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"browser: host {settings.host!r} is not known ({error}). "
            "Give this machine's own address, or leave host out."
        ) from error
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    family, _, _, _, (address, *_) = found[0]
    ip = ipaddress.ip_address(str(address).partition("%")[0])
    if ip.is_unspecified:
        # For all networks at once there is no single name to compare a Host header with.
        raise BadInput(
            f"browser: host {settings.host!r} is every network at once. "
            'Give one address of this machine, for example host = "192.168.1.20".'
        )
    if not ip.is_loopback and len(settings.token) < SHORTEST_TOKEN:
        raise BadInput(
            f"browser: on {settings.host} others can look. Give a token of at least "
            f"{SHORTEST_TOKEN} characters, and ask for the page with ?token=... behind it."
        )
    return family, (str(address), port)
