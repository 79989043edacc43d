"""Whole shows in real time, in which one part at a time does something wrong."""

from pathlib import Path

import pytest

from scripts.measure.chaos import Outcome, broken, judged
from scripts.measure.chaos_parts import Shown

# What may be blamed besides on a machine that does something else meanwhile.
BUSY = {"dancer", "painter"}


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("sound", "hang"), ("ear", "exit"), ("camera", "lost"), ("eyes", "hang"),
        ("dancer", "hang"), ("painter", "hang"), ("output", "hang"), ("input", "hang"),
    ],
)  # fmt: skip
def test_a_part_that_breaks_costs_the_guests_nothing(tmp_path: Path, part: str, fault: str) -> None:
    outcome = broken(part, fault, 0.4, tmp_path, back=1.4)
    assert not outcome.ended
    assert outcome.black == 0
    # 150 ms on a quiet machine.
    assert outcome.frozen_ms <= 600
    assert [who for who in outcome.blamed if who.startswith(outcome.name)]
    assert {who for who in outcome.blamed if not who.startswith(outcome.name)} <= BUSY
    assert outcome.shown > 0.6 * outcome.due


def test_the_table_tells_what_the_guests_saw() -> None:
    seen = [Shown(n / 30, n, 90.0) for n in range(60)]
    seen += [Shown(n / 30, 60, 90.0) for n in range(60, 90)] + [Shown(3.0 + 1 / 30, 61, 0.0)]
    falls = [{"part": "dancer", "recovered": 2.5}, {"part": "eyes", "recovered": 3.5}]
    outcome = judged("dancer", "raise", 2.0, 3.1, {"seconds": 3.1, "falls": falls}, seen)
    assert outcome == Outcome(
        "dancer", "raise", ended=False, black=1, frozen_ms=1033, back=1.5,
        blamed=("dancer", "eyes"), shown=91, due=93,
    )  # fmt: skip
    assert not outcome.rightly
    assert not outcome.fine


def test_a_show_that_ends_and_a_part_that_never_comes_back_are_told() -> None:
    seen = [Shown(n / 30, n, 90.0) for n in range(60)]
    falls = [{"part": "output 1 (sending)", "recovered": None}]
    outcome = judged("output", "lost", 1.0, 5.0, {"seconds": 2.0, "falls": falls}, seen)
    assert outcome.ended
    assert outcome.back is None
    assert outcome.rightly
    assert not outcome.fine
