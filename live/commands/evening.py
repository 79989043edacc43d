"""The commands of an evening: `rehearse`, `perform`, `check`, `devices`, `listen`, `dance`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from live.commands import preflight, rehearsal
from live.commands.choreograph import choreograph
from live.commands.console import (
    PROGRAM,
    PlainConsole,
    ReportFile,
    Seconds,
    Seed,
    ShowName,
    app,
    bullet,
    out,
)
from live.commands.listen import listen as hear
from live.commands.plot import draw as draw_beats
from live.commands.preflight.devices import devices as plugged_in
from live.commands.progress import Progress as Watcher
from live.dance.moves import STYLES
from live.desk.desk import MODES
from live.formats import motion_file
from live.hear.sources.sound_file import duration
from live.outputs.window import has_screen
from live.runtime import places, results
from live.runtime.health import Colour
from live.runtime.results import Read
from live.runtime.sentences import one_sentence
from live.runtime.writer import unblocked
from live.show.part_manager import call
from live.show.reads import makes, reads
from live.show.report import Report, write_json
from live.show.run import EndedAtOnce, RunOptions, quiet_context, run, soundtrack
from live.show.show_file import Show, read_show

TASTE = 40.0  # seconds
KEYS = (
    "Space taps the beat, Enter GO, F full screen, B blackout, Esc safe look, "
    "? all keys, Q twice ends the show."
)


@app.command()
def rehearse(  # noqa: PLR0913 - a command line has as many options as it has
    show: ShowName = "rehearsal",
    sound: Annotated[
        str | None, typer.Option(metavar="FILE", help="A song: wav, flac, mp3, ogg, or an mp4.")
    ] = None,
    camera: Annotated[
        str | None,
        typer.Option(metavar="FILE|URL|none", help="A film of you; by default a puppet dances."),
    ] = None,
    film: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.mp4", help="Record the show.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No window: a film.")] = False,
    seconds: Seconds = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="As fast as it can, to a film; same seed, same frames.")
    ] = False,
    seed: Seed = None,
    report: ReportFile = None,
) -> None:
    """Dance to a recorded song: no camera, microphone or network needed.

    Shows a window where there is a screen; otherwise makes a film and prints where it is.

    Examples: `firstdance rehearse`, `firstdance rehearse --sound our-song.mp3`,
    `firstdance rehearse wedding --camera me.mp4 --out us.mp4 --fast`
    """
    screen = has_screen() and not headless and not fast
    virtual = fast or not (screen or headless)
    asked = (seconds, film, sound) != (None, None, None) or headless or fast
    if not screen and not asked:
        # Without options on a machine without a screen: the user only wants to see what this is.
        seconds = TASTE
        out.print(f"No screen here: a film of {TASTE:.0f} s is made. --seconds N makes it longer.")
    if film is None and not screen:
        film = Path("first-dance.mp4")
    wishes = rehearsal.Wishes(sound=sound, camera=camera, film=film, window=screen)
    with unblocked(), one_sentence(PROGRAM):
        plan = read_show(show, rehearsal.adapted(wishes))
        if film is not None:
            results.spare(film, "--out", reads(plan))
        _spare_for_report(report, plan)
        options = RunOptions(seed=seed, seconds=seconds, virtual=virtual, rehearsal=True)
        if screen:
            out.print(KEYS)
        _run_and_tell(plan, options, report, progress=not screen)


@app.command()
def perform(
    show: ShowName,
    sound: Annotated[
        str | None, typer.Option(metavar="NAME", help="A sound input by (part of) its name.")
    ] = None,
    camera: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A camera: name, number, path or URL; none."),
    ] = None,
    seconds: Seconds = None,
    seed: Seed = None,
    report: ReportFile = None,
) -> None:
    """Perform live: microphone, webcam, a window on the projector, OSC.

    The show ends only when you end it: Q twice, close the window, or Ctrl-C.

    Example: `firstdance perform wedding --sound "USB Audio" --camera Logitech`
    """
    with unblocked(), one_sentence(PROGRAM):
        plan = read_show(show, rehearsal.live(sound, camera))
        _spare_for_report(report, plan)
        out.print(f"{plan.title or 'First Dance'}: {plan.file}")
        out.print(KEYS)
        _run_and_tell(plan, RunOptions(seed=seed, seconds=seconds), report)


@app.command()
def check(
    show: ShowName = "wedding",
    sound: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    camera: Annotated[str | None, typer.Option(metavar="NAME")] = None,
) -> None:
    """Check the rig before a show: sound, camera, screens, inputs, outputs, models, speed, disk.

    Green: ready. Amber: it will run, but look. Red: it will not; exit code 1.
    """
    with one_sentence(PROGRAM):
        plan = read_show(show, rehearsal.live(sound, camera))
        worst = Colour.GREEN
        for finding in preflight.check(plan):
            colour = {"green": "green", "amber": "yellow", "red": "red"}[finding.colour]
            out.print(f"{bullet()} {finding.colour:5}  ", style=colour, end="")
            out.print(f"{finding.what}: {finding.how}")
            if finding.remedy:
                out.print(f"           -> {finding.remedy}")
            if finding.colour == "red" or worst == "green":
                worst = finding.colour
        verdict = {
            "green": "Ready.",
            "amber": "Ready, with the remarks above.",
            "red": "Not ready.",
        }
        out.print(verdict[worst])
    if worst == "red":
        raise typer.Exit(1)


@app.command()
def devices() -> None:
    """List sound inputs, cameras, screens and MIDI ports by name, and what may be installed."""
    with one_sentence(PROGRAM):
        for title, names in plugged_in():
            out.print(title, style="bold")
            for name in names or ["none found"]:
                out.print(f"  {name}")


@app.command()
def listen(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sound file, or a film.")],
    show: Annotated[
        str, typer.Option(metavar="SHOW", help="Whose ear, meter and tempo to use.")
    ] = "rehearsal",
    report: ReportFile = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.png",
            help="Draw sound, beats, bars and confidence, beside true beats (FILE.beats).",
        ),
    ] = None,
) -> None:
    """Print the beats of a recording exactly as a live show would have known them.

    Each line: when the beat sounds, its place in the bar, and when it was known. The report has
    the beats as announced and as passed, ONEs, meters, sections, and the music once a second.
    """
    with one_sentence(PROGRAM):
        plan = read_show(show, rehearsal.adapted(rehearsal.Wishes(sound=file, window=False)))
        song = places.find(file, Path())
        context = quiet_context(plan)
        if report is not None:
            results.spare(report, "--report", context.reads)
            results.writable(report, "--report")
        if plot is not None:
            beside = [] if report is None else [Read("--report", report)]
            results.spare(plot, "--plot", [*context.reads, *beside])
        heard = hear(song, call(plan.ear, context, "ear", "hear"))
        for beat in heard.beats:
            out.print(f"{beat.time:9.3f} s   {beat.beat_in_bar}   known {beat.known_at:9.3f} s")
        out.print(f"{len(heard.beats)} beats in {heard.seconds:.1f} s")
        if report is not None:
            write_json(report, heard.as_dict())
        if plot is not None:
            draw_beats(heard, song, plot)
            out.print(f"Picture: {plot}")


@app.command()
def dance(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sound file, or a film.")],
    partner: Annotated[
        str | None,
        typer.Option(
            metavar="MOTION", help="Who is danced with: an .npz of ours, or a human's .bvh."
        ),
    ] = None,
    mode: Annotated[str | None, typer.Option(help=f"One of: {', '.join(MODES)}.")] = None,
    style: Annotated[str | None, typer.Option(help=f"One of: {', '.join(STYLES)}.")] = None,
    show: Annotated[
        str, typer.Option(metavar="SHOW", help="Whose ear and dancer to use.")
    ] = "rehearsal",
    seed: Seed = None,
    target: Annotated[
        Path, typer.Option("--out", metavar="FILE.npz|FILE.bvh", help="Where to write it.")
    ] = Path("dance.npz"),
) -> None:
    """Write the partner's motion for a song, 60 poses a second, faster than real time.

    Example: `firstdance dance our-song.mp3 --style latin --out salsa.bvh`
    """
    with one_sentence(PROGRAM):
        wishes = rehearsal.Wishes(sound=file, window=False)
        plan = read_show(show, rehearsal.dancing(wishes, mode, style))
        context = quiet_context(plan, RunOptions(seed=seed))
        motion_file.check_name(target)
        beside = [] if partner is None else [Read("--partner", Path(partner))]
        with results.claimed(target, "--out", [*context.reads, *beside]) as written:
            choreography = choreograph(
                places.find(file, Path()),
                call(plan.ear, context, "ear", "hear"),
                call(plan.dancer, context, "dancer", "step"),
                None if partner is None else motion_file.read(Path(partner)),
            )
            motion_file.write(written, choreography.motion)
        frames = len(choreography.motion.positions)
        out.print(f"{choreography.seconds:.1f} s of dance, {frames} poses: {written}")


def _run_and_tell(
    show: Show, options: RunOptions, report: Path | None, *, progress: bool = False
) -> None:
    """Runs a show, and writes and prints how it went, where it is ended at once, too."""
    try:
        done = _run_with_progress(show, options) if progress else run(show, options)
    except EndedAtOnce as ended:
        if ended.report is not None:
            _print_report(ended.report, report)
        raise
    _print_report(done, report)


def _run_with_progress(show: Show, options: RunOptions) -> Report:
    song = soundtrack(show)
    length = options.seconds or (duration(song) if song else None)
    with Progress(
        TextColumn("dancing"), BarColumn(), TextColumn("{task.completed:.0f} s"),
        TimeRemainingColumn(), console=PlainConsole(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("dance", total=length)
        watcher = Watcher(lambda seconds: bar.update(task, completed=seconds))
        return run(show, replace(options, extra_outputs=(watcher,)))


def _spare_for_report(report: Path | None, plan: Show) -> None:
    """Raises BadInput where a report cannot be written, or only over what is read or made."""
    if report is not None:
        results.spare(report, "--report", [*reads(plan), *makes(plan)])
        results.writable(report, "--report")


def _print_report(report: Report, file: Path | None) -> None:
    kept, why = (None, "") if file is None else report.write(file)
    figures = report.as_dict()
    for film in report.made:
        out.print(f"Film: {film}")
    if kept is not None:
        out.print(f"Report: {kept}" + (f" ({file} cannot be written: {why})" if why else ""))
    out.print(
        f"{figures['seconds']:.1f} s, {figures['frames']} frames, "
        f"{100 * figures['on_time']:.1f} % on time; {figures['falls_count']} falls."
    )
    for fall in figures["falls"][:5]:
        until = (
            "not recovered" if fall["recovered"] is None else f"back at {fall['recovered']:.1f} s"
        )
        out.print(
            f"  {fall['part']} at {fall['time']:.1f} s: {fall['cause']} ({until})", markup=False
        )
