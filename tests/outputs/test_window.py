"""The window's keys, with no screen behind it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest

from live.cues import Cue
from live.desk import Desk
from live.outputs.window import KEY_MAP, OpenWindow, Window
from live.signals import Picture
from tests.company import a_house

BLACK = Picture(1.0, 0.9, np.zeros((360, 640, 3), dtype=np.uint8))


@pytest.fixture
def window() -> Iterator[OpenWindow]:
    opened = Window().open(
        a_house(size=(640, 360), title="Anna & Ben", cues=(Cue(id="toasts"), Cue(id="party")))
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


def test_the_keys_are_listed_in_a_window_but_never_full_screen(window: OpenWindow) -> None:
    def written() -> bool:
        return pygame.mask.from_threshold(window._surface, (255, 255, 255), (1, 1, 1)).count() > 0

    press(window, pygame.K_QUESTION, "?")
    assert written()
    press(window, pygame.K_f, "f")
    assert not written()
    press(window, pygame.K_f, "f")
    press(window, pygame.K_QUESTION, "?")
    assert not written()
    assert {"space", "return", "left", "q q"} <= {key for key, _ in KEY_MAP}


def test_the_title_says_which_cue_is_on_and_which_comes_next(window: OpenWindow) -> None:
    desk = press(window, pygame.K_x, "x")
    desk.cue, desk.standby = 1, 2
    window.show(BLACK)
    assert pygame.display.get_caption()[0] == "Anna & Ben - 1 toasts - GO: 2 party"
