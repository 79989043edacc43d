"""Where blocking work is done: one worker for each part, so that nothing ever blocks the loop.

A worker does one thing at a time and has no queue: asking a busy one raises `WorkerLate`, and the
caller lets an understudy step in. Threads are daemons: a device call that never returns blocks
only its own worker, never the end of the program. Behind this interface a part may also move into
a process of its own.
"""

import asyncio
import math
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from live.errors import PartExited, WorkerLate

T = TypeVar("T")
Task = TypeVar("Task")
_LAST = 1.0  # seconds
_BEAT = 0.1  # seconds between two signs of life of a loop apart


class Worker(Protocol):
    """Does blocking work outside the loop."""

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        """The result of `work`. Raises what it raises; WorkerLate: busy, or not done `within` s."""
        ...

    async def repeat(self, step: Callable[[], bool]) -> None:
        """Calls `step` over and over until it returns False; cancelling stops after a step."""
        ...

    @property
    def busy(self) -> bool:
        """Whether it still works."""
        ...

    async def free(self, within: float | None = None) -> bool:
        """Whether it is done with its work; waits so many seconds for that."""
        ...

    def stop(self, last: Callable[[], object] | None = None) -> None:
        """No more work comes. Work that still runs is not interrupted; `last` is done after it."""
        ...


WorkerFactory = Callable[[str], Worker]  # makes a worker of that name


class Thread:
    """A worker with its own thread. With start=False, an existing thread runs `serve` instead."""

    def __init__(self, name: str, *, start: bool = True) -> None:
        self.name = name
        self._loop = asyncio.get_running_loop()
        self._job: Callable[[], None] | None = None
        self._ready = threading.Semaphore(0)
        self._busy = False
        self._idle = asyncio.Event()
        self._stopped = False
        self._last: Callable[[], object] | None = None
        if start:
            threading.Thread(target=self.serve, name=name, daemon=True).start()

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        if self._busy:
            raise WorkerLate(f"{self.name} is still busy with its last step")
        done: asyncio.Future[T] = self._loop.create_future()
        self._busy = True
        self._idle.clear()
        self._job = lambda: self._run(work, done)
        self._ready.release()
        try:
            # Not wait_for, which loses a cancellation that comes with the result (Python 3.11).
            async with asyncio.timeout(within):
                return await asyncio.shield(done)
        except TimeoutError:
            if done.done():  # the work raised it
                raise
            done.add_done_callback(_drop)
            raise WorkerLate(f"{self.name} took longer than {within:.2f} s") from None
        except asyncio.CancelledError:
            done.add_done_callback(_drop)
            raise

    async def repeat(self, step: Callable[[], bool]) -> None:
        wanted = True

        def steps() -> None:
            while wanted and not self._stopped and step():
                pass

        try:
            await self.do(steps)
        finally:
            wanted = False

    @property
    def busy(self) -> bool:
        return self._busy

    async def free(self, within: float | None = None) -> bool:
        if self._busy:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._idle.wait()
        return not self._busy

    def stop(self, last: Callable[[], object] | None = None) -> None:
        self._last = last
        self._stopped = True
        self._ready.release()

    def serve(self) -> None:
        """Does the work that is asked for, until stopped."""
        while not self._stopped:
            # The time-out lets Ctrl-C through where a bare wait would not (Windows).
            if self._ready.acquire(timeout=0.25) and self._job is not None:
                job, self._job = self._job, None
                job()
        if self._last is not None:
            tried(self._last)

    def _run(self, work: Callable[[], T], done: asyncio.Future[T]) -> None:
        found = tried(work)
        self._busy = False
        self._settle(done, lambda: _settled(done, found))

    def _settle(self, done: asyncio.Future[T], settle: Callable[[], None]) -> None:
        """Has the loop's thread give the future its result or error."""

        def settled() -> None:
            if not self._busy:
                self._idle.set()
            if not done.done():
                settle()

        with suppress(RuntimeError):  # the loop is closed: the show is over
            self._loop.call_soon_threadsafe(settled)


def tried(work: Callable[[], T]) -> tuple[T] | Exception:
    """What the work gives, or raises. A part that would end the program has failed, no more.

    Only the main thread is interrupted by Ctrl-C, and only there that is passed on.
    """
    try:
        return (work(),)
    except Exception as error:
        return error
    except BaseException as error:
        interrupted = isinstance(error, KeyboardInterrupt)
        if interrupted and threading.current_thread() is threading.main_thread():
            raise
        return PartExited(f"it asked the program to end ({type(error).__name__}: {error})")


def _settled(done: asyncio.Future[T], found: tuple[T] | Exception) -> None:
    if isinstance(found, Exception):
        done.set_exception(found)
    else:
        done.set_result(found[0])


def _drop(done: asyncio.Future[Any]) -> None:
    """Drops a late result. Reading its error keeps asyncio from reporting it."""
    if not done.cancelled():
        done.exception()


