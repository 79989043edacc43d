"""First Dance's own addresses, read back by python-osc."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pythonosc.osc_packet import OscPacket

from live.body import quat, skeleton
from live.osc import wire
from live.osc.native import TABLE, Native
from live.runtime.health import Colour, Finding, Health
from live.signals import Music, Pose, Scene

MUSIC = Music(
    time=9.9, tempo=120.0, beat=18.05, meter=4, downbeat=2, confidence=0.8, playing=True,
    loudness=0.6, onset=0.25, bands=(0.5, 0.25, 0.125),
)  # fmt: skip


def somebody(seed: int) -> Pose:
    chance = np.random.default_rng(seed)
    rotations = quat.from_vector(chance.normal(0, 0.3, (24, 3)))
    positions = skeleton.positions_from(np.array([0.3, 0.95, 0.1]), rotations)
    contacts = np.array([True, False, True, True])
    return Pose(10.0, positions, rotations, chance.uniform(0, 1, 24), contacts)


SCENE = Scene(10.0, 9.9, MUSIC, somebody(1), somebody(2), light=0.5)


def said(datagrams: list[memoryview]) -> dict[str, list[Any]]:
    """The arguments by address; an address sent twice must have the same arguments."""
    arguments: dict[str, list[Any]] = {}
    for datagram in datagrams:
        for timed in OscPacket(bytes(datagram)).messages:
            message = timed.message
            assert arguments.setdefault(message.address, message.params) == message.params
    return arguments


def at_beat(beat: float, **music: Any) -> Scene:
    return replace(SCENE, time=0.0, music=replace(MUSIC, time=0.0, beat=beat, **music))


def pulses(native: Native, beats: list[float], **music: Any) -> list[tuple[int, int]]:
    scenes = [said(native.datagrams(at_beat(beat, **music))) for beat in beats]
    return [
        (scene["/firstdance/pulse/beat"][0], scene["/firstdance/pulse/bar"][0]) for scene in scenes
    ]


def test_everything_sent_is_in_the_table_and_within_its_ranges() -> None:
    for scene in (SCENE, replace(SCENE, partner=None, human=None)):
        for address, arguments in said(Native().datagrams(scene)).items():
            assert TABLE.fault(address, arguments) is None


def test_everything_in_the_table_is_sent() -> None:
    paths = {path for row in TABLE.rows for path in row.paths}
    assert said(Native().datagrams(SCENE)).keys() == paths


def test_every_datagram_is_small_and_to_be_acted_on_at_once() -> None:
    for datagram in Native().datagrams(SCENE):
        assert len(datagram) <= wire.LARGEST
        assert bytes(datagram[:16]) == b"#bundle\0" + bytes(7) + b"\1"


def test_the_state_of_the_music_is_sent_for_the_moment_it_is_seen() -> None:
    state = said(Native().datagrams(SCENE))
    # A tenth of a second after the sound, at two beats a second: beat 18.25, of bars from 2.
    assert state["/firstdance/phase/beat"] == pytest.approx([0.25])
    assert state["/firstdance/phase/bar"] == pytest.approx([0.0625])
    assert state["/firstdance/beat"] == [1]
    assert state["/firstdance/bar"] == [5]
    assert state["/firstdance/meter"] == [4]
    assert state["/firstdance/bpm"] == [120.0]
    assert state["/firstdance/playing"] == [1]
    assert state["/firstdance/confidence"] == pytest.approx([0.8])
    assert state["/firstdance/energy"] == pytest.approx([0.6])
    assert state["/firstdance/onset"] == [0.25]
    assert state["/firstdance/bands"] == [0.5, 0.25, 0.125]
    assert state["/firstdance/latency"] == pytest.approx([100.0])
    assert state["/firstdance/light"] == [0.5]


def test_joints_are_where_the_people_are() -> None:
    state = said(Native().datagrams(SCENE))
    assert SCENE.partner is not None and SCENE.human is not None
    for index, joint in enumerate(skeleton.JOINTS):
        partner = state[f"/firstdance/partner/0/{joint}"]
        assert partner == pytest.approx(SCENE.partner.positions[index], abs=1e-6)
        human = [*SCENE.human.positions[index], SCENE.human.seen[index]]
        assert state[f"/firstdance/human/0/{joint}"] == pytest.approx(human, abs=1e-6)
    assert state["/firstdance/partner/0/contacts"] == [1, 0, 1, 1]


def test_without_a_human_the_count_is_nought_and_no_joints_are_sent() -> None:
    state = said(Native().datagrams(replace(SCENE, human=None)))
    assert state["/firstdance/human/count"] == [0]
    assert not [address for address in state if address.startswith("/firstdance/human/0")]
    assert state["/firstdance/partner/count"] == [1]


def test_the_safe_look_says_that_nobody_dances() -> None:
    state = said(Native().datagrams(replace(SCENE, partner=None)))
    assert state["/firstdance/ok"] == [0]
    assert state["/firstdance/partner/count"] == [0]
    assert "/firstdance/partner/0/head" not in state


def test_people_are_never_mixed_in_one_bundle() -> None:
    for datagram in Native().datagrams(SCENE):
        addresses = [timed.message.address for timed in OscPacket(bytes(datagram)).messages]
        people = {address.split("/")[2] for address in addresses if "/0/" in address}
        assert len(people) <= 1


def test_all_bundles_of_a_scene_carry_its_number_and_the_next_scene_the_next() -> None:
    native = Native()
    for number in range(3):
        for datagram in native.datagrams(replace(SCENE, time=10.0 + number)):
            frame = OscPacket(bytes(datagram)).messages[0].message
            assert (frame.address, frame.params) == ("/firstdance/frame", [number, 10.0 + number])


def test_only_the_people_asked_for_are_sent() -> None:
    assert "/firstdance/human/0/head" not in said(Native(human=False).datagrams(SCENE))
    assert "/firstdance/partner/0/head" not in said(Native(partner=False).datagrams(SCENE))


def test_each_beat_has_one_pulse_and_the_one_has_both() -> None:
    beats = [4.5, 4.9, 5.1, 5.5, 6.0, 6.4, 7.2]  # bars begin on 2, 6, 10
    expected = [(0, 0), (0, 0), (1, 0), (0, 0), (1, 1), (0, 0), (1, 0)]
    assert pulses(Native(), beats) == expected


def test_a_beat_corrected_backwards_has_no_second_pulse() -> None:
    assert pulses(Native(), [4.9, 5.02, 4.97, 5.01, 6.0]) == [
        (0, 0), (1, 0), (0, 0), (0, 0), (1, 1)
    ]  # fmt: skip


def test_beats_counted_afresh_pulse_again() -> None:
    assert pulses(Native(), [94.9, 0.5, 1.0])[1:] == [(0, 0), (1, 0)]


def test_silence_has_no_pulse() -> None:
    assert pulses(Native(), [4.9, 5.1, 6.1], playing=False) == [(0, 0)] * 3


@pytest.mark.parametrize(("beat", "bar"), [(-0.5, 0), (1.99, 0), (2.0, 1), (5.99, 1), (6.0, 2)])
def test_bars_are_counted_from_the_first_one(beat: float, bar: int) -> None:
    assert said(Native().datagrams(at_beat(beat)))["/firstdance/bar"] == [bar]


def test_moving_the_one_by_a_whole_bar_does_not_change_the_bar() -> None:
    scenes = [at_beat(50.5, downbeat=downbeat) for downbeat in (2, 6, 46)]
    assert [said(Native().datagrams(scene))["/firstdance/bar"] for scene in scenes] == [[13]] * 3


def test_a_caption_is_sent_as_text_in_a_bundle_of_its_own_until_there_is_none() -> None:
    native = Native()
    for caption in ("5", "grapevine", "grapevine", ""):
        datagrams = native.datagrams(replace(SCENE, caption=caption))
        assert said(datagrams)["/firstdance/caption"] == [caption]
        beside = [d for d in datagrams if b"/firstdance/caption" in bytes(d)]
        assert len(beside) == 1
        assert b"/firstdance/bpm" not in bytes(beside[0])


def test_how_the_show_stands_is_said_when_it_changes_and_once_a_second() -> None:
    health = Health()
    native = Native(health=health)
    told: list[tuple[float, list[Any], list[Any]]] = []
    for frame in range(75):
        if frame == 40:
            health.findings = (Finding(Colour.RED, "disk", "voll: 0 GB, für immer"),)
        sent = said(native.datagrams(replace(SCENE, time=frame / 30)))
        if "/firstdance/health" in sent:
            told.append((frame, sent["/firstdance/health"], sent["/firstdance/health/text"]))
    assert told == [
        (0, [0], [""]),
        (30, [0], [""]),
        (40, [2], ["disk: voll: 0 GB, f?r immer"]),
        (70, [2], ["disk: voll: 0 GB, f?r immer"]),
    ]


def test_a_caption_that_is_long_or_foreign_is_sent_as_far_as_osc_can() -> None:
    scene = replace(SCENE, caption="pas de zéphyr " + "x" * 200)
    [text] = said(Native().datagrams(scene))["/firstdance/caption"]
    assert text.startswith("pas de z?phyr xx")
    assert len(text) == 63
