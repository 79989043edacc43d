"""Signals while a show runs: Ctrl-C, a request to end, a terminal that is closed.

The first Ctrl-C ends the show as its operator would, a second one at once. Who closes the
terminal's window by accident ends nothing: what is printed from then on goes nowhere.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, TypeVar

from live.runtime.workers import now_and_then

T = TypeVar("T")
PATIENCE = 1.0  # seconds from a second Ctrl-C until the work is cancelled, and from then on
LAST = 2.5  # seconds after a second Ctrl-C at which the program ends whatever it does
EXIT_CODE = 130  # as shells have it of a program that Ctrl-C ended
ENDING = ("SIGINT", "SIGTERM", "SIGBREAK")  # those that the system has
# The terminal is closed; its reader is gone; it does not want to be written to from behind.
HARMLESS = ("SIGHUP", "SIGPIPE", "SIGTTOU")


class Interrupts:
    """In its `with` block the signals are ours. Python lets the main thread alone have them.

    An immediate KeyboardInterrupt could stop the window's work halfway, and a coroutine that waits
    for that work would wait for ever.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        """`end` asks the work to end; it is called for each signal, between two of its steps."""
        self._end = end
        self._count = 0
        self._hurry: Callable[[], object] = bool
        self._before: dict[int, Any] = {}
        self._over = False

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            for names, handler in ((ENDING, self._interrupted), (HARMLESS, signal.SIG_IGN)):
                for name in names:
                    self._take(name, handler)
        return self

    def _take(self, name: str, handler: Any) -> None:
        number = getattr(signal, name, None)
        if number is not None:
            self._before[number] = signal.signal(number, handler)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over = True
        for number, before in self._before.items():
            # None: it was set by a program in another language; then the system's own comes back.
            signal.signal(number, signal.SIG_DFL if before is None else before)

    @property
    def at_once(self) -> bool:
        """Whether the end is to come at once: there was a second signal."""
        return self._count > 1

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1
        self._end()
        if self._count == 2:
            now_and_then(self._give_up, LAST, "last resort")
            self._hurry()

    def _give_up(self) -> bool:
        if not self._over:
            os._exit(EXIT_CODE)
        return False

    async def heeded(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of the work, None where it had none when it was to end at once.

        After a second signal it may go on with its ordinary end for a moment; then it is cancelled.
        """
        loop, hurry = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(hurry.set)

        self._hurry = wake
        if self.at_once:
            hurry.set()
        working = asyncio.ensure_future(work)
        hurried = asyncio.ensure_future(hurry.wait())
        await asyncio.wait({working, hurried}, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not working.done():
            await asyncio.wait({working}, timeout=PATIENCE)
            working.cancel()
            await asyncio.wait({working}, timeout=PATIENCE)
        if working.cancelled() or not working.done():
            return None
        return working.result()
