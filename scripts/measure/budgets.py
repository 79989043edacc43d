"""What each part of a show costs, beside what it may cost: the budgets that a test holds.

    python -m scripts.measure.budgets [--show NAME ...] [--write]

Performs each show three times, in processes of their own (`python -m scripts.measure.spending`),
and prints what a frame of every part costs the processor, as a ratio to each unit of known work
done between the pictures (`scripts.measure.units`): a slow or busy computer is slow at both. The
accepted ratios are in docs/measured/budgets.json; --write puts these in their place. Write them on
a machine that does nothing else. Shows marked live run in real time, for the ages of signals.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

from live.runtime import places
from scripts.measure.records import BUDGETS, ROOT
from scripts.measure.show import AVATAR, BARE, FULL, OUT, SEEN
from scripts.options import command

ACCEPTING = "python -m scripts.measure.budgets --write"
TRIES = 3
SECONDS = 4.0  # of each show
FILM = ROOT / "tests" / "fixtures" / "dancer.mp4"
OUTPUTS = '[[outputs]]\nkind = "film"\nfile = "{folder}/film.mp4"\n[[outputs]]\nkind = "osc"\n'
SEEN_FILM = SEEN.format(FILM.as_posix())
BRIDE = AVATAR.format("bride")
SHOWS = {
    "bare": BARE + OUT,
    "partner": FULL + OUT + OUTPUTS,
    "seen": SEEN_FILM + OUT,
    "bride": FULL + BRIDE + OUT,
    "couple": FULL + BRIDE + 'human = "groom"\n' + OUT,
    "partner, live": FULL + OUT + OUTPUTS,
    "seen, live": SEEN_FILM + OUT,
}
LIVE = ", live"
WAIT = "wait"  # of another program, which does nothing, until it is woken
ELSEWHERE = 1.6  # times as much is allowed on another kind of processor, whose ratios are others
LONGEST_WAIT = 0.1  # frames, with which a machine is still good enough for real time
_IMPORTS = "import time, cv2, numpy; print(time.process_time())"

# What is measured of a show, by part: its ratio to each unit.
Figures: TypeAlias = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure may be, beside its budget."""

    times: float
    more: float = 0.0  # units that count for nothing: what is so small may double


PART = Limit(1.25, 0.05)
LIMITS = {  # of what is no part: measured more roughly
    "loop": Limit(2.0, 0.05),  # what no part spends; a busy machine adds to it
    "start": Limit(1.4),  # the processor's work up to the first picture
    "opening": Limit(2.0),  # the time up to it, by the clock on the wall
    "memory": Limit(1.25),
    "age": Limit(2.0, 1.0),
}


def limit(part: str) -> Limit:
    """The limit of a figure."""
    return LIMITS.get(part.split()[0], PART)


def times(found: Mapping[str, float], budget: Mapping[str, float], less: float = 0.0) -> float:
    """How many times its budget a part costs, by the unit that is kindest to it.

    Work that is a mixture of units never costs more than before against each of them only because
    a machine is better at one unit than at another.
    """
    return min((found[unit] - less) / budget[unit] for unit in budget)


def over(found: Figures, budget: Figures, slack: float = 1.0) -> dict[str, str]:
    """A sentence for each part of a show that costs more than it may, by the part.

    `slack`: times as much as its limit is allowed.
    """
    said = {}
    for part, ratios in found.items():
        if part == WAIT:
            continue
        if part not in budget:
            if not _is_small(ratios):
                said[part] = "has no budget yet"
        elif times(ratios, budget[part], limit(part).more) > slack * limit(part).times:
            unit = next(iter(budget[part]))
            said[part] = (
                f"{times(ratios, budget[part]):.2f} times its budget"
                f" ({ratios[unit]:.2f} {unit}, budget {budget[part][unit]:.2f})"
            )
    return said


def _is_small(ratios: Mapping[str, float]) -> bool:
    return min(ratios.values()) <= PART.more


class Busy(Exception):
    """The machine has no room for a show in real time: what is late may not be the show's fault."""


def faults(show: str, tries: int = TRIES) -> list[str]:
    """A sentence for each part that was over its budget every time; one good run is enough.

    Raises Busy for a live show that is late on a machine where everybody is late.
    """
    budget = accepted()[show]
    slack = 1.0 if processor() == measured_on() else ELSEWHERE
    left: dict[str, str] | None = None
    for _ in range(tries):
        ratios = measured(show)
        found = over(ratios, budget, slack)
        left = found if left is None else {p: found[p] for p in left if p in found}
        if not left:
            return []
        print(f"{show}: over this time: {found}")
        wait = ratios.get(WAIT, {}).get("frames", 0.0)
        if wait > LONGEST_WAIT:
            raise Busy(f"whoever sleeps on this machine wakes {wait:.1f} frames late")
    return [f"{part} of {show}: {said}" for part, said in (left or {}).items()]


def accepted() -> dict[str, Figures]:
    """The budgets of every show."""
    found: dict[str, Figures] = json.loads(BUDGETS.read_text(encoding="utf-8"))["shows"]
    return found


def measured_on() -> str:
    """The kind of processor that the budgets are of."""
    found: str = json.loads(BUDGETS.read_text(encoding="utf-8"))["processor"]
    return found


