"""The show must go on: what happens when a part fails.

There are two levels. A failed *step* costs one step: an understudy does it, or nobody. A failed
*part* (a device that went away, a call that never returns, a part that fails at every step) is
opened again, after pauses that grow.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from live.errors import DeviceLost, WorkerLate
from live.runtime.clock import Clock
from live.runtime.failures import SLOW, FailureLog, FailureReporter
from live.runtime.workers import Apart, Worker, tried

T = TypeVar("T")
P = TypeVar("P")

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before a failed part is opened again
STEADY = 10.0  # seconds of work after which the pauses start at FIRST_PAUSE again
HUNG = 3.0  # seconds of nothing but failed steps, after which a part is opened again
OPENING = 20.0  # seconds that opening may take
MOST_HUNG = 3  # workers of one part that hang: with so many, no more are hired
LONGEST_STEP_PAUSE = 1.0  # seconds between two steps of a part of which step upon step fails
JUDGED_OVER = 1.0  # seconds over which a part's speed is judged
TOO_FEW, ENOUGH = 0.5, 0.8  # shares of what comes: less is too slow, and more is fast enough
SILENT_LOOP = 1.0  # seconds a loop apart may take for one turn
_GLANCE = 0.005  # seconds that a part too slow is waited for
_SLACK = 2.0  # times as long as usual that a step may take
_LEARNS = 0.2  # share of a step in what is usual


async def keep_going(
    part: str,
    perform: Callable[[], Awaitable[None]],
    clock: Clock,
    failures: FailureLog,
    longest: float = LONGEST_PAUSE,
) -> None:
    """Runs a part until it ends by itself; when it fails, opens it again after growing pauses.

    An error that names its own part (`Blamed`) is that part's failure. No pause is longer than
    `longest` seconds.
    """
    pause = FIRST_PAUSE
    while True:
        began = clock.now()
        try:
            await perform()
            return
        except Blamed as blamed:
            failures.failed(blamed.part, blamed.error)
        except Exception as error:
            failures.failed(part, error)
        if clock.now() - began > STEADY:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, longest)


class Blamed(Exception):
    """The failure of another part than the one that noticed it."""

    def __init__(self, part: str, error: Exception) -> None:
        super().__init__(f"{part}: {error}")
        self.part = part
        self.error = error


def attempted(part: str, work: Callable[[], T], failures: FailureReporter) -> T | None:
    """The result of the work; None where it raises, which is recorded as a failure of the part."""
    found = tried(work)
    if isinstance(found, Exception):
        failures.failed(part, found)
        return None
    failures.recovered(part)
    return found[0]


async def attempted_later(
    part: str, work: Awaitable[T], failures: FailureReporter
) -> tuple[T] | None:
    """The result of what is awaited; None where it raises, a failure of the part."""
    try:
        return (await work,)
    except Exception as error:
        failures.failed(part, error)
        return None


async def run_apart(part: str, run: Callable[[], Any], failures: FailureLog) -> None:
    """Runs a coroutine in a loop of its own, until it ends. Raises what it raises.

    While its loop does not turn, that is a failure of the part; nothing else waits for it.
    """
    loop = asyncio.get_running_loop()
    apart = Apart(part, run)
    try:
        while not await apart.over(SILENT_LOOP / 4):
            silent = loop.time() - apart.turned
            if silent > SILENT_LOOP:
                failures.failed(part, WorkerLate(f"it has been blocked for {silent:.0f} s"))
            else:
                failures.recovered(part)
    finally:
        await apart.stop(SILENT_LOOP)


@runtime_checkable
class Closable(Protocol):
    """Anything opened that must be closed at the end."""

    def close(self) -> None: ...


class Hires:
    """The workers of one part, one after the other. Those that hang are few, and are closed late.

    A part whose steps never return would otherwise cost a thread, and all that the part holds,
    each time it is opened again.
    """

    def __init__(self, new_worker: Callable[[], Worker]) -> None:
        self._new_worker = new_worker
        self._hung: list[Worker] = []

    @property
    def full(self) -> bool:
        """Whether so many hang that no more are hired."""
        self._hung = [worker for worker in self._hung if worker.busy]
        return len(self._hung) >= MOST_HUNG

    def hire(self) -> Worker:
        """A new worker. Raises DeviceLost where too many hang already."""
        if self.full:
            raise DeviceLost(f"{MOST_HUNG} of its workers hang; it waits for one of them")
        return self._new_worker()

    def leave(self, worker: Worker, last: Callable[[], object]) -> None:
        """Stops a worker, which does `last` when its work is over, be that never."""
        busy = worker.busy
        worker.stop(last)
        if busy:
            self._hung.append(worker)


class Steps:
    """The steps of a part that has no understudy: a step that fails costs that step alone.

    A part that fails at every step is asked less and less often, and after HUNG seconds of that
    it is to be opened again.
    """

    def __init__(self, part: str, failures: FailureLog) -> None:
        self._part = part
        self._failures = failures
        self._failed = 0  # in a row

    async def do(
        self, worker: Worker, work: Callable[[], T], within: float | None
    ) -> tuple[T] | None:
        """The result; None: it failed. Raises DeviceLost and WorkerLate: it is to be reopened.

        After HUNG seconds of failures any error is raised.
        """
        try:
            result = await worker.do(work, within)
        except (DeviceLost, WorkerLate):
            raise
        except Exception as error:
            self._failures.failed(self._part, error)
            if self._failures.seconds_failed(self._part) > HUNG:
                self._failures.restart(self._part)
                raise
        else:
            self.went_well()
            return (result,)
        await self._rest()
        return None

    def went_well(self) -> None:
        """A step was good."""
        self._failed = 0
        self._failures.recovered(self._part)

    async def _rest(self) -> None:
        """Two failures in a row cost no time: the next step may well be good."""
        self._failed += 1
        if self._failed > 2:
            await asyncio.sleep(min(FIRST_PAUSE * 2.0 ** (self._failed - 3), LONGEST_STEP_PAUSE))


class Speed:
    """Whether a part keeps up. One that is too slow for most of what comes has failed, though it
    works.
    """

    def __init__(
        self, part: str, rate: float, failures: FailureLog, too_few: float = TOO_FEW
    ) -> None:
        """`rate`: how many come in a second; `too_few`: a share of them."""
        self._too_few = too_few
        self._part = part
        self._rate = rate
        self._failures = failures
        self._done = self._due = 0

    def did(self, missed: int) -> None:
        """The part did one, after `missed` that it was too late for."""
        self._done += 1
        self._due += 1 + missed
        if self._due < JUDGED_OVER * self._rate:
            return
        share, self._done, self._due = self._done / self._due, 0, 0
        if share < self._too_few:
            slow = WorkerLate(f"it does {share * self._rate:.1f} of {self._rate:.0f} a second")
            self._failures.failed(self._part, slow, SLOW)
        elif share > ENOUGH:
            self._failures.recovered(self._part, SLOW)


class Patience:
    """How long a step may take. A part that is always slower than `most` is not waited for.

    It goes on working: where it becomes fast enough again, its steps are used again.
    """

    def __init__(self, least: float, most: float, first: float) -> None:
        """Seconds; `first`: of the first step of all, which may load much."""
        self._least, self._most, self._first = least, most, first
        self._usual: float | None = None  # seconds a step takes, smoothed; None: not known yet

    def took(self, seconds: float) -> None:
        """A step took so long, late or not. Any thread. One that is too slow is doubted at once."""
        usual = seconds if self._usual is None or seconds > self._most else self._usual
        self._usual = min(usual + _LEARNS * (seconds - usual), 2 * self._most)

    def doubt(self) -> None:
        """The part is opened again: it is not waited for until it has shown how fast it is."""
        self._usual = 2 * self._most

    @property
    def seconds(self) -> float:
        """How long the next step may take."""
        if self._usual is None:
            return self._first
        if self._usual > self._most:
            return _GLANCE
        return min(max(self._least, _SLACK * self._usual), self._most)


class Understudied(Generic[P]):
    """A part with an understudy, which does every step in which the part raises or is late.

    The part runs in a worker. Where every step fails for HUNG seconds, the part is opened again in
    a new worker, and the understudy does the steps until it is ready. Each time it takes twice as
    long until that happens, and with MOST_HUNG workers that hang it does not happen at all.
    """

    def __init__(
        self,
        part: str,
        opens: Callable[[], P],
        understudy: P,
        new_worker: Callable[[], Worker],
        patience: Patience | None,
        failures: FailureLog,
    ) -> None:
        """`patience`: None in virtual time, where a step takes no time."""
        self.part = part
        self.stood_in = False  # whether the understudy did the last step
        self._opens = opens
        self._understudy = understudy
        self._hires = Hires(new_worker)
        self._patience = patience
        self._failures = failures
        self._worker = self._hires.hire()
        self._opened: list[P] = []  # the part once it is open; a new list for a new worker
        self._renewed = 0  # how often it was opened again since it last worked for STEADY seconds
        self._failed_at = 0.0  # seconds: when a step last failed

    async def open(self) -> P:
        """Opens the part before the show starts; raises what it raises."""
        return await self._worker.do(partial(_open_once, self._opened, self._opens))

    async def step(self, work: Callable[[P], T]) -> T:
        """`work(part)` done by the worker, or `work(understudy)` done here, which is quick."""
        within = None if self._patience is None else self._patience.seconds
        try:
            result = await self._worker.do(partial(self._perform, work, self._opened), within)
        except Exception as error:
            self._stumbled(error)
            self.stood_in = True
            return self._done_here(work)
        if self._failures.clock.now() - self._failed_at > STEADY:
            self._renewed = 0
        self._failures.recovered(self.part)
        self.stood_in = False
        return result

    def _done_here(self, work: Callable[[P], T]) -> T:
        found = tried(partial(work, self._understudy))
        if isinstance(found, Exception):
            raise found
        return found[0]

    def _perform(self, work: Callable[[P], T], opened: list[P]) -> T:
        part = _open_once(opened, self._opens)
        began = self._failures.clock.now()
        try:
            return work(part)
        finally:
            if self._patience is not None:
                self._patience.took(self._failures.clock.now() - began)

    def _stumbled(self, error: Exception) -> None:
        self._failures.failed(self.part, error)
        self._failed_at = self._failures.clock.now()
        allowed = HUNG * 2.0**self._renewed if self._opened else OPENING
        if self._failures.seconds_failed(self.part) > allowed and not self._hires.full:
            self._hires.leave(self._worker, partial(close_all, self._opened))
            self._worker = self._hires.hire()
            self._opened = []
            self._renewed += 1
            if self._patience is not None:
                self._patience.doubt()
            self._failures.restart(self.part)

    async def close(self, free: float, within: float) -> Exception | None:
        """Closes the part, see `finish`; one that hangs is closed when it answers, if ever."""
        close = partial(close_all, self._opened)
        fault = await finish(self._worker, close, free, within)
        self._worker.stop(close)
        return fault


def _open_once(opened: list[P], opens: Callable[[], P]) -> P:
    """The opened part; opens it where the list is still empty."""
    if not opened:
        opened.append(opens())
    return opened[0]


def close_all(opened: list[Any]) -> None:
    """Closes what is open, once: the list is empty afterwards."""
    while opened:
        part = opened.pop()
        if isinstance(part, Closable):
            part.close()


async def finish(
    worker: Worker, close: Callable[[], object], free: float, within: float
) -> Exception | None:
    """Closes something in its worker. Returns what that raises; WorkerLate: it did not come to it.

    `free`: seconds to wait for a step that still runs there; `within`: seconds to close it in.
    """
    try:
        await worker.free(free)
        await worker.do(close, within)
    except Exception as error:
        return error
    return None
