"""A whole live show with a camera on the network, which fails and comes back."""

import http.server
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import cv2
import pytest

FIXTURE = Path(__file__).parents[1] / "fixtures" / "dancer.mp4"
SHOW = """
size = [640, 360]
[sound]
kind = "metronome"
[camera]
kind = "webcam"
[eyes]
model = "lite"
[[outputs]]
kind = "memory"
"""


def _jpegs() -> list[bytes]:
    with av.open(str(FIXTURE)) as film:
        pictures = [frame.to_ndarray(format="bgr24") for frame in film.decode(video=0)]
    return [bytes(cv2.imencode(".jpg", picture)[1]) for picture in pictures]


class NetworkCamera:
    """An MJPEG camera on loopback that can be unplugged and plugged in again."""

    def __init__(self, port: int = 0) -> None:
        jpegs, unplugged = _jpegs(), threading.Event()

        class Sender(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=cut")
                self.end_headers()
                began, number = time.monotonic(), 0
                while not unplugged.wait(max(0.0, began + number / 30 - time.monotonic())):
                    data = jpegs[number % len(jpegs)]
                    head = f"--cut\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}"
                    try:
                        self.wfile.write(head.encode() + b"\r\n\r\n" + data + b"\r\n")
                    except OSError:
                        return
                    number += 1

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Sender)
        self._server.daemon_threads = True
        self._unplugged = unplugged
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        self._unplugged.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def test_a_camera_that_dies_and_comes_back_costs_no_frame(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text(SHOW)
    camera = NetworkCamera()
    running = subprocess.Popen(
        [sys.executable, "-m", "live", "perform", str(tmp_path / "show.toml"),
         "--camera", f"http://127.0.0.1:{camera.port}/video.mjpg",
         "--seconds", "16", "--report", str(tmp_path / "report.json")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        time.sleep(7)
        camera.unplug()
        time.sleep(3)
        camera = NetworkCamera(camera.port)
        _, errors = running.communicate(timeout=60)
    finally:
        camera.unplug()
        running.kill()
        running.wait()
    assert running.returncode == 0, errors
    assert "Traceback" not in errors
    report = json.loads((tmp_path / "report.json").read_text())
    falls = [fall for fall in report["falls"] if fall["part"] == "camera"]
    assert len(falls) >= 1
    assert falls[-1]["recovered"] is not None
    assert report["seconds"] == pytest.approx(16, abs=0.2)
    assert report["frames"] > 0.9 * 16 * 30
    assert report["engines"]["eyes"].startswith("mediapipe")
    assert 0 < report["age_ms"]["see"]["p50"] < 400
