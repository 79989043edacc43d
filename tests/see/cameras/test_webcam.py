import asyncio
import http.server
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.commands.rehearsal import camera_table
from live.errors import DeviceLost
from live.parts import ShowContext
from live.runtime.clock import Clock
from live.see.cameras import webcam
from live.see.cameras.webcam import PluggedCamera, Webcam, cameras, index_of
from live.signals import Frame
from tests.parts import a_context


class Film:
    """What a network camera sends: numbered frames at a rate, and what then happens."""

    def __init__(self, rate: float, frames: int, stalls: bool = False) -> None:
        self.rate = rate
        self.frames = frames
        self.stalls = stalls  # True: the line stays open and silent; False: it is cut
        self.sent: dict[int, float] = {}  # by number: when
        self.over = threading.Event()


def numbered(number: int) -> bytes:
    """A 1280 x 720 picture that is red and carries its number in black and white blocks."""
    picture = np.zeros((720, 1280, 3), dtype=np.uint8)
    picture[..., 2] = 255
    for bit in range(10):
        picture[:64, bit * 64 : bit * 64 + 64] = 255 * (number >> bit & 1)
    return bytes(cv2.imencode(".jpg", picture)[1])


def number_of(frame: Frame) -> int:
    return sum(int(frame.rgb[16, bit * 32 + 16, 1] > 127) << bit for bit in range(10))


@contextmanager
def camera_on_the_network(film: Film) -> Iterator[str]:
    """An MJPEG camera on loopback."""

    class Sender(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=cut")
            self.end_headers()
            start = time.perf_counter()
            for number in range(1, film.frames + 1):
                film.over.wait(max(0.0, start + number / film.rate - time.perf_counter()))
                data = numbered(number)
                film.sent[number] = time.perf_counter()
                head = f"--cut\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + data + b"\r\n")
                    self.wfile.flush()
                except OSError:
                    return
            if film.stalls:
                film.over.wait(20.0)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sender)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video.mjpg"
    finally:
        film.over.set()
        server.shutdown()
        server.server_close()
        serving.join()


@pytest.fixture
def context() -> Iterator[ShowContext]:
    """A house whose clock runs."""
    loop = asyncio.new_event_loop()
    clock = Clock(loop)
    clock.start()
    yield a_context(clock=clock, virtual=False)
    loop.close()


