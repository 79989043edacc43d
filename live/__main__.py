"""The program: `firstdance`, or `python -m live`."""

import logging
import os
import sys
import tempfile
import traceback

# These libraries print a greeting on standard output or error unless these are set.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("GLOG_minloglevel", "3")

import typer
from typer.models import CommandInfo

from live.commands import avatars, become, evening, kinds, rig
from live.commands.console import app
from live.runtime import streams
from live.runtime.native_log import off_the_console
from live.runtime.writer import ConsoleLog

__all__ = ["app", "main"]

# As --help lists them: what a host needs first comes first.
ORDER = (
    "rehearse", "check", "perform", "devices", "kinds", "calibrate", "offset", "learn", "osc",
    "avatars", "become", "forget", "transfer", "listen", "dance",
)  # fmt: skip


def _place(command: CommandInfo) -> int:
    return ORDER.index(command.name or getattr(command.callback, "__name__", ""))


app.registered_commands.sort(key=_place)


def main() -> None:
    """Runs the command line. Bad input: exit code 2. A fault of our own: 70, and a log of it."""
    # Importing these modules adds their commands to the app; nothing else of them is used here.
    assert evening and rig and avatars and become and kinds
    with off_the_console() as libraries:
        streams.secure()
        logging.basicConfig(
            format="firstdance: %(message)s", level=logging.WARNING, handlers=[ConsoleLog()]
        )
        try:
            app()
        except KeyboardInterrupt:
            sys.exit(130)
        except Exception as error:
            _report(error, libraries.text())
            sys.exit(70)


def _report(error: Exception, libraries: str) -> None:
    """Writes a log of a fault of ours, with what libraries wrote, and prints where it is."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="firstdance-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(error, file=log)
        log.write(f"\nWhat libraries wrote on standard error:\n{libraries or 'nothing'}\n")
    typer.echo(
        f"firstdance: a fault of ours ({type(error).__name__}: {error}). "
        f"Please report it with {log.name}",
        err=True,
    )


if __name__ == "__main__":
    main()
