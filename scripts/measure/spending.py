"""Performs a show and prints, as JSON, what each of its parts costs the processor.

    python -m scripts.measure.spending SHOW.toml [--seconds 6] [--live]

A show runs in virtual time: every worker is inline there, one part works at a time, so that what
the whole process spends meanwhile, native threads and all, is that part's; and the same frames are
made each time. What nobody spends is the loop's. All begins with the first picture; what was spent
before, imports and all, is the start. Between the pictures the units of `scripts.measure.units` are
done. With --live the show runs in real time, for the ages of its signals.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import psutil

from live.outputs.memory import OpenMemory
from live.runtime.workers import Inline
from live.show.run import RunOptions, run
from live.show.show_file import read_show
from live.signals import Picture, Scene
from scripts.measure.units import Standard
from scripts.options import command

T = TypeVar("T")
EVERY = 2  # pictures between two rounds of the units
LOOP, OURS, ALL = "loop", "ledger", "all"  # names of what is no part of the show


@dataclass(frozen=True, slots=True)
class Spending:
    """What one performance took. Milliseconds are the processor's, unless they are called late."""

    # Milliseconds a frame of each part, of the loop, of all together; of shows in virtual time.
    parts: dict[str, float]
    units: dict[str, float]  # milliseconds of each unit
    start: float  # milliseconds up to the first picture, and with it the program's own start
    opened: float  # seconds by the wall's clock up to then
    memory: float  # MB at the peak
    # Frames: the median age of what leaves each hop, as if the processor were free; of live shows.
    ages: dict[str, float]


class Ledger(OpenMemory):
    """An output that reads the meters at every picture, and does the units between them."""

    def __init__(self) -> None:
        super().__init__(Picture)
        self.spent: dict[str, float] = defaultdict(float)  # seconds, by the worker's name
        self.standard = Standard()
        self.start = self.opened = 0.0
        self._first: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def worker(self, name: str) -> "Metered":
        """A worker whose work is on the bill."""
        return Metered(name, self)

    def show(self, signal: Scene | Picture) -> None:
        self._last = {**self.spent, ALL: time.process_time()}
        if not self.count:
            self.start, self._first = time.process_time(), self._last
            self.opened = time.time() - psutil.Process().create_time()
        if self.count % EVERY == 0:
            before = time.thread_time()
            self.standard.do()
            self.spent[OURS] += time.thread_time() - before
        super().show(signal)

    def parts(self) -> dict[str, float]:
        """Milliseconds a frame of each part, of the loop and of all together."""
        spent = {name: self._last[name] - self._first.get(name, 0.0) for name in self._last}
        spent[ALL] -= spent.pop(OURS, 0.0)
        spent[LOOP] = 2 * spent[ALL] - sum(spent.values())
        return {name: 1000 * seconds / (self.count - 1) for name, seconds in spent.items()}


class Metered(Inline):
    """A worker for virtual time that writes down what its work costs."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        super().__init__(name)
        self._ledger = ledger

    async def do(self, work: Callable[[], T], within: float | None = None) -> T:
        before = time.process_time()
        try:
            return await super().do(work, within)
        finally:
            if self.name != OURS:
                self._ledger.spent[self.name] += time.process_time() - before


def spending(show: Path, seconds: float, *, live: bool) -> Spending:
    """What a show costs in this process, which must have done nothing before."""
    ledger = Ledger()
    options = RunOptions(
        seconds=seconds, virtual=not live, rehearsal=True, extra_outputs=(ledger,),
        workers=None if live else ledger.worker,
    )  # fmt: skip
    played = read_show(str(show))
    report = run(played, options).as_dict()
    units = {name: 1000 * seconds for name, seconds in ledger.standard.seconds().items()}
    frames = played.rate / 1000 / ledger.standard.stretch
    ages = {hop: age["p50"] * frames for hop, age in report["age_ms"].items()}
    return Spending(
        {} if live else ledger.parts(), units, 1000 * ledger.start, ledger.opened, _peak(),
        ages if live else {},
    )  # fmt: skip


def _peak() -> float:
    """The most memory the process has held, MB; 0 where the system does not say.

    Not getrusage: it counts what the process held that started this one.
    """
    status = Path("/proc/self/status")
    said = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii")) if status.exists() else None
    return int(said[1]) / 1024 if said else 0.0


def main() -> None:
    words = command(__doc__)
    words.add_argument("show", type=Path, help="the show file")
    words.add_argument("--seconds", type=float, default=6.0)
    words.add_argument("--live", action="store_true", help="in real time")
    asked = words.parse_args()
    print(json.dumps(asdict(spending(asked.show, asked.seconds, live=asked.live))))


if __name__ == "__main__":
    main()
