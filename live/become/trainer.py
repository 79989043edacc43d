"""Runs the trainer, a program of its own (live.become.training.learn_person): no torch in a show.

The trainer reports its progress in lines of JSON on its standard output. Its standard error goes
to a log; when it fails, the last line of the log is in the error message.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from live.errors import BadInput, ShowError
from live.runtime import extras, places

NEEDED = ("torch", "onnx", "onnxscript")
START = "portrait_start"  # of the model repository: the weights that training begins from
_REFUSED, _STOPPED = 2, (130, -2, 143, -15)  # exit codes: bad input; asked to stop


class TrainerMessage(msgspec.Struct, frozen=True):
    """One line of the trainer's output."""

    minutes: float | None = None  # of training so far
    of: float | None = None  # minutes of training in all
    steps: int = 0
    stage: str = ""  # what it does after training
    preview: str = ""  # a picture that has just been written
    device: str = ""
    model: str = ""  # the avatar's file, when it has been written
    figures: Mapping[str, float] = {}
    copier: float | None = None  # dB of the nearest frame, for comparison


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """The order for the trainer."""

    takes: Path
    kept: Path
    model: Path
    preview: Path
    log: Path
    minutes: float
    start: Path | None
    single: bool = False  # without the loss on the motion between frames


class Stopped(ShowError):
    """Training was asked to stop; it can be continued."""


def check_installed() -> None:
    """Raises BadInput where a package that training needs is not installed."""
    for module in NEEDED:
        if importlib.util.find_spec(module) is None:
            raise BadInput(
                f"learning somebody needs {module}, which is {extras.state_of(module, 'train')}"
            )


def command(lesson: TrainingJob) -> list[str]:
    """The trainer's command line."""
    words = [
        sys.executable, "-W", "ignore", "-m", "live.become.training.learn_person",
        str(lesson.takes), "--kept", str(lesson.kept), "--model", str(lesson.model),
        "--preview", str(lesson.preview), "--minutes", str(lesson.minutes),
    ]  # fmt: skip
    if lesson.start is not None:
        words += ["--start", str(lesson.start)]
    return [*words, "--single"] if lesson.single else words


def learn(
    lesson: TrainingJob,
    on_message: Callable[[TrainerMessage], None],
    line: Sequence[str] | None = None,
) -> TrainerMessage:
    """Runs the trainer, or the command `line`, until the avatar is there; returns the message with
    the avatar.

    Raises BadInput for what the trainer cannot use, Stopped where it was asked to stop, and
    ShowError where it failed.
    """
    lesson.kept.parent.mkdir(parents=True, exist_ok=True)
    last: TrainerMessage | None = None
    with (
        lesson.log.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            list(line or command(lesson)), stdout=subprocess.PIPE, stderr=log, text=True,
            env=_surroundings(), encoding="utf-8",
        ) as trainer,
    ):  # fmt: skip
        try:
            assert trainer.stdout is not None
            for text in trainer.stdout:
                if (message := _parsed(text)) is not None:
                    on_message(message)
                    last = message if message.model else last
        except KeyboardInterrupt:
            # Ctrl-C reaches both programs: the trainer saves its state, and ends.
            trainer.wait()
            raise
    _judge(trainer.returncode, lesson)
    if last is None:
        raise ShowError(f"the trainer ended without an avatar; {lesson.log} says more")
    return last


def _judge(code: int, lesson: TrainingJob) -> None:
    if code == 0:
        return
    said = lesson.log.read_text(encoding="utf-8").strip().splitlines()
    if code == _REFUSED and said:
        raise BadInput(said[-1])
    if code in _STOPPED:
        raise Stopped("learning was stopped; everything is kept")
    why = said[-1] if said else "it said nothing"
    raise ShowError(
        f"the trainer failed ({why}); {lesson.log} says more. What it had learned is kept: the"
        " same command goes on"
    )


def _parsed(line: str) -> TrainerMessage | None:
    try:
        return msgspec.json.decode(line, type=TrainerMessage)
    except msgspec.DecodeError:
        return None  # a message of some library


def _surroundings() -> dict[str, str]:
    """The trainer's environment, in which it finds this program's modules."""
    before = os.environ.get("PYTHONPATH")
    paths = [str(places.PACKAGE.parent), *([before] if before else [])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
