"""A second decoder of OSC, independent of python-osc: what both agree on was really sent."""

import struct
from typing import Any

from pythonosc.osc_packet import OscPacket


def decoded(data: bytes) -> list[tuple[str, list[Any]]]:
    """The messages of a datagram, by walking its words."""
    if data[:8] == b"#bundle\0":
        assert data[8:16] == bytes(7) + b"\1", "the time tag says something else than at once"
        found, at = list[tuple[str, list[Any]]](), 16
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "big")
            found += decoded(data[at + 4 : at + 4 + size])
            at += 4 + size
        return found
    address, rest = _text(data)
    tags, rest = _text(rest)
    values: list[Any] = []
    for tag in tags[1:]:
        if tag == "s":
            word, rest = _text(rest)
            values.append(word)
        else:
            values.append(struct.unpack(">" + tag, rest[:4])[0])
            rest = rest[4:]
    assert rest == b""
    return [(address, values)]


def _text(data: bytes) -> tuple[str, bytes]:
    length = data.index(0)
    padded = length + 4 - length % 4
    assert not any(data[length:padded])
    return data[:length].decode(), data[padded:]


def agreed(datagrams: list[memoryview]) -> list[tuple[str, list[Any]]]:
    """The messages of a burst, if python-osc and this decoder agree."""
    found = []
    for datagram in datagrams:
        assert len(datagram) <= 1200
        ours = decoded(bytes(datagram))
        theirs = [timed.message for timed in OscPacket(bytes(datagram)).messages]
        assert ours == [(message.address, message.params) for message in theirs]
        found += ours
    return found
