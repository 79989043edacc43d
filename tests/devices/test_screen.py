"""The window on a virtual screen of a real display server."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SHOW = """
title = "Anna & Ben"
size = [640, 360]
[sound]
kind = "metronome"
[camera]
kind = "puppet"
[dancer]
kind = "library"
[[outputs]]
kind = "window"
"""


@contextmanager
def _performing(
    folder: Path, environment: dict[str, str], extra: str = "", seconds: str = "30"
) -> Iterator["subprocess.Popen[str]"]:
    (folder / "show.toml").write_text(SHOW + extra)
    running = subprocess.Popen(
        [sys.executable, "-m", "live", "perform", str(folder / "show.toml"),
         "--seconds", seconds, "--report", str(folder / "report.json")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def _window(environment: dict[str, str]) -> str:
    for _ in range(150):
        tree = subprocess.run(
            ["xwininfo", "-root", "-tree"], env=environment, capture_output=True, text=True
        ).stdout
        if found := re.search(r'(0x[0-9a-f]+) "Anna & Ben"', tree):
            return found[1]
        time.sleep(0.1)
    raise AssertionError("no window came up")


@pytest.fixture(autouse=True)
def hands() -> None:
    for program in ("xdotool", "xwininfo"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: nobody presses the keys")


def _press(environment: dict[str, str], window: str, *keys: str) -> None:
    subprocess.run(["xdotool", "windowfocus", window], env=environment, check=False)
    for key in keys:
        subprocess.run(["xdotool", "key", key], env=environment, check=True)
        time.sleep(0.15)


def test_the_window_shows_the_dance_and_q_twice_ends_it(
    screen: dict[str, str], tmp_path: Path
) -> None:
    with _performing(tmp_path, screen) as running:
        window = _window(screen)
        time.sleep(2.0)
        _press(screen, window, "space", "f", "b", "b", "Escape", "Escape")
        assert running.poll() is None
        _press(screen, window, "q", "q")
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 0, errors
    # Of a machine that does much else meanwhile.
    busy = re.compile(r"took longer than|: (amber|red|green) at \d+:\d+: (frames|all is well)")
    assert [line for line in errors.splitlines() if not busy.search(line)] == []
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["seconds"] < 25
    assert report["frames"] > 30
    assert {fall["part"] for fall in report["falls"]} <= {
        "dancer",
        "painter",
    }  # where others use the machine


def test_one_q_does_not_end_the_show(screen: dict[str, str], tmp_path: Path) -> None:
    with _performing(tmp_path, screen, seconds="5") as running:
        _press(screen, _window(screen), "q")
        running.communicate(timeout=30)
    assert json.loads((tmp_path / "report.json").read_text())["seconds"] == pytest.approx(5)


def test_ctrl_c_ends_the_show_in_peace(screen: dict[str, str], tmp_path: Path) -> None:
    with _performing(tmp_path, screen) as running:
        _window(screen)
        time.sleep(1.0)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "Traceback" not in errors
    assert (tmp_path / "report.json").exists()


def test_a_window_outlives_its_terminal_and_ends_at_once_when_it_is_told_twice(
    screen: dict[str, str], tmp_path: Path
) -> None:
    with _performing(tmp_path, screen) as running:
        _window(screen)
        time.sleep(1.0)
        running.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, errors = running.communicate(timeout=20)
    assert time.monotonic() - began < 4.0
    assert running.returncode in (0, 130)  # 0: the first one had ended it already
    assert "Traceback" not in errors
    assert (tmp_path / "report.json").exists()


def test_a_display_that_is_not_there_is_refused(screen: dict[str, str], tmp_path: Path) -> None:
    with _performing(tmp_path, screen, "display = 3\n") as running:
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 2
    assert "display 3 is not there" in errors
    assert "Traceback" not in errors
