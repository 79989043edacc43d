"""Encodes OSC 1.0: bundles are prepared once, and each scene only fills in the numbers.

Everything in OSC is four bytes wide or padded to it, so a prepared burst is an array of words,
and filling it is one assignment for the floats and one for the integers.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live.osc.addresses import Argument
from live.signals import Floats

LARGEST = 1200  # bytes a datagram: no network splits it, and VMC's own sender has this limit
# The time tag 1 means "at once". Any other time is by our clock, which is not the receiver's: many
# receivers would hold the message back, and some would block meanwhile.
_OPENING = b"#bundle\0" + (1).to_bytes(8, "big")
_WORD = 4  # bytes


def string(text: str) -> bytes:
    """An OSC string: ended by a zero byte and padded to four bytes. OSC allows only ASCII."""
    raw = text.encode("ascii", "replace")
    return raw + bytes(_WORD - len(raw) % _WORD)


def message(address: str, *values: float | str) -> bytes:
    """One message: whole numbers as i, others as f, text as s."""
    tags, raw = ",", b""
    for value in values:
        if isinstance(value, str):
            tags, raw = tags + "s", raw + string(value)
        else:
            whole = isinstance(value, int)
            tags += "i" if whole else "f"
            raw += struct.pack(">i" if whole else ">f", value)
    return string(address) + string(tags) + raw


def bundles(messages: Sequence[bytes]) -> list[bytes]:
    """Whole messages in as few bundles as hold them, none larger than `LARGEST`."""
    filled = [_OPENING]
    for raw in messages:
        element = len(raw).to_bytes(_WORD, "big") + raw
        if len(filled[-1]) + len(element) > LARGEST:
            filled.append(_OPENING)
        filled[-1] += element
    return filled


@dataclass(frozen=True, slots=True)
class Blank:
    """A message whose numbers are still to be filled in; its strings are fixed."""

    address: str
    arguments: tuple[Argument, ...]
    words: tuple[str, ...] = ()  # one for each argument of type s, in order

    @property
    def numbers(self) -> tuple[Argument, ...]:
        """The arguments that are filled in."""
        return tuple(argument for argument in self.arguments if argument.tag != "s")

    def encoded(self) -> tuple[bytes, list[int]]:
        """The message with zeros for numbers, and at which byte each number goes."""
        tags = "".join(argument.tag for argument in self.arguments)
        raw = string(self.address) + string("," + tags)
        words, slots = iter(self.words), []
        for argument in self.arguments:
            if argument.tag == "s":
                raw += string(next(words))
            else:
                slots.append(len(raw))
                raw += bytes(_WORD)
        return raw, slots


class Burst:
    """Whole messages in as few bundles as hold them, none larger than `LARGEST`.

    The heading's messages open every bundle, so that a receiver knows which belong together.
    """

    def __init__(self, heading: Sequence[Blank], body: Sequence[Blank]) -> None:
        numbers = [number for blank in (*heading, *body) for number in blank.numbers]
        self._low = np.array([number.low for number in numbers])
        self._high = np.array([number.high for number in numbers])
        sheet, cuts, slots, sources = _laid_out(heading, body)
        whole = np.array([numbers[source].tag == "i" for source in sources], dtype=bool)
        where, source = np.array(slots, dtype=int) // _WORD, np.array(sources, dtype=int)
        self._floats = np.frombuffer(sheet, dtype=">f4")
        self._ints = np.frombuffer(sheet, dtype=">i4")
        self._float_at, self._float_from = where[~whole], source[~whole]
        self._int_at, self._int_from = where[whole], source[whole]
        self._datagrams = [memoryview(sheet)[start:end] for start, end in cuts]

    def datagrams(self, values: Floats) -> list[memoryview]:
        """The burst with these numbers, heading first; valid until the next call.

        Numbers are clamped to their arguments' ranges, and NaN and infinity become 0: nothing
        outside the table is ever sent.
        """
        held = np.where(np.isfinite(values), values, 0.0)
        held = np.minimum(np.maximum(held, self._low), self._high)
        self._floats[self._float_at] = held[self._float_from]
        self._ints[self._int_at] = held[self._int_from]
        return self._datagrams


def _laid_out(
    heading: Sequence[Blank], body: Sequence[Blank]
) -> tuple[bytearray, list[tuple[int, int]], list[int], list[int]]:
    """The bundles one after another, where each starts and ends, and each number's byte."""
    first = sum(len(blank.numbers) for blank in heading)  # the body's first number
    sheet, slots, sources = bytearray(), list[int](), list[int]()
    starts: list[int] = []

    def put(blank: Blank, source: int) -> int:
        raw, at = blank.encoded()
        sheet.extend(len(raw).to_bytes(_WORD, "big"))
        slots.extend(len(sheet) + byte for byte in at)
        sources.extend(range(source, source + len(at)))
        sheet.extend(raw)
        return source + len(at)

    def open_bundle() -> None:
        starts.append(len(sheet))
        sheet.extend(_OPENING)
        source = 0
        for blank in heading:
            source = put(blank, source)

    open_bundle()
    source = first
    for blank in body:
        if len(sheet) - starts[-1] + _WORD + len(blank.encoded()[0]) > LARGEST:
            open_bundle()
        source = put(blank, source)
    ends = [*starts[1:], len(sheet)]
    return sheet, list(zip(starts, ends, strict=True)), slots, sources
