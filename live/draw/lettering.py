"""The couple's names in light, drawn once when the doors open."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias
from unicodedata import east_asian_width

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw

from live.draw.colours import WHITE, mix
from live.draw.font_files import Face, capital, load, unreadable
from live.draw.symbols import Symbol
from live.draw.typefaces import Piece, as_seen, one_line, pieces, shapes
from live.signals import Bools, Floats, Image

Floats32: TypeAlias = npt.NDArray[np.float32]

# Of the letter size: room beside a symbol, and between East Asian letters and others.
_BESIDE = 0.08
_ROOM = 0.84  # of the picture's width: the longest line
_SMALLER = 0.42  # of the title's letter size: the subtitle's
_LEAST = 0.042  # of the picture's height: a subtitle's capitals, to be read from the last row
_BELOW = (0.6, 0.65)  # of the title's and of the subtitle's letter size: from one to the other


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A piece of light on the wall, to be added to the picture at its place."""

    left: int  # pixels
    top: int  # pixels
    rgb: Image  # (height, width, 3)

    def place(self, picture: Image) -> Image:
        """The part of the picture where it is; not a copy."""
        height, width = self.rgb.shape[:2]
        return picture[self.top : self.top + height, self.left : self.left + width]

    def add_to(self, picture: Image, level: float, but: Bools | None = None) -> None:
        """Adds the light to the picture, in place; `level` 0..1.

        `but` (height, width): where something stands before it.
        """
        place = self.place(picture)
        light = cv2.convertScaleAbs(self.rgb, alpha=level)
        if but is not None:
            light[but] = 0
        cv2.max(place, light, dst=place)


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets names in one typeface for one size of picture."""

    font: Path
    size: tuple[int, int]  # pixels: width, height of the picture

    def set(
        self, lines: tuple[str, str], tall: float, middle: float, colour: Floats
    ) -> Lettering | None:
        """The title and a smaller line below it; None if both are empty.

        `tall` is the title's letter size and `middle` the place of its centre, relative to the
        picture's height. Long lines are set smaller to fit the picture's width.
        """
        title, subtitle = (one_line(line) for line in lines)
        if not title and not subtitle:
            return None
        try:
            return self._set(title, subtitle, tall, middle, colour)
        except OSError as error:  # a letter of a damaged font, which opened all the same
            raise unreadable(self.font) from error

    def _set(
        self, title: str, subtitle: str, tall: float, middle: float, colour: Floats
    ) -> Lettering:
        height = self.size[1]
        ink = Pillow.new("L", self.size)
        letters = used = tall * height
        place = middle * height
        if title:
            used = self._line(ink, title, letters, place)
        if subtitle:
            least = _LEAST * height / capital(Face(self.font))
            small = self._fitted(subtitle, max(_SMALLER * used, least))
            below = _BELOW[0] * used + _BELOW[1] * small if title else 0.0
            self._line(ink, subtitle, small, place + below)
        return _lit(np.asarray(ink), colour, letters)

    def _fitted(self, text: str, letters: float) -> float:
        """A line's letter size, pixels: smaller than `letters` where the line would be too long."""
        wide = sum(self._widths(pieces(self.font, text), letters))
        return letters * min(1.0, _ROOM * self.size[0] / max(wide, 1.0))

    def _line(self, ink: Pillow.Image, text: str, letters: float, middle: float) -> float:
        """Draws one centred line; returns the letter size it came to, pixels."""
        line, own = pieces(self.font, text), Face(self.font)
        letters = self._fitted(text, letters)
        stroke = letters / 90  # a hair bolder than print: thin strokes drown in a hall
        draw, centre = ImageDraw.Draw(ink), self.size[0] / 2
        above, below = load(own, letters).getmetrics()
        foot = middle + (above - below) / 2
        widths = self._widths(line, letters)
        left = centre - sum(widths) / 2
        for piece, width in zip(line, widths, strict=True):
            size = self._size_of(piece, letters)
            if isinstance(piece.hand, Symbol):
                for number in range(len(piece.text)):
                    piece.hand.draw(ink, left + number * _advance(piece.hand, size), foot, size)
            else:
                words, way = _words(piece, piece.hand)
                font = load(piece.hand, size)
                draw.text(
                    (left, foot), words, fill=255, font=font, anchor="ls", stroke_width=stroke,
                    direction=way,
                )  # fmt: skip
            left += width
        return letters

    def _widths(self, line: list[Piece], letters: float) -> list[float]:
        """The widths of the pieces, pixels, with the room that they need beside the next."""
        rooms = [_BESIDE * letters * _crowds(*pair) for pair in pairwise(line)]
        own = (_width(piece, self._size_of(piece, letters)) for piece in line)
        return [width + room for width, room in zip(own, [*rooms, 0.0], strict=True)]

    def _size_of(self, piece: Piece, letters: float) -> float:
        """The letter size of a piece, pixels: its capitals are as tall as those of our font."""
        if isinstance(piece.hand, Symbol):
            return letters
        return letters * capital(Face(self.font)) / capital(piece.hand)


