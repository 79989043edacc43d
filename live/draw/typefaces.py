"""Who draws each piece of a line: the show's font, a font that steps in for it, or we ourselves."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from PIL import features

from live.draw import machine_fonts
from live.draw.directions import levels, ordered, turned, without_steering
from live.draw.font_files import SHIPPED, Face, has
from live.draw.symbols import SYMBOLS, Symbol
from live.runtime import places

FONT = SHIPPED / "EBGaramond12-Italic.otf"

Hand: TypeAlias = Face | Symbol  # what draws a piece of a line

# What comes with us for letters that the show's font and ours lack, in the order they are asked.
_OURS = (
    "NotoSerifHebrew", "NotoNaskhArabic", "NotoSerifArmenian", "NotoSerifGeorgian", "NotoSerifThai",
    "NotoSerifDevanagari", "NotoSansSymbols", "NotoSansSymbols2",
)  # fmt: skip
_COLOUR_WISHES = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))  # "as a coloured picture, or not"
# Scripts whose letters change their places and shapes, so that a text library must set them: Syriac
# to Arabic's extensions, those of India, Tibetan and Burmese, Khmer and Mongolian.
_SHAPED = (
    range(0x0700, 0x0900), range(0x0900, 0x0E00), range(0x0F00, 0x10A0), range(0x1780, 0x18B0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line, in the order of reading."""

    hand: Hand
    text: str
    backwards: bool = False  # it runs from right to left


def font_file(name: str, folder: Path) -> Path:
    """The font that a show's setting names; "": our own."""
    return places.find(name, folder) if name else FONT


def one_line(text: str) -> str:
    """The text on one line, its accents joined to their letters, without control characters."""
    joined = unicodedata.normalize("NFC", " ".join(text.split())).translate(_COLOUR_WISHES)
    return "".join(letter for letter in joined if unicodedata.category(letter) != "Cc")


def lacking(font: Path, text: str) -> str:
    """The letters of a text, each once, that neither the font nor anybody else here can draw."""
    line = one_line(text)
    hands = zip(line, _hands(Face(font), line), strict=True)
    return "".join(dict.fromkeys(letter for letter, hand in hands if hand is None))


def of_the_machine(font: Path, text: str) -> list[Path]:
    """The fonts of this machine that step in for the text, as neither the font nor ours have it."""
    files = (hand.file for hand in _hands(Face(font), one_line(text)) if isinstance(hand, Face))
    return [file for file in dict.fromkeys(files) if file != font and file.parent != SHIPPED]


def unset(text: str) -> str:
    """The letters, each once, of scripts that no text library of this machine can set rightly."""
    if shapes():
        return ""
    return "".join(dict.fromkeys(x for x in text if any(ord(x) in codes for codes in _SHAPED)))


def shapes() -> bool:
    """Whether this machine has the text libraries that join letters and turn lines round."""
    return bool(features.check("raqm") and features.check("fribidi"))


def pieces(font: Path, text: str) -> list[Piece]:
    """The pieces of one line, from left to right, and who draws each.

    A letter that nobody has is the font's own box.
    """
    own = Face(font)
    hands = [hand or own for hand in _hands(own, text)]
    marked = zip(levels(text), hands, text, strict=True)
    found = []
    for (level, hand), run in groupby(marked, lambda one: one[:2]):
        words = without_steering("".join(letter for _, _, letter in run))
        if words:
            found.append((level, Piece(hand, words, level % 2 == 1)))
    return ordered(found)


def as_seen(piece: Piece, face: Face) -> str:
    """The piece's text as a library draws it that knows nothing of directions and joins."""
    return turned(piece.text, lambda letter: has(face, letter)) if piece.backwards else piece.text


def _hands(own: Face, text: str) -> list[Hand | None]:
    """Who draws each letter; marks and joiners are drawn by whoever draws their letter."""
    known = {letter: _known(own, letter) for letter in dict.fromkeys(text)}
    wanted = frozenset(letter for letter, hand in known.items() if hand is None)
    for face in machine_fonts.find(wanted):
        for letter in wanted:
            if known[letter] is None and has(face, letter):
                known[letter] = face
    found: list[Hand | None] = []
    for letter in text:
        before = found[-1] if found else None
        goes_along = unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
        if goes_along and isinstance(before, Face) and has(before, letter):
            found.append(before)
        else:
            found.append(known[letter])
    return found


def _known(own: Face, letter: str) -> Hand | None:
    if has(own, letter):
        return own
    if letter in SYMBOLS:
        return SYMBOLS[letter]
    ours = (Face(FONT), *(Face(SHIPPED / f"{name}.ttf") for name in _OURS))
    return next((face for face in ours if has(face, letter)), None)
