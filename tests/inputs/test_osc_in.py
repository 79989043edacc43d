"""OSC in: what a sender on this machine can do to a show, and what no sender can."""

import asyncio
import random
import socket
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from live.desk.controls import CONTROLS
from live.desk.desk import Desk
from live.errors import BadInput
from live.inputs.osc_in import PATTERNS, RATE, SHARE, SMALL, OscIn, OscListener
from live.osc.reading import messages
from live.osc.wire import bundles, message
from live.runtime.clock import Clock
from tests.parts import a_context

HERE = ("127.0.0.1", 40_000)


@pytest.fixture
def listener() -> Iterator[OscListener]:
    listening = OscIn(port=0).open(a_context())
    yield listening
    listening.close()


def desk_of(listener: OscListener) -> Desk:
    desk: Desk = listener._context.desk
    return desk


def test_the_default_is_to_listen_to_this_machine_alone(listener: OscListener) -> None:
    assert OscIn().host == "127.0.0.1"
    assert OscIn().port == 9100
    assert listener._socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"host": "0.0.0.0"}, "anybody could run the show.*allow"),
        ({"host": "192.168.1.5"}, "anybody could run the show"),
        ({"host": "projector"}, "IP addresses as numbers"),
        ({"allow": ("everyone",)}, "IP addresses as numbers"),
        ({"host": "203.0.113.9", "allow": ("203.0.113.10",)}, "cannot be had.*another port"),
    ],
)
def test_what_is_not_safe_or_not_there_is_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        msgspec.convert(settings, OscIn).open(a_context())


def test_a_port_that_is_taken_is_reported(listener: OscListener) -> None:
    with pytest.raises(BadInput, match="other program"):
        OscIn(port=listener.address[1]).open(a_context(virtual=False))


def test_every_control_can_be_reached_by_its_address(listener: OscListener) -> None:
    desk_of(listener).avatars = ("rose", "gold")
    for control in CONTROLS:
        listener.take(message(control.address, control.argument.example), HERE)
    assert (listener.heard, listener.ignored) == (len(CONTROLS), 0)
    desk = desk_of(listener)
    assert desk.blackout
    assert desk.brightness == pytest.approx(0.8)
    assert desk.style == "party"
    assert not desk.asked_to_end


def test_a_bundle_does_all_it_says(listener: OscListener) -> None:
    (bundle,) = bundles([message("/firstdance/meter", 3), message("/firstdance/tempo", 88.0)])
    listener.take(bundle, HERE)
    assert (desk_of(listener).beat.meter, desk_of(listener).beat.tempo) == (3, 88.0)


def test_an_unreadable_message_is_counted_and_its_neighbours_are_done(
    listener: OscListener,
) -> None:
    bad = bytearray(bundles([message("/x", 1), message("/firstdance/blackout", 1)])[0])
    bad[bad.index(b",i") + 1] = ord("q")
    listener.take(bytes(bad), HERE)
    assert desk_of(listener).blackout
    assert (listener.heard, listener.ignored) == (1, 1)


def test_a_pattern_does_what_it_stands_for_and_ends_nothing(listener: OscListener) -> None:
    listener.take(message("/firstdance/{blackout,freeze}", "on"), HERE)
    assert (desk_of(listener).blackout, desk_of(listener).freeze) == (True, True)
    listener.take(message("/firstdance/*", "0"), HERE)
    assert (desk_of(listener).blackout, desk_of(listener).freeze) == (False, False)
    listener.take(message("//*", 1), HERE)
    assert (listener.heard, listener.ignored) == (2, 1)
    assert not desk_of(listener).asked_to_end


def test_few_patterns_are_compared_in_one_read(listener: OscListener) -> None:
    (many,) = bundles([message("/firstdance/pus*", 1)] * (PATTERNS + 3))
    listener.take(many, HERE)
    assert (listener.heard, listener.ignored) == (PATTERNS, 3)
    assert desk_of(listener).beat.nudge == pytest.approx(0.02 * PATTERNS)


def test_only_senders_named_in_the_show_are_accepted() -> None:
    listening = OscIn(port=0, allow=("192.168.1.20", "10.0.0.0/24")).open(a_context())
    go = message("/firstdance/blackout", 1)
    for stranger in ("192.168.1.21", "10.0.1.5", "8.8.8.8", "fe80::1%eth0"):
        listening.take(go, (stranger, 5))
    assert (listening.heard, listening.ignored) == (0, 4)
    assert not desk_of(listening).blackout
    for friend in ("192.168.1.20", "10.0.0.77", "127.0.0.1"):
        listening.take(go, (friend, 5))
    assert listening.heard == 3
    listening.close()


@pytest.mark.parametrize("name", ["end", "quit", "load", "file", "avatars", "eval", "Tap", ""])
def test_what_is_not_in_the_table_is_counted_and_left_alone(
    listener: OscListener, name: str
) -> None:
    before = dict(vars(desk_of(listener)))
    listener.take(message(f"/firstdance/{name}", 1), HERE)
    assert (listener.heard, listener.ignored) == (0, 1)
    assert vars(desk_of(listener)) == before


