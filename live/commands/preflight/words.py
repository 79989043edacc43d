"""Whether the names can be shown in the font they are set in."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from live.commands.preflight.finding import found
from live.draw import typefaces
from live.draw.avatar import Avatar
from live.draw.neon import Neon
from live.runtime.health import Colour, Finding
from live.show.show_file import Show

_NAMED = 12  # letters: more are not listed
_CAPTIONS = "abcdefghijklmnopqrstuvwxyz0123456789"  # what a lesson's captions are written in


def names(show: Show) -> Iterator[Finding]:
    """What the painter can show of title, subtitle and captions; nothing where it shows none."""
    painter, table = show.painter, "painter"
    if isinstance(painter, Avatar):
        painter, table = painter.light, "painter.light"
    if isinstance(painter, Neon):
        font = typefaces.font_file(painter.font, show.file.parent)
        yield from found("names", partial(_names, show, font, table))


def _names(show: Show, font: Path, table: str) -> Finding:
    texts = {"title": show.title, "subtitle": show.subtitle, "captions": _CAPTIONS}
    lacks = [
        f"{what} {', '.join(_said(letter) for letter in missing[:_NAMED])}"
        for what, text in texts.items()
        if (missing := typefaces.lacking(font, text))
    ]
    if lacks:
        return Finding(
            Colour.AMBER, "names", f"{font.name} cannot show, in {'; in '.join(lacks)}",
            "Boxes would be seen. Give the stage a font that has these letters:"
            f' font = "FILE.ttf" under [{table}].',
        )  # fmt: skip
    if unset := typefaces.unset(show.title + show.subtitle):
        return Finding(
            Colour.AMBER, "names",
            f"this machine cannot join the letters {', '.join(unset[:_NAMED])}",
            "They would stand apart and out of order. Install the library FriBiDi.",
        )  # fmt: skip
    lent = typefaces.of_the_machine(font, show.title + show.subtitle)
    fonts = " and ".join([font.name, *(f"this machine's {file.name}" for file in lent)])
    return Finding(Colour.GREEN, "names", f"every letter can be shown, in {fonts}")


def _said(letter: str) -> str:
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"
