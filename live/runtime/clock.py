"""The show's one clock. Nothing else in the program reads the time."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tick:
    """One point of the show's grid."""

    number: int  # 0, 1, 2 ...: the grid point
    time: float  # seconds: where the grid point lies
    late: float  # seconds after that time
    skipped: int  # grid points skipped since the last tick


class Timer(Protocol):
    """A source of time: an event loop, or the wall clock."""

    def time(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...


class Wall:
    """Real time, for what is measured outside a show."""

    def time(self) -> float:
        return time.monotonic()


class Stopwatch:
    """Real time, as finely as the system knows it, for how long a piece of work takes."""

    def time(self) -> float:
        return time.perf_counter()


class Clock:
    """Seconds of show time, on the event loop's clock; may be read from any thread.

    Before `start` it stands at zero, while parts are opened.
    """

    def __init__(self, timer: Timer) -> None:
        self._timer = timer
        self._start: float | None = None

    def start(self) -> None:
        """Show time begins now."""
        self._start = self._timer.time()

    def now(self) -> float:
        """Seconds since the show began."""
        return 0.0 if self._start is None else self._timer.time() - self._start

    async def until(self, time: float) -> None:
        """Waits for a moment of show time; if it has passed, this costs one turn of the loop."""
        await asyncio.sleep(max(0.0, time - self.now()))

    async def ticks(self, rate: float) -> AsyncIterator[Tick]:
        """Points of a fixed grid, `rate` a second. A late reader skips points, without a burst."""
        number = -1
        while True:
            earliest = number + 1
            # A small tolerance: a timer may fire early, by up to the clock's resolution.
            number = max(earliest, int(self.now() * rate + 1e-6))
            if number * rate**-1 > self.now():
                await self.until(number / rate)
            else:
                await asyncio.sleep(0)
            due = number / rate
            yield Tick(number, due, max(0.0, self.now() - due), number - earliest)
