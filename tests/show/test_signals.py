"""What signals do to a show that runs, in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

ROOT = Path(__file__).parents[2]
SHOW = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "{camera}"
[dancer]
kind = "tests.parts:Statue"
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "film"
file = "night.mp4"
"""


@contextmanager
def performing(
    folder: Path, *words: str, camera: str = "nobody", **streams: Any
) -> Iterator["subprocess.Popen[str]"]:
    """A show that runs, and its film grows."""
    (folder / "show.toml").write_text(SHOW.format(camera=camera), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "live", "perform", "show.toml", "--report", "r.json", *words],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 40
        film = folder / "night.mp4"
        while not (film.exists() and film.stat().st_size > 3000):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()


def _pictures(folder: Path) -> int:
    with av.open(str(folder / "night.mp4")) as container:
        return sum(1 for _ in container.decode(video=0))


def _report(folder: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((folder / "r.json").read_text("utf-8"))
    return figures


def _is_whole(folder: Path) -> bool:
    """Whether the film is as long as the show that the report tells of."""
    return _pictures(folder) == pytest.approx(30 * _report(folder)["seconds"], abs=5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_a_show_as_the_operator_would(tmp_path: Path, number: int) -> None:
    with performing(tmp_path) as running:
        running.send_signal(number)
        told, faults = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "Traceback" not in faults
    assert "Film: " in told
    assert _is_whole(tmp_path)


def test_a_second_ctrl_c_ends_at_once_with_film_and_report(tmp_path: Path) -> None:
    with performing(tmp_path) as running:
        running.send_signal(signal.SIGINT)
        time.sleep(0.01)
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        told, faults = running.communicate(timeout=20)
    assert time.monotonic() - began < 4.0
    # Where the first one had ended all before the second came, that was an ordinary end.
    assert running.returncode in (130, 0)
    assert "Traceback" not in faults
    assert "Report: " in told
    assert _is_whole(tmp_path)


def test_a_second_ctrl_c_ends_a_show_that_cannot_end(tmp_path: Path) -> None:
    """Its camera's `close` does not return. The report tells of that, as far as the show went."""
    with performing(tmp_path, camera="tests.parts:Stuck") as running:
        running.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert running.poll() is None
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        _, faults = running.communicate(timeout=20)
    assert time.monotonic() - began < 4.0
    assert running.returncode == 130
    assert "Traceback" not in faults
    assert _pictures(tmp_path) > 30
    figures = _report(tmp_path)
    assert figures["seconds"] > 0.5
    assert figures["films"] == [str(tmp_path / "night.mp4")]
    assert "camera" in [fall["part"] for fall in figures["falls"]]


def test_a_terminal_that_is_closed_ends_no_show(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    streams: dict[str, Any] = {
        "stdin": theirs,
        "stdout": theirs,
        "stderr": theirs,
        "start_new_session": True,
    }
    with performing(tmp_path, "--seconds", "4", **streams) as running:
        os.close(theirs)
        os.close(ours)
        for name in ("SIGHUP", "SIGPIPE"):
            running.send_signal(getattr(signal, name))
        assert running.wait(timeout=30) == 0
    assert _report(tmp_path)["seconds"] == pytest.approx(4.0, abs=0.1)
    assert _pictures(tmp_path) >= 100


def test_a_show_that_was_stopped_goes_on_when_it_is_continued(tmp_path: Path) -> None:
    with performing(tmp_path, "--seconds", "6") as running:
        running.send_signal(signal.SIGSTOP)
        time.sleep(2.5)
        running.send_signal(signal.SIGCONT)
        _, faults = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "Traceback" not in faults
    figures = _report(tmp_path)
    assert figures["seconds"] == pytest.approx(6.0, abs=0.2)
    assert _pictures(tmp_path) >= 170  # the hole is filled
    assert figures["frames"] >= 60
