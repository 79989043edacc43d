"""The couple's names in light, drawn once when the doors open."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from live.draw.colours import WHITE, mix
from live.errors import Unfit
from live.signals import Floats, Image

FONT = Path(__file__).parent / "fonts" / "EBGaramond12-Italic.otf"


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A piece of light on the wall, to be added to the picture at its place."""

    left: int  # pixels
    top: int  # pixels
    rgb: Image  # (height, width, 3)

    def add_to(self, picture: Image, level: float) -> None:
        """Shines on the picture, in place; level 0..1."""
        height, width = self.rgb.shape[:2]
        place = picture[self.top : self.top + height, self.left : self.left + width]
        cv2.max(place, cv2.convertScaleAbs(self.rgb, alpha=level), dst=place)


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets names in one typeface for one size of picture."""

    font: Path
    size: tuple[int, int]  # pixels: width, height of the picture

    def set(
        self, lines: tuple[str, str], tall: float, middle: float, colour: Floats
    ) -> Lettering | None:
        """The title and a smaller line below it; None if there is nothing to say.

        `tall` is the title's letter size and `middle` where it is centred, as shares of the
        picture's height. Long names are set smaller until they fit.
        """
        title, subtitle = (" ".join(line.split()) for line in lines)
        if not title and not subtitle:
            return None
        width, height = self.size
        ink = Pillow.new("L", self.size)
        draw = ImageDraw.Draw(ink)
        letters = tall * min(height, width)
        used = self._line(draw, title, letters, middle * height) if title else 0.0
        if subtitle:
            below = middle * height + (0.62 * used + 0.42 * letters if title else 0.0)
            self._line(draw, subtitle, 0.42 * letters, below)
        return _lit(np.asarray(ink), colour, letters)

    def _line(self, draw: ImageDraw.ImageDraw, text: str, letters: float, middle: float) -> float:
        """Draws one centred line; returns the letter size it came to, pixels."""
        room = 0.84 * self.size[0]
        needed = self._font(letters).getlength(text)
        letters *= min(1.0, room / max(needed, 1.0))
        font = self._font(letters)
        stroke = letters / 90  # a hair bolder than print: thin strokes drown in a hall
        draw.text(
            (self.size[0] / 2, middle), text, fill=255, font=font, anchor="mm",
            stroke_width=stroke,
        )  # fmt: skip
        return letters

    def _font(self, letters: float) -> ImageFont.FreeTypeFont:
        try:
            return ImageFont.truetype(str(self.font), max(letters, 4.0))
        except OSError as error:
            message = f"font: {self.font} cannot be read as a font; give a .ttf or .otf file"
            raise Unfit(message) from error


def _lit(ink: Image, colour: Floats, letters: float) -> Lettering:
    """Ink (height, width) made light: a pale core in a coloured glow, cut to what shines."""
    core = ink.astype(np.float32) / 255.0
    near = cv2.GaussianBlur(core, (0, 0), letters / 14)
    far = cv2.GaussianBlur(core, (0, 0), letters / 3)
    pale = mix(colour, WHITE, 0.6).astype(np.float32)
    glow = (0.55 * near + 1.0 * far)[..., None] * colour.astype(np.float32)
    light = np.clip(np.maximum(core[..., None] * pale, glow), 0, 255).astype(np.uint8)
    rows, columns = np.nonzero(light.max(axis=2) > 1)
    if len(rows) == 0:
        return Lettering(0, 0, light[:1, :1])
    top, left = int(rows.min()), int(columns.min())
    cut = light[top : rows.max() + 1, left : columns.max() + 1]
    return Lettering(left, top, np.ascontiguousarray(cut))
