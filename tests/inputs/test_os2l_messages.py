"""What a DJ's program sends, cut and joined as a network may."""

import json

import numpy as np
import pytest

from live.inputs.os2l_messages import LONGEST, Beat, Button, Command, Message, Messages

SENT = (
    b'{"evt":"beat","change":false,"pos":12,"bpm":128.03,"strength":34.5}'
    b'{"evt":"btn","name":"black{out\\"}","page":"","state":"on"}'
    b' \r\n{"evt":"cmd","id":1,"param":50.0}'
    b'{"evt":"beat","change":true,"pos":-3,"bpm":90}'
    b'{"evt":"cmd","id":"2","param":0,"more":{"a":{"b":[1,{}]}}}'
)
MEANT: list[Message] = [
    Beat(bpm=128.03, pos=12, change=False),
    Button(name='black{out"}', state="on"),
    Command(id=1, param=50.0),
    Beat(bpm=90, pos=-3, change=True),
    Command(id="2", param=0),
]


def read(*pieces: bytes) -> list[Message]:
    messages = Messages()
    return [message for piece in pieces for message in messages.feed(piece)]


def test_messages_come_whole_however_they_are_cut() -> None:
    assert read(SENT) == MEANT
    assert read(*(bytes([byte]) for byte in SENT)) == MEANT
    for cut in range(len(SENT)):
        assert read(SENT[:cut], SENT[cut:]) == MEANT


@pytest.mark.parametrize(
    "nonsense",
    [
        b'{"evt":"song","title":"x"}',
        b'{"evt":"beat","bpm":"fast"}',
        b'{"evt":"beat","bpm":NaN}',
        b'{"evt":"beat","bpm":1' + b"0" * 400 + b"}",
        b'{"evt":"btn"}',
        b"{}",
        b"{]}",
        b'{"\xff\xfe":1}',
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b'{"evt":"btn","name":"' + b"x" * LONGEST + b'"}',
    ],
)
def test_what_is_not_os2l_is_counted_and_the_next_message_is_understood(nonsense: bytes) -> None:
    messages = Messages()
    assert messages.feed(nonsense) == []
    assert messages.refused
    assert messages.feed(b'}"' + b'"{"evt":"beat"}') == [Beat()]


def test_a_message_that_never_ends_takes_no_memory() -> None:
    messages = Messages()
    for _ in range(200):
        messages.feed(b'{"x":"' + b"y" * 1000)
        assert len(messages._bytes) <= LONGEST
    assert messages.refused > 30


def test_mutated_messages_are_read_or_refused_and_nothing_else() -> None:
    random = np.random.default_rng(7)
    messages = Messages()
    whole = json.dumps({"evt": "beat", "change": False, "pos": 5, "bpm": 120.5}).encode()
    for _ in range(5_000):
        data = bytearray(whole)
        for place in random.integers(0, len(data), 3):
            data[place] = random.integers(0, 256)
        for message in messages.feed(bytes(data)):
            assert isinstance(message, Beat | Button | Command)
    assert messages.refused > 100
