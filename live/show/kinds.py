"""The tables of a show file and their kinds: what each is, and what may be set.

A kind is known by its file, so that it is listed where a library that it needs is missing.
"""

import ast
import re
from dataclasses import dataclass

from live.desk.cues import Cue
from live.errors import BadInput
from live.runtime import places
from live.show import offsets
from live.show.settings import Setting, settings_of
from live.show.show_file import FOLDERS, LISTS, ShowFile, kinds, near, part_class

SHOW = "show"  # what stands above all tables


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of a table."""

    table: str
    name: str
    what: str  # one sentence
    usual: bool = False  # taken where the show file names none

    def settings(self) -> tuple[Setting, ...]:
        """What may be set. Raises BadInput where a library that it needs is missing."""
        return settings_of(part_class(FOLDERS[self.table][0], self.name, _header(self.table)))


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a show file, or the settings above all tables."""

    name: str
    header: str  # as it is written in a show file; empty: above all tables
    what: str  # one sentence
    settings: tuple[Setting, ...]  # whatever its kind
    kinds: tuple[Kind, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Those of its kinds."""
        return tuple(kind.name for kind in self.kinds)

    def kind(self, name: str) -> Kind:
        """One of its kinds, or anybody's, as "module:Class". Raises BadInput."""
        if not self.kinds:
            raise BadInput(f"{self.name} has no kinds: leave {name!r} out.")
        if name in self.names:
            return self.kinds[self.names.index(name)]
        cls = part_class(FOLDERS[self.name][0], name, self.header)
        return Kind(self.name, name, first_sentence(cls.__doc__ or name))


def sections() -> tuple[Section, ...]:
    """The parts of a show file in their order; nothing is loaded for it."""
    alone = []
    tables = []
    for setting in settings_of(ShowFile):
        name, what = setting.name, setting.meaning
        if name in FOLDERS:
            shared = settings_of(offsets.OutputTiming) if name == "outputs" else ()
            tables.append(Section(name, _header(name), what, shared, _kinds(name)))
        elif name == "cues":
            tables.append(Section(name, "[[cues]]", what, settings_of(Cue)))
        elif setting.inner:
            tables.append(Section(name, f"[{name}]", what, setting.inner))
        else:
            alone.append(setting)
    return (
        Section(SHOW, "", "What stands at the top of the file, above all tables.", tuple(alone)),
        *tables,
    )


def find(name: str, kind: str | None = None) -> tuple[tuple[Section, tuple[Kind, ...]], ...]:
    """The table of a name with all its kinds, or with one; or the tables that have a kind so named.

    Raises BadInput, naming what there is.
    """
    there = {section.name: section for section in sections()}
    if name in there:
        section = there[name]
        return ((section, section.kinds if kind is None else (section.kind(kind),)),)
    tables = ", ".join(there)
    if kind is not None:
        raise BadInput(f"there is no table {name!r}{near(name, list(there))}. Known: {tables}.")
    having = [section for section in there.values() if name in section.names]
    if not having:
        known = [*there, *(one for section in there.values() for one in section.names)]
        raise BadInput(
            f"there is no table or kind {name!r}{near(name, known)}. Tables: {tables}. "
            f"Kinds: {', '.join(sorted(set(known) - set(there)))}."
        )
    return tuple((section, (section.kind(name),)) for section in having)


def first_sentence(text: str) -> str:
    """How a docstring begins."""
    first = " ".join(text.strip().split("\n\n")[0].split())
    end = re.search(r"[.?!](?=\s|$)", first)
    return first[: end.end()] if end else first


def _kinds(table: str) -> tuple[Kind, ...]:
    folder, usual = FOLDERS[table]
    return tuple(Kind(table, name, _what(folder, name), name == usual) for name in kinds(folder))


def _what(folder: str, name: str) -> str:
    file = places.PACKAGE.joinpath(*folder.split("."), f"{name}.py")
    return first_sentence(ast.get_docstring(ast.parse(file.read_text("utf-8"))) or name)


def _header(table: str) -> str:
    return f"[[{table}]]" if table in LISTS else f"[{table}]"
