"""Where blocking work is done: one worker for each part, so that nothing ever blocks the loop.

A worker does one thing at a time and has no queue: asking a busy one raises `WorkerLate`, and the
caller lets an understudy step in. Threads are daemons: a device call that never returns blocks
only its own worker, never the end of the program. Behind this interface a part may also move into
a process of its own.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Protocol, TypeVar

from live.errors import WorkerLate

T = TypeVar("T")
Task = TypeVar("Task")
_LAST = 1.0  # seconds


class Worker(Protocol):
    """Does blocking work outside the loop."""

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        """The result of `work`. Raises what it raises; WorkerLate: busy, or not done `within` s."""
        ...

    async def repeat(self, step: Callable[[], bool]) -> None:
        """Calls `step` over and over until it returns False; cancelling stops after a step."""
        ...

    def stop(self) -> None:
        """No more work comes. Work that still runs is not interrupted."""
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
        self._stopped = False
        if start:
            threading.Thread(target=self.serve, name=name, daemon=True).start()

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        if self._busy:
            raise WorkerLate(f"{self.name} is still busy with its last step")
        done: asyncio.Future[T] = self._loop.create_future()
        self._busy = True
        self._job = lambda: self._run(work, done)
        self._ready.release()
        try:
            return await asyncio.wait_for(asyncio.shield(done), within)
        except TimeoutError:
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

    def stop(self) -> None:
        self._stopped = True
        self._ready.release()

    def serve(self) -> None:
        """Does the work that is asked for, until stopped."""
        while not self._stopped:
            # The time-out lets Ctrl-C through where a bare wait would not (Windows).
            if self._ready.acquire(timeout=0.25) and self._job is not None:
                job, self._job = self._job, None
                job()

    def _run(self, work: Callable[[], T], done: asyncio.Future[T]) -> None:
        try:
            result = work()
        except Exception as error:
            failure = error
            self._busy = False
            self._settle(done, lambda: done.set_exception(failure))
        else:
            self._busy = False
            self._settle(done, lambda: done.set_result(result))

    def _settle(self, done: asyncio.Future[T], settle: Callable[[], None]) -> None:
        """Has the loop's thread give the future its result or error."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: None if done.done() else settle())


def _drop(done: asyncio.Future[Any]) -> None:
    """Drops a late result. Reading its error keeps asyncio from reporting it."""
    if not done.cancelled():
        done.exception()


class Inline:
    """A worker for virtual time: does the work at once, in the loop, which takes no show time."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:  # noqa: ARG002
        return work()

    async def repeat(self, step: Callable[[], bool]) -> None:
        going = True
        while going:
            going = step()
            await asyncio.sleep(0)

    def stop(self) -> None:
        pass


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
        result: T | None = None
        failure: Exception | None = None
        try:
            result = self._work(task)
        except Exception as error:
            failure = error
        with self._changed:
            self._busy = False
            self._error = failure
            self._result = self._result if result is None else result
            self._changed.notify_all()


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
