"""Nobody who prints waits for a console that takes nothing."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from live.runtime.writer import DROPPED, GOODBYE, KEPT, ConsoleLog, Unblocked, Writer, unblocked

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")


class Console:
    """Takes text while it is let to."""

    def __init__(self) -> None:
        self.text = ""
        self.takes = threading.Event()

    def write(self, text: str) -> None:
        self.takes.wait()
        self.text += text


def test_what_is_put_is_written_in_its_order() -> None:
    console = Console()
    console.takes.set()
    writer = Writer(console.write)
    for number in range(100):
        writer.put(f"{number}\n")
    writer.close()
    assert console.text.split() == [str(number) for number in range(100)]


def test_a_console_that_takes_nothing_costs_old_lines_and_says_how_many() -> None:
    console = Console()
    writer = Writer(console.write)
    began = time.perf_counter()
    for number in range(20_000):
        writer.put(f"{number}\n")
    assert time.perf_counter() - began < 5.0
    console.takes.set()
    writer.close()
    lines = console.text.splitlines()
    assert lines[-KEPT:] == [str(number) for number in range(20_000 - KEPT, 20_000)]
    told = [line for line in lines if not line.isdigit()]
    assert 1 <= len(told) <= 2
    missing = sum(int("".join(filter(str.isdigit, line))) for line in told)
    assert missing + len(lines) - len(told) == 20_000
    assert DROPPED.format(missing).strip() == told[0] or len(told) == 2


def test_the_end_waits_only_so_long() -> None:
    console = Console()
    writer = Writer(console.write)
    writer.put("a line\n")
    began = time.perf_counter()
    writer.close()
    assert time.perf_counter() - began < GOODBYE + 0.4
    console.takes.set()


def test_after_the_console_is_gone_nothing_is_kept() -> None:
    def gone(_: str) -> None:
        raise OSError(5, "Input/output error")

    writer = Writer(gone)
    for _ in range(3 * KEPT):
        writer.put("a line\n")
    assert writer.flush(5.0)
    writer.close()


@contextmanager
def full_pipe() -> Iterator[tuple[int, int]]:
    """A pipe that takes nothing: its ends to read from and to write to."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b"\n" * 1000)
    except BlockingIOError:
        pass
    for size in (100, 10, 1):
        try:
            while True:
                os.write(writing, b"\n" * size)
        except BlockingIOError:
            pass
    os.set_blocking(writing, True)
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


@posix
def test_both_streams_and_the_log_go_on_where_the_console_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = logging.getLogger("tests.writer")
    log.propagate = False
    log.addHandler(ConsoleLog())
    with full_pipe() as (reading, writing):
        with open(writing, "w", encoding="utf-8", closefd=False) as console:
            monkeypatch.setattr(sys, "stdout", console)
            monkeypatch.setattr(sys, "stderr", console)
            began = time.perf_counter()
            with unblocked():
                assert isinstance(sys.stderr, Unblocked)
                for _ in range(1000):
                    sys.stdout.write("a line\n")
                    log.warning("a warning")
            assert time.perf_counter() - began < 2 * GOODBYE + 2.0
            assert sys.stderr.fileno() == writing
        os.read(reading, 1_000_000)  # lets the writers end


SHOW = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[dancer]
kind = "tests.parts:Statue"
falls_every = 0.02
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "memory"
"""


@posix
def test_a_show_keeps_its_rate_where_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    show, report = tmp_path / "show.toml", tmp_path / "report.json"
    show.write_text(SHOW, encoding="utf-8")
    words = ["perform", str(show), "--seconds", "3", "--report", str(report)]
    with full_pipe() as (_, writing):
        done = subprocess.run(
            [sys.executable, "-m", "live", *words], stdout=writing, stderr=writing,
            timeout=50, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode == 0
    figures = json.loads(report.read_text("utf-8"))
    assert figures["frames"] >= 60  # of 90
    assert figures["falls_count"] >= 1
