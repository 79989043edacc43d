"""The list of the installed avatars, and a picture of them dancing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from live.dance.library import Library
from live.draw import cast
from live.draw.avatar import alone
from live.draw.camera import stage_width
from live.draw.cast import AvatarEngine
from live.draw.typefaces import FONT
from live.errors import BadInput
from live.networks.providers import Engine
from live.parts import ShowContext
from live.runtime import places
from live.signals import Image, Music, Pose, Scene

_TEMPO = 112.0  # beats a minute
_MOMENTS = (4.3, 7.0, 9.2, 11.4)  # seconds into the dance
_SETTLED = 0.6  # seconds painted before a moment, so that lamps and trails are as in a show
_SIZE = (330, 495)  # pixels of one picture: width, height
_METRES = 1.62  # metres of the stage across one picture
_LETTERS, _SMALL = 54, 25  # pixels
_STRIP = 330  # pixels: the width of the names beside the pictures
_INK, _DIM, _DARK = (236, 226, 208), (150, 142, 134), (12, 10, 16)


@dataclass(frozen=True, slots=True)
class Entry:
    """One avatar in the list."""

    name: str
    whose: str  # "ours", "yours" or "the show's"
    sitter: AvatarEngine | None
    megabytes: float
    wrong: str = ""  # why there is no sitter

    @property
    def facts(self) -> tuple[str, ...]:
        """Short texts about the avatar, for its line in the list."""
        if self.sitter is None:
            return (self.whose, self.wrong)
        one = self.sitter
        width, height = one.size
        agreed = (f"filmed: {one.consent}",) if one.consent else ()
        return (
            self.whose, f"{self.megabytes:.1f} MB", f"{width}x{height}",
            f"{one.engine} {one.milliseconds:.1f} ms", f"licence {one.licence}", *agreed,
        )  # fmt: skip


def entries(
    folder: Path, engine: Engine = "auto", figures: Sequence[str] = (), beside: Path | None = None
) -> Iterator[Entry]:
    """The installed avatars, each loaded and tried; `folder` is the show's model repository.

    Then the `figures`, which are files `beside` the show.
    """
    for model in cast.installed(folder):
        name, size = cast.name_of(model), model.size / 2**20
        whose = _whose(model.path)
        try:
            yield Entry(name, whose, cast.find(folder, name, engine), size)
        except BadInput as error:
            yield Entry(name, whose, None, size, str(error))
    for name in figures:
        path = places.find(name, beside or Path())
        size = path.stat().st_size / 2**20 if places.is_file(path) else 0.0
        try:
            yield Entry(name, "yours", cast.find(folder, name, beside=beside), size)
        except BadInput as error:
            yield Entry(name, "yours", None, size, str(error))


def _whose(path: Path) -> str:
    if path.is_relative_to(places.own()):
        return "yours"
    return "ours" if path.is_relative_to(places.MODELS) else "the show's"


def sheet(bill: Sequence[Entry], context: ShowContext, file: Path) -> None:
    """Writes a picture of every avatar at four moments of one dance, as the stage shows them.

    Raises BadInput where there is no avatar, and where the file cannot be written.
    """
    if file.suffix.lower() not in (".png", ".jpg"):
        raise BadInput(f"{file}: the sheet is a picture. Give a name that ends in .png or .jpg.")
    if not places.is_dir(file.absolute().parent):
        raise BadInput(f"{file}: there is no folder {file.absolute().parent}. Make it first.")
    rows = [_row(entry, entry.sitter, context) for entry in bill if entry.sitter is not None]
    if not rows:
        raise BadInput(
            f"{context.models} holds nobody to be shown: see docs/training.md to make some"
        )
    try:
        Pillow.fromarray(np.vstack(rows)).save(file)
    except OSError as error:
        raise BadInput(
            f"{file}: cannot be written ({error}). Name a file where you may."
        ) from error


def _row(entry: Entry, sitter: AvatarEngine, context: ShowContext) -> Image:
    """An avatar's row: its name, and the moments beside it."""
    width, height = _SIZE
    wide = stage_width(_SIZE, _METRES)
    room = replace(context, size=(wide, height), rate=30.0, title="", subtitle="", cues=())
    painter = alone(sitter, room)
    left = (wide - width) // 2
    pictures = [_label(entry)]
    for time, music, pose in _dance(room):
        picture = painter.paint(Scene(time, time, music, pose, None))
        if any(abs(time - moment) < 0.5 / room.rate for moment in _MOMENTS):
            pictures.append(picture[:, left : left + width].copy())
    painter.close()
    return np.hstack(pictures)


def _dance(context: ShowContext) -> Iterator[tuple[float, Music, Pose]]:
    """The moments and the seconds before each, danced in the middle of the stage."""
    dancer = Library().open(context)
    for frame in range(round((_MOMENTS[-1] + 0.1) * context.rate)):
        time = frame / context.rate
        beat = time * _TEMPO / 60.0
        music = Music(
            time, _TEMPO, beat, confidence=0.9, playing=True, loudness=0.7,
            bands=(0.9 - 0.6 * (beat % 1.0), 0.5, 0.5),
        )  # fmt: skip
        pose = dancer.step(time, music, None)
        if any(-0.5 / context.rate < moment - time < _SETTLED for moment in _MOMENTS):
            aside = pose.root * np.array([1.0, 0.0, 1.0])
            yield time, music, replace(pose, positions=pose.positions - aside)


def _label(entry: Entry) -> Image:
    picture = Pillow.new("RGB", (_STRIP, _SIZE[1]), _DARK)
    draw = ImageDraw.Draw(picture)
    large, small = (ImageFont.truetype(str(FONT), size) for size in (_LETTERS, _SMALL))
    middle = _SIZE[1] / 2
    while large.getlength(entry.name) > _STRIP - 40 and large.size > _SMALL:
        large = ImageFont.truetype(str(FONT), large.size - 2)
    draw.text((28, middle - 74), entry.name, fill=_INK, font=large)
    for number, line in enumerate(_folded(entry.facts, small)):
        draw.text((28, middle + 4 + 32 * number), line, fill=_DIM, font=small)
    return np.asarray(picture)


def _folded(pieces: Sequence[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """The texts joined with commas and broken into lines that fit the strip; six at most."""
    lines = [""]
    for word in ", ".join(pieces).split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > _STRIP - 40 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines[:6]
