"""The browser output, over loopback; the page in real Chromium where it is installed."""

import asyncio
import base64
import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from live.errors import BadInput
from live.outputs.browser import Browser, OpenBrowser
from live.show.run import RunOptions, run
from live.show.show_file import read_show
from live.signals import Floats, Image, Picture
from live.web import mjpeg
from tests.outputs.chromium import chromium
from tests.parts import a_context

RATE = 30


@contextmanager
def served(
    paint: Callable[[int], Image] | None = None, **settings: object
) -> Iterator[OpenBrowser]:
    """A browser output that is shown RATE pictures a second, in a loop of its own."""
    part = Browser(**({"port": 0} | settings))  # type: ignore[arg-type]
    output = part.open(a_context(virtual=False))
    over, serving = threading.Event(), threading.Event()
    inside: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def pictures() -> None:
        for number in range(100_000):
            if over.wait(1 / RATE):
                return
            rgb = grey(number) if paint is None else paint(number)
            output.show(Picture(number / RATE, number / RATE, rgb))

    async def serve() -> None:
        service = asyncio.create_task(output.run())
        inside.append((asyncio.get_running_loop(), asyncio.Event()))
        serving.set()
        await inside[0][1].wait()
        service.cancel()
        with suppress(asyncio.CancelledError):
            await service
        await asyncio.sleep(0)

    threads = [
        threading.Thread(target=lambda: asyncio.run(serve())),
        threading.Thread(target=pictures),
    ]
    for thread in threads:
        thread.start()
    assert serving.wait(30.0)
    try:
        yield output
    finally:
        over.set()
        inside[0][0].call_soon_threadsafe(inside[0][1].set)
        for thread in threads:
            thread.join()
        output.close()


def grey(number: int) -> Image:
    """The number of a picture as its brightness."""
    return np.full((90, 160, 3), number % 200, dtype=np.uint8)


def noise(number: int) -> Image:
    """Noise, which makes a large JPEG: 300 kB a picture."""
    return np.random.default_rng(number).integers(0, 255, (360, 640, 3), dtype=np.uint8)


@contextmanager
def watching(port: int, path: str = "/stream.mjpg") -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    response = connection.getresponse()
    try:
        yield response
    finally:
        response.close()
        connection.close()


def part(response: http.client.HTTPResponse) -> tuple[float, Image]:
    """The next picture of an MJPEG stream: its second of the show, and its pixels."""
    assert response.readline() == b"--picture\r\n"
    head = dict(line.decode().strip().split(": ") for line in iter(response.readline, b"\r\n"))
    assert head["Content-Type"] == "image/jpeg"
    data = response.read(int(head["Content-Length"]))
    assert response.readline() == b"\r\n"
    bgr = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return float(head["X-Timestamp"]), bgr[:, :, ::-1].astype(np.uint8)


