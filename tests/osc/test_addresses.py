"""The rows of the address tables as a validator."""

import math

import pytest

from live.osc.addresses import Address, Argument, Table

ROWS = Table(
    [
        Address("/mix", (Argument("level", "f", 0, 1), Argument("count", "i", 1, 4)), "Two."),
        Address("/joint/<name>", (Argument("x", "f", -1, 1),), "Many.", names=("head", "toe")),
        Address("/bone", (Argument("name", "s", words=("Hips",)),), "A word."),
        Address("/done", (), "Nothing."),
    ]
)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/mix", (0.5, 1)),
        ("/mix", (1, 4)),
        ("/joint/toe", (-1.0,)),
        ("/bone", ("Hips",)),
        ("/done", ()),
    ],
)
def test_what_the_table_allows_has_no_fault(path: str, values: tuple[object, ...]) -> None:
    assert ROWS.fault(path, values) is None


@pytest.mark.parametrize(
    ("path", "values", "fault"),
    [
        ("/mixer", (0.5, 1), "/mixer is not a known address"),
        ("/joint/<name>", (0.0,), "not a known address"),
        ("/mix", (0.5,), "/mix: takes 2 arguments, not 1"),
        ("/mix", (1.01, 1), "/mix: level must lie in 0..1, not 1.01"),
        ("/mix", (0.5, 5), "count must lie in 1..4, not 5"),
        ("/mix", (0.5, 2.0), "count must be of type i, not 2.0"),
        ("/mix", (0.5, True), "count must be of type i, not True"),
        ("/mix", (math.nan, 1), "level must lie in 0..1, not nan"),
        ("/joint/head", ("up",), "x must be of type f, not 'up'"),
        ("/bone", ("Tail",), "name may not be 'Tail'"),
    ],
)
def test_a_fault_is_one_sentence(path: str, values: tuple[object, ...], fault: str) -> None:
    assert fault in str(ROWS.fault(path, values))
