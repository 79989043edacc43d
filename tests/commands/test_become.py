"""`firstdance become` and `forget`: sentences, exit codes, and an avatar in the user's folder."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from live.__main__ import app
from live.become import film, folder, looks, plate, takes, trainer, watching
from live.become.trainer import TrainingJob
from live.runtime import extras, places
from tests.become import people
from tests.become.test_looks import GOOD


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(trainer, "NEEDED", ())
    monkeypatch.setattr(film, "SHORTEST", 1.0)
    monkeypatch.setattr(takes, "_FEW", 20)
    monkeypatch.setattr(takes, "LEAST", 3)
    monkeypatch.setattr(takes, "SIZE", (64, 96))
    monkeypatch.setattr(plate, "SAMPLES", 4)
    monkeypatch.setattr(watching, "OutlineFinder", people.Eyes(2.0))
    monkeypatch.setattr(looks, "look_into", lambda *_: GOOD)


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def a_trainer(lesson: TrainingJob) -> list[str]:
    """A trainer that reads the takes and writes a file that looks like a model."""
    there = {"model": str(lesson.model), "figures": {"figure": 24.0}, "copier": 13.0}
    program = (
        f"import json, pathlib; from live.become.training import takes\n"
        f"folder = pathlib.Path({str(lesson.takes)!r})\n"
        f"takes.read_all(folder, takes.names(folder)); assert takes.sitter(folder).consent\n"
        f"path = pathlib.Path({str(lesson.model)!r}); path.parent.mkdir(parents=True)\n"
        f"path.write_bytes(b'network'); print({json.dumps(there)!r})"
    )
    return [sys.executable, "-c", program]


def test_a_film_becomes_an_avatar_after_a_stop_and_is_forgotten_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = people.a_film(tmp_path / "me.mp4", 2.0)
    monkeypatch.setattr(trainer, "command", lambda _: [sys.executable, "-c", "exit(130)"])
    stopped = said("become", "anna", str(recording), "--consent", "Anna Example")
    assert stopped.exit_code == 130, stopped.output
    assert "everything is kept" in stopped.output
    there = sorted(folder.workplace("anna").takes.glob("*.npz"))
    before = [file.stat().st_mtime_ns for file in there]
    assert before
    monkeypatch.setattr(trainer, "command", a_trainer)
    done = said("become", "anna", str(recording))
    assert done.exit_code == 0, done.output
    assert [file.stat().st_mtime_ns for file in there] == before
    assert 'partner = "anna"' in done.output
    assert "24.0 dB" in done.output
    model = places.own_models() / "avatar_anna" / "1" / "model.onnx"
    assert model.is_file()
    gone = said("forget", "anna")
    assert gone.exit_code == 0
    assert "Left of anna on this machine: the avatar" in gone.output
    assert model.is_file()
    gone = said("forget", "anna", "--avatar")
    assert "on this machine: nothing" in gone.output
    assert not model.exists()
    assert said("forget", "anna").exit_code == 2


def test_without_consent_nothing_is_done(tmp_path: Path) -> None:
    recording = people.a_film(tmp_path / "me.mp4", 1.5)
    refused = said("become", "anna", str(recording))
    assert refused.exit_code == 2
    assert "--consent" in refused.stderr
    assert not places.own().exists()


def test_without_torch_it_says_so_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "NEEDED", ("no_such_library",))
    refused = said("become", "anna", str(tmp_path / "none.mp4"), "--consent", "Anna")
    assert refused.exit_code == 2
    assert extras.remedy("train") in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_what_is_no_film_is_refused_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "me.mp4"
    broken.write_bytes(b"not a film")
    refused = said("become", "anna", str(broken), "--consent", "Anna")
    assert refused.exit_code == 2
    assert refused.stderr.startswith(f"firstdance: {broken}: cannot be played")
    assert not places.own().exists()
