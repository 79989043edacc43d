"""Standard output and error that take any letter, and whose loss ends nothing."""

import io
import logging
import os
import sys
from contextlib import suppress
from typing import TextIO

from live.runtime.texts import printable
from live.runtime.writer import ConsoleLog

# A letter that the console lacks is written as its number: a file's name can still be known.
_LACKING = "backslashreplace"


class Unbroken(io.TextIOWrapper):
    """A text stream; what it cannot write any more, as its reader went away, is dropped."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except (OSError, ValueError):
            self._drop()
        return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except (OSError, ValueError):
            self._drop()

    def _drop(self) -> None:
        """From now on, all goes to the null device, with what waits to be written."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            super().flush()


class PlainFormatter(logging.Formatter):
    """Lines of the log that a console only shows, whatever names and messages are in them."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def log_to_console(program: str) -> None:
    """Warnings and errors are printed on standard error, each after the program's name."""
    handler = ConsoleLog()
    handler.setFormatter(PlainFormatter(f"{program}: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def secure() -> None:
    """Makes both streams of this process unbroken; one that is closed becomes the null device."""
    sys.stdout, sys.stderr = _secured(sys.stdout, 1), _secured(sys.stderr, 2)


def _secured(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:  # closed by whoever started us, or a program without a console
        return Unbroken(_nowhere(number), encoding="utf-8", errors=_LACKING)
    if not isinstance(stream, io.TextIOWrapper):
        return stream  # a notebook's, or a test's
    encoding, lines, at_once = stream.encoding, stream.line_buffering, stream.write_through
    return Unbroken(
        stream.detach(), encoding=encoding, errors=_LACKING, line_buffering=lines,
        write_through=at_once,
    )  # fmt: skip


def _nowhere(number: int) -> io.BufferedWriter:
    """The null device, at a closed stream's own number where that is free.

    Otherwise the next file that is opened would get the number, and with it all that libraries
    print.
    """
    found = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):
        os.fstat(number)
        return os.fdopen(found, "wb")
    if found != number:
        os.dup2(found, number)
        os.close(found)
    return os.fdopen(number, "wb", closefd=False)
