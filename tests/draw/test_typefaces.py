"""Which letters a font has, and who draws those that it lacks."""

import shutil
from pathlib import Path

import numpy as np
import pygame
import pytest
from PIL import Image as Pillow
from PIL import features

from live.draw import machine_fonts, typefaces
from live.draw.font_files import SHIPPED, Face
from live.draw.symbols import SYMBOLS
from live.draw.typefaces import FONT, Piece, font_file, lacking, one_line, pieces

OWN = Face(FONT)
SANS = Path(pygame.__file__).with_name("freesansbold.ttf")  # has no heart and no arrow


def test_the_letters_of_european_names_are_there() -> None:
    assert lacking(FONT, "Zoë & Jürgen, Łukasz, Ñuño \u2013 Nina\u2019s Đorđe (14/6)") == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Anna & 李王李", "李王"),
        ("Anna & 김민", "김민"),
        ("Anna 🎉 Ben", "🎉"),
    ],
)
def test_letters_that_nobody_has_are_named_once_each(text: str, missing: str) -> None:
    assert lacking(FONT, text) == missing


@pytest.mark.parametrize("letter", SYMBOLS)
def test_symbols_between_names_can_be_shown_in_any_font(letter: str) -> None:
    assert lacking(FONT, f"Anna {letter}\ufe0f Ben") == ""
    assert lacking(SANS, letter) == ""


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("דנה", "NotoSerifHebrew"),
        ("محمد گلپری", "NotoNaskhArabic"),
        ("Անի", "NotoSerifArmenian"),
        ("ნინო", "NotoSerifGeorgian"),
        ("สมชาย", "NotoSerifThai"),
        ("प्रिया", "NotoSerifDevanagari"),
        ("⚭☯", "NotoSansSymbols"),
        ("❀☀✓", "NotoSansSymbols2"),
    ],
)
def test_a_font_of_ours_steps_in_for_other_scripts(name: str, font: str) -> None:
    assert lacking(FONT, name) == lacking(SANS, name) == ""
    hands = [piece.hand for piece in pieces(FONT, name) if piece.text != " "]
    assert set(hands) == {Face(SHIPPED / f"{font}.ttf")}
    assert typefaces.of_the_machine(FONT, name) == []


def test_greek_and_cyrillic_are_in_our_own_font() -> None:
    assert pieces(FONT, "Анна и Αλέξης") == [Piece(OWN, "Анна и Αλέξης")]


def test_a_font_of_the_users_counts_and_ours_steps_in_for_it() -> None:
    assert lacking(SANS, "Anna → 李") == "李"
    assert pieces(SANS, "a→♥b") == [
        Piece(Face(SANS), "a"), Piece(OWN, "→"), Piece(SYMBOLS["♥"], "♥"), Piece(Face(SANS), "b")
    ]  # fmt: skip


def test_a_font_of_the_machine_is_the_last_to_step_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lacking(FONT, "Қыз ♥ Дана") == "Қ"
    shutil.copy(SANS, tmp_path)
    monkeypatch.setattr(machine_fonts, "folders", lambda: [tmp_path])
    assert lacking(FONT, "Қыз ♥ 李") == "李"
    assert typefaces.of_the_machine(FONT, "Қыз ♥ דנה") == [tmp_path / SANS.name]
    assert pieces(FONT, "Қыз")[0] == Piece(Face(tmp_path / SANS.name), "Қ")


def test_symbols_may_stand_beside_each_other() -> None:
    assert [piece.text for piece in pieces(FONT, "♥♥★♫")] == ["♥♥", "★", "♫"]


def test_a_line_is_one_piece_where_the_font_has_it_all() -> None:
    assert pieces(FONT, "Zoë & Ben") == [Piece(OWN, "Zoë & Ben")]


def test_marks_are_drawn_with_their_letters() -> None:
    assert [piece.text for piece in pieces(FONT, "בָּ")] == [one_line("בָּ")]
    assert pieces(FONT, "x\u030c") == [Piece(OWN, "x\u030c")]


def test_a_line_from_right_to_left_begins_at_the_right() -> None:
    line = pieces(FONT, "דנה ♥ בן")
    assert [piece.text for piece in line] == ["בן", " ", "♥", " ", "דנה"]
    assert all(piece.backwards for piece in line)


@pytest.mark.parametrize("letter", ["ป", "अ", "ܐ"])
def test_letters_that_a_library_must_join_are_named_where_there_is_none(
    letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "check", lambda name: name != "fribidi")
    assert typefaces.unset(f"Anna & שרה & سارة & {letter}{letter}") == letter.strip("ป")
    monkeypatch.setattr(features, "check", lambda name: True)
    assert typefaces.unset(letter) == ""


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
