"""Fonts of the machine are found by the letters that they have."""

import shutil
import struct
import sys
from pathlib import Path

import pygame
import pytest

from live.draw import machine_fonts
from live.draw.font_files import SHIPPED, Face, load

SANS = Path(pygame.__file__).with_name("freesansbold.ttf")
HEBREW, ARABIC = (SHIPPED / f"Noto{name}.ttf" for name in ("SerifHebrew", "NaskhArabic"))


def found(*letters: str) -> list[tuple[str, int]]:
    return [(face.file.name, face.number) for face in machine_fonts.find(frozenset(letters))]


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is all of the machine's fonts."""
    monkeypatch.setattr(machine_fonts, "folders", lambda: [tmp_path / "none", tmp_path])
    return tmp_path


def test_a_font_is_found_by_its_letters(fonts: Path) -> None:
    (fonts / "deep").mkdir()
    shutil.copy(SANS, fonts / "deep")
    shutil.copy(HEBREW, fonts)
    assert found("ש", "ה") == [(HEBREW.name, 0)]
    assert found("Қ") == [(SANS.name, 0)]
    assert found("李") == []


def test_fonts_share_letters_that_none_has_alone(fonts: Path) -> None:
    for font in (SANS, HEBREW):
        shutil.copy(font, fonts)
    assert found("ש", "ה", "Қ", "李") == [(HEBREW.name, 0), (SANS.name, 0)]


def test_the_right_face_of_a_collection_is_taken(fonts: Path) -> None:
    _collect(fonts / "many.ttc", HEBREW, ARABIC)
    assert found("م") == [("many.ttc", 1)]
    face = Face(fonts / "many.ttc", 1)
    assert load(face, 40).getname() == load(Face(ARABIC), 40).getname()


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("a.ttf", "NotoSansCJK-Bold.ttf", "msyh.ttf"), "msyh.ttf"),  # known systems' come first,
        (("NotoSansCJK-Bold.ttf", "z.ttf"), "z.ttf"),  # and bold ones last
    ],
)
def test_the_fittest_font_is_taken(fonts: Path, names: tuple[str, ...], first: str) -> None:
    for name in names:
        shutil.copy(HEBREW, fonts / name)
    assert found("ש") == [(first, 0)]


def test_a_font_of_boxes_for_every_letter_is_none(fonts: Path) -> None:
    shutil.copy(HEBREW, fonts / "LastResort.otf")
    assert found("ש") == []


def test_damaged_fonts_are_passed_over(fonts: Path) -> None:
    whole = HEBREW.read_bytes()
    for cut in range(0, 600, 7):
        (fonts / f"a{cut}.ttf").write_bytes(whole[:cut])
        (fonts / f"b{cut}.ttf").write_bytes(whole[:cut] + b"\xff\xff\xff" + whole[cut + 3 :])
    (fonts / "c.ttc").write_bytes(b"ttcf" + b"\xff" * 40)
    (fonts / "d.ttf").mkdir()
    shutil.copy(HEBREW, fonts / "z.ttf")
    assert len(found("ש")) == 1


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_each_system_has_its_folders(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("WINDIR", "W:/Windows")
    monkeypatch.delenv("XDG_DATA_DIRS", raising=False)
    places = [str(place).replace("\\", "/") for place in machine_fonts.folders()]
    first = {"win32": "W:/Windows/Fonts", "darwin": "/System/Library/Fonts"}
    assert first.get(system, "/usr/share/fonts") in places


def _collect(made: Path, *fonts: Path) -> None:
    """Writes a collection of fonts: their tables say where in the whole file they are."""
    starts, parts = [], []
    at = 12 + 4 * len(fonts)
    for font in fonts:
        data = bytearray(font.read_bytes())
        for row in range(struct.unpack_from(">H", data, 4)[0]):
            place = 12 + 16 * row + 8
            struct.pack_into(">I", data, place, struct.unpack_from(">I", data, place)[0] + at)
        starts.append(at)
        parts.append(bytes(data))
        at += len(data)
    head = struct.pack(f">4sII{len(fonts)}I", b"ttcf", 0x10000, len(fonts), *starts)
    made.write_bytes(head + b"".join(parts))
