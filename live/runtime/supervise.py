"""The show must go on: what happens when a part falls.

Two levels are needed. A failed *step* costs one step: an understudy does it. A failed *part* (a
device that went away, a call that hangs) is opened again with growing pauses.
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

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before a fallen part is opened again
STEADY = 3.0  # seconds after which a fall is a new one, not the last one again
REMEMBERED = 2000  # falls kept in detail; later ones are counted
HUNG = 3.0  # seconds stuck in one step: a new worker is hired
LOG_EVERY = 1.0  # seconds: a part that falls every frame must not fill the disk


@dataclass(slots=True)
class Failure:
    """One part out of action, from its first failed step to its recovery."""

    time: float  # seconds
    part: str
    cause: str
    steps: int = 1  # steps, or openings, that failed
    recovered: float | None = None  # seconds; None: not yet


class FailureReporter(Protocol):
    """Where a part tells that something of its own fell, and that it stands again. Any thread."""

    def failed(self, part: str, error: Exception) -> None: ...

    def recovered(self, part: str) -> None: ...


class NoFailureLog:
    """Nobody keeps a record."""

    def failed(self, part: str, error: Exception) -> None:
        pass

    def recovered(self, part: str) -> None:
        pass


class FailureLog:
    """The record of every fall and recovery; any thread may tell of one."""

    def __init__(self, clock: Clock) -> None:
        self.count = 0
        self._clock = clock
        self._kept: list[Failure] = []
        self._open: dict[str, Failure] = {}
        self._logged: dict[str, float] = {}
        self._restarted: dict[str, float] = {}
        self._lock = threading.Lock()

    def failed(self, part: str, error: Exception) -> None:
        """A step or an opening failed."""
        with self._lock:
            self._fell(part, error)

    def _fell(self, part: str, error: Exception) -> None:
        now, cause = self._clock.now(), f"{type(error).__name__}: {error}"
        fall = self._open.get(part)
        if fall is not None:
            fall.steps += 1
            fall.cause = cause
        else:
            self._open[part] = fall = Failure(now, part, cause)
            self.count += 1
            if len(self._kept) < REMEMBERED:
                self._kept.append(fall)
        if now - self._logged.get(part, -LOG_EVERY) >= LOG_EVERY:
            self._logged[part] = now
            log.warning("%s fell at %.2f s: %s", part, now, cause)

    def recovered(self, part: str) -> None:
        """The part works (again)."""
        if not self._open:
            return
        fall = self._open.pop(part, None)
        if fall is not None:
            fall.recovered = self._clock.now()

    def seconds_failed(self, part: str) -> float:
        """How long a part has been out of action, or since it was last restarted."""
        fall = self._open.get(part)
        if fall is None:
            return 0.0
        return self._clock.now() - max(fall.time, self._restarted.get(part, 0.0))

    def restart(self, part: str) -> None:
        """A new attempt at a fallen part begins: its time counts from now."""
        self._restarted[part] = self._clock.now()

    def as_list(self) -> list[dict[str, Any]]:
        """For the report."""
        return [asdict(fall) for fall in self._kept]


async def keep_going(
    part: str, perform: Callable[[], Awaitable[None]], clock: Clock, failures: FailureLog
) -> None:
    """Runs a part until it ends by itself; when it falls, opens it again, pausing ever longer."""
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
    """What the work comes to; None where it raises, which is a fall of the part."""
    try:
        result = work()
    except Exception as error:
        failures.failed(part, error)
        return None
    failures.recovered(part)
    return result


@runtime_checkable
class Closable(Protocol):
    """Anything opened that has something to let go of at the end."""

    def close(self) -> None: ...


class Understudied(Generic[P]):
    """A part whose every step is done: by itself, or, when it raises or is late, by its understudy.

    The part lives in a worker. When that has been stuck in one step for HUNG seconds, it is left
    behind: the part is opened afresh in a new one, and the understudy steps until it is ready.
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
        self._company: list[P] = []  # the part once it is open; a new list for a new worker

    async def open(self) -> P:
        """Opens the part before the doors do; raises what it raises."""
        return await self._worker.do(partial(_opened, self._company, self._opens))

    async def step(self, work: Callable[[P], T]) -> T:
        """`work(part)` done by the worker, or `work(understudy)` done here, which is quick."""
        try:
            result = await self._worker.do(
                partial(_perform, work, self._company, self._opens), self._within
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
        self._company = []
        self._failures.restart(self.part)

    @property
    def worker(self) -> Worker:
        """Where the part lives now."""
        return self._worker

    def close(self) -> None:
        """Closes the part, if it can be closed; for its worker, before that is dismissed."""
        for part in self._company:
            if isinstance(part, Closable):
                part.close()

    def stop(self) -> None:
        """The show is over."""
        self._worker.stop()


def _opened(company: list[P], opens: Callable[[], P]) -> P:
    if not company:
        company.append(opens())
    return company[0]


def _perform(work: Callable[[P], T], company: list[P], opens: Callable[[], P]) -> T:
    return work(_opened(company, opens))
