"""The page on the beat from outside names all settings."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from live.inputs.link import Link
from live.inputs.midi_clock import MidiClock
from live.inputs.midi_control import MidiControl
from live.inputs.os2l import Os2l
from live.outputs.midi_clock import MidiClock as MidiClockOut
from live.parts import Part
from live.runtime.outside import SOURCES

PAGE = (Path(__file__).parents[2] / "docs" / "tempo.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("link", Link()),
        ("os2l", Os2l()),
        ("midi_clock", MidiClock()),
        ("midi_control", MidiControl()),
    ],
)
def test_every_setting_of_an_input_stands_on_the_page(kind: str, part: Part[Any]) -> None:
    block = re.search(rf'## .*?```toml\nkind = "{kind}"\n(.*?)```', PAGE, re.S)
    assert block is not None
    names = re.findall(r"^(\w+) = ", block[1], re.M)
    assert names == [field.name for field in msgspec.structs.fields(part)]


def test_every_setting_of_midi_clock_out_stands_on_the_page() -> None:
    block = re.search(r'## MIDI clock out.*?kind = "midi_clock"\n(.*?)```', PAGE, re.S)
    assert block is not None
    names = re.findall(r"^(\w+) = ", block[1], re.M)
    assert names == [*(field.name for field in msgspec.structs.fields(MidiClockOut)), "offset"]


def test_every_source_of_the_beat_stands_on_the_page() -> None:
    (line,) = re.findall(r"^source = .*$", PAGE, re.M)
    assert re.findall(r'"(\w+)"', line) == ["auto", "ear", *SOURCES]
