"""How many small faults in `live/` its tests notice.

    python -m scripts.measure.mutants live/hear live/desk      every file there that has tests
    python -m scripts.measure.mutants live/hear/taps.py --most 0     all faults of one file

Each fault (a comparison, a number, a sign or a condition changed, a statement left out) is put
alone into a file of a copy of the program, and the tests that mirror the file run there, and those
of BESIDE. A fault that no test notices is printed: a test is missing, or the code says more than it
needs, or the fault changes nothing. A test that hangs has noticed. The same seed takes the same
faults.
"""

import argparse
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scripts.measure import records
from scripts.measure.mutations import Fault, faults
from scripts.options import command

# Tests that notice faults of files whose name they do not have.
GOLDEN = "tests/hear/test_golden.py"
EARS = ("aubio_ear", "bar_ear", "bar_pointer", "bars", "evidence", "harmony", "loudness", "onsets",
        "pulse", "running_beat", "sections", "tones")  # fmt: skip
BESIDE: dict[str, tuple[str, ...]] = {
    "live/desk/desk.py": ("tests/desk/test_controls.py", "tests/desk/test_lights.py"),
    "live/desk/controls.py": ("tests/scripts/make/test_osc_docs.py",),
    "live/runtime/virtual.py": ("tests/runtime/test_clock.py",),
    "live/runtime/failures.py": ("tests/runtime/test_supervise.py",),
    "live/show/senses.py": ("tests/show/test_recordings.py",),
    "live/show/hops.py": ("tests/show/test_falls.py", "tests/show/test_perform.py"),
    "live/show/sending.py": ("tests/runtime/test_pace.py", "tests/show/test_perform.py"),
    "live/show/opening.py": ("tests/show/test_perform.py",),
    "live/show/part_manager.py": ("tests/show/test_perform.py", "tests/show/test_senses.py"),
} | {f"live/hear/{name}.py": (GOLDEN,) for name in EARS}
OURS = {"live", "tests"}
PYTEST = (
    "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:faulthandler",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
LEAST, PATIENCE = 5.0, 4.0  # seconds, and times what the tests take: then a run counts as hung
LONGEST = 300.0  # seconds that the tests may take without a fault


@dataclass(frozen=True, slots=True)
class Target:
    """A file of the program, and the tests that must notice its faults."""

    name: str  # as live/hear/taps.py
    root: Path
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return self.root / self.name

    @property
    def room(self) -> str:
        return self.name.split("/")[1]


@dataclass(slots=True)
class Score:
    """What the tests of a file, or of a room, noticed."""

    tried: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return self.tried - len(self.survivors)

    @property
    def share(self) -> float:
        """Per cent of the faults that were noticed."""
        return 100 * self.killed / self.tried if self.tried else 100.0

    def add(self, other: "Score") -> None:
        self.tried += other.tried
        self.survivors += other.survivors


class Copy:
    """A copy of the program and its tests, in which a file may have a fault."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root = place
        self._written = 0
        place.mkdir()
        for there in root.iterdir():
            if there.name in OURS:
                shutil.copytree(there, place / there.name)
            else:
                (place / there.name).symlink_to(there)

    def write(self, target: Target, source: str) -> None:
        """Writes a file, which Python then takes for another one than before."""
        self._written += 1
        there = self.root / target.name
        there.write_text(source, "utf-8")
        os.utime(there, (self._written * 10, self._written * 10))


def targets(places: Sequence[str], root: Path = records.ROOT) -> Iterator[Target]:
    """The files at those places that have tests."""
    for place in places:
        there = (root / place).resolve()
        files = [there] if there.is_file() else sorted(there.rglob("*.py"))
        for file in files:
            name = file.relative_to(root).as_posix()
            tests = tuple(one for one in _tests(name) if (root / one).is_file())
            if tests:
                yield Target(name, root, tests)


def _tests(name: str) -> Iterator[str]:
    _, *rooms, file = name.split("/")
    yield from BESIDE.get(name, ())  # first: they are quick
    yield "/".join(["tests", *rooms, f"test_{file}"])


def sampled(found: Sequence[Fault], most: int, seed: str) -> list[Fault]:
    """`most` of the faults of a file, in its order; all of them where it is 0."""
    if not 0 < most < len(found):
        return list(found)
    chosen = random.Random(seed).sample(range(len(found)), most)
    return [found[number] for number in sorted(chosen)]


def score(target: Target, most: int, seed: int, copies: Sequence[Copy], until: float) -> Score:
    """What the tests of a file notice. Raises SystemExit where they fail without a fault."""
    source = target.path.read_text("utf-8")
    chosen = sampled(faults(source), most, f"{seed} {target.name}")
    limit = _limit(target, copies[0], source)
    found, free = Score(), list(copies)
    running: dict[int, tuple[Fault, Copy, float]] = {}  # by process; until when it may run
    while running or (chosen and time.monotonic() < until):
        while chosen and free and time.monotonic() < until:
            fault, copy = chosen.pop(0), free.pop()
            copy.write(target, fault.put_into(source))
            running[_forked(target, copy)] = fault, copy, time.monotonic() + limit
        for process, (fault, copy, end) in list(running.items()):
            passed = _passed(process, end)
            if passed is None:
                continue
            del running[process]
            free.append(copy)
            copy.write(target, source)
            found.tried += 1
            if passed:
                found.survivors.append(f"{target.name}:{fault.start[0]}: {fault.told(source)}")
        time.sleep(0.005)
    return found


def _limit(target: Target, copy: Copy, source: str) -> float:
    """How long the tests may take: some times what they take without a fault."""
    copy.write(target, source)
    read, write = os.pipe()
    process = _forked(target, copy, write)
    os.close(write)
    with os.fdopen(read) as told:
        names = told.read().split()
    _must_pass(target, process)
    _warm(names)
    # Once more from here: a fork that hangs must not be taken for a fault that is noticed.
    began = time.monotonic()
    _must_pass(target, _forked(target, copy))
    return LEAST + PATIENCE * (time.monotonic() - began)


def _must_pass(target: Target, process: int) -> None:
    end = time.monotonic() + LONGEST
    while (passed := _passed(process, end)) is None:
        time.sleep(0.005)
    if not passed:
        raise SystemExit(f"{target.name}: its tests fail as it is: {' '.join(target.tests)}")


def _warm(names: Iterable[str]) -> None:
    """Imports what is no code of ours once, and not again in each process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            with suppress(Exception):
                importlib.import_module(name)


def _passed(process: int, end: float) -> bool | None:
    """Whether the tests passed in a process; None: not done. It ends where it runs too long."""
    done, status = os.waitpid(process, os.WNOHANG)
    if done:
        _end(process)  # what its tests have started
        return status == 0
    if time.monotonic() > end:
        _end(process)
        os.waitpid(process, 0)
        return False
    return None


def _end(process: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _forked(target: Target, copy: Copy, told: int | None = None) -> int:
    """Runs the tests in a process of their own, which is returned."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads, which are not needed there
        process = os.fork()
    if process:
        with suppress(OSError):
            os.setpgid(process, process)
        return process
    status = 1
    try:
        os.setpgid(0, 0)
        status = _run(target, copy)
        if told is not None:
            os.write(told, "\n".join(_theirs()).encode())
    finally:
        os._exit(status)


def _run(target: Target, copy: Copy) -> int:
    """Runs the tests here: 0 where they pass."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = os.fdopen(nowhere, "w")
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    os.chdir(copy.root)
    sys.path.insert(0, str(copy.root))
    return int(pytest.main([*PYTEST, *target.tests]))


def _theirs() -> Iterator[str]:
    """The modules loaded here that are not ours, and that pytest does not have to load itself."""
    for name, module in list(sys.modules.items()):
        first = name.partition(".")[0]
        if getattr(module, "__spec__", None) and first not in OURS and "test" not in first:
            yield name


def show(asked: argparse.Namespace, copies: Sequence[Copy], until: float) -> None:
    """Tries faults in every file, says what survives, and prints a table of the rooms."""
    rooms: dict[str, tuple[int, Score]] = {}
    for target in targets(asked.places):
        if target.name in asked.left:
            continue
        if time.monotonic() >= until:
            print(f"{target.name}: no time left")
            continue
        found = score(target, asked.most, asked.seed, copies, until)
        print(f"{target.name}: {found.tried} faults, {found.killed} noticed", flush=True)
        for survivor in found.survivors:
            print(f"    {survivor}", flush=True)
        files, whole = rooms.setdefault(target.room, (0, Score()))
        whole.add(found)
        rooms[target.room] = files + 1, whole
    print("\n| room | files | faults | noticed |\n|---|---|---|---|")
    for room, (files, whole) in rooms.items():
        print(f"| `live/{room}` | {files} | {whole.tried} | {whole.share:.0f} % |")


def main() -> None:
    """Tries faults, prints what survives, and a table."""
    words = command(__doc__)
    words.add_argument("places", nargs="*", default=["live"], help="files or folders of live/")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--most", type=int, default=20, help="faults for each file; 0: all")
    words.add_argument("--minutes", type=float, default=30.0, help="no new fault after these")
    words.add_argument("--slots", type=int, default=1, help="faults that are tried at once")
    words.add_argument(
        "--except", dest="left", action="append", default=[], help="leave a file out"
    )
    records.add_option(words)
    asked = words.parse_args()
    for library in ("OMP", "OPENBLAS", "LP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # a thread does not live on in a fork
    until = time.monotonic() + 60 * asked.minutes
    with tempfile.TemporaryDirectory() as folder, records.recording(asked.record, ()):
        show(asked, [Copy(records.ROOT, Path(folder, str(n))) for n in range(asked.slots)], until)


if __name__ == "__main__":
    main()
