"""From a film to an avatar, step by step; each step can be stopped and continued."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from live.become import body, film, folder, looks, takes, trainer, watching
from live.become.film import SourceFilm
from live.become.folder import AGREED, Consent, Workplace
from live.become.trainer import TrainerMessage, TrainingJob
from live.errors import BadInput
from live.networks import models

EYES = "pose_full"


class ProgressPrinter(Protocol):
    """Shows the user the progress."""

    def begin(self, what: str) -> None:
        """Shows that a long step begins."""
        ...

    def share(self, done: float) -> None:
        """Shows the part of the step that is done, 0..1."""
        ...

    def say(self, remark: str) -> None:
        """Prints a sentence that stays."""
        ...

    def trained(self, message: TrainerMessage) -> None:
        """Shows a message of the trainer."""
        ...


@dataclass(frozen=True, slots=True)
class BecomeOrder:
    """The order for an avatar."""

    name: str
    file: Path
    models: Path  # the model repository, for the eyes' model
    minutes: float


def become(
    order: BecomeOrder, ask: Callable[[SourceFilm], str | None], progress: ProgressPrinter
) -> TrainerMessage:
    """Makes an avatar of the person in a film, in the user's own folder.

    Where nobody has agreed yet, `ask` is called for who does; None stops here. Raises BadInput for
    a film, name or machine that cannot be used or without consent, and trainer.Stopped. Finished
    steps are kept: the same order continues after them.
    """
    place = folder.workplace(order.name)
    trainer.check_installed()
    found = film.opened(order.file)
    agreed = folder.consent(place)
    consent = folder.claim(place, found, None if agreed else ask(found))
    model = str(models.find(order.models, EYES))
    for remark in found.remarks:
        progress.say(remark)
    if not any(place.watched.glob("*.npz")):
        progress.begin("looking into the film")
        for remark in looks.judged(found.file, looks.look_into(found, model)):
            progress.say(remark)
    _extract(place, found, model, consent, progress)
    progress.begin("learning")
    return trainer.learn(lesson(place, order), progress.trained)


def _extract(
    place: Workplace, found: SourceFilm, model: str, consent: Consent, progress: ProgressPrinter
) -> None:
    """Cuts all takes out of a film."""
    progress.begin("watching")
    watched = watching.watch(found, model, place.watched, progress.share)
    progress.begin("cutting out")
    filmed = body.filmed(watched)
    try:
        there = takes.cut(found, watched, filmed, place.takes, progress.share)
    except BadInput as error:
        raise BadInput(f"{found.file}: {error}") from error
    metadata = {
        "name": place.name,
        "licence": f"of {consent.who}: to be shown as they have agreed, and not to be given away",
        "sources": [found.file.name, AGREED],
        "consent": consent.line,
    }
    takes.write_sheet(place.takes, metadata, filmed, there)


def lesson(place: Workplace, order: BecomeOrder) -> TrainingJob:
    """The trainer's order for a place."""
    try:
        start: Path | None = models.find(order.models, trainer.START)
    except BadInput:
        start = None
    return TrainingJob(
        takes=place.takes, kept=place.folder / f"{place.name}.pt",
        model=place.version / "model.onnx", preview=place.preview,
        log=place.folder / "trainer.log", minutes=order.minutes, start=start,
    )  # fmt: skip
