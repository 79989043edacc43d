"""The command `firstdance kinds`: what a show file may contain, and what each setting takes."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from live.commands.console import PROGRAM, app, out
from live.errors import BadInput
from live.runtime.sentences import one_sentence
from live.show.kinds import Kind, Section, find, sections
from live.show.settings import LEFT_OUT, REQUIRED, Setting

WIDTH = 90  # characters: the longest line of a setting's meaning


@app.command()
def kinds(
    table: Annotated[
        str | None,
        typer.Argument(metavar="TABLE", help="A table of a show file, or a kind: outputs, osc."),
    ] = None,
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="One of the table's kinds.")
    ] = None,
) -> None:
    """List what a show file may say: its tables, their kinds, and every setting.

    Examples: `firstdance kinds`, `firstdance kinds outputs`, `firstdance kinds outputs osc`
    """
    with one_sentence(PROGRAM):
        # Prints all lines, or only one sentence where something is wrong.
        for line in list(overview() if table is None else described(table, kind)):
            out.print(line)


def overview() -> Iterator[str]:
    """Every table with its kinds, a line each."""
    for section in sections():
        yield f"{section.header or section.name}  {section.what}"
        for kind in section.kinds:
            yield f"  {_name(kind):23} {kind.what}"
        yield ""
    yield "The settings of one: firstdance kinds outputs osc, or firstdance kinds music"


def described(table: str, kind: str | None = None) -> Iterator[str]:
    """The settings of a table or a kind. Raises BadInput for unknown names.

    A kind without its library is an error where it is the only kind asked for, otherwise a line.
    """
    for section, chosen in find(table, kind):
        yield f"{section.header or section.name}  {section.what}"
        for one in chosen:
            yield ""
            yield f"{_name(one)}: {one.what}"
            yield from _of_kind(section, one, alone=len(chosen) == 1)
        if section.settings:
            yield ""
        if section.settings and chosen:
            yield f"whatever the kind of {section.header}:"
        yield from _lines(section.settings, section.name)


def _name(kind: Kind) -> str:
    return f"{kind.name} (usual)" if kind.usual else kind.name


def _of_kind(section: Section, kind: Kind, *, alone: bool) -> Iterator[str]:
    try:
        settings = kind.settings()
    except BadInput as error:
        if alone:
            raise
        yield f"  {error}"
        return
    yield from _lines(settings, section.name)
    if not settings:
        yield "  It has no settings."


def _lines(settings: Iterable[Setting], table: str) -> Iterator[str]:
    """Two lines for each setting: how it is written and what it takes; what it means."""
    for setting in settings:
        if setting.inner:
            yield f"  [{table}.{setting.name}]  {setting.meaning}"
            for line in _lines(setting.inner, f"{table}.{setting.name}"):
                yield f"  {line}"
            continue
        how = {LEFT_OUT: "; may be left out", REQUIRED: "; must be given"}.get(setting.default, "")
        written = setting.name if how else f"{setting.name} = {setting.default}"
        yield f"  {written:27} {setting.takes}{how}"
        yield from (f"      {line}" for line in textwrap.wrap(setting.meaning, WIDTH))
