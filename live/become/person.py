"""From a film to an avatar, step by step; each goes on where it was stopped."""

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
    """Tells the user how it goes."""

    def begin(self, what: str) -> None:
        """Something long begins."""
        ...

    def share(self, done: float) -> None:
        """So much of it is done, 0..1."""
        ...

    def say(self, remark: str) -> None:
        """A sentence that stays."""
        ...

    def learned(self, told: TrainerMessage) -> None:
        """What the trainer said."""
        ...


@dataclass(frozen=True, slots=True)
class BecomeOrder:
    """What is wanted."""

    name: str
    file: Path
    models: Path  # the repository with what sees
    minutes: float


def become(
    order: BecomeOrder, ask: Callable[[SourceFilm], str | None], teller: ProgressPrinter
) -> TrainerMessage:
    """Makes an avatar of whoever is in a film, in the user's own folder.

    `ask` is asked who agrees, where nobody has yet; without an answer nothing is done. Raises
    BadInput for a film, a name or a machine that will not do, and trainer.Stopped; nothing that was
    done is lost, and the same order goes on with it.
    """
    place = folder.workplace(order.name)
    trainer.check_installed()
    found = film.opened(order.file)
    agreed = folder.consent(place)
    consent = folder.claim(place, found, None if agreed else ask(found))
    model = str(models.find(order.models, EYES))
    for remark in found.remarks:
        teller.say(remark)
    if not any(place.watched.glob("*.npz")):
        teller.begin("looking into the film")
        for remark in looks.judged(found.file, looks.look_into(found, model)):
            teller.say(remark)
    _extract(place, found, model, consent, teller)
    teller.begin("learning")
    return trainer.learn(lesson(place, order), teller.learned)


def _extract(
    place: Workplace, found: SourceFilm, model: str, consent: Consent, teller: ProgressPrinter
) -> None:
    """The takes, all of them."""
    teller.begin("watching")
    watched = watching.watch(found, model, place.watched, teller.share)
    teller.begin("cutting out")
    filmed = body.filmed(watched)
    try:
        there = takes.cut(found, watched, filmed, place.takes, teller.share)
    except BadInput as error:
        raise BadInput(f"{found.file}: {error}") from error
    told = {
        "name": place.name,
        "licence": f"of {consent.who}: to be shown as they have agreed, and not to be given away",
        "sources": [found.file.name, AGREED],
        "consent": consent.line,
    }
    takes.write_sheet(place.takes, told, filmed, there)


def lesson(place: Workplace, order: BecomeOrder) -> TrainingJob:
    """What the trainer is to do for a place."""
    try:
        start: Path | None = models.find(order.models, trainer.START)
    except BadInput:
        start = None
    return TrainingJob(
        takes=place.takes, kept=place.folder / f"{place.name}.pt",
        model=place.version / "model.onnx", preview=place.preview,
        log=place.folder / "trainer.log", minutes=order.minutes, start=start,
    )  # fmt: skip
