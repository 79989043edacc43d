"""Learning a controller, with a simulated one."""

import threading
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from live.__main__ import app
from live.commands.control_learning import NOTHING, ControlLearner, learn
from live.midi.map import read_map

mido = pytest.importorskip("mido", reason="MIDI's library is not installed: .[midi]")
midi_backend = pytest.importorskip("tests.midi.backend")


class Played(midi_backend.Input):  # type: ignore[name-defined,misc]
    """A controller whose pads 36, 37, 36 are hit as soon as its port is opened."""

    def _open(self, callback: Any = None, **_: Any) -> None:
        self._stopped = threading.Event()

        def play() -> None:
            for _ in range(200):
                for note in (36, 37):
                    if self._stopped.wait(0.01):
                        return
                    callback(mido.Message("note_on", note=note))
                    callback(mido.Message("note_off", note=note))

        self._thread = threading.Thread(target=play, daemon=True)
        self._thread.start()

    def _close(self) -> None:
        self._stopped.set()
        self._thread.join(5)


@pytest.fixture(autouse=True)
def a_controller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIDO_BACKEND", "tests.midi.backend")
    monkeypatch.setattr(midi_backend, "Input", Played)


def test_what_is_moved_and_answered_is_kept_at_once_and_can_be_forgotten(tmp_path: Path) -> None:
    show = tmp_path / "ours.toml"
    learner = ControlLearner("nano")
    asked = []

    def ask(control: str, does: str) -> str:
        asked.append((control, does))
        return "tap" if does == NOTHING else NOTHING

    learning = learn(show, learner, ask)
    control, action = next(learning)
    assert action == "tap"
    assert read_map(tmp_path / "ours.midi.toml") == {control: "tap"}
    forgotten = next(pad for pad, action in islice(learning, 20) if action == NOTHING)
    learner.close()
    assert (forgotten, "tap") in asked
    assert forgotten not in read_map(tmp_path / "ours.midi.toml")


def test_the_command_asks_until_it_knows_and_ends_when_asked(
    tmp_path: Path, show_file: Path
) -> None:
    show_file.write_text('[camera]\nkind = "nobody"\n')
    done = CliRunner().invoke(
        app, ["learn", str(show_file), "--port", "nano"], input="dance\nblackout\n"
    )
    assert done.exit_code == 0, done.output
    assert "blackout" in read_map(tmp_path / "show.midi.toml").values()
    assert 'kind = "midi_control"' in done.output
