"""The list of keys, drawn over the picture when the operator presses `?`."""

from collections.abc import Sequence

import pygame

PAPER = (8, 8, 14, 215)  # dark and a little transparent: the picture shows through
INK, KEYS = (255, 255, 255), (255, 196, 120)
SHOWN = 20.0  # seconds it is shown full screen, so that guests do not see it all evening
_LARGEST, _SMALLEST = 30, 8  # pixels a line
_SHARE = 0.92  # of the picture, at most


class KeyOverlay:
    """The list of keys, shown or hidden; drawn once for each size of the picture."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        """`keys`: each key, and what it does."""
        self._keys = keys
        self._since: float | None = None  # seconds: since when it is shown; None: hidden
        self._drawn: tuple[tuple[int, int], pygame.Surface] | None = None

    def toggle(self, time: float) -> None:
        """Shows it at `time` seconds, or hides it."""
        self._since = time if self._since is None else None

    def draw(self, surface: pygame.Surface, time: float, *, fullscreen: bool) -> None:
        """Draws it over the picture if it is shown; full screen it hides after SHOWN seconds."""
        if self._since is not None and fullscreen and time - self._since > SHOWN:
            self._since = None
        if self._since is None:
            return
        size = surface.get_size()
        if self._drawn is None or self._drawn[0] != size:
            self._drawn = (size, self._table(size))
        table = self._drawn[1]
        surface.blit(table, table.get_rect(center=surface.get_rect().center))

    def _table(self, size: tuple[int, int]) -> pygame.Surface:
        """Keys on the left, what they do on the right, as large as fits."""
        pygame.font.init()
        room = (_SHARE * size[0], _SHARE * size[1])
        for letters in range(_LARGEST, _SMALLEST, -1):
            table = self._set(pygame.font.Font(None, letters), letters)
            if table.get_width() <= room[0] and table.get_height() <= room[1]:
                break
        return table

    def _set(self, font: pygame.font.Font, letters: int) -> pygame.Surface:
        line = font.get_linesize()
        left = [font.render(key, True, KEYS) for key, _ in self._keys]
        right = [font.render(meaning, True, INK) for _, meaning in self._keys]
        gap = letters
        column = max(text.get_width() for text in left)
        wide = column + max(text.get_width() for text in right) + 3 * gap
        table = pygame.Surface((wide, line * len(self._keys) + 2 * gap), pygame.SRCALPHA)
        table.fill(PAPER)
        for number, (key, meaning) in enumerate(zip(left, right, strict=True)):
            top = gap + number * line
            table.blit(key, (gap + column - key.get_width(), top))
            table.blit(meaning, (2 * gap + column, top))
        return table
