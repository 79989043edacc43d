"""No line of a library reaches the console; our own do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from live.runtime.native_log import LARGEST, TAIL

ROOT = Path(__file__).parents[2]
FILM = ROOT / "tests" / "fixtures" / "dancer.mp4"
NOISY = """
import os, subprocess, sys
from live.runtime.native_log import off_the_console
with off_the_console() as log:
    os.write(2, b"W0000 from native code\\n")
    subprocess.run([sys.executable, "-c", "import os; os.write(2, b'and from a child')"])
    print("ours", file=sys.stderr)
    print(log.text())
    print(log.file)
os.write(2, b"on the way out")
print("ours at the end", file=sys.stderr)
"""
FAULTY = """
import os, sys
from live import __main__ as program
def broken():
    os.write(2, b"W0000 a hint\\n")
    raise ZeroDivisionError("of ours")
program.app = broken
program.main()
"""
GROWING = """
import os
from live.runtime.native_log import LARGEST, off_the_console
with off_the_console() as log:
    os.write(2, b"x" * LARGEST)
    assert log.trim() and log.file.stat().st_size == LARGEST
    os.write(2, b"more")
    assert log.trim() and log.file.stat().st_size == 0
    os.write(2, b"after")
    print(log.text())
assert not log.trim()
"""
CLOSED = """
import os, sys
from live.runtime.native_log import off_the_console
os.close(2)
sys.stderr = None
with off_the_console() as log:
    os.write(2, b"native")
    print(log.text())
"""


def ran(*arguments: str, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs Python with an empty folder for temporary files."""
    places = {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
    done = subprocess.run(
        [sys.executable, *arguments], env=os.environ | places | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=100, cwd=folder,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done


def test_native_lines_go_to_a_file_and_ours_to_the_console(tmp_path: Path) -> None:
    done = ran("-c", NOISY, folder=tmp_path)
    assert done.stderr == "ours\nours at the end\n"
    *lines, place = done.stdout.splitlines()
    assert lines == ["W0000 from native code", "and from a child"]
    assert Path(place).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(110)
def test_a_show_with_a_person_in_it_prints_nothing_but_its_own(tmp_path: Path) -> None:
    done = ran(
        "-m", "live", "rehearse", "--fast", "--seconds", "1", "--out", "film.mp4",
        "--camera", str(FILM), folder=tmp_path,
    )  # fmt: skip
    assert "0 falls" in done.stdout
    assert done.stderr.strip() == ""
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_bad_input_is_still_told_on_the_console(tmp_path: Path) -> None:
    done = ran("-m", "live", "rehearse", "nowhere.toml", folder=tmp_path, code=2)
    assert done.stderr.startswith("firstdance: ")
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_a_fault_of_ours_has_what_libraries_wrote(tmp_path: Path) -> None:
    done = ran("-c", FAULTY, folder=tmp_path, code=70)
    assert done.stderr.startswith("firstdance: a fault of ours (ZeroDivisionError: of ours).")
    (log,) = tmp_path.iterdir()
    assert str(log) in done.stderr
    text = log.read_text("utf-8")
    assert "ZeroDivisionError: of ours" in text
    assert text.endswith("What libraries wrote on standard error:\nW0000 a hint\n\n")


def test_the_file_is_emptied_before_it_fills_a_disk(tmp_path: Path) -> None:
    assert ran("-c", GROWING, folder=tmp_path).stdout == "after\n"
    assert TAIL < LARGEST


def test_it_works_where_standard_error_is_closed(tmp_path: Path) -> None:
    assert ran("-c", CLOSED, folder=tmp_path).stdout == "native\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_it_works_without_a_folder_for_temporary_files(tmp_path: Path) -> None:
    code = "import tempfile; tempfile.tempdir = '/nowhere/at/all'\n" + NOISY
    done = ran("-c", code, folder=tmp_path)
    assert done.stderr == "ours\nours at the end\n"
    assert done.stdout.split() == ["None"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such device")
def test_it_works_on_a_terminal(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415

    ours, theirs = pty.openpty()
    code = NOISY + "assert sys.stderr.isatty()"
    subprocess.run(
        [sys.executable, "-c", code], stderr=theirs, stdout=subprocess.DEVNULL, check=True,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    assert os.read(ours, 1000).replace(b"\r", b"") == b"ours\nours at the end\n"
    os.close(ours)
