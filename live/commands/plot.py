"""A picture of what was heard in a recording: sound, beats, bars, confidence and sections.

Announced beats are drawn over the sound, the ONEs brighter and with the number of their bar. Where
a file of the same name that ends in .beats lies beside the recording, its true beats are drawn
below: green where a beat was announced within +-70 ms, red where none was. Announced beats without
a true beat have a red mark above these.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from live.commands.listen import MOMENT, HeardBeat, HeardMoment, Hearing
from live.errors import BadInput
from live.formats import beats_file
from live.runtime import places
from live.signals import Floats

WINDOW = 0.07  # seconds: how far an announced beat may be from the true one
ROW = 20.0  # seconds a row shows
SCALE = 72  # pixels a second
LEFT, TOP = 64, 92  # pixels
TALL, WAVE, GAP = 150, 92, 26  # pixels: a row, the sound in it, and the gap between two rows
PAPER, INK, FAINT, WAVES = "#12121c", "#e8e6f0", "#6f6d80", "#4a5a8c"
ANNOUNCED, ONES, RIGHT, WRONG, SURE = "#f2c6a0", "#ffb347", "#58d68d", "#ff5d6c", "#7fd1ff"
TINTS = {
    "quiet": "#161622", "steady": "#1b1b29", "build": "#33284a", "drop": "#4a2331",
    "breakdown": "#1d3140",
}  # fmt: skip


def draw(heard: Hearing, file: Path, target: Path) -> None:
    """Writes the picture of what was heard in `file` as a PNG. Raises BadInput."""
    if target.suffix.lower() != ".png":
        raise BadInput(f"{target}: the picture is a PNG. Give it a name that ends in .png.")
    rows = max(1, math.ceil(heard.seconds / ROW))
    size = (LEFT + round(ROW * SCALE) + 24, TOP + rows * (TALL + GAP) + 12)
    picture = Image.new("RGB", size, PAPER)
    sheet = _Sheet(ImageDraw.Draw(picture), heard, truth_beside(file))
    sheet.head(file.name)
    for row in range(rows):
        sheet.row(row)
    try:
        picture.save(target)
    except OSError as error:
        raise BadInput(
            f"{target}: cannot be written ({error.strerror}). Name a file where you may write."
        ) from error


def truth_beside(file: Path) -> Floats | None:
    """The beats in the file beside a recording, (n, 2): seconds, and place in the bar (0: unknown).

    None where there is no such file. Raises BadInput for a file that is not a list of beats.
    """
    beats = beats_file.beside(file)
    return beats_file.read(beats) if places.is_there(beats) else None


@dataclass(slots=True)
class _Sheet:
    """Rows of ROW seconds, one below the other."""

    on: ImageDraw.ImageDraw
    heard: Hearing
    truth: Floats | None

    def head(self, name: str) -> None:
        """Draws the recording's name and figures, and what the colours mean."""
        tempi = [moment.tempo for moment in self.heard.moments if moment.confidence > 0]
        tempo = f"{np.median(tempi):.1f} beats/min, " if tempi else ""
        said = f"{tempo}{len(self.heard.beats)} beats in {self.heard.seconds:.1f} s"
        self._write(LEFT, 18, name, INK, 24)
        self._write(LEFT, 52, said, FAINT, 15)
        x = LEFT + 420
        legend = [("beat", ANNOUNCED), ("ONE", ONES), ("confidence", SURE)]
        if self.truth is not None:
            legend += [("true, announced", RIGHT), ("missed, or in vain", WRONG)]
        for text, colour in legend:
            self.on.rectangle((x, 56, x + 12, 64), fill=colour)
            self._write(x + 18, 52, text, FAINT, 15)
            x += 36 + round(self.on.textlength(text, _font(15)))
        x = LEFT + 420
        for text, colour in TINTS.items():
            self.on.rectangle((x, 26, x + 12, 36), fill=colour, outline=FAINT)
            self._write(x + 18, 22, text, FAINT, 15)
            x += 36 + round(self.on.textlength(text, _font(15)))

    def row(self, number: int) -> None:
        """Draws ROW seconds of the recording."""
        start = number * ROW
        top = TOP + number * (TALL + GAP)
        self._write(8, top + WAVE // 2 - 8, f"{int(start // 60)}:{int(start % 60):02d}", FAINT, 15)
        moments = [m for m in self.heard.moments if start < m.time <= start + ROW + MOMENT / 2]
        for moment in moments:
            self._tint(moment, start, top)
        for moment in moments:
            self._wave(moment, start, top)
        self._confidence(moments, start, top)
        announced = np.array([beat.time for beat in self.heard.beats])
        for count, beat in enumerate(self.heard.beats):
            if start <= beat.time < start + ROW:
                self._beat(beat, self._x(beat.time, start), top, self._bar(count))
        if self.truth is not None:
            self._compare(announced, start, top)

    def _bar(self, count: int) -> int:
        """The number of the bar that beat number `count` is in."""
        return sum(beat.beat_in_bar == 1 for beat in self.heard.beats[: count + 1])

    def _tint(self, moment: HeardMoment, start: float, top: int) -> None:
        left, right = self._x(moment.time - MOMENT, start), self._x(moment.time, start)
        self.on.rectangle((left, top, right, top + WAVE), fill=TINTS[moment.section])

    def _wave(self, moment: HeardMoment, start: float, top: int) -> None:
        half = min(1.0, moment.peak) * (WAVE / 2 - 8)
        middle = top + WAVE / 2
        left, right = self._x(moment.time - MOMENT, start), self._x(moment.time, start)
        self.on.rectangle((left, middle - half, right - 2, middle + half), fill=WAVES)

    def _confidence(self, moments: list[HeardMoment], start: float, top: int) -> None:
        line = [
            (self._x(moment.time, start), top + WAVE - 2 - moment.confidence * (WAVE - 4))
            for moment in moments
        ]
        if len(line) > 1:
            self.on.line(line, fill=SURE, width=2)

    def _beat(self, beat: HeardBeat, x: float, top: int, bar: int) -> None:
        one = beat.beat_in_bar == 1
        colour, over = (ONES, 0) if one else (ANNOUNCED, 22)
        self.on.line((x, top + over, x, top + WAVE), fill=colour, width=2 if one else 1)
        if one:
            self._write(x + 3, top - 1, str(bar), ONES, 13)

    def _compare(self, announced: Floats, start: float, top: int) -> None:
        """Draws the true beats below the sound, and above them the beats announced wrongly."""
        assert self.truth is not None
        times = self.truth[:, 0]
        for time, place in self.truth:
            if start <= time < start + ROW:
                found = len(announced) > 0 and float(np.abs(announced - time).min()) <= WINDOW
                x, tall = self._x(time, start), 20 if place == 1 else 12
                self.on.line(
                    (x, top + WAVE + 12, x, top + WAVE + 12 + tall),
                    fill=RIGHT if found else WRONG, width=3,
                )  # fmt: skip
        for time in announced:
            vain = float(np.abs(times - time).min()) > WINDOW
            if vain and start <= time < start + ROW:
                x = self._x(time, start)
                self.on.polygon(
                    [(x - 4, top + WAVE + 10), (x + 4, top + WAVE + 10), (x, top + WAVE + 3)],
                    fill=WRONG,
                )

    def _x(self, time: float, start: float) -> float:
        return LEFT + (time - start) * SCALE

    def _write(self, x: float, y: float, text: str, colour: str, size: int) -> None:
        self.on.text((x, y), text, fill=colour, font=_font(size))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
