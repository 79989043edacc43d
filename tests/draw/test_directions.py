"""Text from right to left, as Unicode's rules order it."""

from itertools import groupby

import pytest

from live.draw.directions import levels, ordered, turned, without_steering


def seen(text: str) -> str:
    """The text as it stands on the wall, from left to right, letter by letter."""
    marked = groupby(zip(levels(text), text, strict=True), lambda one: one[0])
    runs = [(level, "".join(letter for _, letter in run)) for level, run in marked]
    return "".join(
        ordered([(n, turned(run, lambda _: False) if n % 2 else run) for n, run in runs])
    )


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("Anna & Ben", "Anna & Ben"),
        ("אבג", "גבא"),
        ("אב & גד", "דג & בא"),
        ("Anna & אבג!", "Anna & גבא!"),
        ("אבג & Anna!", "!Anna & גבא"),
        ("אב 14.6.2026", "14.6.2026 בא"),  # a date keeps its order
        ("אב 20% 5€", "5€ 20% בא"),
        ("Anna אב 14.6 גד", "Anna דג 14.6 בא"),
        ("אב (Anna) 14", "14 (Anna) בא"),  # brackets open towards what they hold
        ("אב (גד)", "(דג) בא"),
        ("Anna (אב)", "Anna (בא)"),
        ("مر ١٤,٦", "١٤,٦ رم"),
        ("", ""),
    ],
)
def test_a_line_is_read_in_its_own_direction(text: str, wall: str) -> None:
    assert seen(text) == wall


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("محمد", "\ufee3\ufea4\ufee4\ufeaa"),  # three joined on both sides, one that ends the word
        ("ورد", "\ufeed\ufead\ufea9"),  # these join nobody after them
        ("سلام", "\ufeb3\ufefc\ufee1"),  # lam and alef are one
        ("گل", "\ufb94\ufede"),  # a letter of Persian
        ("بَب", "\ufe91\u064e\ufe90"),  # a mark between letters parts nobody
        ("ب\u200cب", "\ufe8f\ufe8f"),  # what parts them is not seen
    ],
)
def test_arabic_letters_join_their_neighbours(name: str, forms: str) -> None:
    assert turned(name, lambda _: True).replace("\u064e", "") == forms.replace("\u064e", "")[::-1]


def test_a_font_without_joined_forms_shows_the_letters_alone() -> None:
    assert turned("سلا", lambda letter: letter < "\ufb50") == "الس"


def test_a_mark_stays_behind_its_letter() -> None:
    assert turned("בָג", lambda _: True) == "גבָ"


def test_marks_that_steer_are_not_seen() -> None:
    assert without_steering("\u200fAnna\u2069") == "Anna"
