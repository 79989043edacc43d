"""Looking at OSC without sending any."""

import socket
import threading
from pathlib import Path

import pytest

from live.commands.monitor import received, rehearsed, spelled
from live.errors import BadInput
from live.osc.reading import Message
from live.osc.wire import message
from live.show.show_file import read_show
from tests.show.test_perform import a_show

SMALL = '\n[dancer]\nkind = "tests.parts:Statue"\n'


def test_what_a_show_would_send_is_listed_by_output_and_address(show_file: Path) -> None:
    show = a_show(
        show_file,
        SMALL + '[[outputs]]\nkind = "osc"\npreset = "touchdesigner"\n'
        '[[outputs]]\nkind = "osc"\npreset = "vmc"\nhost = "192.0.2.7"\n',
    )
    lines = list(rehearsed(show, 2.0))
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads[0].startswith("touchdesigner to 127.0.0.1:10000: 60 datagrams")
    assert heads[1].startswith("vmc to 192.0.2.7:39539: ")
    assert sum("/beat/phase" in line for line in lines) == 1
    assert sum("/VMC/Ext/Bone/Pos" in line for line in lines) == 22


def test_nothing_is_sent_meanwhile(show_file: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.setblocking(False)
        port = receiver.getsockname()[1]
        show = a_show(show_file, SMALL + f'[[outputs]]\nkind = "osc"\nport = {port}\n')
        assert len(list(rehearsed(show, 0.5))) > 10
        with pytest.raises(BlockingIOError):
            receiver.recv(2000)


def test_a_show_without_osc_says_what_to_add() -> None:
    with pytest.raises(BadInput, match=r"wedding\.toml: no output is of kind .osc.*shows/vj"):
        list(rehearsed(read_show("wedding"), 1.0))


def test_what_comes_in_is_printed_a_message_a_line() -> None:
    def send(port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for datagram in (message("/firstdance/tap", 1), message("/foo", 1.5, "a"), b"abc"):
                sender.sendto(datagram, ("127.0.0.1", port))

    lines = list(
        received("127.0.0.1", 0, 0.5, lambda port: threading.Timer(0.1, send, [port]).start())
    )
    assert lines == [
        "127.0.0.1  /firstdance/tap 1",
        "127.0.0.1  /foo 1.5 a   (no control of ours)",
        "127.0.0.1  3 bytes that are no OSC we read: OSC comes in fours of bytes",
    ]


def test_a_port_that_a_show_uses_is_reported() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(BadInput, match="cannot be had"):
            list(received("127.0.0.1", other.getsockname()[1], 1.0, lambda port: None))


def test_a_long_message_is_cut_short() -> None:
    assert spelled(Message("/a", tuple(range(20)))) == "/a 0 1 2 3 4 5 6 7 ... 20 values"
