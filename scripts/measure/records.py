"""Figures as they were measured, beside what they depend on: the tables of the docs.

    with recording(asked.record, depends=("ear", "models/hearing")):
        ...                                  # whatever tables are printed here are kept

A record is `docs/measured/NAME.json`: its tables, the command that printed them, the day, the
cores, and a fingerprint of everything they depend on. `python -m scripts.make.docs` puts the
tables into the pages; a test fails where a page has others, and where something they depend on has
changed.

What a record may depend on is a file or folder of the repository, or how the program behaves: `ear`
(the beats it hears in the demo songs) or `dance` (how near to them every dancer's rests are), which
`python -m scripts.measure.behaviour` keeps. It is behaviour, not code, so that renaming a function
does not make an hour of measuring necessary.
"""

import argparse
import datetime
import hashlib
import io
import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "measured"
BEHAVIOUR = FOLDER / "behaviour.json"
BUDGETS = FOLDER / "budgets.json"  # see scripts.measure.budgets
BEHAVIOURS = ("ear", "dance")


@dataclass(frozen=True, slots=True)
class Record:
    """Tables that one command printed."""

    command: str
    made: str  # the day, as 2026-11-30
    cores: int  # of the machine
    depends: Mapping[str, str]  # what the figures depend on: its fingerprint then
    tables: Sequence[str]  # Markdown

    @property
    def markdown(self) -> str:
        """The tables, and where they come from."""
        origin = f"`{self.command}`, {self.made}, {self.cores} cores"
        return "\n\n".join([*self.tables, f"<sub>{origin}</sub>"])

    def stale(self) -> list[str]:
        """What is not as it was when this was measured."""
        return [what for what, digest in self.depends.items() if fingerprint(what) != digest]


def read(name: str) -> Record:
    """The record of that name. Raises FileNotFoundError."""
    return Record(**json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def names() -> list[str]:
    """The names of all records."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file not in (BEHAVIOUR, BUDGETS))


def behaviour() -> dict[str, Any]:
    """The kept behaviour of ear and dancers; empty where it was never kept."""
    if not BEHAVIOUR.is_file():
        return {}
    found: dict[str, Any] = json.loads(BEHAVIOUR.read_text(encoding="utf-8"))
    return found


def fingerprint(what: str) -> str:
    """Twelve digits that change when a file, a folder's files or a behaviour do; "gone": none."""
    if what in BEHAVIOURS:
        return _digest(json.dumps(behaviour().get(what), sort_keys=True).encode())
    place = ROOT / what
    files = [place] if place.is_file() else sorted(f for f in place.rglob("*") if f.is_file())
    if not files:
        return "gone"
    # A model's card shows figures: a changed card is no reason to measure them again.
    measured = [file for file in files if file == place or file.suffix != ".md"]
    parts = [f"{f.relative_to(ROOT).as_posix()} {_digest(f.read_bytes())}" for f in measured]
    return _digest("\n".join(parts).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def add_option(words: argparse.ArgumentParser) -> None:
    """`--record NAME` of a command that measures."""
    words.add_argument(
        "--record", metavar="NAME", help="keep the tables as docs/measured/NAME.json, for the docs"
    )


def ours(files: Iterable[Path]) -> list[str]:
    """The folders of those files that are in the repository, for a record's `depends`."""
    folders = (file.resolve().parent for file in files)
    return [f.relative_to(ROOT).as_posix() for f in folders if f.is_relative_to(ROOT)]


@contextmanager
def recording(name: str | None, depends: Sequence[str]) -> Iterator[None]:
    """Keeps the tables printed in the `with` block as a record, if a name is given."""
    if name is None:
        yield
        return
    printed = _Copy(sys.stdout)
    with redirect_stdout(printed):
        yield
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    tables = tables_in(printed.getvalue())
    keep(name, Record(command_line(), today, os.cpu_count() or 1, _now(depends), tables))


def keep(name: str, record: Record) -> None:
    """Writes a record in the place of the last of its name."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _now(depends: Sequence[str]) -> dict[str, str]:
    return {what: fingerprint(what) for what in sorted(set(depends))}


def tables_in(text: str) -> list[str]:
    """The Markdown tables of a text, each as it stands there."""
    tables: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            if not inside:
                tables.append([])
            tables[-1].append(line.rstrip())
        inside = line.startswith("|")
    return ["\n".join(lines) for lines in tables]


def command_line() -> str:
    """The command that runs, as anybody can type it: places elsewhere are called by their kind."""
    words, skipped = [], False
    for word in sys.argv[1:]:
        if skipped or word == "--record" or word.startswith("--record="):
            skipped = word == "--record"
            continue
        words.append(_called(word))
    module = Path(sys.argv[0]).resolve().relative_to(ROOT).with_suffix("").as_posix()
    return " ".join(["python -m", module.replace("/", "."), *words])


def _called(word: str) -> str:
    place = Path(word)
    if not (place.exists() or place.is_absolute()):
        return shlex.quote(word)
    if place.resolve().is_relative_to(ROOT):
        return shlex.quote(place.resolve().relative_to(ROOT).as_posix())
    return "FOLDER" if place.is_dir() else f"FILE{place.suffix}"


class _Copy(io.StringIO):
    """Standard output, kept as well."""

    def __init__(self, beside: TextIO) -> None:
        super().__init__()
        self._beside = beside

    def write(self, text: str) -> int:
        self._beside.write(text)
        return super().write(text)

    def flush(self) -> None:
        self._beside.flush()
