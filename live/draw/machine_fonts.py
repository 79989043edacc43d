"""Fonts of this machine that have letters which no font of ours has, such as Chinese."""

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from live.draw.font_files import Face, has
from live.errors import BadInput

# The beginnings of files' names, the fittest first: what systems bring for Chinese, Japanese and
# Korean, and then for the other scripts and for pictures.
_FITTEST = (
    "notoserifcjk", "sourcehanserif", "notosanscjk", "sourcehansans", "songti", "hiragino",
    "ヒラギノ明朝 pron", "ヒラギノ角ゴシック w3", "pingfang", "applesdgothicneo", "applemyungjo",
    "msyh", "yumin", "yugothr", "meiryo", "malgun", "msjh", "simsun", "batang", "stheiti",
    "arialhb", "geezapro", "thonburi", "kohinoor", "nirmala", "leelawui", "ebrima", "mmrtext",
    "gadugi", "segoeui", "seguisym", "seguiemj", "segoe", "apple symbols", "notoserif", "notosans",
    "notonaskh", "wqy-", "droidsansfallback", "nanummyeongjo", "nanum", "unbatang",
    "arial unicode", "arialuni", "dejavusans", "freeserif", "freesans",
)  # fmt: skip
# Fonts that have a box for every letter, and pictures in colours that cannot be light.
_NEVER = ("lastresort", "adobeblank", "notocoloremoji", "apple color emoji", "unifont")
_HEAVY = ("bold", "black", "italic", "oblique", "mono", "condensed", "light", "thin")
_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FILES, _MOST_FACES = 6000, 64
_MOST_BYTES = 4 << 20  # of a table of letters; the largest real ones have a tenth


class _Found(NamedTuple):
    face: Face
    letters: frozenset[str]  # those of the wanted ones that it has


def find(letters: frozenset[str]) -> tuple[Face, ...]:
    """The faces that have these letters between them, the one with most of them first.

    The files are read until one has all. Letters that no font of the machine has are left out.
    """
    return _find(letters, tuple(folders())) if letters else ()


@lru_cache(maxsize=64)
def _find(letters: frozenset[str], places: tuple[Path, ...]) -> tuple[Face, ...]:
    best: list[_Found] = []
    for face in _faces(_files(places), letters):
        mine = frozenset(letter for letter in face.letters if has(face.face, letter))
        if mine == letters:
            return (face.face,)
        if mine:
            best.append(_Found(face.face, mine))
    chosen = []
    while best:
        top = max(best, key=lambda found: len(found.letters))  # the first of equals
        chosen.append(top.face)
        left = (_Found(one.face, one.letters - top.letters) for one in best)
        best = [one for one in left if one.letters]
    return tuple(chosen)


def folders() -> list[Path]:
    """Where this system keeps fonts: everybody's, and the user's."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  a user without a home folder is no fault
    if sys.platform == "win32":
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"),
            Path(os.environ.get("LOCALAPPDATA", home), "Microsoft", "Windows", "Fonts"),
        ]
    if sys.platform == "darwin":
        kept = Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*")  # on demand
        return [
            Path("/System/Library/Fonts"),
            Path("/Library/Fonts"),
            home / "Library/Fonts",
            *kept,
        ]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
    places = [Path(folder, "fonts") for folder in (*shared.split(":"), own)]
    nix, flatpak = Path("/run/current-system/sw/share/X11/fonts"), Path("/run/host/fonts")
    return [*places, home / ".fonts", nix, flatpak]


@lru_cache(maxsize=4)
def _files(places: tuple[Path, ...]) -> tuple[Path, ...]:
    """The font files there are, the fittest first."""
    found: list[Path] = []
    for folder in places:
        for place, _, names in os.walk(folder):
            found += [Path(place, name) for name in names if name.lower().endswith(_ENDINGS)]
            if len(found) > _MOST_FILES:
                break
    return tuple(sorted((file for file in found if not _named(file, _NEVER)), key=_fitness))


def _fitness(file: Path) -> tuple[bool, int, int, str]:
    name = file.name.lower()
    place = next((n for n, start in enumerate(_FITTEST) if name.startswith(start)), len(_FITTEST))
    return any(word in name for word in _HEAVY), place, len(name), str(file)


def _named(file: Path, starts: tuple[str, ...]) -> bool:
    return file.name.lower().startswith(starts)


def _faces(files: Iterable[Path], letters: frozenset[str]) -> Iterator[_Found]:
    """The faces that have some of the letters, by their tables; a damaged file has none."""
    for file in files:
        try:
            with file.open("rb") as font:
                for number, start in enumerate(_starts(font)):
                    mine = _letters(font, start, letters)
                    if mine:
                        yield _Found(Face(file, number), mine)
        except (OSError, struct.error, ValueError, LookupError, BadInput):
            continue


def _starts(font: BinaryIO) -> tuple[int, ...]:
    """Where in the file each face begins."""
    if font.read(4) != b"ttcf":
        return (0,)
    _, count = _read(font, 4, ">II")
    return _read(font, 12, f">{min(count, _MOST_FACES)}I")


def _letters(font: BinaryIO, start: int, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted letters that the face has outlines for, by its table "cmap"."""
    tables = _tables(font, start)
    if not any(name in tables for name in (b"glyf", b"CFF ", b"CFF2")):
        return frozenset()
    at, size = tables[b"cmap"]
    if size > _MOST_BYTES:
        return frozenset()
    font.seek(at)
    table = font.read(size)
    (count,) = struct.unpack_from(">H", table, 2)
    found: set[str] = set()
    for number in range(min(count, _MOST_FACES)):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):  # Unicode's
            found |= {letter for letter in wanted - found if _maps(table, offset, ord(letter))}
    return frozenset(found)


def _tables(font: BinaryIO, start: int) -> dict[bytes, tuple[int, int]]:
    """Each table's place and length in the file."""
    (count,) = _read(font, start + 4, ">H")
    rows = _read(font, start + 12, ">" + "4sIII" * min(count, 256))
    return {rows[n]: (rows[n + 2], rows[n + 3]) for n in range(0, len(rows), 4)}


def _maps(table: bytes, start: int, code: int) -> bool:
    """Whether a part of the table, of format 4 or 12, has a shape for the letter."""
    (form,) = struct.unpack_from(">H", table, start)
    if form == 12:
        (count,) = struct.unpack_from(">I", table, start + 12)
        groups = np.frombuffer(table, ">u4", 3 * count, start + 16).reshape(-1, 3)
        row = int(np.searchsorted(groups[:, 1], code))
        return row < count and int(groups[row, 0]) <= code
    if form != 4 or code > 0xFFFF:
        return False
    (twice,) = struct.unpack_from(">H", table, start + 6)
    ends = np.frombuffer(table, ">u2", twice // 2, start + 14)
    row = int(np.searchsorted(ends, code))
    if row >= len(ends):
        return False
    at = start + 16 + twice + 2 * row
    first, delta, away = (struct.unpack_from(">H", table, at + n * twice)[0] for n in range(3))
    if code < first:
        return False
    if away == 0:
        return bool((code + delta) % 0x10000)
    return bool(struct.unpack_from(">H", table, at + 2 * twice + away + 2 * (code - first))[0])


def _read(font: BinaryIO, at: int, layout: str) -> tuple[Any, ...]:
    font.seek(at)
    return struct.unpack(layout, font.read(struct.calcsize(layout)))
