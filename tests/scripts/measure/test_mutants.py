"""Faults that are put into a file: tests that look at what it does notice them, others do not."""

import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts.measure.mutants import sampled, targets
from scripts.measure.mutations import faults

ROOT = Path(__file__).parents[3]
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
def house(tmp_path: Path) -> Path:
    """A program of one file."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    for folder in ("live/door", "tests/door"):
        (tmp_path / folder).mkdir(parents=True)
    for package in ("live", "live/door"):
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "live/door/guests.py").write_text(LATE)
    return tmp_path


# In a process of its own: one that has threads, as where tests run, must not fork.
TRYING = """
import sys, time
from pathlib import Path
from scripts.measure import mutants
house, folder, slots, seconds = sys.argv[1:]
mutants.LEAST = 1.0
(target,) = mutants.targets(["live"], Path(house))
copies = [mutants.Copy(Path(house), Path(folder, str(n))) for n in range(int(slots))]
found = mutants.score(target, 0, 1, copies, time.monotonic() + float(seconds))
print(found.tried, *found.survivors, sep="\\n")
"""


def tried(house: Path, words: str, slots: int = 1, seconds: float = 60.0) -> tuple[int, list[str]]:
    """How many faults were tried, and those that a test of these words does not notice."""
    text = f"from live.door.guests import late\n\n\ndef test_late():\n    {words}\n"
    (house / "tests/door/test_guests.py").write_text(text)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", TRYING, house, folder, str(slots), str(seconds)],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            timeout=50,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    count, *survivors = done.stdout.splitlines()
    return int(count), survivors


def test_a_test_that_bites_lets_no_fault_live_and_no_file_is_touched(house: Path) -> None:
    assert tried(house, BITES, slots=2) == (4, [])
    assert (house / "live/door/guests.py").read_text() == LATE


def test_a_survivor_is_named_with_its_line(house: Path) -> None:
    count, survivors = tried(house, "assert late(9) and not late(0)")
    place = "live/door/guests.py"
    assert count == 4
    assert survivors == [
        f"{place}:3: GRACE = 2.0  # seconds  ->  GRACE = (4.0)  # seconds",
        f"{place}:3: GRACE = 2.0  # seconds  ->  GRACE = (1.0)  # seconds",
        f"{place}:8: return seconds > GRACE  ->  return (seconds >= GRACE)",
    ]


def test_a_test_that_hangs_has_noticed(house: Path) -> None:
    assert tried(house, "while late(2.0): pass\n    " + BITES) == (4, [])


def test_a_fault_reaches_the_programs_that_tests_start(house: Path) -> None:
    words = """import subprocess, sys
    code = "from live.door.guests import late; assert late(2.1) and not late(2.0)"
    house = __file__.rpartition("/tests")[0]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=house)"""
    assert tried(house, words) == (4, [])


def test_tests_that_fail_without_a_fault_are_refused_in_a_sentence(house: Path) -> None:
    with pytest.raises(SystemExit, match=r"live/door/guests\.py: its tests fail as it is"):
        tried(house, "assert late(0)")


def test_without_time_left_nothing_is_tried_and_a_file_without_tests_is_passed_over(
    house: Path,
) -> None:
    assert list(targets(["live"], house)) == []
    assert tried(house, BITES, seconds=-1.0) == (0, [])


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
