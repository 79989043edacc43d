"""The files a show reads: nothing that it makes may overwrite them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from live.midi.map import map_file
from live.parts import Part
from live.runtime import places
from live.runtime.results import Read
from live.show import offsets
from live.show.show_file import Show


def reads(show: Show) -> tuple[Read, ...]:
    """All that a show may read: its own files, those its parts and cues name, and the models.

    This also covers parts made by others: any text in a setting may be the name of a file that is
    read, except in the settings that the part lists in `writes`.
    """
    found = [
        Read("the show file", show.file),
        Read("what the show remembers", offsets.state_file(show.file)),
        Read("what the show has learnt", map_file(show.file)),
    ]
    for table, part in _parts(show):
        for field, name in _names(msgspec.structs.asdict(part), part.writes):
            found += _named(f"[{table}] {field}", name, show.file.parent)
    for cue in show.cues:
        found += _named(f"[[cues]] {cue.id}", cue.avatar or "", show.file.parent)
    found.append(Read("one of the models", show.models))
    found.append(Read("one of your models", places.own_models()))
    return tuple(found)


def makes(show: Show) -> tuple[Read, ...]:
    """The files that a show's outputs write, by the names in their settings."""
    return tuple(
        Read(f"[outputs] {field}", places.expanded(getattr(part, field)))
        for part in show.outputs
        for field in part.writes
    )


def _parts(show: Show) -> Iterator[tuple[str, Part[Any]]]:
    for table in ("sound", "ear", "camera", "eyes", "dancer", "painter"):
        part = getattr(show, table)
        if part is not None:
            yield table, part
    for table in ("inputs", "outputs"):
        for part in getattr(show, table):
            yield table, part


def _names(settings: dict[str, Any], written: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every text in a part's settings, with the setting it is in."""
    for field, value in settings.items():
        if field not in written:
            for text in _texts(value):
                yield field, text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str | Path):
        yield str(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _named(what: str, name: str, folder: Path) -> list[Read]:
    """The file that a setting names, if it names one, and the .beats file beside it."""
    with suppress(OSError, ValueError, RuntimeError):
        path = places.find(name, folder)
        if name and places.is_file(path):
            return [Read(what, path), Read("the beats beside the song", path.with_suffix(".beats"))]
    return []
