"""One face of a font's file: its letters, and how large they must be set beside another's."""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from live.errors import BadInput

SHIPPED = Path(__file__).parent / "fonts"

_NO_LETTER = "\U0010fffe"  # no font has it: it is drawn as the box for missing letters
_LOOK = 24.0  # pixels: the size at which letters are compared
_MEASURED = 200.0  # pixels: the size at which a capital is measured
_CAPITAL = 0.714  # of the letter size: the capitals of fonts that have no "H", such as Noto's


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font's file; a collection (.ttc) has several."""

    file: Path
    number: int = 0


def load(face: Face, letters: float) -> ImageFont.FreeTypeFont:
    """The face at a letter size in pixels, upright and of usual weight. Raises BadInput."""
    try:
        font = ImageFont.truetype(str(face.file), max(letters, 4.0), face.number)
    except OSError as error:
        raise unreadable(face.file) from error
    with suppress(OSError, ValueError, NotImplementedError):  # most fonts have one weight alone
        font.set_variation_by_name("Regular")
    return font


def unreadable(font: Path) -> BadInput:
    """Why a font is refused."""
    return BadInput(f"font: {font} cannot be read as a font; give a .ttf or .otf file")


@lru_cache(maxsize=4096)
def has(face: Face, letter: str) -> bool:
    """Whether the face has the letter; marks that are not seen alone are no letters."""
    if unicodedata.category(letter)[0] in "ZC" and unicodedata.category(letter) not in ("Cn", "Co"):
        return True
    # Laid out by nobody: a letter that is missing is exactly the box.
    loaded = load(face, _LOOK).font_variant(layout_engine=ImageFont.Layout.BASIC)
    box, made = loaded.getmask(_NO_LETTER), loaded.getmask(letter)
    return box.size != made.size or bytes(box) != bytes(made)


@lru_cache(maxsize=256)
def capital(face: Face) -> float:
    """The height of the face's capitals, as a share of the letter size."""
    if not has(face, "H"):
        return _CAPITAL
    height = -load(face, _MEASURED).getbbox("H", anchor="ls")[1] / _MEASURED
    return height if 0.3 < height < 1.2 else _CAPITAL
