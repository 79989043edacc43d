"""How late players show `/stream.mjpg`, with and without options.

    python -m scripts.measure.players [--seconds 60] [--rate 30] [--only mpv]

Needs Xvfb, ffmpeg, mpv and ffplay. Every picture is sent at its time and has that time in it, as
black and white stripes. Each player shows the stream full screen on a screen without a monitor,
and the screen is read five times a second. The table has the delay after ten seconds and at the
end, each the median of two seconds. All of a player's delay is in it: the way, the decoder, the
screen, and reading the screen.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np

from live.signals import Image
from live.web.http import Guard
from live.web.mjpeg import Jpeg, MjpegServer
from scripts.options import command

WIDTH, HEIGHT = 640, 360  # pixels of the screen
BITS = 16  # stripes
TICK = 0.01  # seconds that the narrowest stripe stands for; all of them: eleven minutes
READS = 5  # of the screen, a second
_MPV = "mpv --vo=x11 --geometry=+0+0"
_FFPLAY = "ffplay -left 0 -top 0 -noborder"
PLAYERS = {
    "mpv": _MPV,
    "mpv, low latency": f"{_MPV} --profile=low-latency --untimed",
    "ffplay": _FFPLAY,
    "ffplay, no buffer": f"{_FFPLAY} -fflags nobuffer -flags low_delay -framedrop",
    "ffplay, wall clock": f"{_FFPLAY} -fflags nobuffer -flags low_delay -framedrop"
    " -use_wallclock_as_timestamps 1",
    "ffplay, 120 a second": f"{_FFPLAY} -fflags nobuffer -flags low_delay -vf setpts=N/120/TB",
}
_ALL = 1 << BITS
_GRAIN = np.random.default_rng(1).integers(0, 16, (HEIGHT, WIDTH, 3), np.uint8)
_NEEDED = ("Xvfb", "ffmpeg", "mpv", "ffplay")


def stripes(ticks: int) -> Image:
    """A picture that says a number, the highest bit on the left, with grain as heavy as a show."""
    bits = np.array([ticks >> bit & 1 for bit in reversed(range(BITS))], np.uint8)
    row = np.repeat(64 + 128 * bits, WIDTH // BITS)
    return np.asarray(_GRAIN + row[None, :, None], np.uint8)


def read(gray: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    """The number that a screen (HEIGHT, WIDTH) says."""
    wide = WIDTH // BITS
    middle = gray[HEIGHT // 2, wide // 2 :: wide]
    return int("".join("1" if value > 127 else "0" for value in middle), 2)


def _now() -> int:
    return round(time.monotonic() / TICK) % _ALL


@contextmanager
def stream(rate: float) -> Iterator[int]:
    """Serves the time; yields the port."""
    ports: list[int] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        show = MjpegServer(Guard("127.0.0.1", ""), "")
        loop = asyncio.get_running_loop()
        server = await loop.create_server(show.new_client, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        due = loop.time()
        while not over.is_set():
            ticks = _now()
            _, jpeg = cv2.imencode(".jpg", stripes(ticks))
            show.broadcast(Jpeg(ticks * TICK, jpeg.tobytes()))
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
        server.close()
        show.close()

    serving = threading.Thread(target=lambda: asyncio.run(serve()))
    serving.start()
    ready.wait()
    try:
        yield ports[0]
    finally:
        over.set()
        serving.join()


@contextmanager
def screen() -> Iterator[str]:
    """A screen without a monitor; yields its name."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    asked = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(asked, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        yield f":{os.read(reading, 16).decode('ascii').strip()}"
    finally:
        os.close(reading)
        server.kill()
        server.wait()


def delays(player: str, port: int, seconds: float) -> list[float]:
    """How late the screen was, in seconds, READS times a second."""
    found = []
    with screen() as display:
        there = f"http://127.0.0.1:{port}/stream.mjpg"
        shows = subprocess.Popen(
            [*player.split(), there], env=os.environ | {"DISPLAY": display},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        looks = subprocess.Popen(
            ["ffmpeg", "-f", "x11grab", "-framerate", str(READS), "-draw_mouse", "0",
             "-video_size", f"{WIDTH}x{HEIGHT}", "-i", display, "-fflags", "nobuffer",
             "-pix_fmt", "gray", "-f", "rawvideo", "-flush_packets", "1", "-"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert looks.stdout is not None
        try:
            for _ in range(round(READS * seconds)):
                pixels = np.frombuffer(looks.stdout.read(WIDTH * HEIGHT), np.uint8)
                ticks = read(pixels.reshape(HEIGHT, WIDTH))
                found.append((_now() - ticks) % _ALL * TICK)
        finally:
            for process in (shows, looks):
                process.kill()
                process.wait()
    return found


def main() -> None:
    """Measures and prints the table."""
    words = command(__doc__)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--rate", type=float, default=30.0, help="pictures a second that are sent")
    words.add_argument("--only", default="", help="the players with this word")
    asked = words.parse_args()
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"{', '.join(missing)}: not installed. Install them first.")
    print(f"{asked.rate:g} pictures a second\n| player | after 10 s | after {asked.seconds:g} s |")
    print("|---|---|---|", flush=True)
    for name, player in PLAYERS.items():
        if asked.only in name:
            with stream(asked.rate) as port:
                found = delays(player, port, asked.seconds)
            early, late = found[10 * READS : 12 * READS], found[-2 * READS :]
            print(f"| {name} | {statistics.median(early):.2f} s | {statistics.median(late):.2f} s"
                  f" | `{player}`", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
