"""The commands for avatars: `firstdance avatars`, `transfer`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from live.commands import avatar_sheet
from live.commands.console import PROGRAM, PlainConsole, app, bullet, out
from live.commands.transfer import transfer as transferred
from live.draw.avatar import Avatar, figures
from live.runtime import results
from live.runtime.sentences import one_sentence
from live.show.part_manager import call
from live.show.reads import reads
from live.show.run import quiet_context
from live.show.show_file import read_show


@app.command()
def avatars(
    show: Annotated[
        str, typer.Argument(metavar="SHOW", help="Whose models to list.")
    ] = "rehearsal",
    sheet: Annotated[
        Path | None,
        typer.Option(metavar="FILE.png", help="Draw them dancing, a row for each."),
    ] = None,
) -> None:
    """List who can be worn: ours and yours, with size, engine, milliseconds, licence, consent.

    Each is loaded and tried. Where one cannot be used, the list says why, and the exit code is 1.

    Example: `firstdance avatars --sheet avatars.png`
    """
    with one_sentence(PROGRAM):
        plan = read_show(show)
        engine = plan.painter.engine if isinstance(plan.painter, Avatar) else "auto"
        if sheet is not None:
            results.spare(sheet, "--sheet", reads(plan))
        bill = []
        named = figures(plan.painter, plan.cues)
        for entry in avatar_sheet.entries(plan.models, engine, named, plan.file.parent):
            bill.append(entry)
            colour = "red" if entry.sitter is None else "green"
            out.print(f"{bullet()}  ", style=colour, end="")
            out.print(f"{entry.name:12} ", style="bold", end="")
            out.print(", ".join(entry.facts))
        if not bill:
            out.print(f"no avatar at all in {plan.models}")
        if sheet is not None:
            avatar_sheet.sheet(bill, quiet_context(plan), sheet)
            out.print(f"Picture: {sheet.absolute()}")
    if any(entry.sitter is None for entry in bill):
        raise typer.Exit(1)


@app.command()
def transfer(
    source: Annotated[
        Path, typer.Argument(metavar="FILM", help="Somebody dancing: the whole body in view.")
    ],
    avatars: Annotated[
        str, typer.Option(metavar="NAMES", help="Who dances it, with commas between.")
    ] = "bride,groom",
    target: Annotated[
        Path, typer.Option("--out", metavar="FILE.mp4", help="Where to write it.")
    ] = Path("transfer.mp4"),
    show: Annotated[str, typer.Option(metavar="SHOW", help="Whose models to use.")] = "rehearsal",
) -> None:
    """Have avatars dance a film: source, pose and avatars side by side, with its sound.

    Every frame is painted, even if that takes long.

    Example: `firstdance transfer me.mp4 --avatars bride,groom --out four.mp4`
    """
    with one_sentence(PROGRAM):
        plan = read_show(show)
        context = quiet_context(plan)
        ear = call(plan.ear, context, "ear", "hear")
        names = [name.strip() for name in avatars.split(",") if name.strip()]
        screen = PlainConsole(stderr=True)
        with Progress(
            TextColumn("dancing"), BarColumn(), TextColumn("{task.percentage:.0f} %"),
            TimeRemainingColumn(), console=screen, transient=True, disable=not screen.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("dance", total=1.0)
            done = transferred(
                source, names, target, context, ear, lambda share: bar.update(task, completed=share)
            )
        for remark in done.remarks:
            out.print(remark)
        out.print(f"Film: {done.file.absolute()}, {done.frames} frames, {done.seconds:.1f} s")
