"""Breaks one part of a show at a time, in every way, and prints what the audience sees of it.

python -m scripts.measure.chaos [--only dancer] [--seconds 1.5] [--json FILE]

Each show is real, bare and short: a microphone with drums, a camera, eyes, a dancer, dots. For
some seconds one part raises, gives what is wrong, is slow, hangs, exits or is unplugged; the window
fails; the disk takes no more of the film; the terminal is closed; the machine stops. Printed:
black pictures; the longest time in ms in which the picture stood still; seconds from the end of the
fault until the part worked again; and who was blamed.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from live.show.run import RunOptions, run
from live.show.show_file import read_show
from scripts.measure.chaos_parts import Audience, Shown
from scripts.options import command

OPENS = 0.7  # seconds that a show of these parts takes to open
BEGINS = 1.2  # seconds of the show: when a fault begins
BACK = 4.0  # seconds after a fault until which the part must work again
BLACK = 1.0  # of 255: a picture of less is black
VALUES = ("type", "shape", "nan")
FAULTS: dict[str, tuple[str, ...]] = {
    "sound": ("raise", *VALUES, "time", "slow", "hang", "exit", "lost"),
    "recording": ("raise", *VALUES, "time", "hang", "exit"),
    "ear": ("raise", *VALUES, "inf", "tempo", "time", "slow", "hang", "exit"),
    "camera": ("raise", *VALUES, "hang", "exit", "lost"),
    "eyes": ("raise", *VALUES, "turns", "far", "slow", "hang", "exit"),
    "dancer": ("raise", *VALUES, "turns", "far", "slow", "hang", "exit", "leak"),
    "painter": ("raise", *VALUES, "slow", "hang", "exit", "leak"),
    "output": ("raise", "slow", "hang", "exit", "lost"),
    "input": ("raise", "type", "nan", "tempo", "hang", "exit"),
    "window": ("raise", "hang", "exit"),
    "disk": ("full",),
    "machine": ("hangup", "stop"),
}
TABLES = {
    "sound": "sound", "recording": "sound", "ear": "ear", "camera": "camera", "eyes": "eyes",
    "dancer": "dancer", "painter": "painter", "output": "outputs", "input": "inputs",
    "window": "outputs", "disk": "outputs", "machine": "",
}  # fmt: skip
KINDS = {
    "sound": "Sound", "ear": "Listening", "camera": "Camera", "eyes": "Looking",
    "dancer": "Dancing", "painter": "Painting", "outputs": "Sending", "inputs": "Steering",
}  # fmt: skip
MANY = ("outputs", "inputs")  # tables that a show may have several of
LONG = ("hang", "lost", "slow")  # faults that last longer
# Faults that are nobody's, or that nobody notices.
UNNOTICED = {("dancer", "leak"), ("painter", "leak"), ("machine", "hangup")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault did to the show."""

    part: str
    fault: str
    ended: bool  # whether the show ended of it
    black: int  # pictures
    frozen_ms: float
    back: float | None  # seconds after the fault; None: never, within the show
    blamed: tuple[str, ...]  # the parts that the report blames
    shown: int  # pictures
    due: int  # pictures

    @property
    def name(self) -> str:
        """How the part's name begins in a report."""
        table = TABLES[self.part]
        return table.removesuffix("s") if table in MANY else table

    @property
    def rightly(self) -> bool:
        """Whether the part was blamed, and no other."""
        if (self.part, self.fault) in UNNOTICED:
            return not self.blamed
        return bool(self.blamed) and all(who.startswith(self.name) for who in self.blamed)

    @property
    def fine(self) -> bool:
        """Whether it is as it should be: 0 black, 150 ms at most, blamed rightly, never ended."""
        back = self.back is not None
        return not self.ended and not self.black and self.frozen_ms <= 150 and self.rightly and back


def show_text(part: str, fault: str, since: float, until: float, folder: Path) -> str:
    """A show file in which one part has one fault, between two seconds."""
    lines = ["size = [320, 180]"]
    for table, kind in KINDS.items():
        kind = "Windowing" if part == "window" and table == "outputs" else kind
        lines += [f"[[{table}]]" if table in MANY else f"[{table}]"]
        lines += [f'kind = "scripts.measure.chaos_parts:{kind}"']
        if table == TABLES[part]:
            lines += [f'fault = "{fault}"', f"since = {since}", f"until = {until}"]
        if table == "sound" and part == "recording":
            lines += ["recorded = true"]
    if part == "disk":
        lines += ["[[outputs]]", 'kind = "film"', f"file = {str(folder / 'film.mp4')!r}"]
    return "\n".join([*lines, "[[outputs]]", 'kind = "scripts.measure.chaos_parts:Audience"', ""])


