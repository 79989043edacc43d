"""Which letters a font has, and who draws each piece of a line: a font, or we ourselves."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from PIL import ImageFont, features

from live.draw.symbols import SYMBOLS, Symbol
from live.errors import BadInput
from live.runtime import places

FONT = Path(__file__).parent / "fonts" / "EBGaramond12-Italic.otf"

Hand: TypeAlias = Path | Symbol  # what draws a piece of a line
_NO_LETTER = "\U0010fffe"  # no font has it: it is drawn as the box for missing letters
_LOOK = 24.0  # pixels: the size at which letters are compared
_COLOUR_WISHES = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))  # "as a coloured picture, or not"
_RIGHT_TO_LEFT = ("R", "AL")  # Unicode's bidirectional classes


def font_file(name: str, folder: Path) -> Path:
    """The font that a show's setting names; "": our own."""
    return places.find(name, folder) if name else FONT


def load(font: Path, letters: float) -> ImageFont.FreeTypeFont:
    """The font at a letter size in pixels. Raises BadInput."""
    try:
        return ImageFont.truetype(str(font), max(letters, 4.0))
    except OSError as error:
        raise unreadable(font) from error


def unreadable(font: Path) -> BadInput:
    """Why a font is refused."""
    return BadInput(f"font: {font} cannot be read as a font; give a .ttf or .otf file")


def one_line(text: str) -> str:
    """The text on one line, its accents joined to their letters, without control characters."""
    joined = unicodedata.normalize("NFC", " ".join(text.split())).translate(_COLOUR_WISHES)
    return "".join(letter for letter in joined if unicodedata.category(letter) != "Cc")


def lacking(font: Path, text: str) -> str:
    """The letters of a text, each once, that neither the font nor anybody else here can draw."""
    hands = {letter: _hand(font, letter) for letter in one_line(text)}
    return "".join(letter for letter, hand in hands.items() if hand is None)


def unjoined(text: str) -> bool:
    """Whether the text is written from right to left, and this machine cannot set such text."""
    able = features.check("raqm") and features.check("fribidi")
    return not able and any(_from_right(letter) for letter in text)


def pieces(font: Path, text: str) -> list[tuple[Hand, str]]:
    """The pieces of one line, from left to right, and who draws each.

    A letter that nobody has is the font's own box.
    """
    found = [(hand, "".join(run)) for hand, run in _runs(font, text)]
    if next((_from_right(c) for c in text if _has_direction(c)), False):
        found.reverse()
    return found


def _runs(font: Path, text: str) -> Iterator[tuple[Hand, Iterator[str]]]:
    yield from groupby(text, lambda letter: _hand(font, letter) or font)


def _hand(font: Path, letter: str) -> Hand | None:
    if _has(font, letter):
        return font
    if letter in SYMBOLS:
        return SYMBOLS[letter]
    return FONT if _has(FONT, letter) else None


@lru_cache(maxsize=4096)
def _has(font: Path, letter: str) -> bool:
    """Whether the font has the letter; marks that are not seen alone are no letters."""
    if unicodedata.category(letter)[0] in "ZC" and unicodedata.category(letter) not in ("Cn", "Co"):
        return True
    # Laid out by nobody: a letter that is missing is exactly the box.
    loaded = load(font, _LOOK).font_variant(layout_engine=ImageFont.Layout.BASIC)
    box, made = loaded.getmask(_NO_LETTER), loaded.getmask(letter)
    return box.size != made.size or bytes(box) != bytes(made)


def _has_direction(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("L", *_RIGHT_TO_LEFT)


def _from_right(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
