"""How signals pass from part to part: a mailbox that holds only the newest signal."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The newest value put in. There is no queue: a slow reader misses the replaced values."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._value: T | None = None
        self._count = 0
        self._changed = asyncio.Event()
        self._over = False

    def put(self, value: T) -> None:
        """Replaces the value. Only for the loop's own thread."""
        self._value = value
        self._count += 1
        self._wake()

    def put_from_thread(self, value: T) -> None:
        """The same from any thread: peek() sees it at once, waiters at the loop's next turn."""
        self._value = value
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._arrived)

    def _arrived(self) -> None:
        self._count += 1
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """No more values will come: waiters get None once they have the last value."""
        self._over = True
        self._wake()

    def peek(self) -> T | None:
        """The newest value, None before the first. Any thread."""
        return self._value

    async def newer(self, than: int) -> tuple[int, T] | None:
        """The newest value whose count is greater than `than`, with its count; None: closed."""
        while self._count <= than:
            if self._over:
                return None
            await self._changed.wait()
        assert self._value is not None
        return self._count, self._value


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value that was put in a moment ago."""

    count: int
    value: T
    at: float  # seconds of show time: when it was put in


class Recent(Latest[T]):
    """A mailbox that also keeps the values of the last moment, for readers that send them later.

    It is no queue: a value older than `keep` is dropped, even if a reader has not read it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.keep = 0.0  # seconds
        self._recent: deque[Kept[T]] = deque()

    def put_at(self, value: T, now: float) -> None:
        """Puts a value in, at second `now` of the show. Only for the loop's own thread."""
        self._recent.append(Kept(self._count + 1, value, now))
        while self._recent[0].at < now - self.keep:
            self._recent.popleft()
        self.put(value)

    def after(self, than: int) -> list[Kept[T]]:
        """The kept values whose count is greater than `than`, the oldest first."""
        return [kept for kept in self._recent if kept.count > than]
