"""Faults that are put into a file: tests that look at what it does notice them, others do not."""

import ast
import os
import tempfile
import time
from pathlib import Path

import pytest

from scripts.measure import mutants
from scripts.measure.mutants import Copy, Score, Target, sampled, score, targets
from scripts.measure.mutations import faults

LATE = """\
'''When a guest is late.'''

GRACE = 2.0  # seconds


def late(seconds: float) -> bool:
    '''Whether the grace is over.'''
    return seconds > GRACE
"""
BITES = "assert late(2.1) and not late(2.0) and not late(1.9)"


def changed(source: str) -> set[str]:
    """A file with each of its faults."""
    made = (fault.put_into(source) for fault in faults(source))
    return {ast.unparse(ast.parse(text)) for text in made}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of one file."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    monkeypatch.setattr(mutants, "LEAST", 1.0)
    for folder in ("live/door", "tests/door"):
        (tmp_path / folder).mkdir(parents=True)
    for package in ("live", "live/door"):
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "live/door/guests.py").write_text(LATE)
    return tmp_path


def write_test(house: Path, words: str) -> Target:
    text = f"from live.door.guests import late\n\n\ndef test_late():\n    {words}\n"
    (house / "tests/door/test_guests.py").write_text(text)
    (target,) = targets(["live"], house)
    return target


def tried(target: Target, house: Path, slots: int = 1, seconds: float = 60.0) -> Score:
    """All faults of a file, each put into one of so many copies."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [Copy(house, Path(folder, str(number))) for number in range(slots)]
        return score(target, 0, 1, copies, time.monotonic() + seconds)


@pytest.mark.parametrize(
    ("words", "survive"),
    [
        (BITES, 0),
        ("assert late(9) and not late(0)", 3),  # its boundary, and both other graces
        ("late(2.1)", 4),
        ("[iter(late, None) for _ in range(1)]\n    while late(2.0): pass\n    " + BITES, 0),
    ],
)
def test_a_test_that_bites_lets_no_fault_live(house: Path, words: str, survive: int) -> None:
    told = tried(write_test(house, words), house, slots=2)
    assert (told.tried, len(told.survivors)) == (4, survive), told.survivors


def test_a_survivor_is_named_with_its_line(house: Path) -> None:
    told = tried(write_test(house, "assert late(9) and not late(0)"), house)
    place = "live/door/guests.py:"
    assert f"{place}8: return seconds > GRACE  ->  return (seconds >= GRACE)" in told.survivors
    assert told.share == 25


def test_tests_that_fail_without_a_fault_are_refused_in_a_sentence(house: Path) -> None:
    with pytest.raises(SystemExit, match=r"live/door/guests\.py: its tests fail as it is"):
        tried(write_test(house, "assert late(0)"), house)


def test_a_file_without_tests_is_passed_over_and_no_file_is_touched(house: Path) -> None:
    assert list(targets(["live"], house)) == []
    tried(write_test(house, BITES), house)
    assert (house / "live/door/guests.py").read_text() == LATE


def test_without_time_left_nothing_is_tried(house: Path) -> None:
    assert tried(write_test(house, BITES), house, seconds=-1.0).tried == 0


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("a < b == c", {"a <= b == c", "a < b != c"}),
        ("x = a and b", {"x = a or b"}),
        ("x = not a", {"x = a"}),
        ("x = a - b * c", {"x = a + b * c", "x = a - b / c"}),
        ("x = 3", {"x = 4"}),
        ("x = 1000", {"x = 2000"}),
        ("x = 0.5", {"x = 1.0", "x = 0.25"}),
        ("x = True", {"x = False"}),
        ("x = max(a, b)", {"x = a"}),
        ("if a:\n    b", {"if not a:\n    b"}),
        ("x = a if not b else c", {"x = a if b else c"}),
        ("a.b += c", {"a.b -= c", "pass"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    self.a = b", {"def f():\n    pass"}),
        ("def f():\n    g()", {"def f():\n    pass"}),
        ("for a in b:\n    continue", {"for a in b:\n    break"}),
    ],
)
def test_a_fault_is_small(source: str, faulty: set[str]) -> None:
    assert faulty <= changed(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A page of 3 words."""',
        "x: Annotated[int, Meta(ge=2)]",
        "raise BadInput('more than', 2)",
        "log.warning('%s fell', 1 + 2)",
        "def __repr__(self):\n    return 3",
        "class Clock(Protocol):\n    rate = 2.0",
        "class A:\n    def __init__(self):\n        self.a = b",
        "x = f'{a:.3f} of {3}'",
        "if TYPE_CHECKING:\n    x = 3",
    ],
)
def test_what_is_for_people_is_left_alone(source: str) -> None:
    assert faults(source) == []


def test_the_same_seed_takes_the_same_faults_in_their_order() -> None:
    all_of_them = faults("\n".join(f"x = {number}" for number in range(40)))
    taken = sampled(all_of_them, 5, "1")
    assert [one.start for one in taken] == sorted(one.start for one in taken)
    assert taken == sampled(all_of_them, 5, "1") != sampled(all_of_them, 5, "2")
    assert len(taken) == 5
    assert sampled(all_of_them, 0, "1") == sampled(all_of_them, 99, "1") == all_of_them


def test_a_fault_reaches_the_programs_that_tests_start(house: Path) -> None:
    words = """import subprocess, sys
    code = "from live.door.guests import late; assert late(2.1) and not late(2.0)"
    house = __file__.rpartition("/tests")[0]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=house)"""
    told = tried(write_test(house, words), house)
    assert (told.tried, told.survivors) == (4, [])
