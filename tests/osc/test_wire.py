"""Prepared bursts, compared with bytes written by hand and with python-osc."""

import math

import numpy as np
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from live.osc import wire
from live.osc.addresses import Argument
from live.osc.wire import Blank, Burst

TEMPO = Blank("/firstdance/bpm", (Argument("tempo", "f", 0, 999),))
COUNT = Blank("/n", (Argument("count", "i", -5, 5),))
BONE = Blank(
    "/VMC/Ext/Bone/Pos",
    (
        Argument("bone", "s"),
        *(Argument(name, "f", -2, 2) for name in ("px", "py", "pz", "qx", "qy", "qz", "qw")),
    ),
    ("Hips",),
)


def numbered(count: int) -> list[Blank]:
    """Messages of 32 bytes each."""
    return [Blank(f"/message/number/{n:03}", (Argument("n", "i", 0, 999),)) for n in range(count)]


def test_a_bundle_is_the_bytes_of_the_specification() -> None:
    (datagram,) = Burst([], [TEMPO, COUNT]).datagrams(np.array([118.0, -2.0]))
    assert bytes(datagram) == (
        b"#bundle\0"
        b"\x00\x00\x00\x00\x00\x00\x00\x01"  # at once
        b"\x00\x00\x00\x18"  # 24 bytes
        b"/firstdance/bpm\0"
        b",f\0\0"
        b"\x42\xec\x00\x00"  # 118.0
        b"\x00\x00\x00\x0c"  # 12 bytes
        b"/n\0\0"
        b",i\0\0"
        b"\xff\xff\xff\xfe"  # -2
    )


def test_a_message_with_a_word_is_the_bytes_of_the_specification() -> None:
    (datagram,) = Burst([], [BONE]).datagrams(np.array([-0.5, 1.0, 0.25, 0.0, 0.0, -1.0, 0.5]))
    assert bytes(datagram[16:]) == (
        b"\x00\x00\x00\x44"  # 68 bytes
        b"/VMC/Ext/Bone/Pos\0\0\0"
        b",sfffffff\0\0\0"
        b"Hips\0\0\0\0"
        b"\xbf\x00\x00\x00\x3f\x80\x00\x00\x3e\x80\x00\x00"  # -0.5 1 0.25
        b"\x00\x00\x00\x00\x00\x00\x00\x00\xbf\x80\x00\x00\x3f\x00\x00\x00"  # 0 0 -1 0.5
    )


def test_the_bytes_are_those_of_python_osc() -> None:
    values = [118.37, 4, -0.123, 1.73, 0.003, 0.1, -0.2, 0.3, 0.927]
    ours = Burst([], [TEMPO, COUNT, BONE]).datagrams(np.array(values))
    theirs = OscBundleBuilder(IMMEDIATELY)
    for address, tags, arguments in (
        (TEMPO.address, "f", values[:1]),
        (COUNT.address, "i", [4]),
        (BONE.address, "sfffffff", ["Hips", *values[2:]]),
    ):
        message = OscMessageBuilder(address)
        for tag, argument in zip(tags, arguments, strict=True):
            message.add_arg(argument, tag)
        theirs.add_content(message.build())
    assert [bytes(datagram) for datagram in ours] == [theirs.build().dgram]


def test_a_string_is_always_ended_by_a_zero() -> None:
    assert wire.string("abc") == b"abc\0"
    assert wire.string("abcd") == b"abcd\0\0\0\0"


def test_a_long_burst_is_cut_between_messages_and_none_is_lost() -> None:
    datagrams = Burst([TEMPO], numbered(200)).datagrams(np.arange(201.0))
    assert max(len(datagram) for datagram in datagrams) <= wire.LARGEST
    assert min(len(datagram) for datagram in datagrams[:-1]) > wire.LARGEST - 36
    seen = [timed.message for raw in datagrams for timed in OscPacket(bytes(raw)).messages]
    numbers = [message for message in seen if message.address != TEMPO.address]
    assert [message.address for message in numbers] == [blank.address for blank in numbered(200)]
    assert [message.params[0] for message in numbers] == list(range(1, 201))


def test_every_bundle_opens_with_the_heading() -> None:
    datagrams = Burst([TEMPO], numbered(200)).datagrams(np.full(201, 99.0))
    for datagram in datagrams:
        first = OscPacket(bytes(datagram)).messages[0].message
        assert (first.address, first.params) == (TEMPO.address, [99.0])


def test_no_number_outside_its_range_is_sent() -> None:
    burst = Burst([], [TEMPO, COUNT])
    for tempo, count, wanted in (
        (math.nan, math.nan, [0.0, 0]),
        (1e300, 1e12, [999.0, 5]),
        (-math.inf, -7, [0.0, -5]),
    ):
        (datagram,) = burst.datagrams(np.array([tempo, count]))
        said = [timed.message.params[0] for timed in OscPacket(bytes(datagram)).messages]
        assert said == wanted


def test_a_burst_can_be_filled_again() -> None:
    burst = Burst([], [TEMPO])
    (first,) = [bytes(datagram) for datagram in burst.datagrams(np.array([60.0]))]
    (second,) = [bytes(datagram) for datagram in burst.datagrams(np.array([61.0]))]
    assert first[:-4] == second[:-4]
    assert OscPacket(second).messages[0].message.params == [61.0]


def test_a_word_that_osc_cannot_spell_is_sent_all_the_same() -> None:
    assert wire.string("Zoë") == b"Zo?\0"