def status_of(port: int, path: str = "/", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_thirty_pictures_are_read_each_a_fresh_jpeg() -> None:
    with served() as output, watching(output.port) as response:
        assert response.getheader("Content-Type", "").startswith("multipart/x-mixed-replace")
        assert response.getheader("Access-Control-Allow-Origin") is None
        began = time.monotonic()
        pictures = [part(response) for _ in range(30)]
        took = time.monotonic() - began
    numbers = [round(RATE * when) for when, _ in pictures]
    assert numbers == list(range(numbers[0], numbers[0] + 30))
    assert [rgb.mean() for _, rgb in pictures] == pytest.approx([n % 200 for n in numbers], abs=2)
    assert 0.7 < took < 3


def test_colours_arrive_as_they_were() -> None:
    orange = np.zeros((90, 160, 3), dtype=np.uint8)
    orange[:] = (240, 130, 10)
    with served(lambda _: orange) as output, watching(output.port) as response:
        _, rgb = part(response)
    assert rgb.reshape(-1, 3).mean(axis=0) == pytest.approx([240, 130, 10], abs=4)


def test_a_client_that_stalls_delays_nobody_and_then_finds_the_newest() -> None:
    with served(noise) as output, watching(output.port) as stalled:
        part(stalled)
        with watching(output.port) as lively:
            began = time.monotonic()
            numbers = [round(RATE * part(lively)[0]) for _ in range(60)]
            took = time.monotonic() - began
        assert took < 4
        assert numbers[-1] - numbers[0] < 90
        held = [round(RATE * part(stalled)[0]) for _ in range(40)]
    # What was on its way when it stalled is old; after that, nothing is.
    old = sum(number < numbers[-1] - 10 for number in held)
    assert old < 30
    assert held[-1] > numbers[-1]
    assert max(b - a for a, b in pairwise(held)) > 10


def test_clients_that_stall_cost_the_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many clients as allowed that read nothing: nothing is encoded or queued for them."""
    encoded, imencode = [], cv2.imencode

    def counted(*asked: Any) -> Any:
        encoded.append(asked)
        return imencode(*asked)

    def nothing_is_encoded() -> bool:
        so_far = len(encoded)
        time.sleep(1.0)
        return len(encoded) == so_far

    monkeypatch.setattr(cv2, "imencode", counted)
    monkeypatch.setattr(mjpeg, "PAUSES", 0.2)
    with served(noise) as output, ExitStack() as clients:
        for _ in range(mjpeg.MOST_CLIENTS):
            part(clients.enter_context(watching(output.port)))
        connected = output._server.clients
        # A kernel that is asked again may take more for a client, once or twice.
        assert until(nothing_is_encoded)
        assert len(connected) == mjpeg.MOST_CLIENTS
        assert not any(client._newest for client in connected)
        assert max(c._transport.get_write_buffer_size() for c in connected) < 500_000  # a picture


def test_a_client_that_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mjpeg, "STALLED", 0.3)
    with served(noise) as output, watching(output.port) as response:
        part(response)
        time.sleep(3.0)
        with pytest.raises((ConnectionError, AssertionError, http.client.HTTPException)):
            for _ in range(200):
                part(response)


def test_a_client_without_a_whole_request_is_disconnected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mjpeg, "HURRY", 0.2)
    with served() as output, socket.create_connection(("127.0.0.1", output.port), 5) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\n")
        with suppress(ConnectionError):
            assert caller.recv(100) == b""


def test_one_client_too_many_is_told_that_there_is_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mjpeg, "MOST_CLIENTS", 1)
    with served() as output, watching(output.port) as response:
        part(response)
        with watching(output.port) as refused:
            assert refused.status == 503
            assert refused.read().decode().startswith("There is no place: ")
        with websocket(output.port) as stream:
            status, size = stream.read(2)
            assert status == 0x88
            assert stream.read(size)[2:].decode() == mjpeg.FULL
            assert stream.read() == b""
        assert status_of(output.port) == 200  # it asks again
        part(response)


def test_a_newcomer_takes_the_place_of_a_client_that_takes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mjpeg, "MOST_CLIENTS", 2)
    monkeypatch.setattr(mjpeg, "PAUSES", 0.2)
    with served(noise) as output, watching(output.port) as stalled, ExitStack() as others:
        part(stalled)
        lively = others.enter_context(watching(output.port))
        over = threading.Event()

        def look() -> None:
            while not over.is_set():
                part(lively)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            connected = output._server.clients
            assert until(lambda: any(c.watching and not c.takes for c in connected.copy()))
            with watching(output.port) as newcomer:
                assert newcomer.status == 200
                part(newcomer)
                assert until(lambda: len([c for c in connected.copy() if c.watching]) == 2)
            assert looking.is_alive()
        finally:
            over.set()
            looking.join()


def test_connections_that_ask_for_nothing_keep_nobody_out() -> None:
    with served() as output, ExitStack() as silent:
        for _ in range(mjpeg.MOST_CALLERS + 8):
            silent.enter_context(socket.create_connection(("127.0.0.1", output.port), 5))
        with watching(output.port) as response:
            part(response)
        assert len(output._server.clients) <= mjpeg.MOST_CALLERS + 1


def test_a_client_that_looks_and_sends_without_end_is_let_go() -> None:
    with served() as output, websocket(output.port) as stream:
        stream.read(100)
        connected = output._server.clients
        assert len(connected) == 1
        with pytest.raises(ConnectionError):
            for _ in range(2000):
                stream.write(bytes(10_000))
                stream.flush()
                time.sleep(0.001)
        assert until(lambda: not connected)


def test_names_and_pages_that_are_not_ours_are_refused() -> None:
    with served() as output:
        assert status_of(output.port) == 200
        assert status_of(output.port, "/elsewhere") == 404
        assert status_of(output.port, "/pictures") == 404  # no WebSocket was asked for
        assert status_of(output.port, Host="evil.example") == 421
        assert status_of(output.port, "/stream.mjpg", Host=f"rebound.example:{output.port}") == 421
        assert status_of(output.port, "/stream.mjpg", Origin="http://evil.example") == 403
        assert status_of(output.port, "/" + "x" * 9000) == 431


def test_the_token_opens_the_page_and_the_stream() -> None:
    with served(token="a long enough token") as output:
        assert status_of(output.port) == 401
        assert status_of(output.port, "/stream.mjpg?token=guess") == 401
        assert status_of(output.port, "/?token=a+long+enough+token") == 200


@contextmanager
def websocket(port: int) -> Iterator[Any]:
    """The stream of a WebSocket, after the head of the answer."""
    with socket.create_connection(("127.0.0.1", port), 5) as caller:
        key = base64.b64encode(bytes(16)).decode()
        caller.sendall(
            f"GET /pictures HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            .encode()
        )  # fmt: skip
        stream = caller.makefile("rwb")
        assert b" 101 " in stream.readline()
        while stream.readline() != b"\r\n":
            pass
        yield stream
        with suppress(ConnectionError):
            stream.close()


def test_pictures_come_by_websocket_too() -> None:
    with served() as output, websocket(output.port) as stream:
        for _ in range(3):
            assert stream.read(2) == b"\x82\x7e"
            data = stream.read(int.from_bytes(stream.read(2), "big"))
            assert data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
        stream.write(b"\x88\x80\x00\x00\x00\x00")
        stream.flush()
        assert stream.read()[-2:] == b"\x88\x00"


def test_nobody_but_this_machine_is_listened_to() -> None:
    with served() as output:
        listening = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else ""
        wanted = f":{output.port:04X} "
        addresses = [line.split()[1] for line in listening.splitlines() if wanted in line]
        assert all(address.startswith("0100007F") for address in addresses)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "0.0.0.0"}, "every network"),
        ({"host": "no such host"}, "is not known"),
        ({"host": "192.0.2.7"}, "token of at least"),
        ({"host": "192.0.2.7", "token": "long enough to be one"}, "cannot be had"),
    ],
)
def test_what_would_let_anybody_in_is_refused(settings: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Browser(port=0, **settings).open(a_context(virtual=False))  # type: ignore[arg-type]


def test_a_port_in_use_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(BadInput, match=rf"port {taken} .*another port"):
            Browser(port=taken).open(a_context(virtual=False))


def test_virtual_time_is_no_time_for_a_browser() -> None:
    with pytest.raises(BadInput, match="real time"):
        Browser(port=0).open(a_context(virtual=True))


def test_a_whole_show_is_served_and_lets_go_of_its_port(show_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    show_file.write_text(
        'size = [160, 90]\n[sound]\nkind = "metronome"\n[camera]\nkind = "nobody"\n'
        '[painter]\nkind = "tests.parts:Plain"\n'
        f'[[outputs]]\nkind = "browser"\nport = {port}\n'
    )
    seen: list[float] = []

    def look() -> None:
        for _ in range(50):
            with suppress(ConnectionError), watching(port) as response:
                seen.extend(part(response)[0] for _ in range(30))
                return
            time.sleep(0.05)

    client = threading.Thread(target=look)
    client.start()
    report = run(read_show(str(show_file)), RunOptions(seconds=3, rehearsal=True))
    client.join()
    assert len(seen) == 30
    assert seen[-1] - seen[0] < 1.5
    assert report.as_dict()["falls_count"] == 0
    assert report.as_dict()["frames"] > 80
    socket.create_server(("127.0.0.1", port)).close()


def halves(number: int) -> Image:
    """Left red, right blue, a little brighter each time."""
    rgb = np.zeros((90, 160, 3), dtype=np.uint8)
    rgb[:, :80, 0] = rgb[:, 80:, 2] = 200 + number % 50
    return rgb


def corners(rgb: Image) -> Floats:
    """The corners of what is seen, (4, 3): top left, top right, bottom left, bottom right."""
    return rgb[[4, 4, -5, -5], [4, -5, 4, -5]].astype(np.float64)


def until(look: Callable[[], bool]) -> bool:
    """Whether something becomes true within 10 s."""
    for _ in range(100):
        if look():
            return True
        time.sleep(0.1)
    return False


def test_the_page_fills_a_real_browser_and_comes_back_after_a_pause(tmp_path: Path) -> None:
    token = "?token=a+long+enough+token"
    settings = {"token": "a long enough token"}
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        port = first.enter_context(served(halves, **settings)).port
        url = f"http://127.0.0.1:{port}/{token}"
        page = stack.enter_context(chromium(tmp_path / "profile", url))

        def shows() -> bool:
            seen = corners(page.screenshot())
            left, right = seen[[0, 2]], seen[[1, 3]]
            reds = (left[:, 0] > 180).all() and (left[:, 1:] < 20).all()
            return bool(reds and (right[:, 2] > 180).all() and (right[:, :2] < 20).all())

        assert until(shows)
        assert page.screenshot().shape[1] == 640
        assert len({corners(page.screenshot())[0, 0] for _ in range(10)}) > 2
        first.close()
        assert until(lambda: bool(corners(page.screenshot()).max() < 5))
        stack.enter_context(served(halves, port=port, **settings))
        assert until(shows)