def broken(part: str, fault: str, lasts: float, folder: Path, back: float = BACK) -> Outcome:
    """Runs a show in which the part has the fault for so many seconds, and `back` seconds more."""
    lasts = 2 * lasts + 1.0 if fault in LONG else lasts
    until = BEGINS + lasts
    file = folder / "chaos.toml"
    file.write_text(show_text(part, fault, BEGINS, until, folder))
    seconds = until + back
    with around(fault, lasts):
        report = run(read_show(str(file)), RunOptions(seconds=seconds)).as_dict()
    return judged(part, fault, until, seconds, report, list(Audience.seen))


@contextmanager
def around(fault: str, lasts: float) -> Iterator[None]:
    """What befalls the whole program meanwhile: a signal, or a disk that takes no more."""
    here, began = os.getpid(), OPENS + BEGINS
    shell = {
        "hangup": f"sleep {began}; kill -HUP {here}",
        "stop": f"sleep {began}; kill -STOP {here}; sleep {lasts}; kill -CONT {here}",
        "full": f"sleep {began}; prlimit --pid {here} --fsize=1000:; sleep {lasts}; "
        f"prlimit --pid {here} --fsize=unlimited:",
    }.get(fault)
    if shell is None:
        yield
        return
    with subprocess.Popen(["sh", "-c", shell]):
        yield


def judged(
    part: str, fault: str, until: float, seconds: float, report: dict[str, Any], seen: list[Shown]
) -> Outcome:
    """What the audience saw, and what the report says."""
    during = [shown for shown in seen if shown.at > 1.0]
    falls = report["falls"]
    ends = [fall["recovered"] for fall in falls]
    back = None if None in ends else max([0.0, *(end - until for end in ends)])
    return Outcome(
        part, fault,
        ended=report["seconds"] < seconds - 0.5,
        black=sum(shown.mean < BLACK for shown in during),
        frozen_ms=round(1000 * _longest_still(during, seconds)),
        back=back if back is None else round(back, 2),
        blamed=tuple(sorted({fall["part"] for fall in falls})),
        shown=len(seen), due=round(30 * seconds),
    )  # fmt: skip


def _longest_still(seen: list[Shown], end: float) -> float:
    """The longest time in seconds in which the same picture was seen."""
    if not seen:
        return end
    changes = [seen[0].at]
    changes += [b.at for a, b in pairwise(seen) if a.looks != b.looks]
    return max(b - a for a, b in pairwise([*changes, max(seen[-1].at, end - 0.1)]))


def main() -> None:
    words = command(__doc__)
    words.add_argument("--only", choices=list(FAULTS), action="append", help="these parts alone")
    words.add_argument("--fault", action="append", help="these faults alone")
    words.add_argument("--seconds", type=float, default=1.5, help="how long a fault lasts")
    words.add_argument("--json", type=Path, help="also write the table as JSON")
    args = words.parse_args()
    outcomes = []
    print(f"{'part':10} {'fault':6} {'black':>5} {'frozen':>7} {'back':>6} {'shown':>5}  blamed")
    with TemporaryDirectory() as folder:
        for part in args.only or FAULTS:
            for fault in [f for f in FAULTS[part] if not args.fault or f in args.fault]:
                outcome = broken(part, fault, args.seconds, Path(folder))
                outcomes.append(outcome)
                print(line(outcome), flush=True)
    fine = sum(outcome.fine for outcome in outcomes)
    print(f"{fine} of {len(outcomes)} as they should be")
    if args.json is not None:
        args.json.write_text(json.dumps([asdict(o) for o in outcomes], indent=1) + "\n", "utf-8")


def line(outcome: Outcome) -> str:
    """A line of the table."""
    back = "never" if outcome.back is None else f"{outcome.back:.1f} s"
    marks = "" if outcome.fine else "  <--"
    ended = "  THE SHOW ENDED" if outcome.ended else ""
    return (
        f"{outcome.part:10} {outcome.fault:6} {outcome.black:5} {outcome.frozen_ms:4.0f} ms "
        f"{back:>6} {100 * outcome.shown / outcome.due:4.0f}%  {', '.join(outcome.blamed)}"
        f"{marks}{ended}"
    )


if __name__ == "__main__":
    main()
