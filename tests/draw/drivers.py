"""Drivers of graphics cards to order, and what they draw with."""

import threading
from collections.abc import Callable

import numpy as np

from live.draw.mannequin import Mannequin
from live.draw.portrait import Portrait
from live.draw.sculptor import Drawing, Making
from live.signals import Floats, Image

SOFTWARE, CARD = "llvmpipe (LLVM 15.0.6, 256 bits)", "Card 3000"


class Pencil:
    """Draws a grey picture, in the thread that made it."""

    def __init__(self, driver: "Driver", size: tuple[int, int]) -> None:
        self.name, self.size, self._driver = driver.name, size, driver
        self._thread = threading.get_ident()

    def draw(self, matrices: Floats, portrait: Portrait, root: Floats) -> Image:
        assert threading.get_ident() == self._thread
        assert np.isfinite(matrices).all()
        self._driver.drawn += 1
        if self._driver.broken:
            raise RuntimeError("the context is lost\nand so is this line")
        self._driver.wait()
        return np.full((self.size[1], self.size[0], 4), 99, np.uint8)

    def release(self) -> None:
        assert threading.get_ident() == self._thread
        self._driver.released += 1


class Driver:
    """A driver to order."""

    def __init__(self, *names: str) -> None:
        self.names = names or (CARD,)
        self.name = ""
        self.made = self.drawn = self.released = 0
        self.broken = False
        self.wait: Callable[[], object] = lambda: None

    def __call__(self, mannequin: Mannequin) -> Making:
        def make(way: dict[str, object], size: tuple[int, int]) -> Drawing:
            which = way.get("device_index", 0)
            assert isinstance(which, int)
            if which >= len(self.names) or not self.names[which]:
                raise OSError(f"device {which} is not there")
            self.name = self.names[which]
            self.made += 1
            return Pencil(self, size)

        return make
