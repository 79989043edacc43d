"""Writes the program's results, and protects the files that it reads.

A film or a motion file is never overwritten: where its name is taken, the next free one like it
is used. What can be made again, such as a report or a plot, replaces the last one.
"""

import errno
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from live.errors import BadInput
from live.runtime import limits, places


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is read, or a folder whose files may all be read. It need not exist."""

    what: str  # the setting or option that names it: "[camera] file"
    path: Path


def spare(target: Path, field: str, reads: Sequence[Read]) -> None:
    """Raises BadInput where the target of an option or a setting is a file that is read.

    Links and other spellings of the same file count as that file.
    """
    for read in reads:
        if any(_same(target, file) for file in _files(read.path, target)):
            raise BadInput(
                f"{field}: {target} is {read.what} ({read.path}), which would be lost. Give"
                " another name."
            )


def _files(path: Path, target: Path) -> Iterator[Path]:
    """The path itself and, where the target exists, the files in that folder or glTF file."""
    yield path
    if not os.path.lexists(target):
        return
    if places.is_dir(path):
        yield from path.rglob("*")
    elif path.suffix.lower() == ".gltf":
        yield from _parts_of(path)


def _parts_of(gltf: Path) -> Iterator[Path]:
    """The buffer and image files that a glTF file names, as far as it can be read."""
    with suppress(OSError, ValueError, RecursionError, AttributeError, TypeError):
        content = json.loads(limits.read_bytes(gltf, limits.MOTION))
        for one in [*content.get("buffers", []), *content.get("images", [])]:
            if isinstance(uri := one.get("uri"), str) and not uri.startswith("data:"):
                yield gltf.parent / uri


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        return one.samefile(other)
    with suppress(OSError, ValueError, RuntimeError):
        return one.resolve() == other.resolve()
    return False


def writable(target: Path, field: str) -> None:
    """Raises BadInput where a file that is to be written at the end could not be written now."""
    try:
        if places.is_dir(target):
            raise BadInput(f"{field}: {target} is a folder. Name a file in it.")
        if not places.is_dir(target.parent):
            raise BadInput(
                f"{field}: {target} cannot be written: there is no folder {target.parent}. "
                "Make it, or name a file in another one."
            )
        if _is_special(target):
            return
        if places.is_there(target) and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        beside = _beside(target.resolve())
        beside.open("xb").close()
        beside.unlink()
    except OSError as error:
        raise BadInput(
            f"{field}: {target} cannot be written ({error.strerror}). "
            "Name a file where you may write."
        ) from error


def _is_special(path: Path) -> bool:
    """Whether it is there and is no file that can be replaced: /dev/stdout, a pipe."""
    return places.is_there(path) and not places.is_file(path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def numbered(target: Path) -> Iterator[Path]:
    """The target, then the same with numbers: night.mp4, night-2.mp4, night-3.mp4 ..."""
    yield target
    number = 2
    while True:
        yield target.with_stem(f"{target.stem}-{number}")
        number += 1


def claim(target: Path, field: str, reads: Sequence[Read]) -> Path:
    """Creates an empty file, at the target or the next free name like it, and returns its path.

    Two callers that claim one name at once get two files. Raises BadInput where the file cannot
    be created, or is one that is read.
    """
    spare(target, field, reads)
    names = numbered(target)
    try:
        while True:
            with suppress(FileExistsError):
                file = next(names)
                file.open("xb").close()
                return file
    except OSError as error:
        raise BadInput(
            f"{target}: cannot be written ({error.strerror}). Name a file where you may write."
        ) from error


@contextmanager
def claimed(target: Path, field: str, reads: Sequence[Read]) -> Iterator[Path]:
    """Claims a file, and deletes it again where the `with` block fails."""
    file, whole = claim(target, field, reads), False
    try:
        yield file
        whole = True
    finally:
        if not whole:
            with suppress(OSError):
                file.unlink()


def put(path: Path, text: str) -> None:
    """Writes a small file, whole or not at all: a reader finds the old one or the new one.

    Raises OSError.
    """
    path = path.resolve()  # writes the file that a link names, and keeps the link
    # Opened like any new file, so that it gets the usual permissions.
    beside = _beside(path)
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if places.is_there(path):
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def put_anywhere(target: Path, text: str, films: Sequence[Path] = ()) -> tuple[Path, str]:
    """Writes what must not be lost, at the target, or else where the user may surely write.

    Returns where, and why it is not at the target; empty: it is there. That is never one of the
    films. Raises BadInput where it can be written nowhere.
    """
    try:
        spare(target, "it", [Read("the film", film) for film in films])
        if _is_special(target):
            target.write_text(text, encoding="utf-8")
        else:
            put(target, text)
        return target, ""
    except (OSError, BadInput) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
    for folder in (places.own(), Path(tempfile.gettempdir())):
        with suppress(OSError, BadInput):
            folder.mkdir(parents=True, exist_ok=True)
            with claimed(folder / target.name, "it", ()) as own:
                put(own, text)
            return own, why
    raise BadInput(f"{target}: cannot be written ({why}), nor can any file in a folder of yours.")
