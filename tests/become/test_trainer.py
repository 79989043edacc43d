"""The trainer is a program of its own: what it says is heard, and what goes wrong is told."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from live.become import trainer
from live.become.trainer import Stopped, TrainerMessage, TrainingJob, learn
from live.errors import BadInput, ShowError
from live.runtime import extras

GOOD = """
import json, sys
print("a library greets")
print(json.dumps({"minutes": 1.5, "of": 3.0, "steps": 70}))
print(json.dumps({"model": "there.onnx", "figures": {"figure": 23.5}, "copier": 12.0}))
"""


def a_lesson(folder: Path) -> TrainingJob:
    return TrainingJob(
        takes=folder / "takes", kept=folder / "me.pt", model=folder / "1" / "model.onnx",
        preview=folder / "p.png", log=folder / "log", minutes=3.0, start=folder / "start.npz",
    )  # fmt: skip


def run(folder: Path, program: str) -> tuple[TrainerMessage, list[TrainerMessage]]:
    heard: list[TrainerMessage] = []
    return learn(a_lesson(folder), heard.append, [sys.executable, "-c", program]), heard


def test_what_the_trainer_says_is_heard_and_greetings_are_not(tmp_path: Path) -> None:
    last, heard = run(tmp_path, GOOD)
    assert [told.minutes for told in heard] == [1.5, None]
    assert (last.model, last.figures["figure"], last.copier) == ("there.onnx", 23.5, 12.0)


def test_a_trainer_that_refuses_is_heard_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^takes: no take in it$"):
        run(tmp_path, "import sys; print('takes: no take in it', file=sys.stderr); sys.exit(2)")


def test_a_trainer_that_fails_is_told_of_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(ShowError, match="ZeroDivisionError") as caught:
        run(tmp_path, "1 / 0")
    assert str(tmp_path / "log") in str(caught.value)
    with pytest.raises(ShowError, match="without an avatar"):
        run(tmp_path, "print('nothing')")


def test_a_trainer_that_was_stopped_or_killed_leaves_something_to_go_on_with(
    tmp_path: Path,
) -> None:
    with pytest.raises(Stopped):
        run(tmp_path, "raise SystemExit(130)")
    with pytest.raises(ShowError, match="the same command goes on"):
        run(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def test_without_torch_one_sentence_tells_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match=re.escape(extras.remedy("train"))):
        trainer.check_installed()


def test_the_command_line_names_all_that_is_needed_and_the_modules_are_found(
    tmp_path: Path,
) -> None:
    said = trainer.command(a_lesson(tmp_path))
    assert said[0] == sys.executable
    for told in (
        "live.become.training.learn_person",
        str(tmp_path / "takes"),
        "--start",
        "--minutes",
    ):
        assert told in said
    asks = (
        "import importlib.util, json, live.become\n"
        "there = importlib.util.find_spec('live.become.training.learn_person') is not None\n"
        "print(json.dumps({'model': str(there)}))"
    )
    assert run(tmp_path, asks)[0].model == "True"


def test_a_trainer_that_loads_onnx_runtime_is_told_to_tell_nobody(tmp_path: Path) -> None:
    asks = "import json, os; print(json.dumps({'model': os.environ['ORT_DISABLE_TELEMETRY']}))"
    assert run(tmp_path, asks)[0].model == "1"
