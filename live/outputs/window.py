"""The show in a window, or full screen on the projector.

It runs on the main thread. The keys are those of the table of controls, and F for full screen and
Q twice to end the show; ? shows them over the picture, with what is wrong. Guests see nothing of
that otherwise.
"""

import math
import os
import sys
from typing import Annotated, ClassVar

import msgspec
import pygame

from live.desk.controls import BY_KEY
from live.errors import BadInput
from live.outputs.key_overlay import KeyOverlay
from live.parts import Output, Part, ShowContext
from live.signals import Image, Picture, Scene

KEY_MAP = (
    *(
        (key, f"The next {control.name}." if control.kind == "word" else control.meaning)
        for key, control in BY_KEY.items()
    ),
    ("f", "Full screen, or a window."),
    ("q q", "Ends the show."),
    ("?", "Shows these keys, or hides them."),
)
_SAME_KEYS = {"right": "return", "enter": "return"}  # GO is on several keys
QUIT_TWICE_WITHIN = 2.0  # seconds between the two presses of Q


class Window(Part[Output], frozen=True):
    """A window on one of the displays."""

    on_main_thread: ClassVar[bool] = True

    # Which screen: 1 is the first, 2 often the projector.
    display: Annotated[int, msgspec.Meta(ge=1)] = 1
    fullscreen: bool = False  # whether it fills the screen

    def open(self, context: ShowContext) -> "OpenWindow":
        return OpenWindow(self, context)


class OpenWindow:
    """Shows pictures, and passes the operator's keys to the desk."""

    takes = Picture

    def __init__(self, settings: Window, context: ShowContext) -> None:
        # A click on the operator's own screen must not take the show off the projector.
        os.environ["SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS"] = "0"
        os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "firstdance")
        self._context = context
        self._desk = context.desk
        self._fullscreen = settings.fullscreen
        self._keys = KeyOverlay(KEY_MAP)
        self._caption = ""
        self._display = settings.display - 1
        self._quit_pressed = -math.inf  # seconds: when Q was last pressed
        try:
            pygame.display.init()
            self._check_display(settings)
            pygame.display.set_caption(_one_line(context.title or "First Dance"))
            self._make_window()
        except pygame.error as error:
            raise BadInput(
                f"window: no window can be opened ({error}). "
                "Run it on a machine with a screen, or use --headless."
            ) from error

    def _check_display(self, settings: Window) -> None:
        count = pygame.display.get_num_displays()
        if settings.display > count:
            raise BadInput(
                f"window: display {settings.display} is not there; {count} connected. "
                f"Connect the projector, or set display = {count}."
            )

    def _make_window(self) -> None:
        if self._fullscreen:
            sizes = pygame.display.get_desktop_sizes()
            size, flags = sizes[self._display], pygame.FULLSCREEN
        else:
            size, flags = self._context.size, pygame.RESIZABLE
        self._surface = pygame.display.set_mode(size, flags, display=self._display)
        pygame.mouse.set_visible(not self._fullscreen)

    def show(self, signal: Scene | Picture) -> None:
        """Shows one picture, and reads the keys pressed since the last one."""
        if not isinstance(signal, Picture):
            return
        for event in pygame.event.get():
            self._react(event, signal.time)
        self._blit(signal.rgb)
        findings = self._context.health.findings
        self._keys.draw(self._surface, signal.time, findings, fullscreen=self._fullscreen)
        self._title_state()
        pygame.display.flip()

    def close(self) -> None:
        pygame.display.quit()

    def _blit(self, rgb: Image) -> None:
        height, width = rgb.shape[:2]
        picture = pygame.image.frombuffer(rgb.tobytes(), (width, height), "RGB")
        there = self._surface.get_size()
        if there == (width, height):
            self._surface.blit(picture, (0, 0))
            return
        scale = min(there[0] / width, there[1] / height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        corner = ((there[0] - size[0]) // 2, (there[1] - size[1]) // 2)
        self._surface.fill((0, 0, 0))
        self._surface.blit(pygame.transform.scale(picture, size), corner)

    def _title_state(self) -> None:
        """Shows in the title what is wrong, and the active and the next cue.

        A full screen hides the title, but a task bar may not: what is wrong is not in it then.
        """
        caption, cues = self._context.title or "First Dance", self._context.cues
        health = self._context.health
        if health.text and not self._fullscreen:
            caption = f"{health.colour.upper()} {health.text} - {caption}"
        if self._desk.cue:
            caption += f" - {self._desk.cue} {cues[self._desk.cue - 1].id}"
        if self._desk.standby:
            caption += f" - GO: {self._desk.standby} {cues[self._desk.standby - 1].id}"
        if caption != self._caption:
            self._caption = caption
            pygame.display.set_caption(_one_line(caption))

    def _react(self, event: pygame.event.Event, time: float) -> None:
        if event.type == pygame.QUIT:
            self._desk.end()
        if event.type != pygame.KEYDOWN:
            return
        control = BY_KEY.get(_key(event))
        if control is not None:
            control.act(self._desk, None, self._context.clock.now())
        elif event.unicode == "?":
            self._keys.toggle(time)
        elif event.key == pygame.K_f:
            self._fullscreen = not self._fullscreen
            self._make_window()
        elif event.key == pygame.K_q:
            self._quit(time)

    def _quit(self, time: float) -> None:
        if time - self._quit_pressed <= QUIT_TWICE_WITHIN:
            self._desk.end()
        self._quit_pressed = time


def _one_line(text: str) -> str:
    """The text without what a window's title cannot hold: line ends and other control letters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _key(event: pygame.event.Event) -> str:
    """A key's name in the table of controls: the character it types, or the key's own name."""
    name = pygame.key.name(event.key)
    if event.unicode.isprintable() and event.unicode.strip():
        name = event.unicode.lower()
    return _SAME_KEYS.get(name, name)


def has_screen() -> bool:
    """Whether a window can be shown."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def displays() -> list[tuple[int, int]]:
    """The size in pixels of each connected display; empty where there is no screen."""
    if not has_screen():
        return []
    try:
        pygame.display.init()
        if pygame.display.get_driver() in ("dummy", "offscreen"):
            return []
        return list(pygame.display.get_desktop_sizes())
    except pygame.error:
        return []
    finally:
        pygame.display.quit()
