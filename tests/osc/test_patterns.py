"""OSC 1.0's address patterns."""

import time

import pytest

from live.desk.controls import CONTROLS, meant_by
from live.osc.patterns import LONGEST, is_pattern, pattern


def matches(text: str, address: str) -> bool:
    read = pattern(text)
    return read is not None and read.matches(address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/a/*", "/a/tap"), ("/a/t*p", "/a/tap"), ("/a/t*p", "/a/tp"), ("/a/*a*", "/a/tap"),
        ("/a/?ap", "/a/tap"), ("/a/[rst]ap", "/a/tap"), ("/a/[r-t]ap", "/a/tap"),
        ("/a/[!a-f]ap", "/a/tap"), ("/a/[!r-]ap", "/a/tap"), ("/a/{half,tap}", "/a/tap"),
        ("/a/{t,ta}ap", "/a/taap"), ("/a/*{p,ap}e", "/a/tape"), ("/*/offset/[1-8]", "/a/offset/8"),
        ("/{,a}", "/"), ("/a/***", "/a/"), ("/a.b/*", "/a.b/c"),
    ],
)  # fmt: skip
def test_a_pattern_stands_for_an_address(text: str, address: str) -> None:
    assert matches(text, address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/a/*", "/a/offset/1"), ("/*", "/a/tap"), ("//tap", "/a/tap"), ("/a//tap", "/a/tap"),
        ("/a/?", "/a/tap"), ("/a/tap?", "/a/tap"), ("/a/[!r-t]ap", "/a/tap"),
        ("/a/[rs]ap", "/a/tap"),
        ("/a/{half,double}", "/a/tap"), ("/a/*x", "/a/tap"), ("/a/[tap", "/a/tap"),
        ("/a/{tap", "/a/tap"), ("/a/tap]*", "/a/tap]"), ("/a/[]*", "/a/tap"), ("/a[/]*", "/a/tap"),
        ("/axb/*", "/a.b/c"), ("/a.b/*", "/axb/c"), ("/a/*" + "*" * LONGEST, "/a/tap"),
    ],
)  # fmt: skip
def test_a_pattern_does_not_stand_for_another(text: str, address: str) -> None:
    assert not matches(text, address)


def test_controls_are_found_by_name_and_by_pattern() -> None:
    def names(address: str) -> list[str]:
        return [control.name for control in meant_by(address)]

    assert names("/firstdance/tap") == ["tap"]
    assert names("/firstdance/{half,double}") == ["half", "double"]
    assert names("/firstdance/offset/[1-3]") == ["offset/1", "offset/2", "offset/3"]
    assert names("/firstdance/bl*") == ["blackout"]
    assert names("/firstdance//tap") == names("//tap") == names("/tap") == []
    assert names("/*/*") == [one.name for one in CONTROLS if "/" not in one.name]


def test_only_four_characters_make_a_pattern() -> None:
    assert [mark for mark in "*?[]{}!-,/.a" if is_pattern(f"/a{mark}")] == ["*", "?", "[", "{"]


@pytest.mark.parametrize(
    "name", ["*a" * 20 + "x", "*?" * 20, "*{a,b,c,d,e}" * 4, "[a-\U0010ffff]*" * 7, "*" * 40 + "x"]
)
def test_the_worst_pattern_costs_a_moment(name: str) -> None:
    began = time.process_time()
    for _ in range(10):
        meant_by(f"/firstdance/{name}"[:LONGEST])
    assert (time.process_time() - began) / 10 < 0.02