def _width(piece: Piece, letters: float) -> float:
    """The width of a piece of a line, pixels."""
    if isinstance(piece.hand, Symbol):
        return len(piece.text) * _advance(piece.hand, letters)
    words, way = _words(piece, piece.hand)
    return load(piece.hand, letters).getlength(words, direction=way)


def _crowds(left: Piece, right: Piece) -> bool:
    """Whether a Chinese, Japanese or Korean letter stands against another script's."""
    edges = (left.text[-1], right.text[0])
    return any(east_asian_width(edge) == "W" for edge in edges) and " " not in edges


def _words(piece: Piece, face: Face) -> tuple[str, str | None]:
    """What the text library is given, and the direction that it is told."""
    if shapes():
        return piece.text, "rtl" if piece.backwards else "ltr"
    return as_seen(piece, face), None


def _advance(symbol: Symbol, letters: float) -> float:
    return (symbol.wide + _BESIDE) * letters


def _lit(ink: Image, colour: Floats, letters: float) -> Lettering:
    """Ink (height, width) made light: a pale core in a coloured glow, cut to what shines."""
    top, left, ink = _cut(ink, round(1.2 * letters))
    core = ink.astype(np.float32) / 255.0
    near = cv2.GaussianBlur(core, (0, 0), letters / 14)
    far = _wide_glow(core, letters / 3)
    glow = cv2.addWeighted(near, 0.55, far, 1.0, 0.0)
    channels = [
        cv2.max(cv2.convertScaleAbs(core, alpha=pale), cv2.convertScaleAbs(glow, alpha=tint))
        for pale, tint in zip(mix(colour, WHITE, 0.6), colour, strict=True)
    ]
    light = cv2.merge(channels)
    brightest = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    shines = cv2.boundingRect(cv2.threshold(brightest, 1, 255, cv2.THRESH_BINARY)[1])
    x, y, wide, tall = shines if shines[2] else (0, 0, 1, 1)
    return Lettering(left + x, top + y, np.ascontiguousarray(light[y : y + tall, x : x + wide]))


def _wide_glow(core: Floats32, sigma: float) -> Floats32:
    """A wide blur, computed on a coarse grid, as it has no fine detail."""
    step = max(1, int(sigma / 4))
    small = cv2.resize(core, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
    wide: Floats32 = cv2.resize(soft, (core.shape[1], core.shape[0]))
    return wide


def _cut(ink: Image, margin: int) -> tuple[int, int, Image]:
    """The top, the left and the ink itself, of where there is any, with room for its glow."""
    x, y, wide, tall = cv2.boundingRect(ink)
    left, top = max(0, x - margin), max(0, y - margin)
    return top, left, ink[top : y + tall + margin, left : x + wide + margin]
