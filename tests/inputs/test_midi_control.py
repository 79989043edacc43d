from pathlib import Path

import pytest

from live.errors import Unfit
from live.inputs.midi_control import MidiControl
from live.rig.midi_map import write_map
from tests.company import a_house

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
midi_backend = pytest.importorskip("tests.midi_backend")


@pytest.fixture(autouse=True)
def a_backend_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi_backend")
    monkeypatch.setattr(midi_backend.Input, "opened", [])


def test_pads_do_what_was_learnt_and_others_nothing(tmp_path: Path) -> None:
    write_map(
        tmp_path / "ours.midi.toml",
        {"note 36 channel 1": "tap", "note 37 channel 1": "blackout"},
    )
    house = a_house(file=tmp_path / "ours.toml")
    control = MidiControl(port="nano").open(house)
    port = midi_backend.Input.opened[-1]
    for note in (36, 37, 38):
        port.play(mido.Message("note_on", note=note))
        port.play(mido.Message("note_off", note=note))
    assert len(house.desk.taps) == 1
    assert house.desk.blackout
    assert not house.desk.panic
    port.play(mido.Message("note_on", note=37))
    assert not house.desk.blackout
    control.close()
    assert port.closed


def test_where_nothing_was_learnt_the_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match=r"nothing has been learnt.*firstdance learn"):
        MidiControl(port="nano").open(a_house(file=tmp_path / "ours.toml"))
