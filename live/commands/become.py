"""The commands that make an avatar of a person, and delete it: `become`, `forget`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from live.become import folder
from live.become.film import SourceFilm
from live.become.folder import AGREED
from live.become.person import BecomeOrder
from live.become.person import become as made
from live.become.trainer import Stopped, TrainerMessage
from live.commands.console import PROGRAM, PlainConsole, app, out
from live.runtime import places
from live.runtime.sentences import one_sentence

MINUTES = 45.0
_STAGES = {"export": "writing the avatar", "measure": "measuring it"}


@app.command()
def become(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the avatar is to be called.")],
    film: Annotated[
        Path, typer.Argument(metavar="FILM", help="Three minutes of one person, head to feet.")
    ],
    consent: Annotated[
        str | None,
        typer.Option(metavar="WHO", help="Who is filmed, and agrees to this; else you are asked."),
    ] = None,
    minutes: Annotated[
        float, typer.Option(min=0.05, max=10_000, help="Of learning, in all.")
    ] = MINUTES,
) -> None:
    """Learn somebody from a film, so that they can dance on the stage tonight.

    Checks the film, cuts the person out, learns them (a GPU is used where there is one) and puts
    the avatar into your own folder. Stop it with Ctrl-C, or however you like, and say the same
    again: it goes on. Frames never leave this machine. Needs the extra `train`.

    Example: `firstdance become anna anna.mp4 --consent "Anna Example"`
    """
    with one_sentence(PROGRAM):
        screen = PlainConsole(stderr=True)
        with Progress(
            TextColumn("{task.description:18}", markup=False), BarColumn(),
            TextColumn("{task.percentage:3.0f} % {task.fields[note]}", markup=False),
            TimeRemainingColumn(),
            console=screen, disable=not screen.is_terminal,
        ) as bar:  # fmt: skip
            order = BecomeOrder(name, film, places.MODELS, minutes)
            try:
                done = made(order, lambda found: _consent(found, consent, bar), _Progress(bar))
            except (Stopped, KeyboardInterrupt) as stop:
                out.print("Stopped; everything is kept. Say the same again, and it goes on.")
                raise typer.Exit(130) from stop
        _print_result(name, done)


@app.command()
def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom to forget.")],
    avatar: Annotated[
        bool | None,
        typer.Option("--avatar/--keep-avatar", help="Delete the avatar, too; else you are asked."),
    ] = None,
) -> None:
    """Delete what `become` kept of somebody: frames, what was learned so far, previews.

    The avatar itself stays unless you say so. Says what is left.

    Example: `firstdance forget anna --avatar`
    """
    with one_sentence(PROGRAM):
        place = folder.workplace(name)
        if not places.is_dir(place.folder) and not places.is_dir(place.avatar):
            known = ", ".join(folder.known()) or "nobody"
            out.print(f"Nothing is kept of {name}; there is {known}.")
            raise typer.Exit(2)
        if avatar is None:
            avatar = places.is_dir(place.avatar) and sys.stdin.isatty() and typer.confirm(
                f"Delete the avatar {name}, too? It can then no longer be shown."
            )  # fmt: skip
        for line in folder.forget(place, avatar=avatar):
            out.print(f"Deleted: {line}")
        left = f"the avatar in {place.avatar}" if places.is_dir(place.avatar) else "nothing"
        out.print(
            f"Left of {name} on this machine: {left}. Films you made, and copies you gave away, are"
            " yours to delete.",
        )


def _consent(film: SourceFilm, consent: str | None, bar: Progress) -> str | None:
    """The name of the person in the film who agrees; None: nobody does, or nobody can be asked."""
    if consent is not None or not sys.stdin.isatty():
        return consent
    bar.stop()
    out.print(f"Whoever is in {film.file} has to agree {AGREED}.")
    answer: str = typer.prompt(
        "If they do, type their name; otherwise just Enter", default="", show_default=False
    )
    bar.start()
    return answer


class _Progress:
    """A progress bar on the terminal; where there is no terminal, a line now and then."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._said = -1
        self._shown = False

    def begin(self, what: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, completed=1.0)
        self._task = self._bar.add_task(what, total=1.0, note="")
        self._said = -1
        if self._bar.disable:
            out.print(what)

    def share(self, done: float) -> None:
        if self._task is not None:
            self._bar.update(self._task, completed=done)
        tenth = int(10 * done)
        if self._bar.disable and tenth > self._said:
            self._said = tenth
            out.print(f"  {10 * tenth} %")

    def say(self, remark: str) -> None:
        self._bar.console.print(
            f"{remark}.", markup=False, emoji=False, highlight=False, soft_wrap=True
        )

    def trained(self, message: TrainerMessage) -> None:
        if message.minutes is not None and message.of:
            self.share(min(1.0, message.minutes / message.of))
            self._note(f"{message.minutes:.0f} of {message.of:.0f} minutes, {message.steps} steps")
        if message.device:
            self._note(f"on the {'GPU' if message.device == 'cuda' else 'CPU'}")
        if message.stage:
            self.begin(_STAGES.get(message.stage, message.stage))
        if message.preview and not self._shown:
            self._shown = True
            self.say(f"A picture of how far it is, renewed now and then: {message.preview}")

    def _note(self, note: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, note=note)


def _print_result(name: str, done: TrainerMessage) -> None:
    figures = done.figures
    out.print(f"{name} is there: {done.model}")
    if "figure" in figures:
        beside = "" if done.copier is None else f", the nearest frame of the film {done.copier:.1f}"
        out.print(
            f"On the film's end, which was not learned from: {figures['figure']:.1f} dB where the"
            f" figure is{beside}. The card beside it says more.",
        )
    out.print(
        f'On the stage: [painter] kind = "avatar", partner = "{name}" in your show, then'
        f" firstdance perform. To delete what was kept of the film: firstdance forget {name}",
    )
