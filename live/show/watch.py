"""Looks after a running show, and tells its operator what is wrong, in the pre-flight's words."""

import logging
import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from live.errors import WorkerLate
from live.runtime.clock import Clock
from live.runtime.failures import SLOW, Failure
from live.runtime.health import Colour, Finding, Health
from live.runtime.workers import Worker
from live.show.report import Report

log = logging.getLogger(__name__)

RATE = 4.0  # looks a second
MISSED, MISSED_RED = 0.01, 0.05  # share of the frames of the last minute
LASTS = 1.0  # seconds: a part that falls for a moment is understudied, and not worth a warning
ROOM, ROOM_RED = 1e9, 1e8  # bytes free where a film is written
LOOK = 10.0  # seconds between two looks at the disk
ANSWERS = 1.0  # seconds a disk may take
DULL = 10.0  # seconds of silence, or of one picture, that are not the music's or the dancer's
TOLD_AGAIN = 10.0  # seconds between two lines on the console; one that is worse comes at once
LONGEST = 70  # letters of a cause

# Of parts so named guests see that they are missing, or something is lost for ever.
_RED = ("show", "output", "film", "painter's understudy")
_REMEDIES = {
    "sound": "Look at its cable and its power; it is opened again by itself.",
    "camera": "Look at its cable and its power; it is opened again by itself.",
    "output": "Look at its cable and what it goes to; it is opened again by itself.",
    "input": "Look at its cable and who sends; it is opened again by itself.",
    "film": "Make room, or plug the stick in again; it goes on in a new file.",
    "dancer": "Another one dances meanwhile.",
    "painter": "Dots are drawn meanwhile.",
}
_SLOW_REMEDY = "Close other programs."


class Watch:
    """Keeps the show's health up to date."""

    def __init__(
        self, health: Health, report: Report, films: Callable[[], Sequence[Path]], clerk: Worker
    ) -> None:
        """`films` are the files that are written; `clerk` looks at their disks."""
        self._health = health
        self._report = report
        self._films = films
        self._clerk = clerk
        self._disks: tuple[Finding, ...] = ()
        self._look_at = 0.0  # seconds: when to look at the disks next
        self._told, self._told_at = Colour.GREEN, -math.inf

    async def run(self, clock: Clock, *, virtual: bool) -> None:
        """Until cancelled. In virtual time nobody is there to be warned."""
        if virtual:
            return
        async for tick in clock.ticks(RATE):
            if tick.time >= self._look_at:
                self._look_at = tick.time + LOOK
                await self._look()
            self.judge()
            self._tell(tick.time)

    async def _look(self) -> None:
        folders = sorted({file.parent for file in self._films()})
        if not folders:
            return
        try:
            self._disks = await self._clerk.do(partial(_disks, folders), ANSWERS)
        except WorkerLate:
            self._disks = (
                Finding(Colour.AMBER, "disk", "it does not answer", "Look at the film's stick."),
            )

    def judge(self) -> None:
        """Brings the findings up to date, the worst first."""
        findings = [*self._frames(), *self._falls(), *self._disks, *self._dull()]
        self._health.findings = tuple(sorted(findings, key=lambda one: -one.colour.number))

    def _frames(self) -> Iterator[Finding]:
        share = self._report.missed.share
        if share >= MISSED:
            colour = Colour.RED if share >= MISSED_RED else Colour.AMBER
            how = f"{100 * share:.0f} % were missed in the last minute"
            yield Finding(colour, "frames", how, "Close other programs on this machine.")

    def _falls(self) -> Iterator[Finding]:
        open_now = self._report.failures.lasting(LASTS)
        down = {failure.part for failure in open_now}
        for failure in open_now:
            # An understudy is tried again only when it is needed again.
            if failure.part != "understudy" or "dancer" in down:
                yield _fall(failure)

    def _dull(self) -> Iterator[Finding]:
        down = self._report.failures.fallen()
        for part, lively, what, remedy in (
            ("sound", self._health.sound, "nothing but silence", "Is its switch on, its fader up?"),
            ("camera", self._health.camera, "black, or one picture", "Is its lens free? Is it on?"),
        ):
            since = lively.dull_since(DULL)
            if since is not None and part not in down:
                yield Finding(Colour.AMBER, part, f"{what} since {_minutes(since)}", remedy)

    def _tell(self, now: float) -> None:
        """Prints a line when the colour has changed."""
        colour = self._health.colour
        if colour == self._told:
            return
        if colour.number > self._told.number or now - self._told_at >= TOLD_AGAIN:
            self._told, self._told_at = colour, now
            said = self._health.findings[0].sentence if self._health.findings else "all is well"
            log.warning("%s at %s: %s", colour, _minutes(now), said)


def _fall(failure: Failure) -> Finding:
    _, _, cause = failure.cause.partition(": ")
    cause = " ".join((cause or failure.cause).split())
    if len(cause) > LONGEST:
        cause = cause[: LONGEST - 3] + "..."
    if failure.kind == SLOW:
        return Finding(Colour.AMBER, failure.part, f"too slow, {cause}", _SLOW_REMEDY)
    colour = Colour.RED if failure.part.startswith(_RED) else Colour.AMBER
    how = f"out of action since {_minutes(failure.time)}, {cause.rstrip('.')}"
    return Finding(colour, failure.part, how, _REMEDIES.get(failure.part.split()[0], ""))


def _disks(folders: Sequence[Path]) -> tuple[Finding, ...]:
    return tuple(finding for folder in folders for finding in _disk(folder))


def _disk(folder: Path) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding(
            Colour.RED, "disk", f"{folder} cannot be reached ({error.strerror})",
            "Plug it in again: the film goes on in a new file.",
        )  # fmt: skip
        return
    if free < ROOM:
        colour = Colour.RED if free < ROOM_RED else Colour.AMBER
        how = f"{free / 1e9:.1f} GB free in {folder}" if free >= ROOM_RED else f"full, in {folder}"
        yield Finding(colour, "disk", how, "Make room: the film ends with it, the show does not.")


def _minutes(seconds: float) -> str:
    """A second of the show, as an operator reads it."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
