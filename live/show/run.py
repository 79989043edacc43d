"""Runs a show: builds its context, and chooses the loop and the threads it needs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from live.desk.desk import Desk
from live.hear.sources.recording import Recording
from live.parts import Output, ShowContext
from live.runtime import places
from live.runtime.clock import Clock, Wall
from live.runtime.failures import FailureLog
from live.runtime.interrupts import Interrupts
from live.runtime.results import Read
from live.runtime.room_sound import RoomSound
from live.runtime.virtual import run_virtual
from live.runtime.workers import Worker, WorkerFactory, run_beside_window
from live.show.perform import perform
from live.show.reads import reads
from live.show.report import Report
from live.show.show_file import Show


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a show is run this time."""

    seed: int | None = None  # instead of the show's own
    seconds: float | None = None  # how long; None: to the end
    virtual: bool = False  # in virtual time, as fast as it can
    rehearsal: bool = False  # nobody is watching live
    extra_outputs: tuple[Output, ...] = ()  # outputs beside the show's own
    workers: WorkerFactory | None = None  # who does the parts' work; None: as the time is


def soundtrack(show: Show) -> Path | None:
    """The recording the show plays, None with a microphone."""
    if not isinstance(show.sound, Recording):
        return None
    return places.find(show.sound.file, show.file.parent)


@dataclass(frozen=True, slots=True)
class Files:
    """The files found on the disk before the show, because its loop must not wait for a disk."""

    song: Path | None = None  # the recording the show plays
    reads: tuple[Read, ...] = ()  # see live.show.reads

    @classmethod
    def of(cls, show: Show) -> "Files":
        """The files of a show."""
        return cls(soundtrack(show), reads(show))


def context_of(
    show: Show, options: RunOptions, clock: Clock, desk: Desk, files: Files
) -> ShowContext:
    """The context a show is performed in."""
    return ShowContext(
        clock=clock,
        desk=desk,
        title=show.title,
        subtitle=show.subtitle,
        rate=show.rate,
        size=show.size,
        seed=show.seed if options.seed is None else options.seed,
        # A film shows each picture at its own time: there is no projector to be ahead of.
        latency=0.0 if options.virtual else show.latency,
        meter=show.music.meter,
        tempo=show.music.tempo,
        models=show.models,
        folder=show.file.parent,
        soundtrack=files.song,
        rehearsal=options.rehearsal,
        virtual=options.virtual,
        cues=show.cues,
        file=show.file,
        reads=files.reads,
        room=_room(show, files, options),
        beat_source=show.beat.source,
    )


def _room(show: Show, files: Files, options: RunOptions) -> RoomSound | None:
    """Where the room's sound is kept: for a live show with an output that makes a file."""
    live = files.song is None and not options.virtual
    return RoomSound() if live and any(part.writes for part in show.outputs) else None


def quiet_context(show: Show, options: RunOptions | None = None) -> ShowContext:
    """A context outside real time: to hear or dance to a recording, or to measure a part."""
    options = replace(options or RunOptions(), virtual=True, rehearsal=True)
    return context_of(show, options, Clock(Wall()), Desk(), Files.of(show))


class EndedAtOnce(KeyboardInterrupt):
    """The operator ended the show at once, with a second Ctrl-C."""

    def __init__(self, report: Report | None) -> None:
        """`report`: as far as the show went; None where it had not begun."""
        super().__init__()
        self.report = report


def run(show: Show, options: RunOptions) -> Report:
    """Runs a show to its end and returns its report.

    Raises BadInput before the show starts, and EndedAtOnce after a second Ctrl-C.
    """
    desk = Desk()
    reports: list[Report] = []  # none until the show's clock is there
    with Interrupts(desk.end) as interrupts:
        _run(show, options, desk, interrupts, reports.append)
    if interrupts.at_once or not reports:
        raise EndedAtOnce(next((report for report in reports if report.has_begun), None))
    return reports[0]


def _run(
    show: Show,
    options: RunOptions,
    desk: Desk,
    interrupts: Interrupts,
    begun: Callable[[Report], None],
) -> None:
    files = Files.of(show)
    frames = None if options.seconds is None else round(options.seconds * show.rate)

    async def performance(window: Worker | None = None) -> None:
        loop = asyncio.get_running_loop()
        context = context_of(show, options, Clock(loop), desk, files)
        report = Report(context.rate, FailureLog(context.clock))
        begun(report)
        extra, workers = options.extra_outputs, options.workers
        await interrupts.heeded(perform(show, context, report, window, frames, extra, workers))

    if options.virtual:
        run_virtual(performance())
    elif any(part.on_main_thread for part in show.outputs):
        run_beside_window(performance)
    else:
        asyncio.run(performance())
