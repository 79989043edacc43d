"""Reads OSC 1.0 from any sender, within fixed limits.

The structure and the size of a datagram are checked here, and it is refused whole where they are
wrong. A message in a bundle that cannot be read is skipped: its neighbours are good. Strings and
arguments are read by python-osc, arrays as if their brackets were not there. Time tags are ignored:
senders' clocks are not ours.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from pythonosc.parsing import osc_types

LARGEST = 8192  # bytes a datagram
DEEPEST = 4  # bundles within bundles
MOST = 64  # messages a datagram
ARGUMENTS = 256  # a message

Heard: TypeAlias = float | str | bool | bytes | None

_BUNDLE = b"#bundle\0"
_READERS: dict[str, Callable[[bytes, int], tuple[Heard, int]]] = {
    "i": osc_types.get_int, "f": osc_types.get_float, "h": osc_types.get_int64,
    "d": osc_types.get_double, "t": osc_types.get_uint64, "c": osc_types.get_rgba,
    "r": osc_types.get_rgba, "m": osc_types.get_rgba, "s": osc_types.get_string,
    "S": osc_types.get_string, "b": osc_types.get_blob,
}  # fmt: skip
_PLAIN: dict[str, Heard] = {"T": True, "F": False, "N": None, "I": True}
_BRACKETS = "[]"  # of an array


class Garbled(ValueError):
    """A datagram that is not OSC, or exceeds the limits."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    address: str
    values: tuple[Heard, ...]


@dataclass(slots=True)
class Datagram:
    """What was read of one datagram."""

    messages: list[Message] = field(default_factory=list)  # in order
    skipped: int = 0  # messages that could not be read

    def add(self, data: bytes) -> None:
        """Reads one message of a bundle, or skips it."""
        if len(self.messages) + self.skipped == MOST:
            raise Garbled(f"more than {MOST} messages")
        try:
            self.messages.append(_readable(data))
        except Garbled:
            self.skipped += 1


def messages(data: bytes) -> list[Message]:
    """The messages in a datagram that can be read, in order. Raises Garbled, and nothing else."""
    return read(data).messages


def read(data: bytes) -> Datagram:
    """Reads a datagram. Raises Garbled where its structure is wrong, or its only message."""
    if len(data) > LARGEST:
        raise Garbled(f"{len(data)} bytes are more than {LARGEST}")
    if not data.startswith(_BUNDLE):
        _in_fours(data)
        return Datagram([_readable(data)])
    datagram = Datagram()
    _bundle(data, DEEPEST, datagram)
    return datagram


def _bundle(data: bytes, depth: int, datagram: Datagram) -> None:
    _in_fours(data)
    if depth == 0:
        raise Garbled(f"bundles more than {DEEPEST} deep")
    at = 16  # past the time tag
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at)
        at += 4
        if size <= 0 or at + size > len(data):
            raise Garbled("a bundle's element does not fit")
        element = data[at : at + size]
        if element.startswith(_BUNDLE):
            _bundle(element, depth - 1, datagram)
        else:
            _in_fours(element)
            datagram.add(element)
        at += size


def _in_fours(data: bytes) -> None:
    if len(data) % 4:
        raise Garbled("OSC comes in fours of bytes")


def _readable(data: bytes) -> Message:
    try:
        return _message(data)
    except (struct.error, UnicodeDecodeError, osc_types.ParseError) as error:
        raise Garbled(str(error)) from error


def _message(data: bytes) -> Message:
    if not data.startswith(b"/"):
        raise Garbled("an address begins with /")
    address, at = osc_types.get_string(data, 0)
    if at >= len(data):
        return Message(address, ())  # old senders leave the type tags out where there are none
    tags, at = osc_types.get_string(data, at)
    if not tags.startswith(",") or len(tags) > ARGUMENTS:
        raise Garbled("no type tags, or too many")
    values = list[Heard]()
    for tag in tags[1:]:
        if tag in _BRACKETS:
            continue
        value, at = _value(tag, data, at)
        values.append(value)
    return Message(address, tuple(values))


def _value(tag: str, data: bytes, at: int) -> tuple[Heard, int]:
    """One argument at a place in the message, and where the next begins."""
    if tag in _PLAIN:
        return _PLAIN[tag], at
    if tag not in _READERS:
        raise Garbled(f"unknown type {tag!r}")
    if tag == "b" and data[at : at + 1] >= b"\x80":
        raise Garbled("a blob of a negative size")
    value, end = _READERS[tag](data, at)
    # python-osc fills up a float that is cut short.
    if end > len(data):
        raise Garbled("an argument does not fit")
    return value, end
