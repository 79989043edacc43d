"""The OSC output: what a receiver on the same machine gets, and what a missing one costs."""

import asyncio
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from pythonosc.osc_packet import OscPacket

from live.body import skeleton
from live.desk.desk import Desk
from live.errors import BadInput
from live.osc import native, vmc
from live.outputs.osc import OpenOsc, Osc
from live.parts import ShowContext
from live.runtime.clock import Clock
from live.signals import Music, Pose, Scene

REST = np.tile([1.0, 0.0, 0.0, 0.0], (24, 1))
BODY = Pose(1.0, skeleton.positions_from(np.array([0.0, 0.95, 0.0]), REST), REST)
SCENE = Scene(1.0, 0.9, Music(0.9, playing=True, loudness=0.5), BODY, BODY)


@pytest.fixture
def context() -> Iterator[ShowContext]:
    loop = asyncio.new_event_loop()
    yield ShowContext(
        clock=Clock(loop), desk=Desk(), title="Anna & Ben", subtitle="", rate=30.0,
        size=(1280, 720), seed=1, latency=0.0, meter=4, tempo=(55.0, 190.0), models=Path(),
        folder=Path(), soundtrack=None, rehearsal=True, virtual=True,
    )  # fmt: skip
    loop.close()


@pytest.fixture
def receiver() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2)
        yield receiver


def port(receiver: socket.socket) -> int:
    number: int = receiver.getsockname()[1]
    return number


def arrived(receiver: socket.socket) -> list[bytes]:
    """All datagrams received so far; on one machine a sent datagram has already arrived."""
    receiver.setblocking(False)
    datagrams = []
    while True:
        try:
            datagrams.append(receiver.recv(65536))
        except BlockingIOError:
            return datagrams


def said(datagrams: list[bytes]) -> list[tuple[str, list[Any]]]:
    parsed = [timed.message for raw in datagrams for timed in OscPacket(raw).messages]
    return [(message.address, message.params) for message in parsed]


def test_a_receiver_can_put_a_whole_scene_together_again(
    context: ShowContext, receiver: socket.socket
) -> None:
    output = Osc(port=port(receiver)).open(context)
    output.show(SCENE)
    datagrams = arrived(receiver)
    output.close()
    assert all(len(datagram) <= 1200 for datagram in datagrams)
    assert all(datagram[:16] == b"#bundle\0" + bytes(7) + b"\1" for datagram in datagrams)
    messages = said(datagrams)
    assert all(native.TABLE.fault(*message) is None for message in messages)
    scene = dict(messages)
    assert {params[0] for address, params in messages if address == "/firstdance/frame"} == {0}
    joints = np.array([scene[f"/firstdance/partner/0/{joint}"] for joint in skeleton.JOINTS])
    assert np.abs(joints - BODY.positions).max() < 1e-6
    assert scene["/firstdance/human/count"] == [1]


def test_a_receiver_of_vmc_gets_every_bone_once(
    context: ShowContext, receiver: socket.socket
) -> None:
    output = Osc(preset="vmc", port=port(receiver)).open(context)
    output.show(SCENE)
    messages = said(arrived(receiver))
    output.close()
    assert all(vmc.TABLE.fault(*message) is None for message in messages)
    bones = [params[0] for address, params in messages if address == "/VMC/Ext/Bone/Pos"]
    assert sorted(bones) == sorted(vmc.BONES.values())


def test_the_human_alone_can_be_sent(context: ShowContext, receiver: socket.socket) -> None:
    output = Osc(port=port(receiver), people="human").open(context)
    output.show(SCENE)
    addresses = {address for address, _ in said(arrived(receiver))}
    output.close()
    assert "/firstdance/human/0/head" in addresses
    assert "/firstdance/partner/0/head" not in addresses


@pytest.mark.parametrize(
    ("preset", "port"),
    [
        ("firstdance", 9000), ("vmc", 39539), ("resolume", 7000), ("touchdesigner", 10000),
        ("mediapipe", 7500),
    ],
)  # fmt: skip
def test_each_preset_has_the_port_that_receivers_expect(
    context: ShowContext, preset: str, port: int
) -> None:
    output = msgspec.convert({"preset": preset}, Osc).open(context)
    assert output.address == ("127.0.0.1", port)
    output.close()


