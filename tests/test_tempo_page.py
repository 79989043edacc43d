"""The page on the beat from outside tells what there is."""

import re
from pathlib import Path

import msgspec

from live.inputs.link import Link
from live.inputs.midi_clock import MidiClock
from live.inputs.midi_control import MidiControl
from live.inputs.os2l import Os2l

PAGE = (Path(__file__).parents[1] / "docs" / "tempo.md").read_text("utf-8")


def test_every_setting_of_the_inputs_stands_on_the_page() -> None:
    parts = {"link": Link, "os2l": Os2l, "midi_clock": MidiClock, "midi_control": MidiControl}
    for kind, part in parts.items():
        block = re.search(rf'## .*?```toml\nkind = "{kind}"\n(.*?)```', PAGE, re.S)
        assert block is not None, kind
        told = re.findall(r"^(\w+) = ", block[1], re.M)
        assert told == [field.name for field in msgspec.structs.fields(part)]
