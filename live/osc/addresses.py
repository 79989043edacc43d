"""OSC addresses as rows of a table: each with its arguments, their ranges, and its meaning.

A row has three uses: the sender encodes and clamps by it, a receiver checks by it, and the page of
documentation is written from it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

FARTHEST = 20.0  # metres: no position lies further from centre stage than this

Value: TypeAlias = float | str

_KINDS: dict[str, type | tuple[type, ...]] = {"i": int, "f": (int, float), "s": str}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a message."""

    name: str
    tag: str  # OSC type tag: i (int32), f (float32) or s (string)
    low: float = 0.0  # the smallest number allowed; unused by s
    high: float = 1.0  # the largest number allowed; unused by s
    unit: str = ""
    example: Value = 0.0
    words: tuple[str, ...] = ()  # the strings allowed, s only; none: any

    def fault(self, value: object) -> str | None:
        """What is wrong with a value, None when nothing is."""
        if isinstance(value, bool) or not isinstance(value, _KINDS[self.tag]):
            return f"{self.name} must be of type {self.tag}, not {value!r}"
        if isinstance(value, str):
            return (
                None
                if value in self.words or not self.words
                else f"{self.name} may not be {value!r}"
            )
        assert isinstance(value, (int, float))
        # Written so that NaN is refused too, for which every comparison is False.
        if not self.low <= value <= self.high or not math.isfinite(value):
            return f"{self.name} must lie in {self.low:g}..{self.high:g}, not {value!r}"
        return None


@dataclass(frozen=True, slots=True)
class Address:
    """One row: an address; with `names`, one address for each name, in place of its <...>."""

    path: str
    arguments: tuple[Argument, ...]
    meaning: str
    when: str = "every scene"
    names: tuple[str, ...] = ()

    @property
    def tags(self) -> str:
        """The type tags, without the comma."""
        return "".join(argument.tag for argument in self.arguments)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every address of the row, as it goes over the wire."""
        if not self.names:
            return (self.path,)
        stem, _, _ = self.path.partition("<")
        return tuple(stem + name for name in self.names)

    def fault(self, values: Sequence[object]) -> str | None:
        """What is wrong with a message's arguments, None when nothing is."""
        if len(values) != len(self.arguments):
            return f"takes {len(self.arguments)} arguments, not {len(values)}"
        faults = (a.fault(v) for a, v in zip(self.arguments, values, strict=True))
        return next((fault for fault in faults if fault is not None), None)


class Table:
    """Rows, found by address."""

    def __init__(self, rows: Iterable[Address]) -> None:
        self.rows = tuple(rows)
        self._row = {path: row for row in self.rows for path in row.paths}

    def fault(self, path: str, values: Sequence[object]) -> str | None:
        """What is wrong with a message, None when the table allows it."""
        row = self._row.get(path)
        if row is None:
            return f"{path} is not a known address"
        fault = row.fault(values)
        return None if fault is None else f"{path}: {fault}"