def test_frames_come_in_order_small_and_in_their_colours(context: ShowContext) -> None:
    with camera_on_the_network(Film(30.0, 40)) as address:
        camera = Webcam(device=address, delay=0.0).open(context)
        frames = [camera.read() for _ in range(20)]
        camera.close()
    numbers = [number_of(frame) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert frames[0].rgb.shape == (360, 640, 3)
    assert tuple(frames[0].rgb[300, 600] // 64) == (3, 0, 0)  # red


def test_frames_are_fresh_and_say_when_they_were_taken(context: ShowContext) -> None:
    film = Film(30.0, 60)
    with camera_on_the_network(film) as address:
        camera = Webcam(device=address, delay=0.04).open(context)
        ages = []
        for _ in range(40):
            frame = camera.read()
            assert frame.time == pytest.approx(context.clock.now() - 0.04, abs=0.02)
            ages.append(time.perf_counter() - film.sent[number_of(frame)])
        camera.close()
    assert np.median(ages[20:]) < 0.1  # seconds


def test_a_camera_of_five_frames_a_second_is_good_enough(context: ShowContext) -> None:
    with camera_on_the_network(Film(5.0, 12)) as address:
        camera = Webcam(device=address).open(context)
        times = [camera.read().time for _ in range(5)]
        camera.close()
    assert np.diff(times[1:]) == pytest.approx(0.2, abs=0.1)


def test_a_camera_that_is_unplugged_is_lost(context: ShowContext) -> None:
    with camera_on_the_network(Film(60.0, 10)) as address:
        camera = Webcam(device=address).open(context)
        with pytest.raises(DeviceLost, match="sends no more pictures"):
            for _ in range(20):
                camera.read()
        camera.close()


def test_a_camera_that_falls_silent_is_lost_within_three_seconds(context: ShowContext) -> None:
    with camera_on_the_network(Film(60.0, 10, stalls=True)) as address:
        camera = Webcam(device=address).open(context)
        with pytest.raises(DeviceLost, match="sends no more pictures"):
            for _ in range(20):
                before = time.perf_counter()
                camera.read()
        assert 1.0 < time.perf_counter() - before < 3.0
        camera.close()


def test_an_address_where_no_camera_is_is_lost_and_says_so(context: ShowContext) -> None:
    with pytest.raises(DeviceLost, match=r"no camera answers at http://127\.0\.0\.1:9/none"):
        Webcam(device="http://127.0.0.1:9/none").open(context)


def test_nothing_of_opencv_or_ffmpeg_reaches_the_operators_screen(
    context: ShowContext, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeviceLost):
        Webcam(device="http://127.0.0.1:9/none").open(context)
    with pytest.raises(DeviceLost):
        Webcam(device=97).open(context)
    assert capfd.readouterr().err == ""


def test_an_absent_camera_is_lost_and_the_others_are_named(
    context: ShowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(tmp_path, monkeypatch, "HD Webcam C270")
    with pytest.raises(DeviceLost, match=r"there is no camera 97.*0 'HD Webcam C270'"):
        Webcam(device=97).open(context)
    with pytest.raises(DeviceLost, match="there is no camera 'Kinect'"):
        Webcam(device="Kinect").open(context)


def test_a_camera_is_found_by_a_part_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(tmp_path, monkeypatch, "Integrated Camera", None, "HD Webcam C270")
    assert cameras() == [PluggedCamera(0, "Integrated Camera"), PluggedCamera(2, "HD Webcam C270")]
    assert index_of("c270") == 2
    assert index_of("1") == 1
    assert index_of(3) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="only Linux has paths of cameras")
def test_a_camera_is_found_by_its_path_and_by_links_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(tmp_path / "sys", monkeypatch, "Integrated Camera", None, "HD Webcam C270")
    named = tmp_path / "usb-046d_HD_Webcam_C270-video-index0"
    named.symlink_to("/dev/video2")
    twice = tmp_path / "camera"
    twice.symlink_to(named.name)
    assert index_of("/dev/video2") == 2
    assert index_of("/dev/video12") == 12
    assert index_of(str(named)) == 2
    assert index_of(str(twice)) == 2
    assert camera_table(str(named), {"rate": 15}) == {
        "kind": "webcam", "device": str(named), "rate": 15
    }  # fmt: skip
    for other in ("/dev/v4l/by-id/none", "/dev/videos", str(tmp_path)):
        with pytest.raises(DeviceLost, match="there is no camera '/"):
            index_of(other)
    with pytest.raises(DeviceLost, match="there is no camera '/dev/video97'"):
        Webcam(device="/dev/video97").open(a_context())


def plug_in(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str | None) -> None:
    """Makes Linux tell of these cameras; None is a second device of the one before it."""
    for number, name in enumerate(names):
        device = folder / f"video{number}"
        device.mkdir(parents=True)
        (device / "name").write_text(f"{name or names[number - 1]}\n")
        (device / "index").write_text("0\n" if name else "1\n")
    monkeypatch.setattr(webcam, "_DEVICES", folder)


def test_a_camera_may_have_any_name_or_lose_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(tmp_path, monkeypatch, "Integrated Camera", "HD Webcam", "Another")
    folders = sorted(tmp_path.glob("**/video*"))
    (folders[0] / "name").write_bytes(b"Cam\xe9ra HD\n")
    (folders[1] / "name").unlink()
    (folders[2] / "name").unlink()
    (folders[2] / "name").mkdir()  # cannot be read
    assert cameras() == [
        PluggedCamera(0, "Cam\ufffdra HD"),
        *(PluggedCamera(n, "?") for n in (1, 2)),
    ]
    assert index_of("cam\ufffdra") == 0


def test_the_operators_own_settings_of_opencv_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_LOGLEVEL", "32")
    with pytest.raises(DeviceLost):
        Webcam(device=97).open(a_context())
    assert os.environ["OPENCV_FFMPEG_LOGLEVEL"] == "32"
