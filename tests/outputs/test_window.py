"""The window's keys, without a screen."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from live.desk.controls import BY_KEY
from live.desk.cues import Cue
from live.desk.desk import Desk
from live.outputs.key_overlay import DOTS, INK, SHOWN, KeyOverlay
from live.outputs.window import KEY_MAP, OpenWindow, Window
from live.runtime.health import Colour, Finding
from live.signals import Picture
from tests.parts import a_context

BLACK = Picture(1.0, 0.9, np.zeros((360, 640, 3), dtype=np.uint8))


@pytest.fixture
def window() -> Iterator[OpenWindow]:
    opened = Window().open(
        a_context(size=(640, 360), title="Anna & Ben", cues=(Cue(id="toasts"), Cue(id="party")))
    )
    opened.show(BLACK)
    yield opened
    opened.close()


def press(window: OpenWindow, key: int, types: str = "", time: float = 2.0) -> Desk:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=types, mod=0))
    window.show(replace(BLACK, time=time))
    desk: Desk = window._desk
    return desk


@pytest.mark.parametrize("key", [pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_RIGHT])
def test_enter_and_right_are_go(window: OpenWindow, key: int) -> None:
    assert press(window, key, "\r").goes == 1


def test_keys_work_the_controls(window: OpenWindow) -> None:
    assert press(window, pygame.K_LEFT).backs == 1
    assert len(press(window, pygame.K_SPACE, " ").taps) == 1
    assert press(window, pygame.K_b, "B").blackout
    assert press(window, pygame.K_ESCAPE, "\x1b").panic
    assert press(window, pygame.K_z, "z").freeze
    assert press(window, pygame.K_l, "l").beat.locked
    assert press(window, pygame.K_PLUS, "+").beat.factor == 2
    assert press(window, pygame.K_1, "1").beat.one is not None


def test_a_plus_is_a_plus_wherever_the_keyboard_has_it(window: OpenWindow) -> None:
    assert press(window, pygame.K_EQUALS, "+").beat.factor == 2


def test_only_two_quick_presses_of_q_end_the_show(window: OpenWindow) -> None:
    assert not press(window, pygame.K_q, "q", 2.0).asked_to_end
    assert not press(window, pygame.K_q, "q", 9.0).asked_to_end
    assert press(window, pygame.K_q, "q", 9.5).asked_to_end


def written(window: OpenWindow) -> int:
    """Pixels of ink in the picture, which is black."""
    return pygame.mask.from_threshold(window._surface, (255, 255, 255), (90, 90, 90)).count()


@pytest.mark.parametrize("full_screen", [False, True])
def test_a_question_mark_shows_the_keys_over_the_picture_and_hides_them(
    window: OpenWindow, full_screen: bool
) -> None:
    if full_screen:
        press(window, pygame.K_f, "f")
    assert not written(window)
    press(window, pygame.K_QUESTION, "?")
    assert written(window) > 500
    window.show(replace(BLACK, time=3.0))
    assert written(window) > 500
    press(window, pygame.K_QUESTION, "?")
    assert not written(window)


def test_full_screen_the_keys_go_by_themselves_after_a_while(window: OpenWindow) -> None:
    press(window, pygame.K_QUESTION, "?", 2.0)
    window.show(replace(BLACK, time=2.1 + SHOWN))
    assert written(window)
    press(window, pygame.K_f, "f", 2.2 + SHOWN)
    assert not written(window)
    window.show(replace(BLACK, time=3.0 + SHOWN))
    assert not written(window)


def test_every_key_of_the_table_is_in_the_map() -> None:
    assert {key for key, _ in KEY_MAP} == {*BY_KEY, "f", "q q", "?"}


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (800, 600), (640, 360)])
def test_the_whole_map_fits_into_the_picture(size: tuple[int, int]) -> None:
    surface, overlay = pygame.Surface(size), KeyOverlay(KEY_MAP)
    surface.fill((40, 40, 40))
    overlay.toggle(0.0)
    overlay.draw(surface, 0.0, fullscreen=True)
    assert surface.get_at((size[0] // 2, size[1] // 2))[:3] != (40, 40, 40)
    edge = [surface.get_at((x, y))[:3] for x in (0, size[0] - 1) for y in (0, size[1] - 1)]
    assert set(edge) == {(40, 40, 40)}


def test_the_title_says_which_cue_is_on_and_which_comes_next(window: OpenWindow) -> None:
    desk = press(window, pygame.K_x, "x")
    desk.cue, desk.standby = 1, 2
    window.show(BLACK)
    assert pygame.display.get_caption()[0] == "Anna & Ben - 1 toasts - GO: 2 party"


TROUBLE = (
    Finding(Colour.RED, "output 2 (osc)", "out of action since 1:24", "Look at its cable."),
    Finding(Colour.AMBER, "frames", "3 % were missed in the last minute"),
)


def test_the_title_says_what_is_wrong_first_but_not_full_screen(window: OpenWindow) -> None:
    window._context.health.findings = TROUBLE
    window.show(BLACK)
    assert pygame.display.get_caption()[0] == (
        "RED output 2 (osc): out of action since 1:24 (1 more) - Anna & Ben"
    )
    press(window, pygame.K_f, "f")
    assert pygame.display.get_caption()[0] == "Anna & Ben"


@pytest.mark.parametrize("full_screen", [False, True])
def test_what_is_wrong_is_never_in_the_picture_until_it_is_asked_for(
    window: OpenWindow, full_screen: bool
) -> None:
    if full_screen:
        press(window, pygame.K_f, "f")
    window._context.health.findings = TROUBLE
    window.show(BLACK)
    assert not pygame.surfarray.array3d(window._surface).any()
    press(window, pygame.K_QUESTION, "?")
    assert dots(window._surface) == {Colour.RED, Colour.AMBER}
    window._context.health.findings = ()
    window.show(BLACK)
    assert dots(window._surface) == {Colour.GREEN}


def dots(surface: pygame.Surface) -> set[Colour]:
    """The colours of the dots before what is said of the show."""
    near = (12, 12, 12)
    return {
        colour
        for colour, dot in DOTS.items()
        if pygame.mask.from_threshold(surface, dot, near).count() > 8
    }


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (640, 360)])
def test_all_that_is_wrong_and_the_whole_map_fit_into_the_picture(size: tuple[int, int]) -> None:
    surface, overlay = pygame.Surface(size), KeyOverlay(KEY_MAP)
    overlay.toggle(0.0)
    many = tuple(Finding(Colour.RED, "camera", "gone " * 60, "Look " * 60) for _ in range(9))
    overlay.draw(surface, 0.0, many, fullscreen=False)
    shown = pygame.mask.from_threshold(surface, INK, (60, 60, 60)).get_bounding_rects()
    around = shown[0].unionall(shown[1:])
    assert pygame.Rect((0, 0), size).inflate(-size[0] // 20, -size[1] // 20).contains(around)


def test_a_title_with_control_characters_opens_the_window_too() -> None:
    opened = Window().open(a_context(size=(640, 360), title="Anna\0&\nBen"))
    assert pygame.display.get_caption()[0] == "Anna & Ben"
    opened.close()


def test_the_keys_on_the_page_for_hosts_are_there() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evening.md").read_text("utf-8")
    table = page.split("| Key | What it does |")[1].split("\n\n")[0]
    named = {"enter": "return", "right": "return", "esc": "escape", "q twice": "q q"}
    cells = [row.split("|")[1].lower().replace("`", "") for row in table.splitlines()[2:]]
    keys = [key for cell in cells for key in re.split(r"\s*,\s*| or |\s(?=[+])", cell.strip())]
    assert len(keys) > 12
    assert {named.get(key, key) for key in keys} <= {key for key, _ in KEY_MAP}