def processor() -> str:
    """The kind of this machine's processor."""
    told = Path("/proc/cpuinfo")
    kinds = ("model name", "cpu family", "model", "stepping")
    lines = told.read_text(encoding="utf-8").splitlines() if places.is_file(told) else []
    found = dict.fromkeys(" ".join(line.split()) for line in lines if line.split("\t")[0] in kinds)
    return "; ".join(found) or platform.processor()


def measured(show: str) -> Figures:
    """What a show costs this time."""
    live = show.endswith(LIVE)
    with tempfile.TemporaryDirectory() as folder, _one_core(wanted=not live):
        file = Path(folder) / "show.toml"
        file.write_text(SHOWS[show].format(folder=Path(folder).as_posix()), encoding="utf-8")
        before = _imports(folder)
        words = ["-m", "scripts.measure.spending", str(file), "--seconds", str(SECONDS)]
        with _waits() as waits:
            said = _said([*words, "--live"] if live else words, folder)
        after = _imports(folder)
    work, wall = (max(pair) for pair in zip(before, after, strict=True))
    found = _figures(json.loads(said.splitlines()[-1]), 1000 * work, wall)
    return found | ({WAIT: {"frames": waits[0]}} if live else {})


def _figures(spent: dict[str, Any], work: float, wall: float) -> Figures:
    """`work`: milliseconds of the processor for importing OpenCV and numpy; `wall`: seconds."""
    units: dict[str, float] = spent["units"]
    found = {
        part: {unit: cost / units[unit] for unit in units} for part, cost in spent["parts"].items()
    }
    found["memory"] = {"MB": spent["memory"]}
    if not spent["ages"]:
        found["start"] = {"imports": spent["start"] / work}
        found["start"] |= {unit: spent["start"] / units[unit] for unit in units}
        return found
    found["opening"] = {"imports": spent["opened"] / wall}
    return found | {f"age {hop}": {"frames": age} for hop, age in spent["ages"].items()}


@contextmanager
def _waits() -> Iterator[list[float]]:
    """Then the list has how many frames late this process was woken, of twenty times the latest."""
    late, over = [], threading.Event()
    found: list[float] = []

    def doze() -> None:
        while not over.is_set():
            began = time.perf_counter()
            time.sleep(0.01)
            late.append(time.perf_counter() - began - 0.01)

    dozing = threading.Thread(target=doze)
    dozing.start()
    try:
        yield found
    finally:
        over.set()
        dozing.join()
        found.append(30 * sorted(late)[len(late) * 19 // 20])


def _imports(folder: str) -> tuple[float, float]:
    """Seconds of the processor, and of the clock, for starting Python with two libraries."""
    began = time.perf_counter()
    work = float(_said(["-c", _IMPORTS], folder))
    return work, time.perf_counter() - began


def _said(words: list[str], home: str) -> str:
    """What Python prints; libraries that like several threads get one, as a show's parts do."""
    single = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "LP")}
    done = subprocess.run(
        [sys.executable, *words], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL, env=os.environ | single | {"FIRSTDANCE_HOME": home},
    )  # fmt: skip
    return done.stdout


@contextmanager
def _one_core(*, wanted: bool) -> Iterator[None]:
    """What is started meanwhile has one core: FFmpeg then works in the thread that calls it."""
    if not (wanted and sys.platform == "linux"):
        yield
        return
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(ours)[os.getpid() % len(ours)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


def main() -> None:
    words = command(__doc__)
    words.add_argument("--show", action="append", choices=SHOWS, help="this one; else all")
    words.add_argument("--write", action="store_true", help="accept what is found")
    asked = words.parse_args()
    budgets = accepted() if BUDGETS.exists() else {}
    for show in asked.show or SHOWS:
        found = _middle([measured(show) for _ in range(TRIES)])
        _print_table(show, found, budgets.get(show, {}))
        budgets[show] = _rounded(found)
    if asked.write:
        _write({show: budgets[show] for show in SHOWS if show in budgets})


def _middle(runs: list[Figures]) -> Figures:
    """The median of each figure."""
    return {
        part: {unit: median(run[part][unit] for run in runs) for unit in ratios}
        for part, ratios in runs[0].items()
    }


def _rounded(found: Figures) -> Figures:
    """As it is kept: without what is so small that no limit holds it."""
    return {
        part: {unit: max(0.001, round(ratio, 3)) for unit, ratio in ratios.items()}
        for part, ratios in found.items()
        if part != WAIT and (limit(part) != PART or not _is_small(ratios))
    }


def _print_table(show: str, found: Figures, budget: Figures) -> None:
    print(f"\n| {show} | costs | budget | times |\n|---|---|---|---|")
    for part, ratios in found.items():
        costs = ", ".join(f"{ratio:.2f} {unit}" for unit, ratio in ratios.items())
        held = budget.get(part, {})
        may = ", ".join(f"{ratio:.2f}" for ratio in held.values()) or "-"
        grown = f"{times(ratios, held):.2f}" if all(held.values()) and held else "-"
        print(f"| {part} | {costs} | {may} | {grown} |", flush=True)


def _write(budgets: dict[str, Figures]) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    content = {
        "command": ACCEPTING,
        "made": today,
        "processor": processor(),
        "cores": os.cpu_count(),
        "shows": budgets,
    }
    BUDGETS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"\n{BUDGETS}")


if __name__ == "__main__":
    main()