async def _with_a_client(listening: OscListener, client: socket.socket, *sent: bytes) -> None:
    running = asyncio.ensure_future(listening.run())
    for datagram in sent:
        client.sendto(datagram, listening.address)
    await asyncio.sleep(0.15)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def client() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind(("127.0.0.1", 0))
        client.settimeout(1.0)
        yield client


def live_listener(loop: asyncio.AbstractEventLoop) -> OscListener:
    clock = Clock(loop)
    clock.start()
    return OscIn(port=0).open(a_context(clock=clock, virtual=False))


def test_over_the_wire_and_a_time_tag_of_tomorrow_is_done_today(client: socket.socket) -> None:
    async def evening() -> OscListener:
        listening = live_listener(asyncio.get_running_loop())
        tomorrow = bytearray(bundles([message("/firstdance/freeze", 1)])[0])
        tomorrow[8:16] = (2**63).to_bytes(8, "big")
        await _with_a_client(listening, client, bytes(tomorrow))
        listening.close()
        return listening

    assert desk_of(asyncio.run(evening())).freeze


def test_a_sender_that_asks_gets_the_table(client: socket.socket) -> None:
    async def evening() -> None:
        listening = live_listener(asyncio.get_running_loop())
        await _with_a_client(listening, client, *[message("/firstdance/?")] * 5)
        listening.close()

    asyncio.run(evening())
    client.setblocking(False)
    lines = []
    while True:
        try:
            lines += messages(client.recv(2000))
        except BlockingIOError:
            break
    table = {line.values[0]: line.values for line in lines if line.address == "/firstdance/?"}
    assert list(table) == [control.name for control in CONTROLS]
    assert table["tempo"][1:5] == ("value", 0.0, 300.0, "beats/min")
    # Asked five times at once, it has answered once.
    assert len(lines) == len(CONTROLS) + 2
    stands = [line.values for line in lines if line.address == "/firstdance/?/health"]
    assert stands == [(0, "")]


def test_a_flood_never_holds_up_the_show(client: socket.socket) -> None:
    """Twenty thousand a second for a second: every turn of the loop stays short."""
    turns = []  # seconds of work in each

    async def evening() -> OscListener:
        listening = live_listener(asyncio.get_running_loop())
        running = asyncio.ensure_future(listening.run())
        datagram = bundles([message("/firstdance/brightness", n / 40) for n in range(20)])[0]
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            for _ in range(20):
                client.sendto(datagram, listening.address)
            began, worked = time.monotonic(), time.thread_time()
            await asyncio.sleep(0.001)
            # A busy machine's turns are longer, and the port is due more often in them.
            looks = 2 + int(RATE * (time.monotonic() - began))
            turns.append((time.thread_time() - worked) / looks)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        listening.close()
        return listening

    listening = asyncio.run(evening())
    # All but one in a hundred, in which the interpreter may have swept up.
    assert sorted(turns)[-1 - len(turns) // 100] < 0.01
    assert listening.heard > 0


class Hand:
    """A timer that moves when a datagram is done, and between reads."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now


class SlowPort:
    """A listener's socket: whatever waits there, from whom it came, and what it takes to do."""

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, tuple[str, int]]] = []

    def recvfrom_into(self, into: memoryview) -> tuple[int, tuple[str, int]]:
        if not self.waiting:
            raise BlockingIOError
        data, sender = self.waiting.pop(0)
        into[: len(data)] = data
        return len(data), sender

    def close(self) -> None: ...


FLOODER = ("127.0.0.1", 50_000)


