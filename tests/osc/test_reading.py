"""Messages that come in: read as python-osc writes them, and refused or skipped where wrong."""

import random
import struct

import pytest
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from live.osc.reading import DEEPEST, LARGEST, MOST, Garbled, messages, read
from live.osc.wire import bundles, message


def built(address: str, *values: object) -> bytes:
    """A message as python-osc writes it."""
    builder = OscMessageBuilder(address=address)
    for value in values:
        builder.add_arg(value)
    raw: bytes = builder.build().dgram
    return raw


def bundled(*elements: bytes, tag: int = 1) -> bytes:
    parts = [struct.pack(">i", len(element)) + element for element in elements]
    return b"#bundle\0" + struct.pack(">Q", tag) + b"".join(parts)


def test_every_type_is_read_as_it_was_written() -> None:
    values = (7, -1.5, "Anna & Ben", True, False, b"abcde", None)
    (read,) = messages(built("/a/b", *values))
    assert (read.address, read.values) == ("/a/b", values)


def test_a_double_and_a_long_are_numbers_too() -> None:
    raw = b"/a\0\0,dh\0" + struct.pack(">dq", 0.25, 2**40)
    assert messages(raw)[0].values == (0.25, 2**40)


def test_text_may_be_in_any_language() -> None:
    assert messages(built("/name", "Zoë & Łukasz"))[0].values == ("Zoë & Łukasz",)


def test_a_message_without_type_tags_has_no_arguments() -> None:
    assert messages(b"/firstdance/go\0\0")[0].values == ()


def test_a_bundle_is_read_in_order_whatever_its_time_tag() -> None:
    builder = OscBundleBuilder(IMMEDIATELY)
    for number in range(3):
        inner = OscMessageBuilder(address=f"/{number}")
        inner.add_arg(number)
        builder.add_content(inner.build())
    assert [m.address for m in messages(builder.build().dgram)] == ["/0", "/1", "/2"]
    assert len(messages(bundled(built("/a"), tag=2**64 - 1))) == 1


def test_what_we_write_we_read() -> None:
    said = [message(f"/line/{n}", n, n / 4, "words " * 20) for n in range(40)]
    datagrams = bundles(said)
    assert len(datagrams) > 3
    assert all(len(datagram) <= 1200 for datagram in datagrams)
    read = [line for datagram in datagrams for line in messages(datagram)]
    assert [line.values[:2] for line in read] == [(n, n / 4) for n in range(40)]


UNREADABLE = [
    b"/bad\0\0\0\0,q\0\0", b"/\xff\0\0", b"/a\0\0,s\0\0\xff\0\0\0", b"/a\0\0,i\0\0",
    b"/a\0\0,b\0\0\xff\xff\xff\xff", b"/a\0\0," + b"T" * 303 + bytes(4), b"nonsense",
]  # fmt: skip


@pytest.mark.parametrize("bad", UNREADABLE)
def test_a_message_that_cannot_be_read_takes_no_neighbour_along(bad: bytes) -> None:
    blackout = built("/firstdance/blackout", 1)
    for data in (bundled(bad, blackout), bundled(blackout, bad), bundled(bundled(bad), blackout)):
        datagram = read(data)
        assert [(m.address, m.values) for m in datagram.messages] == [
            ("/firstdance/blackout", (1,))
        ]
        assert datagram.skipped == 1
    with pytest.raises(Garbled):
        read(bad)


def test_skipped_messages_count_towards_the_most() -> None:
    assert read(bundled(*[UNREADABLE[0]] * MOST)).skipped == MOST
    with pytest.raises(Garbled, match="more than"):
        read(bundled(*[UNREADABLE[0]] * MOST, built("/a")))


def test_an_array_is_read_flat() -> None:
    (flat,) = messages(built("/a", 1, [2, ["b", True]], 3.0))
    assert flat.values == (1, 2, "b", True, 3.0)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0", b"/a", b"nonsense", b"/a\0\0,i\0\0", b"/a\0\0,s\0\0abcd", b"/a\0\0,q\0\0",
        b"/a\0\0,f\0\0", b"/a\0\0,d\0\0abcd", b"/a\0\0,b\0\0",
        b"/a\0\0,b\0\0\x7f\xff\xff\xff", b"/a\0\0,b\0\0\xff\xff\xff\xff", b"/\xff\0\0",
        b"#bundle\0", b"#bundle\0" + bytes(8) + b"\0\0\0\0", bundled(b""),
        b"#bundle\0" + bytes(8) + b"\x7f\xff\xff\xfc/a\0\0",
        bundled(built("/a"), b"/ab"), bundled(built("/a"), b"/ab\0,\0\0\0\0"),
        bundled(built("/a")) + b"\0\0\0\x08/b\0\0",
        b"/a\0\0," + b"T" * 303 + bytes(4), bytes(LARGEST + 4), bundled(*[b"/a\0\0"] * (MOST + 1)),
    ],
)  # fmt: skip
def test_what_is_garbled_is_refused_whole(data: bytes) -> None:
    if data == b"#bundle\0":
        assert messages(data) == []  # empty: nothing to do
        return
    with pytest.raises(Garbled):
        messages(data)


def test_bundles_may_be_nested_a_little_and_no_deeper() -> None:
    data = built("/a")
    for _ in range(DEEPEST):
        data = bundled(data)
    assert len(messages(data)) == 1
    with pytest.raises(Garbled, match="deep"):
        messages(bundled(data))
    deep = built("/a")
    while len(deep) < LARGEST - 20:
        deep = bundled(deep)
    with pytest.raises(Garbled, match="deep"):
        messages(deep)


def test_twenty_thousand_mutations_are_read_or_refused_and_raise_nothing_else() -> None:
    chance = random.Random(7)
    seeds = [
        built("/firstdance/tempo", 120.0), built("/firstdance/style", "latin"),
        bundled(built("/a", 1, "b", b"c"), bundled(built("/d", 2.0))), built("/a", *range(30)),
    ]  # fmt: skip
    refused = 0
    for _ in range(20_000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            messages(bytes(data))
        except Garbled:
            refused += 1
    assert 1_000 < refused < 19_500
