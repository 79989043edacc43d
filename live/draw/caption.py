"""The words for the guests, in letters of light that the back of the hall can read."""

import cv2

from live.draw.lettering import Lettering, Typesetter
from live.signals import Floats, Image

_TALL, _MIDDLE = 0.18, 0.125  # letter size and place, as shares of the picture's height
_COMES, _GOES = 0.08, 0.25  # seconds: halflives of fading in and out
_SHADE = 0.55  # how far the picture is darkened behind the letters
_KEPT = 24  # captions whose lettering is kept: a lesson's numbers come again and again
_GONE = 0.02  # 0..1: what is fainter is not drawn


class Caption:
    """Shows a caption, and fades it in and out."""

    def __init__(self, setter: Typesetter, colour: Floats) -> None:
        self._setter = setter
        self._colour = colour
        self._set: dict[str, Lettering | None] = {}
        self._shown: Lettering | None = None
        self._said = ""
        self._level, self._time = 0.0, 0.0  # seconds

    @property
    def is_there(self) -> bool:
        """Whether anything of it can be seen."""
        return self._shown is not None and self._level >= _GONE

    def step(self, time: float, text: str) -> None:
        """Moves on to a time in seconds. A new text is shown at once."""
        dt = max(0.0, time - self._time)
        self._time = time
        if text and text != self._said:
            self._shown = self._lettering(text)
            self._level = max(self._level, 0.35)
        self._said = text
        goal, halflife = (1.0, _COMES) if text else (0.0, _GOES)
        self._level = goal + (self._level - goal) * 0.5 ** (dt / halflife)

    def draw(self, picture: Image, brightness: float = 1.0) -> None:
        """Draws it on the picture, in place; `brightness` 0..1."""
        if self._shown is None or not self.is_there:
            return
        _shade(picture, self._shown, self._level * brightness)
        self._shown.add_to(picture, self._level * brightness)

    def _lettering(self, text: str) -> Lettering | None:
        if text not in self._set:
            if len(self._set) >= _KEPT:
                self._set.pop(next(iter(self._set)))
            self._set[text] = self._setter.set((text, ""), _TALL, _MIDDLE, self._colour)
        return self._set[text]


def _shade(picture: Image, letters: Lettering, level: float) -> None:
    """Darkens the picture behind the letters: they must be readable on any light."""
    place = letters.place(picture)
    dark = cv2.convertScaleAbs(letters.rgb, alpha=_SHADE * level)
    cv2.subtract(place, dark, dst=place)
