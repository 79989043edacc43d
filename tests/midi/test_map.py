from pathlib import Path

import pytest

from live.errors import BadInput
from live.midi.map import (
    Pads,
    control_of,
    map_file,
    message_for,
    read_map,
    write_map,
)
from tests.hostile import large, refused

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")


def presses(*messages: object) -> list[str]:
    pads = Pads()
    return [control for m in messages if (control := pads.pressed(m)) is not None]


def knob(*values: int) -> list[object]:
    return [mido.Message("control_change", control=20, value=value) for value in values]


def test_a_knob_presses_when_it_is_turned_past_its_middle() -> None:
    assert presses(*knob(10, 63, 64, 90, 127, 70)) == ["cc 20 channel 1"]
    assert len(presses(*knob(10, 64, 30, 64))) == 2


def test_a_knob_that_stands_high_presses_nothing_when_it_is_first_touched() -> None:
    assert presses(*knob(80, 81, 79)) == []


def test_a_button_presses_the_first_time_too() -> None:
    assert len(presses(*knob(127, 0, 127))) == 2


def test_a_pad_presses_when_it_is_hit_however_softly_and_not_when_it_is_left() -> None:
    def pad(kind: str, velocity: int) -> object:
        return mido.Message(kind, note=36, channel=9, velocity=velocity)

    hits = presses(pad("note_on", 3), pad("note_on", 0), pad("note_on", 99), pad("note_off", 64))
    assert hits == ["note 36 channel 10"] * 2


def test_clocks_and_the_like_press_nothing() -> None:
    assert presses(mido.Message("clock"), mido.Message("program_change", program=3)) == []


def test_a_map_is_kept_beside_the_show_and_read_again(tmp_path: Path) -> None:
    file = map_file(tmp_path / "ours.toml")
    assert file.name == "ours.midi.toml"
    write_map(file, {"note 36 channel 10": "tap", "cc 20 channel 1": "blackout"})
    assert read_map(file) == {"note 36 channel 10": "tap", "cc 20 channel 1": "blackout"}


def test_a_map_that_was_edited_on_windows_is_read(tmp_path: Path) -> None:
    file = map_file(tmp_path / "ours.toml")
    text = '[controls]\r\n"cc 20 channel 1" = "tap"\r\n'
    file.write_text(text, encoding="utf-8-sig", newline="")
    assert read_map(file) == {"cc 20 channel 1": "tap"}
    file.write_text(text, encoding="utf-16", newline="")
    with pytest.raises(BadInput, match=r"ours\.midi\.toml.*save it as UTF-8"):
        read_map(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[controls]\n"cc 20" = "tap"\n', "'cc 20' is no control"),
        ('[controls]\n"cc 20 channel 1" = "end"\n', "cannot do 'end'. Known: go, back"),
        ('[controls]\n"cc 20 channel 1" = "style polka"\n', "cannot do 'style polka'"),
        ('[controls]\n"cc 20 channel 1" = 3\n', "cannot do 3"),
        ('[knobs]\n"cc 20 channel 1" = "tap"\n', "one table"),
        ("controls = 3\n", "one table"),
        ("[controls\n", "cannot be read"),
    ],
)
def test_a_map_with_an_error_is_reported(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "ours.midi.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=r"ours\.midi\.toml") as refusal:
        read_map(file)
    assert words in str(refusal.value)


def test_a_map_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_map(tmp_path / "nowhere" / "ours.midi.toml", {})


@pytest.mark.parametrize("control", ["note 36 channel 10", "cc 20 channel 1"])
def test_what_is_shown_on_a_control_is_of_that_control(control: str) -> None:
    assert control_of(message_for(mido, control, 99)) == (control, 99)


def test_numbers_that_midi_does_not_have_are_no_controls(tmp_path: Path) -> None:
    for control in ("note 128 channel 1", "cc 20 channel 17", "cc 20 channel 0"):
        file = tmp_path / "ours.midi.toml"
        file.write_text(f'[controls]\n"{control}" = "tap"\n')
        with pytest.raises(BadInput, match="is no control"):
            read_map(file)


def test_a_map_made_to_take_long_is_refused_at_once(tmp_path: Path) -> None:
    file = large(tmp_path / "show.midi.toml", b"[controls]\n")
    assert "it has 40 MB" in refused(lambda: read_map(file))
    file.write_text("[controls]\na = " + "[" * 900_000)
    assert "brackets" in refused(lambda: read_map(file))
    file.write_text("[controls]\n" + "a." * 400_000 + "a = 1")
    assert "too many dots" in refused(lambda: read_map(file))
