"""Standard output and error: whatever is printed, and whoever reads it."""

import io
import logging
import os
import re
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from live.runtime.streams import PlainFormatter, Unbroken, _secured, secure

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
    # 1: a machine that does much else meanwhile is too slow for a show.
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == b""
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


EVIL = "Anna\x1b[2J\x1b]0;owned\x07\r\x9b31m\u202e"
SAID = rb"Anna\x1b[2J\x1b]0;owned\x07\x0d\x9b31m\u202e"


def _said(*arguments: str) -> bytes:
    """What the program prints, on standard output and error; no terminal, but in colours."""
    colours = os.environ | {"FORCE_COLOR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [*PROGRAM, *arguments], env=colours, capture_output=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


def _obeyed(printed: bytes) -> list[bytes]:
    """What a console does on reading it, but for our own colours and rubbing out of lines."""
    rest = re.sub(rb"\x1b\[[0-9;]*m", b"", printed)
    return re.findall(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]", rest)


@pytest.mark.parametrize("command", ["check", "perform"])
def test_a_title_that_would_command_the_console_is_shown_as_it_is(
    tmp_path: Path, command: str
) -> None:
    title = "".join(f"\\u{ord(letter):04x}" for letter in EVIL)
    seconds = ["--seconds", "0.2"] if command == "perform" else []
    printed = _said(command, str(_show(tmp_path, title)), *seconds)
    assert SAID in printed
    assert not _obeyed(printed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names of files")
def test_a_file_whose_name_would_command_the_console_is_named_as_it_is(tmp_path: Path) -> None:
    song = tmp_path / f"{EVIL}.wav"
    refused = _said("listen", str(song))
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, 44_100, 0, "NONE", ""))
        file.writeframes(bytes(88_200))
    song.write_bytes(song.read_bytes()[:-40_001])
    drawn = _said("listen", str(song), "--plot", str(song.with_suffix(".png")))
    for printed in (refused, drawn):
        assert SAID in printed
        assert not _obeyed(printed)


def test_lines_of_the_log_do_not_command_the_console() -> None:
    record = logging.LogRecord("live", logging.WARNING, "", 0, "%s fell", (EVIL,), None)
    assert PlainFormatter("ours: %(message)s").format(record) == f"ours: {SAID.decode()} fell"


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
