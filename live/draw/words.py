"""All that can be read on the stage: the names behind the dancers, and the words before them.

The names and the words for the guests have one place, and are never there together. Both are
lettering of light, and stay readable where an operator dims the light: see `brightness`.
"""

from typing import NamedTuple

import cv2

from live.draw.caption import Caption
from live.draw.lamps import LampState
from live.draw.lettering import Lettering, Typesetter
from live.signals import Floats, Image

_SIGN = (0.10, 0.075)  # letter size and place, as shares of the picture's height, in the dance
_TITLE = (0.19, 0.36)  # and while nobody dances
_FADE = 0.35  # seconds: halflife of the change from one to the other
_PAUSE = 1.5  # seconds without words, after which the names come back
_DIMMED = 0.35  # how lettering is dimmed: by this power of the light
_DUSK = 0.08  # of the light: below it, lettering goes out with it


def brightness(light: float) -> float:
    """How bright lettering is in a light of 0..1: brighter than all else, and black without any."""
    if light <= 0.0:
        return 0.0
    return float(min(1.0, light**_DIMMED) * min(1.0, light / _DUSK))


class _Written(NamedTuple):
    """Lettering on the wall in this picture."""

    letters: Lettering
    level: float


class Words:
    """The lettering of one stage. For each picture: `step`, `write`, `dim`, in this order."""

    def __init__(self, setter: Typesetter, lines: tuple[str, str], colour: Floats) -> None:
        """`lines` are the title and the subtitle."""
        self._sign = setter.set(lines, *_SIGN, colour)
        self._title = setter.set(lines, *_TITLE, colour)
        self._caption = Caption(setter, colour)
        self._dancing: float | None = None  # 1: the dance, 0: the title
        self._named = 1.0  # 0..1: how far the names are there in the dance, as no words are
        self._silent = 0.0  # seconds: since when there are no words
        self._time = 0.0  # seconds
        self._written: list[_Written] = []

    def step(self, time: float, said: str, *, dancing: bool) -> None:
        """Moves on to a time in seconds, with these words for the guests."""
        dt = max(0.0, time - self._time)
        if time < self._time:
            self._silent = time
        self._time = time
        goal = 1.0 if dancing else 0.0
        last = goal if self._dancing is None else self._dancing
        self._dancing = goal + (last - goal) * 0.5 ** (dt / _FADE)
        self._caption.step(time, said)
        if self._caption.is_there:
            self._named, self._silent = 0.0, time
        elif self._named > 0.0 or time - self._silent > _PAUSE:
            self._named = 1.0 - (1.0 - self._named) * 0.5 ** (dt / _FADE)

    def write(self, picture: Image, cue: LampState) -> None:
        """Writes the names on the wall, in place: the dancers are painted over them."""
        dancing = self._dancing or 0.0
        self._written = []
        for letters, level in (
            (self._sign, dancing * self._named * (0.80 + 0.10 * cue.energy + 0.10 * cue.pulse)),
            (self._title, (1.0 - dancing) * (0.92 + 0.08 * cue.pulse)),
        ):
            if letters is not None and level > 0.01:
                letters.add_to(picture, level)
                self._written.append(_Written(letters, level))

    def behind(self, picture: Image) -> list[Image]:
        """The picture where there are names, before the dancers are painted: for `dim`."""
        return [one.letters.place(picture).copy() for one in self._written]

    def dim(self, picture: Image, behind: list[Image], light: float) -> Image:
        """The picture in an operator's light of 0..1, with the words for the guests."""
        bright = brightness(light)
        dimmed = picture
        if light < 1.0:
            dimmed = cv2.convertScaleAbs(picture, alpha=light)
            for one, before in zip(self._written, behind, strict=True):
                covered = (one.letters.place(picture) != before).any(axis=2)
                one.letters.add_to(dimmed, one.level * bright, but=covered)
        self._caption.draw(dimmed, bright)
        return dimmed
