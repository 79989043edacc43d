"""Symbols that stand between names and that fonts for names lack: hearts, stars, notes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from live.signals import Floats

_FINER = 4  # drawn larger by this, for smooth edges
_ROUND = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A shape on the line; lengths are shares of the letter size, upwards from the line."""

    outlines: tuple[Floats, ...]  # each (n, 2): right, up; within (0, 0) and (wide, tall)
    wide: float
    filled: bool = True

    def draw(self, ink: Pillow.Image, left: float, line: float, letters: float) -> None:
        """Draws it on an "L" picture: `left` and `line` are its lower left corner, pixels."""
        place = (round(left - 0.1 * letters), round(line - 1.1 * letters))
        size = (round((self.wide + 0.2) * letters) + 2, round(1.3 * letters) + 2)
        mask = Pillow.new("L", (size[0] * _FINER, size[1] * _FINER))
        pen = ImageDraw.Draw(mask)
        for outline in self.outlines:
            points = np.array([left, line]) + outline * [letters, -letters] - place
            path = [(float(x), float(y)) for x, y in _FINER * points]
            if self.filled:
                pen.polygon(path, fill=255)
            else:
                stroke = max(1, round(0.05 * letters * _FINER))
                pen.line([*path, *path[:2]], fill=255, width=stroke, joint="curve")
        small = mask.resize(size, Pillow.Resampling.BOX)
        ink.paste(255, place, small)


def _heart() -> Floats:
    x = 16 * np.sin(_ROUND) ** 3
    y = 13 * np.cos(_ROUND) - 5 * np.cos(2 * _ROUND) - 2 * np.cos(3 * _ROUND) - np.cos(4 * _ROUND)
    return np.stack([x + 16, y + 17], axis=1) * (0.66 / 32)


def _star(points: int, inner: float) -> Floats:
    """A star with so many points; `inner` is the radius between them, as a share."""
    angles = np.arange(2 * points) * np.pi / points
    radii = np.where(np.arange(2 * points) % 2, inner, 1.0)
    spread = np.stack([np.sin(angles) * radii + 1, np.cos(angles) * radii + 0.9], axis=1)
    return np.asarray(0.36 * spread)


def _infinity() -> Floats:
    """Figure of eight, lying."""
    share = 0.42 / (1 + np.sin(_ROUND) ** 2)
    x, y = share * np.cos(_ROUND), 1.1 * share * np.sin(_ROUND) * np.cos(_ROUND)
    return np.stack([x + 0.45, y + 0.28], axis=1)


def _note(left: float, foot: float) -> tuple[Floats, Floats]:
    """A note's head and its stem."""
    x, y = np.cos(_ROUND), 0.62 * np.sin(_ROUND) + 0.35 * np.cos(_ROUND)
    head = np.stack([0.13 * x + 0.13, 0.13 * y + 0.09], axis=1)
    stem = np.array([[0.22, 0.1], [0.26, 0.1], [0.26, 0.72], [0.22, 0.72]])
    corner = np.array([left, foot])
    return head + corner, stem + corner


def _one_note() -> tuple[Floats, ...]:
    flag = [(0.22, 0.74), (0.27, 0.6), (0.4, 0.5), (0.39, 0.34), (0.34, 0.46), (0.22, 0.56)]
    return (*_note(0.0, 0.0), np.array(flag))


def _two_notes() -> tuple[Floats, ...]:
    beam = np.array([[0.22, 0.64], [0.64, 0.74], [0.64, 0.86], [0.22, 0.76]])
    return (*_note(0.0, 0.0), *_note(0.38, 0.1), beam)


_MADE: tuple[tuple[str, Callable[[], Symbol]], ...] = (
    ("♥❤💓💕💖💗💙💚💛💜💝💞🖤🤍🤎🧡🩷🩵🩶", lambda: Symbol((_heart(),), 0.66)),
    ("♡", lambda: Symbol((_heart(),), 0.66, filled=False)),
    ("★⭐🌟", lambda: Symbol((_star(5, 0.4),), 0.72)),
    ("☆", lambda: Symbol((_star(5, 0.4),), 0.72, filled=False)),
    ("✦✨", lambda: Symbol((_star(4, 0.3),), 0.72)),
    ("✧", lambda: Symbol((_star(4, 0.3),), 0.72, filled=False)),
    ("∞♾", lambda: Symbol((_infinity(),), 0.9, filled=False)),
    ("♪♩🎵", lambda: Symbol(_one_note(), 0.42)),
    ("♫♬🎶", lambda: Symbol(_two_notes(), 0.66)),
)
SYMBOLS = {letter: symbol for letters, make in _MADE for symbol in (make(),) for letter in letters}
