"""Runs a show: builds its house, and picks the loop and the threads it needs."""

import asyncio
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from live.desk.desk import Desk
from live.hear.sources.recording import Recording
from live.parts import House, Outlet
from live.runtime import places
from live.runtime.clock import Clock, Wall
from live.runtime.results import Read
from live.runtime.virtual import run_virtual
from live.runtime.workers import Worker, run_beside_window
from live.show.perform import perform
from live.show.reads import reads
from live.show.report import Report
from live.show.show_file import Show


@dataclass(frozen=True, slots=True)
class Occasion:
    """How a show is run this time."""

    seed: int | None = None  # instead of the show's own
    seconds: float | None = None  # how long; None: to the end
    virtual: bool = False  # in virtual time, as fast as it can
    rehearsal: bool = False  # nobody is watching live
    audience: tuple[Outlet, ...] = ()  # outputs beside the show's own


def soundtrack(show: Show) -> Path | None:
    """The recording the show plays, None with a microphone."""
    if not isinstance(show.sound, Recording):
        return None
    return places.find(show.sound.file, show.file.parent)


@dataclass(frozen=True, slots=True)
class Files:
    """What is found on the disk before the show: in its loop nobody looks for files."""

    song: Path | None = None  # the recording the show plays
    reads: tuple[Read, ...] = ()  # see live.show.reads

    @classmethod
    def of(cls, show: Show) -> "Files":
        """Those of a show."""
        return cls(soundtrack(show), reads(show))


def house_of(show: Show, occasion: Occasion, clock: Clock, desk: Desk, files: Files) -> House:
    """The house a show is performed in."""
    return House(
        clock=clock,
        desk=desk,
        title=show.title,
        subtitle=show.subtitle,
        rate=show.rate,
        size=show.size,
        seed=show.seed if occasion.seed is None else occasion.seed,
        # A film shows each picture at its own time: there is no projector to be ahead of.
        latency=0.0 if occasion.virtual else show.latency,
        meter=show.music.meter,
        tempo=show.music.tempo,
        models=show.models,
        folder=show.file.parent,
        soundtrack=files.song,
        rehearsal=occasion.rehearsal,
        virtual=occasion.virtual,
        cues=show.cues,
        file=show.file,
        reads=files.reads,
        beat_source=show.beat.source,
    )


def quiet_house(show: Show, occasion: Occasion | None = None) -> House:
    """A house for what needs no time: hearing or dancing to a recording, measuring a part."""
    occasion = replace(occasion or Occasion(), virtual=True, rehearsal=True)
    return house_of(show, occasion, Clock(Wall()), Desk(), Files.of(show))


def run(show: Show, occasion: Occasion) -> Report:
    """Runs a show to its end and returns its report. Raises Unfit before the doors open."""
    desk = Desk()
    files = Files.of(show)
    frames = None if occasion.seconds is None else round(occasion.seconds * show.rate)

    async def performance(window: Worker | None = None) -> Report:
        loop = asyncio.get_running_loop()
        if window is None:
            _heed_interrupts(loop, desk)
        house = house_of(show, occasion, Clock(loop), desk, files)
        return await perform(show, house, window, frames, occasion.audience)

    if occasion.virtual:
        return run_virtual(performance())
    if any(getattr(part, "on_main_thread", False) for part in show.outputs):
        return run_beside_window(performance, desk.end)
    return asyncio.run(performance())


def _heed_interrupts(loop: asyncio.AbstractEventLoop, desk: Desk) -> None:
    """Ctrl-C ends the show as the operator's word would; a second one at once."""
    performing = asyncio.current_task()

    def interrupted() -> None:
        if desk.asked_to_end and performing is not None:
            performing.cancel()
        desk.end()

    # Windows' loop cannot; there Ctrl-C cancels the show, which closes its outputs all the same.
    with suppress(NotImplementedError, ValueError):
        loop.add_signal_handler(signal.SIGINT, interrupted)
        loop.add_signal_handler(signal.SIGTERM, interrupted)
