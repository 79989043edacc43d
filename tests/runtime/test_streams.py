"""Standard output and error: whatever is printed, and whoever reads it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from live.runtime.streams import Unbroken, _secured, secure

PROGRAM = [sys.executable, "-m", "live"]
SHOW = """
title = "{title}"
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[[outputs]]
kind = "memory"
"""


def _stream(number: int, encoding: str) -> Unbroken:
    return Unbroken(os.fdopen(number, "wb"), encoding=encoding, errors="backslashreplace")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "● Zoë".encode()),
        ("cp1252", b"\\u25cf Zo\xeb"),
        ("ascii", b"\\u25cf Zo\\xeb"),
    ],
)
def test_a_letter_that_the_console_lacks_is_written_as_its_number(
    encoding: str, written: bytes
) -> None:
    reader, writer = os.pipe()
    stream = _stream(writer, encoding)
    assert stream.write("● Zoë") == 5
    stream.close()
    with os.fdopen(reader, "rb") as file:
        assert file.read() == written


def test_a_reader_that_goes_away_ends_nothing() -> None:
    reader, writer = os.pipe()
    stream = _stream(writer, "utf-8")
    os.close(reader)
    for _ in range(3):
        assert stream.write("one line\n") == 9
        stream.flush()
    stream.close()


def test_a_full_disk_ends_nothing() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    stream = _stream(os.open("/dev/full", os.O_WRONLY), "utf-8")
    assert stream.write("a" * 100_000) == 100_000
    stream.flush()
    stream.close()


def _show(tmp_path: Path, title: str) -> Path:
    file = tmp_path / "show.toml"
    file.write_text(SHOW.format(title=title), encoding="utf-8")
    return file


def test_commands_end_normally_on_a_console_of_ascii(tmp_path: Path) -> None:
    poor = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [*PROGRAM, "check", str(_show(tmp_path, "Zoë ♥ 李"))],
        env=poor, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"* green  show file: " in done.stdout
    assert rb"(Zo\xeb \u2665 \u674e)" in done.stdout


@pytest.mark.parametrize("title", ["[/]", "[red]", ":heart:", "%s {} \\\\"])
def test_a_title_is_printed_as_it_is_and_stops_no_show(tmp_path: Path, title: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "perform", str(_show(tmp_path, title)), "--seconds", "0.2"],
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{title.replace(chr(92) * 2, chr(92))}: ")


@pytest.mark.parametrize("end", ["| true", ">&- 2>&-", ">/dev/full 2>&1"])
@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell's redirections")
def test_a_show_goes_on_to_its_end_without_anybody_to_print_to(tmp_path: Path, end: str) -> None:
    report = tmp_path / "report.json"
    show = _show(tmp_path, "Anna")
    line = f'"{sys.executable}" -m live perform {show} --seconds 0.3 --report {report} {end}'
    subprocess.run(["bash", "-c", line], check=False)
    assert report.is_file()


def a_pipe_without_a_reader() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_what_nobody_reads_any_more_is_dropped_here_too() -> None:
    stream = Unbroken(os.fdopen(a_pipe_without_a_reader(), "wb"), encoding="utf-8")
    assert stream.write("a line\n") == 7
    stream.flush()
    assert stream.write("x" * 100_000) == 100_000
    stream.flush()
    stream.close()


def test_a_stream_that_is_closed_swallows_what_is_written() -> None:
    stream = Unbroken(io.BytesIO(), encoding="utf-8")
    stream.close()
    assert stream.write("more") == 4
    stream.flush()


def test_streams_keep_their_letters_and_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", line_buffering=True))
    monkeypatch.setattr(sys, "stderr", kept := io.StringIO())
    secure()
    sys.stdout.write("süß\n")
    assert raw.getvalue().replace(b"\r", b"") == b"s\\xfc\\xdf\n"
    assert sys.stderr is kept  # a notebook's: it is its own


@pytest.mark.skipif(sys.platform == "win32", reason="numbers are others there")
def test_the_null_device_takes_a_high_number_that_is_free() -> None:
    stream = _secured(None, 77)
    try:
        assert stream.fileno() == 77
        assert stream.write("into nothing") == 12
        stream.flush()
        lowest = os.dup(0)
        os.close(lowest)
        assert lowest < 77
    finally:
        stream.close()
        os.close(77)


def test_a_number_that_is_taken_is_left_to_who_has_it(tmp_path: Path) -> None:
    with (tmp_path / "taken").open("wb") as taken:
        stream = _secured(None, taken.fileno())
        assert stream.fileno() != taken.fileno()
        stream.write("into nothing")
        stream.close()
    assert (tmp_path / "taken").read_bytes() == b""
