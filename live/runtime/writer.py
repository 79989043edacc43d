"""What a running show prints: it never waits for the console.

A terminal that is stopped (Ctrl-S), or a pipe that nobody reads, takes no line, and whoever prints
would wait for it: the loop, a part, or the window. So a thread of its own writes. While the console
takes nothing, the newest lines are kept and older ones dropped; how many is told when it takes
again.
"""

import io
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TextIO, cast

from live.runtime.workers import BackgroundTask

KEPT = 200  # pieces of text that wait at most
LONGEST = 20_000  # letters of a piece: of a longer one the end is dropped
GOODBYE = 0.5  # seconds the console has at the end for what still waits
DROPPED = "firstdance: the console did not take {} lines\n"


class Writer:
    """Writes pieces of text in a thread of its own; any thread may put one, and never waits."""

    def __init__(self, write: Callable[[str], object]) -> None:
        """`write` may block. Where it raises OSError or ValueError, the console is gone."""
        self._write = write
        self._lock = threading.RLock()  # held for moments only, never while writing
        self._waiting: deque[str] = deque()
        self._dropped = 0  # lines
        self._gone = False
        self._idle = True  # nothing waits, and nothing is on its way
        self._thread = BackgroundTask[None, bool]("console", self._drain, inline=False)

    def put(self, text: str) -> None:
        """Has the text written as soon as the console takes it."""
        with self._lock:
            if len(self._waiting) >= KEPT:
                self._dropped += _lines(self._waiting.popleft())
            self._waiting.append(text[:LONGEST])
            self._idle = False
        self._thread.give(None)

    def flush(self, within: float) -> bool:
        """Waits up to so many seconds until all is written; says whether it is."""
        self._thread.newest(within)
        return self._idle

    def close(self) -> None:
        """Writes what waits, as far as the console takes it within GOODBYE seconds."""
        if self.flush(GOODBYE):
            self._thread.stop()

    def _next(self) -> str:
        """What to write next; empty: nothing."""
        with self._lock:
            dropped, self._dropped = self._dropped, 0
            if dropped:
                return DROPPED.format(dropped)
            self._idle = not self._waiting
            return "" if self._idle else self._waiting.popleft()

    def _drain(self, _: None) -> bool:
        while text := self._next():
            try:
                if not self._gone:
                    self._write(text)
            except (OSError, ValueError):
                self._gone = True
        return True


def _lines(text: str) -> int:
    return max(1, text.count("\n"))


class Unblocked(io.TextIOBase):
    """A text stream in place of a console's; what is written goes to a writer, line by line."""

    def __init__(self, console: io.TextIOWrapper) -> None:
        self._console = console
        self._begun = ""  # a line that is not whole yet
        self._lock = threading.RLock()
        # Not through the stream's buffer: a program that ends while a thread of it is in there is
        # aborted.
        self._raw: Any = getattr(console.buffer, "raw", console.buffer)
        self.writer = Writer(self._put_out)

    def _put_out(self, text: str) -> None:
        content = text.replace("\n", os.linesep).encode(self.encoding, "backslashreplace")
        while content:
            written: int | None = self._raw.write(content)
            content = content[written or len(content) :]  # None: the console refuses to wait

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._console.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._console.errors

    def fileno(self) -> int:
        return self._console.fileno()

    def isatty(self) -> bool:
        return self._console.isatty()

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        with self._lock:
            whole, end, self._begun = (self._begun + text).rpartition("\n")
            if end:
                self.writer.put(whole + end)
            if len(self._begun) > LONGEST:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Hands on what is there of a line. Does not wait for it to be written."""
        with self._lock:
            begun, self._begun = self._begun, ""
            if begun:
                self.writer.put(begun)


@contextmanager
def unblocked() -> Iterator[None]:
    """Meanwhile standard output and standard error never block who prints."""
    with ExitStack() as after:
        for name in ("stdout", "stderr"):
            console = getattr(sys, name)
            if isinstance(console, io.TextIOWrapper) and _is_real(console):
                console.flush()
                stream = Unblocked(console)
                setattr(sys, name, stream)
                after.callback(_restore, name, console, stream)
        yield


def _is_real(console: io.TextIOWrapper) -> bool:
    """Whether it leads out of this program: not a test's, or a notebook's."""
    try:
        return console.fileno() >= 0
    except (OSError, ValueError):
        return False


def _restore(name: str, console: TextIO, stream: Unblocked) -> None:
    setattr(sys, name, console)
    stream.flush()
    stream.writer.close()


class ConsoleLog(logging.Handler):
    """Log lines to what is standard error at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        if sys.stderr is not None:
            cast(TextIO, sys.stderr).write(self.format(record) + "\n")
