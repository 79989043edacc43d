"""The show must go on: what happens when a part fails.

There are two levels. A failed *step* costs one step: an understudy does it. A failed *part* (a
device that went away, a call that never returns) is opened again with growing pauses.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from live.errors import WorkerLate
from live.runtime.clock import Clock
from live.runtime.workers import Worker

T = TypeVar("T")
P = TypeVar("P")
log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before a failed part is opened again
STEADY = 3.0  # seconds of work after which the pauses start at FIRST_PAUSE again
REMEMBERED = 2000  # failures kept in detail; later ones are only counted
HUNG = 3.0  # seconds stuck in one step, after which the part gets a new worker
LOG_EVERY = 1.0  # seconds: a part that fails every frame must not fill the disk


@dataclass(slots=True)
class Failure:
    """One part out of action, from its first failed step to its recovery."""

    time: float  # seconds
    part: str
    cause: str
    steps: int = 1  # steps, or openings, that failed
    recovered: float | None = None  # seconds; None: not yet


@dataclass(frozen=True, slots=True)
class FileDamage:
    """What of a file that the show plays could not be used; times are seconds of the file."""

    part: str  # "sound" or "camera"
    file: str
    places: int  # where something is missing; 0: only the end is
    first: float  # how much of it is whole before the first of them
    missing: float  # seconds of sound that were silent instead; pictures are held meanwhile
    early: float  # seconds by which it ends before the length that it states
    cause: str  # what FFmpeg says about the first of them; "" where it says nothing


class FailureReporter(Protocol):
    """Where a part reports that something in it failed, and that it works again. Any thread."""

    def damaged(self, damage: FileDamage) -> None:
        """What is known of a file's damage now; later calls for the same file replace it."""

    def failed(self, part: str, error: Exception) -> None: ...

    def recovered(self, part: str) -> None: ...


class NoFailureLog:
    """A reporter that keeps no record."""

    def damaged(self, damage: FileDamage) -> None:
        pass

    def failed(self, part: str, error: Exception) -> None:
        pass

    def recovered(self, part: str) -> None:
        pass


class FailureLog:
    """The record of every failure and recovery; any thread may report one."""

    def __init__(self, clock: Clock) -> None:
        self.count = 0
        self._clock = clock
        self._kept: list[Failure] = []
        self._open: dict[str, Failure] = {}
        self._logged: dict[str, float] = {}
        self._restarted: dict[str, float] = {}
        self._damage: dict[tuple[str, str], FileDamage] = {}
        self._lock = threading.Lock()

    def damaged(self, damage: FileDamage) -> None:
        """A file that is played is damaged, or is found to be more so."""
        with self._lock:
            self._damage[damage.part, damage.file] = damage

    def failed(self, part: str, error: Exception) -> None:
        """A step or an opening failed."""
        with self._lock:
            self._record(part, error)

    def _record(self, part: str, error: Exception) -> None:
        now, cause = self._clock.now(), f"{type(error).__name__}: {error}"
        failure = self._open.get(part)
        if failure is not None:
            failure.steps += 1
            failure.cause = cause
        else:
            self._open[part] = failure = Failure(now, part, cause)
            self.count += 1
            if len(self._kept) < REMEMBERED:
                self._kept.append(failure)
        if now - self._logged.get(part, -LOG_EVERY) >= LOG_EVERY:
            self._logged[part] = now
            log.warning("%s fell at %.2f s: %s", part, now, cause)

    def recovered(self, part: str) -> None:
        """The part works (again)."""
        if not self._open:
            return
        failure = self._open.pop(part, None)
        if failure is not None:
            failure.recovered = self._clock.now()

    def seconds_failed(self, part: str) -> float:
        """How long a part has been out of action, or since it was last restarted."""
        failure = self._open.get(part)
        if failure is None:
            return 0.0
        return self._clock.now() - max(failure.time, self._restarted.get(part, 0.0))

    def restart(self, part: str) -> None:
        """A new attempt at a failed part begins: `seconds_failed` counts from now."""
        self._restarted[part] = self._clock.now()

    def as_list(self) -> list[dict[str, Any]]:
        """The failures kept in detail, for the report."""
        return [asdict(failure) for failure in self._kept]

    def damage_as_list(self) -> list[dict[str, Any]]:
        """The damage of every file that is played, for the report."""
        return [asdict(damage) for damage in self._damage.values()]


async def keep_going(
    part: str, perform: Callable[[], Awaitable[None]], clock: Clock, failures: FailureLog
) -> None:
    """Runs a part until it ends by itself; when it fails, opens it again after growing pauses."""
    pause = FIRST_PAUSE
    while True:
        began = clock.now()
        try:
            await perform()
            return
        except Exception as error:
            failures.failed(part, error)
        if clock.now() - began > STEADY:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def attempted(part: str, work: Callable[[], T], failures: FailureReporter) -> T | None:
    """The result of the work; None where it raises, which is recorded as a failure of the part."""
    try:
        result = work()
    except Exception as error:
        failures.failed(part, error)
        return None
    failures.recovered(part)
    return result


@runtime_checkable
class Closable(Protocol):
    """Anything opened that must be closed at the end."""

    def close(self) -> None: ...


class Understudied(Generic[P]):
    """A part with an understudy, which does every step in which the part raises or is late.

    The part runs in a worker. When the part has failed for HUNG seconds because it is late, the
    worker is abandoned: the part is opened again in a new one, and the understudy does the steps
    until it is ready.
    """

    def __init__(
        self,
        part: str,
        opens: Callable[[], P],
        understudy: P,
        new_worker: Callable[[], Worker],
        within: float | None,
        failures: FailureLog,
    ) -> None:
        self.part = part
        self._opens = opens
        self._understudy = understudy
        self._new_worker = new_worker
        self._within = within  # seconds a step may take
        self._failures = failures
        self._worker = new_worker()
        self._opened: list[P] = []  # the part once it is open; a new list for a new worker

    async def open(self) -> P:
        """Opens the part before the show starts; raises what it raises."""
        return await self._worker.do(partial(_open_once, self._opened, self._opens))

    async def step(self, work: Callable[[P], T]) -> T:
        """`work(part)` done by the worker, or `work(understudy)` done here, which is quick."""
        try:
            result = await self._worker.do(
                partial(_perform, work, self._opened, self._opens), self._within
            )
        except WorkerLate as error:
            self._failures.failed(self.part, error)
            if self._failures.seconds_failed(self.part) > HUNG:
                self._replace()
            return work(self._understudy)
        except Exception as error:
            self._failures.failed(self.part, error)
            return work(self._understudy)
        self._failures.recovered(self.part)
        return result

    def _replace(self) -> None:
        self._worker.stop()
        self._worker = self._new_worker()
        self._opened = []
        self._failures.restart(self.part)

    @property
    def worker(self) -> Worker:
        """The worker that the part runs in now."""
        return self._worker

    def close(self) -> None:
        """Closes the part, if it can be closed. Called in its worker, before that is stopped."""
        for part in self._opened:
            if isinstance(part, Closable):
                part.close()

    def stop(self) -> None:
        """Stops the worker: the show is over."""
        self._worker.stop()


def _open_once(opened: list[P], opens: Callable[[], P]) -> P:
    """The opened part; opens it where the list is still empty."""
    if not opened:
        opened.append(opens())
    return opened[0]


def _perform(work: Callable[[P], T], opened: list[P], opens: Callable[[], P]) -> T:
    return work(_open_once(opened, opens))
