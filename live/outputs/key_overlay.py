"""The list of keys and what is wrong, drawn over the picture when the operator presses `?`."""

from collections.abc import Sequence

import pygame

from live.runtime.health import Colour, Finding

PAPER = (8, 8, 14, 225)  # dark and a little transparent: the picture shows through
INK, KEYS, FAINT = (255, 255, 255), (255, 196, 120), (200, 200, 210)
DOTS = {Colour.GREEN: (70, 200, 90), Colour.AMBER: (255, 176, 0), Colour.RED: (255, 64, 64)}
ALL_WELL = Finding(Colour.GREEN, "All is well", "no frame is missed, and no part has fallen")
MOST = 3  # findings that are shown, the worst
SHOWN = 20.0  # seconds it is shown full screen, so that guests do not see it all evening
_LARGEST, _SMALLEST = 60, 8  # pixels a line
_SHARE = 0.92  # of the picture, at most
_LARGER, _SMALLER = 1.2, 0.95  # times as large as the keys: what is wrong, and what to do


class KeyOverlay:
    """The list of keys, shown or hidden; drawn once for each size and each set of findings."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        """`keys`: each key, and what it does."""
        self._keys = keys
        self._since: float | None = None  # seconds: since when it is shown; None: hidden
        self._sized: tuple[tuple[object, ...], int] | None = None
        self._drawn: tuple[tuple[object, ...], pygame.Surface] | None = None

    def toggle(self, time: float) -> None:
        """Shows it at `time` seconds, or hides it."""
        self._since = time if self._since is None else None

    def draw(
        self,
        surface: pygame.Surface,
        time: float,
        findings: tuple[Finding, ...] = (),
        *,
        fullscreen: bool,
    ) -> None:
        """Draws it over the picture if it is shown; full screen it hides after SHOWN seconds."""
        if self._since is not None and fullscreen and time - self._since > SHOWN:
            self._since = None
        if self._since is None:
            return
        drawn_for = (surface.get_size(), findings)
        if self._drawn is None or self._drawn[0] != drawn_for:
            self._drawn = (drawn_for, self._page(surface.get_size(), findings))
        page = self._drawn[1]
        surface.blit(page, page.get_rect(center=surface.get_rect().center))

    def _page(self, size: tuple[int, int], findings: tuple[Finding, ...]) -> pygame.Surface:
        """What is wrong above the keys, as large as fits."""
        pygame.font.init()
        shown = findings[:MOST] or (ALL_WELL,)
        room = round(_SHARE * size[0]), round(_SHARE * size[1])
        letters = self._letters(shown, room)
        table, state = self._table(letters), _stated(shown, letters, room[0])
        wide = max(table.get_width(), state.get_width())
        page = pygame.Surface((wide, state.get_height() + table.get_height()), pygame.SRCALPHA)
        page.fill(PAPER)
        page.blit(state, (0, 0))
        page.blit(table, ((wide - table.get_width()) // 2, state.get_height()))
        return page

    def _letters(self, shown: Sequence[Finding], room: tuple[int, int]) -> int:
        """The largest size in which all fits; looked for again only where there is another room."""
        lines = (room, *(bool(one.remedy) for one in shown))
        if self._sized is None or self._sized[0] != lines:
            sizes = range(_LARGEST, _SMALLEST, -1)
            fitting = (letters for letters in sizes if self._fits(letters, shown, room))
            self._sized = (lines, next(fitting, _SMALLEST))
        return self._sized[1]

    def _fits(self, letters: int, shown: Sequence[Finding], room: tuple[int, int]) -> bool:
        font = pygame.font.Font(None, letters)
        column = max(font.size(key)[0] for key, _ in self._keys)
        wide = column + max(font.size(meaning)[0] for _, meaning in self._keys) + 3 * letters
        high = font.get_linesize() * len(self._keys) + 2 * letters
        return wide <= room[0] and high + _height(shown, letters) <= room[1]

    def _table(self, letters: int) -> pygame.Surface:
        """Keys on the left, what they do on the right."""
        font = pygame.font.Font(None, letters)
        line, gap = font.get_linesize(), letters
        left = [font.render(key, True, KEYS) for key, _ in self._keys]
        right = [font.render(meaning, True, INK) for _, meaning in self._keys]
        column = max(text.get_width() for text in left)
        wide = column + max(text.get_width() for text in right) + 3 * gap
        table = pygame.Surface((wide, line * len(self._keys) + 2 * gap), pygame.SRCALPHA)
        for number, (key, meaning) in enumerate(zip(left, right, strict=True)):
            top = gap + number * line
            table.blit(key, (gap + column - key.get_width(), top))
            table.blit(meaning, (2 * gap + column, top))
        return table


def _fonts(letters: int) -> tuple[pygame.font.Font, pygame.font.Font]:
    """What is wrong is set in the first, and what to do about it in the second."""
    larger, smaller = round(_LARGER * letters), round(_SMALLER * letters)
    return pygame.font.Font(None, larger), pygame.font.Font(None, smaller)


def _height(shown: Sequence[Finding], letters: int) -> int:
    large, small = _fonts(letters)
    lines = [large.get_linesize() + small.get_linesize() * bool(one.remedy) for one in shown]
    return sum(lines) + letters


def _stated(shown: Sequence[Finding], letters: int, widest: int) -> pygame.Surface:
    """A dot and a sentence for each finding, and under it what to do."""
    large, small = _fonts(letters)
    dot = round(0.6 * letters)  # pixels across
    left = 2 * letters + dot
    told = [
        (
            large.render(_cut(_said(one), large, widest - left), True, INK),
            small.render(_cut(one.remedy, small, widest - left), True, FAINT),
        )
        for one in shown
    ]
    wide = left + max(text.get_width() for texts in told for text in texts) + letters
    state = pygame.Surface((min(wide, widest), _height(shown, letters)), pygame.SRCALPHA)
    top = letters
    for one, (sentence, remedy) in zip(shown, told, strict=True):
        middle = top + sentence.get_height() // 2
        pygame.draw.circle(state, DOTS[one.colour], (letters + dot // 2, middle), dot // 2)
        state.blit(sentence, (left, top))
        top += large.get_linesize()
        if one.remedy:
            state.blit(remedy, (left, top))
            top += small.get_linesize()
    return state


def _said(one: Finding) -> str:
    """The colour is a word, too: not everybody sees red."""
    word = "" if one.colour is Colour.GREEN else f"{one.colour.upper()}  "
    return f"{word}{one.what}: {one.how}."


def _cut(text: str, font: pygame.font.Font, widest: int) -> str:
    """The text, without as much of its end as has no room."""
    text = text.replace("\0", " ")
    if font.size(text)[0] <= widest:
        return text
    while text and font.size(text + "...")[0] > widest:
        text = text[:-1]
    return text + "..."