def flooded(
    listener: OscListener, monkeypatch: pytest.MonkeyPatch, cost: float, *flood: bytes
) -> tuple[float, int]:
    """Two seconds in which the flood comes with each read, and a press from elsewhere every 0.1 s:
    the share of a core that was spent, and how many of the 20 presses were done.
    """
    hand, port = Hand(), SlowPort()
    listening = OscListener(listener._context, listener._socket, [], timer=hand)
    monkeypatch.setattr(listening, "_socket", port)
    take = listening.take

    def slowly(data: bytes, sender: tuple[Any, ...]) -> None:
        hand.now += cost if sender == FLOODER else 0.00005
        take(data, sender)

    monkeypatch.setattr(listening, "take", slowly)
    spent = 0.0
    for read in range(400):
        port.waiting = [(data, FLOODER) for data in flood]
        if read % 20 == 19:
            port.waiting.insert(len(flood) // 2, (message("/firstdance/push", 1), HERE))
        began = hand.now
        listening._look()
        spent += hand.now - began
        hand.now = began + 0.005
    return spent / 2.0, round(desk_of(listener).beat.nudge / 0.02)


@pytest.mark.parametrize("cost", [0.00003, 0.0006])
@pytest.mark.parametrize("address", ["/firstdance/brightness", "/x", "/firstdance/{a,b}*"])
def test_a_press_is_done_in_the_midst_of_a_flood_from_another_sender(
    listener: OscListener, monkeypatch: pytest.MonkeyPatch, address: str, cost: float
) -> None:
    flood = [message(address, 0.5)] * 46
    share, pressed = flooded(listener, monkeypatch, cost, *flood)
    assert 0.3 * SHARE < share < 1.1 * SHARE
    assert pressed == 20


def test_a_datagram_is_done_in_any_size_while_nobody_floods(listener: OscListener) -> None:
    (large,) = bundles([message("/firstdance/push", 1)] * 20)
    assert len(large) > SMALL
    listening = OscListener(listener._context, listener._socket, [], timer=Hand())
    listening._into[: len(large)] = large
    listening._receive(len(large), HERE)
    assert listening.heard == 20


def test_a_datagram_too_large_for_us_is_only_ignored(client: socket.socket) -> None:
    async def evening() -> OscListener:
        listening = live_listener(asyncio.get_running_loop())
        await _with_a_client(listening, client, bytes(20_000), message("/firstdance/freeze", 1))
        listening.close()
        return listening

    listening = asyncio.run(evening())
    assert (listening.heard, listening.ignored) == (1, 1)


def test_mutated_datagrams_change_nothing_but_known_values(listener: OscListener) -> None:
    chance = random.Random(3)
    seeds = [message(control.address, control.argument.example) for control in CONTROLS]
    seeds += bundles(seeds)
    for _ in range(20_000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(0, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        listener.take(bytes(data), HERE)
    desk = desk_of(listener)
    assert listener.ignored > 1_000
    assert set(vars(desk)) == set(vars(Desk()))
    assert not desk.asked_to_end
    assert 0 <= desk.brightness <= 1
    assert desk.beat.tempo is None or 30 <= desk.beat.tempo <= 300
    assert desk.beat.meter is None or 2 <= desk.beat.meter <= 12
    assert len(desk.taps) <= 8


def test_in_virtual_time_nobody_is_listened_to(listener: OscListener) -> None:
    asyncio.run(asyncio.wait_for(listener.run(), 1.0))


def test_the_beat_of_pioneer_players_reaches_the_show(listener: OscListener) -> None:
    outside = listener._context.outside
    listener.take(message("/beat", 2, 4, 131.6, 132.0, 0.997), HERE)
    beat = outside.newest("pioneer", 0.0)
    assert beat is not None
    assert beat.tempo == pytest.approx(131.6)
    listener.take(message("/beat", 2, 9, 131.6, 132.0, 0.997), HERE)
    assert (listener.heard, listener.ignored) == (1, 1)


def test_open_beat_control_is_asked_for_its_beats(client: socket.socket) -> None:
    async def evening() -> int:
        clock = Clock(asyncio.get_running_loop())
        clock.start()
        there = f"127.0.0.1:{client.getsockname()[1]}"
        listening = OscIn(port=0, open_beat_control=there).open(
            a_context(clock=clock, virtual=False)
        )
        await _with_a_client(listening, client)
        listening.close()
        return int(listening.address[1])

    port = asyncio.run(evening())
    (asked,) = messages(client.recv(2000))
    assert (asked.address, asked.values) == ("/master", ("stream", port))


@pytest.mark.parametrize(
    ("there", "words"),
    [("cdj", "no IP address"), ("1.2.3.4:x", "no IP"), ("192.168.1.30", "may not send.*allow")],
)
def test_players_who_cannot_be_asked_are_reported(there: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        OscIn(port=0, open_beat_control=there).open(a_context())


class Watch:
    """A time that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def time(self) -> float:
        return self.now


def test_after_a_pause_no_more_patterns_are_compared_than_at_any_time() -> None:
    watch = Watch()
    clock = Clock(watch)
    clock.start()
    listening = OscIn(port=0).open(a_context(clock=clock))
    (many,) = bundles([message("/firstdance/pus*", 1)] * (PATTERNS + 3))
    for turn, now in enumerate((0.0, 3600.0, 3600.001, 3600.1), 1):
        watch.now = now
        listening.take(many, HERE)
        # A millisecond after the last read, its patterns still count.
        assert listening.heard == PATTERNS * (turn - (turn > 2))
    listening.close()


def test_after_a_pause_a_sender_that_asks_twice_is_answered_once(client: socket.socket) -> None:
    watch = Watch()
    clock = Clock(watch)
    clock.start()
    listening = OscIn(port=0).open(a_context(clock=clock))
    client.setblocking(False)
    told = []
    for now in (0.0, 0.1, 0.4, 3600.0, 3600.1, 3600.6):
        watch.now = now
        listening.take(message("/firstdance/?"), client.getsockname())
        told.append(_received(client) > 0)
    assert told == [True, False, False, True, False, True]
    listening.close()


def _received(client: socket.socket) -> int:
    """How many datagrams have come since the last call."""
    for count in range(1000):
        try:
            client.recv(65536)
        except BlockingIOError:
            return count
    return 1000
