"""Which letters a font has, and who draws those that it lacks."""

from pathlib import Path

import numpy as np
import pygame
import pytest
from PIL import Image as Pillow

from live.draw.symbols import SYMBOLS
from live.draw.typefaces import FONT, font_file, lacking, one_line, pieces

SANS = Path(pygame.__file__).with_name("freesansbold.ttf")  # has no heart and no arrow


def test_the_letters_of_european_names_are_there() -> None:
    assert lacking(FONT, "Zoë & Jürgen, Łukasz, Ñuño \u2013 Nina\u2019s Đorđe (14/6)") == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Anna & 李王李", "李王"),
        ("Anna & محمد", "محد"),
        ("דנה & Ben", "דנה"),
        ("Anna 🎉 Ben", "🎉"),
    ],
)
def test_letters_that_nobody_has_are_named_once_each(text: str, missing: str) -> None:
    assert lacking(FONT, text) == missing


@pytest.mark.parametrize("letter", SYMBOLS)
def test_symbols_between_names_can_be_shown_in_any_font(letter: str) -> None:
    assert lacking(FONT, f"Anna {letter}\ufe0f Ben") == ""
    assert lacking(SANS, letter) == ""


def test_a_font_of_the_users_counts_and_ours_steps_in_for_it() -> None:
    assert lacking(SANS, "Anna → 李") == "李"
    assert pieces(SANS, "a→♥b") == [
        (SANS, "a"), (FONT, "→"), (SYMBOLS["♥"], "♥"), (SANS, "b")
    ]  # fmt: skip


def test_symbols_may_stand_beside_each_other() -> None:
    assert [text for _, text in pieces(FONT, "♥♥★♫")] == ["♥♥", "★", "♫"]


def test_a_line_is_one_piece_where_the_font_has_it_all() -> None:
    assert pieces(FONT, "Zoë & Ben") == [(FONT, "Zoë & Ben")]


def test_a_line_from_right_to_left_begins_at_the_right() -> None:
    assert [text for _, text in pieces(FONT, "דנה ♥ בן")] == [" בן", "♥", "דנה "]


def test_accents_are_joined_and_control_characters_left_out() -> None:
    assert one_line(" Zoe\u0308\n& Be\0n\x1b ") == "Zoë & Ben"


def test_the_font_of_a_show_is_looked_for_beside_it(tmp_path: Path) -> None:
    assert font_file("", tmp_path) == FONT
    (tmp_path / "ours.ttf").touch()
    assert font_file("ours.ttf", tmp_path) == tmp_path / "ours.ttf"


@pytest.mark.parametrize("letter", SYMBOLS)
def test_a_symbol_stands_on_the_line_and_keeps_to_its_width(letter: str) -> None:
    ink = Pillow.new("L", (400, 300))
    symbol = SYMBOLS[letter]
    symbol.draw(ink, 100, 200, 100)
    rows, columns = (np.flatnonzero(np.asarray(ink).max(axis=axis) > 100) for axis in (1, 0))
    assert 100 - 4 <= columns.min() < columns.max() <= 100 + 100 * symbol.wide + 4
    assert 100 <= rows.min() < rows.max() <= 200 + 5
    assert np.asarray(ink).max() == 255
