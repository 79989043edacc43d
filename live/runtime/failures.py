"""The record of what failed during a show: which part, when, why, and when it worked again."""

import logging
import threading
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from live.runtime.clock import Clock

log = logging.getLogger(__name__)

REMEMBERED = 2000  # failures kept in detail; later ones are only counted
LOG_EVERY = 1.0  # seconds: a part that fails every frame must not fill the disk
LONGEST_CAUSE = 500  # letters: a part may raise with all its data in the message
SLOW = "slow"  # the kind of a failure in which a part works, but not fast enough


@dataclass(slots=True)
class Failure:
    """One part out of action, from its first failed step to its recovery."""

    time: float  # seconds
    part: str
    cause: str
    steps: int = 1  # steps, or openings, that failed
    recovered: float | None = None  # seconds; None: not yet
    kind: str = ""  # SLOW: it works, but not fast enough


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

    def failed(self, part: str, error: Exception, kind: str = "") -> None: ...

    def recovered(self, part: str, kind: str = "") -> None: ...


class NoFailureLog:
    """A reporter that keeps no record."""

    def damaged(self, damage: FileDamage) -> None:
        pass

    def failed(self, part: str, error: Exception, kind: str = "") -> None:
        pass

    def recovered(self, part: str, kind: str = "") -> None:
        pass


class FailureLog:
    """The record of every failure and recovery; any thread may report one.

    A part may fail in several ways (`kind`) at a time: each is recorded by itself.
    """

    def __init__(self, clock: Clock) -> None:
        self.count = 0
        self.clock = clock
        self._kept: list[Failure] = []
        self._open: dict[tuple[str, str], Failure] = {}
        self._logged: dict[tuple[str, str], float] = {}
        self._restarted: dict[str, float] = {}
        self._damage: dict[tuple[str, str], FileDamage] = {}
        self._lock = threading.Lock()

    def damaged(self, damage: FileDamage) -> None:
        """A file that is played is damaged, or is found to be more so."""
        with self._lock:
            self._damage[damage.part, damage.file] = damage

    def failed(self, part: str, error: Exception, kind: str = "") -> None:
        """A step or an opening failed."""
        cause = f"{type(error).__name__}: {error}"[:LONGEST_CAUSE]
        with self._lock:
            now = self.clock.now()
            self._record((part, kind), cause, now)
            told = now - self._logged.get((part, kind), -LOG_EVERY) >= LOG_EVERY
            if told:
                self._logged[part, kind] = now
        if told:
            log.warning("%s fell at %.2f s: %s", part, now, cause)

    def _record(self, which: tuple[str, str], cause: str, now: float) -> None:
        failure = self._open.get(which)
        if failure is not None:
            failure.steps += 1
            failure.cause = cause
            return
        self._open[which] = failure = Failure(now, which[0], cause, kind=which[1])
        self.count += 1
        if len(self._kept) < REMEMBERED:
            self._kept.append(failure)

    def recovered(self, part: str, kind: str = "") -> None:
        """The part works (again)."""
        if not self._open:
            return
        failure = self._open.pop((part, kind), None)
        if failure is not None:
            failure.recovered = self.clock.now()

    def fallen(self) -> list[str]:
        """The parts out of action now, in the order in which they failed. Any thread."""
        return list(dict.fromkeys(part for part, _ in self._open.copy()))

    def lasting(self, seconds: float) -> list[Failure]:
        """The failures that have lasted for so many seconds and go on. Any thread."""
        since = self.clock.now() - seconds
        return [failure for failure in self._open.copy().values() if failure.time <= since]

    def seconds_failed(self, part: str) -> float:
        """How long a part has been out of action, or since it was last restarted."""
        failure = self._open.get((part, ""))
        if failure is None:
            return 0.0
        return self.clock.now() - max(failure.time, self._restarted.get(part, 0.0))

    def restart(self, part: str) -> None:
        """A new attempt at a failed part begins: `seconds_failed` counts from now."""
        self._restarted[part] = self.clock.now()

    def as_list(self) -> list[dict[str, Any]]:
        """The failures kept in detail, for the report."""
        return [asdict(failure) for failure in self._kept]

    def damage_as_list(self) -> list[dict[str, Any]]:
        """The damage of every file that is played, for the report."""
        return [asdict(damage) for damage in self._damage.values()]