def numbers_of(receiver: socket.socket) -> list[float]:
    frames = [params for address, params in said(arrived(receiver)) if address.endswith("/frame")]
    return sorted({seconds for _, seconds in frames})


@pytest.mark.parametrize(
    ("scenes", "rate", "expected"), [(30, None, 60), (60, 30, 60), (50, 30, 60), (30, 30, 60)]
)
def test_no_more_bursts_are_sent_than_the_rate_asks_for(
    context: ShowContext, receiver: socket.socket, scenes: int, rate: float | None, expected: int
) -> None:
    output = Osc(port=port(receiver), rate=rate, people="partner").open(context)
    times = []
    for number in range(2 * scenes):
        output.show(replace(SCENE, time=7.0 + number / scenes, partner=None, human=None))
        times += numbers_of(receiver)
    output.close()
    assert abs(len(times) - expected) <= 1
    assert rate is None or min(np.diff(times)) > 0.5 / rate


def test_when_the_show_ends_receivers_hear_that_everybody_has_left(
    context: ShowContext, receiver: socket.socket
) -> None:
    output = Osc(port=port(receiver)).open(context)
    output.show(SCENE)
    arrived(receiver)
    output.close()
    last = dict(said(arrived(receiver)))
    assert last["/firstdance/ok"] == [0]
    assert last["/firstdance/partner/count"] == last["/firstdance/human/count"] == [0]


def test_closing_before_the_first_scene_sends_nothing(
    context: ShowContext, receiver: socket.socket
) -> None:
    Osc(port=port(receiver)).open(context).close()
    assert arrived(receiver) == []


def test_nobody_listening_costs_nothing(context: ShowContext) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as once:
        once.bind(("127.0.0.1", 0))
        free = port(once)
    output = Osc(port=free).open(context)
    costs = []
    for number in range(60):
        start = time.perf_counter()
        output.show(replace(SCENE, time=1.0 + number / 30))
        costs.append(time.perf_counter() - start)
    output.close()
    assert np.median(costs) < 0.001


class Shouting:
    """Sends a datagram that is too large for any network."""

    def datagrams(self, scene: Scene) -> list[memoryview]:
        return [memoryview(bytes(100_000))] * 3


def test_what_the_network_will_not_take_is_counted_and_the_show_goes_on() -> None:
    output = OpenOsc(Shouting(), socket.AF_INET, ("127.0.0.1", 9), None)
    output.show(SCENE)
    output.show(replace(SCENE, time=2.0))
    assert output.unsent == 6
    output.close()


def test_a_host_that_cannot_be_found_is_reported_before_the_show(
    context: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match=r"host 'bad\.\.name' cannot be found"):
        Osc(host="bad..name").open(context)

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(BadInput, match="give the receiver's IP address"):
        Osc(host="projector.local").open(context)


def test_a_host_with_both_families_is_reached_by_the_one_receivers_listen_on(
    context: ShowContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        (socket.AF_INET6, socket.SOCK_DGRAM, 17, "", ("::1", 9000, 0, 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.0.1", 9000)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: list(entries))
    output = Osc(host="localhost").open(context)
    assert output.address == ("127.0.0.1", 9000)
    output.close()


@pytest.mark.parametrize(
    "settings",
    [{"preset": "resolum"}, {"port": 0}, {"port": 70000}, {"rate": 0}, {"host": ""}, {"hots": 1}],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(settings, Osc)


def test_after_a_pause_scenes_come_no_faster_than_before(
    context: ShowContext, receiver: socket.socket
) -> None:
    output = Osc(port=port(receiver), rate=10, people="partner").open(context)
    scenes = [n / 30 for n in range(30)] + [60 + n / 30 for n in range(30)]
    times = []
    for time_of in scenes:  # a minute between them: the show stood still
        output.show(replace(SCENE, time=time_of, partner=None, human=None))
        times += numbers_of(receiver)
    output.close()
    assert sum(time_of < 30 for time_of in times) == 10
    assert sum(time_of > 30 for time_of in times) <= 11  # the first after the pause is late
