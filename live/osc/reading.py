"""OSC 1.0 as it comes in: read within bounds, from whoever sends it.

A datagram is read whole or not at all. Time tags are passed over: senders' clocks are not ours,
and whoever waits by them stands still.
"""

import struct
from dataclasses import dataclass
from typing import TypeAlias

LARGEST = 8192  # bytes a datagram
DEEPEST = 4  # bundles within bundles
MOST = 64  # messages a datagram
ARGUMENTS = 256  # a message

Heard: TypeAlias = float | str | bool | bytes | None

_BUNDLE = b"#bundle\0"
_FIXED = {"i": ">i", "f": ">f", "h": ">q", "d": ">d", "t": ">Q", "c": ">I", "r": ">I", "m": ">I"}
_PLAIN: dict[str, Heard] = {"T": True, "F": False, "N": None, "I": True}


class Garbled(ValueError):
    """A datagram that is no OSC, or more of it than anybody needs."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    address: str
    values: tuple[Heard, ...]


def messages(data: bytes) -> list[Message]:
    """The messages in a datagram, in order. Raises Garbled, and nothing else."""
    if len(data) > LARGEST:
        raise Garbled(f"{len(data)} bytes are more than {LARGEST}")
    found: list[Message] = []
    try:
        _packet(data, DEEPEST, found)
    except (struct.error, UnicodeDecodeError) as error:
        raise Garbled(str(error)) from error
    return found


def _packet(data: bytes, depth: int, found: list[Message]) -> None:
    if len(data) % 4:
        raise Garbled("OSC comes in fours of bytes")
    if not data.startswith(_BUNDLE):
        found.append(_message(data))
        if len(found) > MOST:
            raise Garbled(f"more than {MOST} messages")
        return
    if depth == 0:
        raise Garbled(f"bundles more than {DEEPEST} deep")
    at = 16  # past the time tag
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at)
        at += 4
        if size <= 0 or at + size > len(data):
            raise Garbled("a bundle's element does not fit")
        _packet(data[at : at + size], depth - 1, found)
        at += size


def _message(data: bytes) -> Message:
    if not data.startswith(b"/"):
        raise Garbled("an address begins with /")
    address, at = _string(data, 0)
    if at >= len(data):
        return Message(address, ())  # old senders leave the type tags out where there are none
    tags, at = _string(data, at)
    if not tags.startswith(",") or len(tags) > ARGUMENTS:
        raise Garbled("no type tags, or too many")
    values = list[Heard]()
    for tag in tags[1:]:
        value, at = _value(tag, data, at)
        values.append(value)
    return Message(address, tuple(values))


def _value(tag: str, data: bytes, at: int) -> tuple[Heard, int]:
    if tag in _FIXED:
        (number,) = struct.unpack_from(_FIXED[tag], data, at)
        return number, at + struct.calcsize(_FIXED[tag])
    if tag in ("s", "S"):
        return _string(data, at)
    if tag in _PLAIN:
        return _PLAIN[tag], at
    if tag == "b":
        (size,) = struct.unpack_from(">i", data, at)
        end = at + 4 + size
        if size < 0 or end > len(data):
            raise Garbled("a blob does not fit")
        return data[at + 4 : end], end + -size % 4
    raise Garbled(f"unknown type {tag!r}")


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    if end < 0:
        raise Garbled("a string without an end")
    return data[at:end].decode("ascii"), end + 4 - end % 4
