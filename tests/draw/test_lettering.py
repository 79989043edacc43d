from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ImageFont

from live.draw import lettering
from live.draw.colours import from_hex
from live.draw.lettering import Lettering, Typesetter
from live.draw.typefaces import FONT, shapes
from live.errors import BadInput
from live.signals import Image

GOLD = from_hex("#ffb070")
SIZE = (640, 360)


def sign(title: str, subtitle: str = "") -> Lettering | None:
    return Typesetter(FONT, SIZE).set((title, subtitle), 0.1, 0.2, GOLD)


def widths(title: str) -> tuple[int, int]:
    made = sign(title)
    assert made is not None
    return made.rgb.shape[1], made.rgb.shape[0]


@pytest.mark.parametrize("title", ["Zoë & Jürgen", "Łukasz", "Ñuño", "Åse & Đorđe", "Šárka"])
def test_every_letter_of_a_name_is_drawn(title: str) -> None:
    with_box = sign("\uffff")  # no font has it: the box that stands for missing letters
    assert with_box is not None
    for letter in set(title) - {" "}:
        made = sign(letter)
        assert made is not None
        assert not np.array_equal(made.rgb, with_box.rgb), letter


def test_long_names_shrink_to_fit() -> None:
    wide, tall = widths("Maximiliane Żółtowska & Jean-François de la Peña y Ñuño " * 2)
    assert wide < SIZE[0]
    assert tall < widths("Anna & Ben")[1]


@pytest.mark.parametrize("heart", ["♥", "❤", "❤️"])
def test_a_heart_between_the_names_is_a_heart(heart: str) -> None:
    made, box = sign(heart), sign("\uffff")
    assert made is not None
    assert box is not None
    ink = made.rgb.max(axis=2) > 200
    rows = [int(row.sum()) for row in ink if row.any()]
    assert max(rows[: len(rows) // 2]) > 4 * rows[-1]  # wide above, a point below
    middle = ink[:, ink.shape[1] // 2]
    assert middle.sum() < len(rows)  # a notch between its halves
    alone = sign("Anna Ben")
    among = sign(f"Anna {heart} Ben")
    assert alone is not None
    assert among is not None
    assert among.rgb.shape[1] > alone.rgb.shape[1]


def test_a_heart_keeps_the_line_in_the_middle() -> None:
    made = sign("Anna ♥ Anna")
    assert made is not None
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    made.add_to(picture, 1.0)
    columns = np.flatnonzero(picture.max(axis=(0, 2)) > 200)
    assert abs(columns.min() + columns.max() - SIZE[0]) < 12


def test_control_characters_alone_are_no_lettering() -> None:
    assert sign("\0\x1b") is None


def test_nothing_to_say_is_no_lettering() -> None:
    assert sign("") is None
    assert sign("  ", "\n") is None


def test_a_subtitle_alone_is_set() -> None:
    assert sign("", "14 June") is not None


def test_letters_shine_where_they_are_and_leave_the_rest() -> None:
    made = sign("Anna & Ben", "14 June")
    assert made is not None
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    made.add_to(picture, 1.0)
    rows = np.flatnonzero(picture.max(axis=(1, 2)) > 200)
    assert 0.1 * SIZE[1] < rows.min() < rows.max() < 0.4 * SIZE[1]
    columns = np.flatnonzero(picture.max(axis=(0, 2)) > 200)
    assert abs(columns.min() + columns.max() - SIZE[0]) < 10


def test_a_file_that_is_no_font_is_unfit(tmp_path: Path) -> None:
    file = tmp_path / "names.ttf"
    file.write_text("no font")
    with pytest.raises(BadInput, match=r"names\.ttf"):
        Typesetter(file, SIZE).set(("Anna", ""), 0.1, 0.2, GOLD)


def test_letters_as_wide_as_chinese_ones_have_room_beside_others() -> None:
    # The ball is such a letter, the clover is none; both are drawn by one font.
    room = ink("H⚽H").shape[1] - ink("⚽").shape[1]
    assert room > ink("H☘H").shape[1] - ink("☘").shape[1] + 4


def ink(title: str) -> Image:
    """What shines of a title, its glow cut away."""
    made = sign(title)
    assert made is not None
    core = made.rgb.max(axis=2) > 200
    rows, columns = np.flatnonzero(core.any(axis=1)), np.flatnonzero(core.any(axis=0))
    shown: Image = core[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8)
    return shown


@pytest.mark.parametrize("name", ["שרה", "سارة", "Անի", "ნინო", "ฟ้า", "प्रिया"])
def test_names_in_other_scripts_are_about_as_large_as_ours(name: str) -> None:
    capital = ink("H").shape[0]
    assert 0.75 * capital < ink(name).shape[0] < 2.1 * capital


@pytest.mark.parametrize("letter", ["ד", "ك", "Ա", "ก"])
def test_letters_of_other_scripts_stand_on_the_line_of_ours(letter: str) -> None:
    made = Typesetter(FONT, (1280, 720)).set((f"H{letter}", ""), 0.3, 0.4, GOLD)
    assert made is not None
    core = made.rgb.max(axis=2) > 250
    columns = np.flatnonzero(core.any(axis=0))
    halves = core[:, columns[0] : columns[-30]], core[:, columns[-30] :]
    feet = [np.flatnonzero(half.any(axis=1)).max() for half in halves]
    assert abs(feet[0] - feet[1]) <= 6  # of 216 pixels: the letter size


def test_hebrew_and_arabic_look_the_same_without_a_library_that_turns_them_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not shapes():
        pytest.skip("this machine has no FriBiDi to compare with")
    titles = ("שרה", "دليلة", "الاء", "שרה (Ben) 14.6.2026", "Anna & עמר")
    with_library = [ink(title) for title in titles]
    monkeypatch.setattr(lettering, "shapes", lambda: False)
    monkeypatch.setattr(ImageFont, "truetype", _laid_out_by_nobody(ImageFont.truetype))
    for title, image in zip(titles, with_library, strict=True):
        plain = ink(title)
        assert abs(plain.shape[1] - image.shape[1]) <= 0.04 * image.shape[1], title
        plain = cv2.resize(plain, image.shape[::-1])
        overlap = (plain & image).sum() / (plain | image).sum()
        assert overlap > 0.7, title


def _laid_out_by_nobody(
    truetype: Callable[..., ImageFont.FreeTypeFont],
) -> Callable[..., ImageFont.FreeTypeFont]:
    return partial(truetype, layout_engine=ImageFont.Layout.BASIC)


@pytest.mark.parametrize(
    ("licence", "owner"), [("OFL.txt", "Georg Duffner"), ("OFL-Noto.txt", "Google LLC")]
)
def test_the_fonts_come_with_their_licences(licence: str, owner: str) -> None:
    text = (FONT.parent / licence).read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert owner in text