class Inline:
    """A worker for virtual time: does the work at once, in the loop, which takes no show time."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:  # noqa: ARG002
        found = tried(work)
        if isinstance(found, Exception):
            raise found
        return found[0]

    async def repeat(self, step: Callable[[], bool]) -> None:
        going = True
        while going:
            going = await self.do(step)
            await asyncio.sleep(0)

    @property
    def busy(self) -> bool:
        return False

    async def free(self, within: float | None = None) -> bool:  # noqa: ARG002
        return True

    def stop(self, last: Callable[[], object] | None = None) -> None:
        if last is not None:
            tried(last)


class BackgroundTask(Generic[Task, T]):
    """A thread that does one kind of work for a part that cannot wait for it.

    There is no queue: a task given while the thread is busy waits, and a newer one replaces it.
    """

    def __init__(self, name: str, work: Callable[[Task], T], *, inline: bool) -> None:
        """`inline`: no thread, for virtual time; `give` itself does the work."""
        self._work = work
        self._inline = inline
        self._changed = threading.Condition()
        self._tasks: list[Task] = []  # one or none
        self._result: T | None = None
        self._error: Exception | None = None
        self._busy = False
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        if not inline:
            self._thread.start()

    def give(self, task: Task) -> None:
        """Asks for the work on this task."""
        if self._inline:
            self._do(task)
            return
        with self._changed:
            self._tasks = [task]
            self._changed.notify_all()

    def newest(self, within: float) -> T | None:
        """The newest result: the last task's, if that is done `within` seconds.

        None before the first result.
        """
        with self._changed:
            self._changed.wait_for(lambda: not (self._busy or self._tasks), max(0.0, within))
            return self._result

    @property
    def error(self) -> Exception | None:
        """The error that the last finished task raised; None: it raised none."""
        return self._error

    def stop(self) -> None:
        """No more work comes. Waits up to _LAST seconds for work that still runs.

        A program that ends while one of its threads is in native code may be aborted.
        """
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if not self._inline:
            self._thread.join(_LAST)

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._tasks or self._stopped)
                if self._stopped:
                    return
                task, self._busy = self._tasks.pop(), True
            self._do(task)

    def _do(self, task: Task) -> None:
        found = tried(lambda: self._work(task))
        with self._changed:
            self._busy = False
            self._error = found if isinstance(found, Exception) else None
            if not isinstance(found, Exception) and found[0] is not None:
                self._result = found[0]
            self._changed.notify_all()


class Apart:
    """A coroutine in a loop and a thread of its own: whatever blocks it blocks nobody else."""

    def __init__(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begins at once; needs a running loop."""
        self.turned = math.inf  # seconds of the loops' time: when its loop last turned
        self._run = run
        self._asking = asyncio.get_running_loop()
        self._over: asyncio.Future[None] = self._asking.create_future()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    async def over(self, within: float) -> bool:
        """Whether it has ended; waits so many seconds for that. Raises what it raised."""
        await asyncio.wait({self._over}, timeout=within)
        if self._over.done():
            self._over.result()
        return self._over.done()

    async def stop(self, within: float) -> None:
        """Cancels it, and waits so many seconds for its end."""
        self._stopped = True
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            with suppress(RuntimeError):  # it has ended just now
                loop.call_soon_threadsafe(task.cancel)
        await asyncio.wait({self._over}, timeout=within)
        self._over.add_done_callback(_drop)

    def _serve(self) -> None:
        found = tried(lambda: asyncio.run(self._performance()))
        if not self._asking.is_closed():
            over = self._over
            self._asking.call_soon_threadsafe(
                lambda: None if over.done() else _settled(over, found)
            )

    async def _performance(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.turned = self._loop.time()
        self._task = asyncio.ensure_future(self._run())
        if self._stopped:
            self._task.cancel()
        beating = asyncio.ensure_future(self._beat())
        try:
            await asyncio.wait({self._task})
        finally:
            beating.cancel()
        if not self._task.cancelled():
            self._task.result()

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self.turned = loop.time()
            await asyncio.sleep(_BEAT)


def now_and_then(step: Callable[[], bool], seconds: float, name: str) -> None:
    """Calls `step` every so many seconds, in a thread of its own, until it returns False."""
    pause = threading.Event()

    def steps() -> None:
        while not pause.wait(seconds) and step():
            pass

    threading.Thread(target=steps, name=name, daemon=True).start()


def run_beside_window(performance: Callable[[Worker], Coroutine[Any, Any, T]]) -> T:
    """Runs the loop in a thread of its own, while the main thread serves the window.

    A window must be on the main thread, and showing a picture may block for a frame or more, so the
    loop runs in another thread.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []
    main: list[Thread] = []
    ready = threading.Event()

    async def perform() -> T:
        main.append(Thread("window", start=False))
        ready.set()
        return await performance(main[0])

    def run() -> None:
        try:
            outcome.append(asyncio.run(perform()))
        except BaseException as error:
            failure.append(error)
        finally:
            ready.set()
            for worker in main:
                worker.stop()

    threading.Thread(target=run, name="loop", daemon=True).start()
    ready.wait()
    for worker in main:
        worker.serve()
    if failure:
        raise failure[0]
    return outcome[0]
