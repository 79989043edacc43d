"""What libraries' native code writes to standard error: kept in a file, off the console.

mediapipe, OpenCV, FFmpeg, ALSA, SDL and ONNX Runtime write there whatever the program says, and a
projector or an operator must not see it. The process's descriptor 2 leads to a temporary file
meanwhile; Python's own standard error still reaches the console, by a descriptor of its own. The
file never grows beyond LARGEST for long, and is removed at the end.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from live.runtime.workers import now_and_then

LARGEST = 1_000_000  # bytes: a larger file is emptied
LOOK = 5.0  # seconds between two looks at its size
TAIL = 20_000  # bytes: of these a report of a fault is given the last
_STDERR = 2


class NativeLog:
    """The file, while descriptor 2 leads there."""

    def __init__(self) -> None:
        # Where there is no folder for temporary files, what is written is lost.
        handle, name = os.open(os.devnull, os.O_WRONLY), ""
        with suppress(OSError):
            made, name = tempfile.mkstemp(prefix="firstdance-libraries-", suffix=".log")
            os.close(made)
            os.close(handle)
            handle = os.open(name, os.O_WRONLY | os.O_APPEND)
        self.file = Path(name) if name else None
        self._open = True
        if handle == _STDERR:  # standard error was closed
            os.set_inheritable(handle, True)
        else:
            os.dup2(handle, _STDERR)
            os.close(handle)

    def text(self) -> str:
        """The last that was written."""
        if self.file is None:
            return ""
        with suppress(OSError):
            return self.file.read_bytes()[-TAIL:].decode("utf-8", "replace")
        return ""

    def trim(self) -> bool:
        """Empties the file where it is too large; False once it is closed."""
        with suppress(OSError):
            if self._open and self.file is not None and self.file.stat().st_size > LARGEST:
                os.truncate(self.file, 0)
        return self._open

    def close(self) -> None:
        """Removes the file. What is written from now on, as libraries are unloaded, is lost."""
        self._open = False
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, _STDERR)
        os.close(handle)
        if self.file is not None:
            with suppress(OSError):  # a program that was started may still hold it, on Windows
                self.file.unlink()


@contextmanager
def off_the_console() -> Iterator[NativeLog]:
    """Keeps native code off the console meanwhile, and Python's standard error on it.

    This is for a whole program: afterwards, too, native code reaches no console.
    """
    before, console = sys.stderr, _copy()
    ours = _like(before, console) if console is not None else None
    log = NativeLog()
    now_and_then(log.trim, LOOK, "native log")
    try:
        sys.stderr = ours or before
        yield log
    finally:
        log.close()
        with suppress(OSError, ValueError):  # it may have been closed, or its reader is gone
            if sys.stderr is not None:
                sys.stderr.flush()


def _copy() -> int | None:
    """Another descriptor for the console; None where there is none."""
    try:
        return os.dup(_STDERR)
    except OSError:
        return None


def _like(stream: TextIO | None, console: int) -> TextIO | None:
    """A stream like Python's own, to the copied descriptor; None where that leads elsewhere."""
    try:
        if stream is None or stream.fileno() != _STDERR:
            return None
    except (OSError, ValueError):
        return None
    stream.flush()
    return open(console, "w", buffering=1, encoding=stream.encoding, errors=stream.errors)
