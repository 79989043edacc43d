"""A real browser for tests: Chromium without a screen, driven through a pair of pipes.

Its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/) is JSON, each message
ended by a zero byte, on file descriptors 3 and 4.
"""

import base64
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from live.signals import Image

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip


class Chromium:
    """One page."""

    def __init__(self, asks: int, answers: int, url: str) -> None:
        self._asks = os.fdopen(asks, "wb", buffering=0)
        self._answers = os.fdopen(answers, "rb", buffering=0)
        self._rest = b""
        self._count = 0
        self._session = ""
        target = self.do("Target.createTarget", url=url)["targetId"]
        attached = self.do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        size = {"width": 640, "height": 360, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **size)

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Sends one command and returns its result."""
        self._count += 1
        ask: dict[str, Any] = {"id": self._count, "method": method, "params": params}
        if self._session:
            ask["sessionId"] = self._session
        self._asks.write(json.dumps(ask).encode() + b"\0")
        while True:
            answer = self._received()
            if answer.get("id") == self._count:
                result: dict[str, Any] = answer["result"]
                return result

    def screenshot(self) -> Image:
        """What the page shows, (height, width, 3) RGB."""
        data = base64.b64decode(self.do("Page.captureScreenshot")["data"])
        bgr = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
        assert bgr is not None
        rgb: Image = bgr[:, :, ::-1].astype(np.uint8)
        return rgb

    def close(self) -> None:
        """Closes the pipes, which ends the browser."""
        self._asks.close()
        self._answers.close()

    def _received(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = self._answers.read(65536)
            assert piece, "Chromium has ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def chromium(profile: Path, url: str) -> Iterator[Chromium]:
    """A page at that address, 640 x 360. Skips the test where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs Chromium (apt install chromium)")
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Out of the way of the numbers 3 and 4 they are to become.
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for fd in (theirs_in, theirs_out)]
    os.close(theirs_in)
    os.close(theirs_out)
    browser = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{high[0]} 4>&{high[1]}', "bash", program, *QUIET,
         f"--user-data-dir={profile}", "about:blank"],
        pass_fds=high, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    for fd in high:
        os.close(fd)
    try:
        page = Chromium(ours_out, ours_in, url)
        try:
            yield page
        finally:
            page.close()
        browser.wait(20)
    finally:
        if browser.poll() is None:
            browser.kill()
            browser.wait()
