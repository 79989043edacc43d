from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.draw.camera import Camera
from live.draw.colours import from_hex
from live.draw.lamps import Lamps
from live.draw.lettering import Typesetter
from live.draw.neon import Neon
from live.draw.typefaces import FONT
from live.draw.words import Words, brightness
from live.show.show_file import read_show
from live.signals import Floats, Image, Scene
from tests.draw.stages import context, music, scene, standing

SIZES = [(1280, 720), (1920, 1080), (640, 360), (1024, 768), (720, 1280), (801, 603), (1920, 540)]
SHOWS = sorted((Path(__file__).parents[2] / "shows").glob("*.toml"))
ALL_NAMES = [("Anna & Ben", "14 June"), ("Maximiliane & Jean-François de la Peña", "14 June 2026")]
WORDS = ["5", "grapevine", "your turn", "an uncommonly long name of a move"]
GOLD = from_hex("#ffae6e")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    cv2.setNumThreads(1)


def moment(time: float, said: str = "", light: float = 1.0) -> Scene:
    one = scene(time, standing(time, (0.75, 0.93, 0.0)), standing(time), music(time), light)
    return replace(one, caption=said)


def lettered(said: str, light: float = 1.0, size: tuple[int, int] = (640, 360)) -> Floats:
    """How bright a painter's words are, each pixel against the same stage without any: 0..255."""
    painters = [Neon().open(context(size)), Neon().open(context(size, "", ""))]
    for time in np.arange(0.0, 2.0, 0.1):
        named = painters[0].paint(moment(float(time), said, light))
        plain = painters[1].paint(moment(float(time), "", light))
    found: Floats = named.max(axis=2).astype(float) - plain.max(axis=2)
    return found


def told(words: Words, time: float, said: str) -> tuple[bool, bool]:
    """Whether the names, and the words for the guests, can be seen at a time in a dance."""
    wall = np.zeros((360, 640, 3), np.uint8)
    words.step(time, said, dancing=True)
    words.write(wall, Lamps().cue(time, music(time)))
    spoken = words.dim(np.zeros_like(wall), [], 1.0)
    return bool(wall.any()), bool(spoken.any())


def some_words() -> Words:
    return Words(Typesetter(FONT, (640, 360)), ("Anna & Ben", "14 June"), GOLD)


def test_words_and_names_are_never_there_together() -> None:
    words = some_words()
    there = [
        told(words, float(time), "grapevine" if 2.0 <= time < 3.0 or 6.0 <= time < 6.3 else "")
        for time in np.arange(0.0, 12.0, 0.1)
    ]
    assert (True, True) not in there
    assert (False, True) in there
    assert there[0] == there[-1] == (True, False)


def test_words_are_there_on_their_beat_and_the_names_have_made_room() -> None:
    words = some_words()
    told(words, 1.0, "")
    assert told(words, 1.1, "5") == (False, True)


def test_the_names_wait_until_the_words_have_surely_ended() -> None:
    words = some_words()
    shown = [
        told(words, float(time), "5" if time % 2.5 < 0.5 else "") for time in np.arange(0, 8, 0.1)
    ]
    assert not any(names for names, _ in shown)


def rows_of(
    size: tuple[int, int], lines: tuple[str, str], said: str = "", *, dancing: bool = True
) -> tuple[int, int]:
    """The first and the last row of letters: of the words for the guests, else of the names."""
    words = Words(Typesetter(FONT, size), lines, GOLD)
    wall = np.zeros((size[1], size[0], 3), np.uint8)
    for time in (0.0, 2.0):
        words.step(time, said, dancing=dancing)
    words.write(wall, Lamps().cue(2.0, music(2.0)))
    wall = words.dim(wall, [], 1.0)
    rows = np.flatnonzero((wall.max(axis=2) > 190).any(axis=1))
    return int(rows[0]), int(rows[-1])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lines", ALL_NAMES)
@pytest.mark.parametrize("said", ["", *WORDS])
def test_lettering_is_above_the_heads_of_those_who_stand(
    size: tuple[int, int], lines: tuple[str, str], said: str
) -> None:
    heads = Camera.for_size(size).project(np.array([0.0, 1.78, 0.3]))[1]
    first, last = rows_of(size, lines, said)
    assert 0 < first < last < heads


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dancing", [True, False])
def test_the_capitals_of_a_date_can_be_read_from_the_last_row(
    size: tuple[int, int], dancing: bool
) -> None:
    first, last = rows_of(size, ("", "JUNE"), dancing=dancing)
    assert last + 1 - first >= 0.04 * size[1]


def test_a_date_is_no_smaller_below_long_names() -> None:
    long = "Maximiliane Alexandra von Hohenfels & Jean-François de la Peña"
    made = [Typesetter(FONT, (640, 360)).set((long, date), 0.1, 0.2, GOLD) for date in ("", "H")]
    alone, dated = (one.rgb.max(axis=2) for one in made if one is not None)
    rows = np.flatnonzero((dated[len(alone) - 30 :] > 190).any(axis=1))
    assert rows[-1] + 1 - rows[np.flatnonzero(np.diff(rows, prepend=-9) > 1)[-1]] >= 0.04 * 360


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: show.stem)
def test_the_date_of_every_show_is_a_twenty_fifth_of_the_picture(show: Path) -> None:
    subtitle = read_show(str(show)).subtitle
    if subtitle:
        first, last = rows_of((640, 360), ("", subtitle))
        assert last + 1 - first >= 0.04 * 360


@pytest.mark.parametrize("said", ["", "grapevine"])
def test_lettering_can_be_read_in_a_quarter_and_in_a_tenth_of_the_light(said: str) -> None:
    full, quarter, tenth = (lettered(said, light).max() for light in (1.0, 0.25, 0.1))
    assert full > 180
    assert quarter > 0.55 * full
    assert tenth > 0.4 * full


def test_lettering_goes_out_with_the_light_and_never_jumps() -> None:
    levels = [brightness(float(light)) for light in np.linspace(0.0, 1.0, 101)]
    assert levels[0] == 0.0
    assert levels[-1] == 1.0
    assert (np.diff(levels) > 0.0).all()
    assert np.diff(levels).max() < 0.08


@pytest.mark.parametrize("said", ["", "grapevine"])
def test_at_blackout_all_of_it_is_black(said: str) -> None:
    assert not Neon().open(context()).paint(moment(0.0, said, 0.0)).any()


def test_in_dimmed_light_a_raised_hand_still_covers_the_names() -> None:
    def painted(title: str, subtitle: str) -> Image:
        painter = Neon().open(context(title=title, subtitle=subtitle))
        return painter.paint(scene(0.0, pose, light=0.25))

    pose = standing(root=(0.0, 1.75, 0.0))  # its head is where the names are
    named, nameless = painted("Anna & Ben", "14 June"), painted("", "")
    x, y = np.rint(Camera.for_size((640, 360)).project(pose.positions[15])).astype(int)
    assert np.array_equal(
        named[y - 2 : y + 3, x - 2 : x + 3], nameless[y - 2 : y + 3, x - 2 : x + 3]
    )
    assert not np.array_equal(named, nameless)
