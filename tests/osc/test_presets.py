"""What Resolume, TouchDesigner and patches for MediaPipe get, to the byte."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from live.body.skeleton import INDEX, JOINTS
from live.osc import mediapipe, resolume, touchdesigner
from live.osc.mediapipe import LANDMARKS, Mediapipe, landmarks
from live.osc.resolume import Resolume
from live.osc.touchdesigner import Touchdesigner
from live.signals import Music, Scene
from tests.osc.decoder import agreed
from tests.parts import standing

MUSIC = Music(
    0.0, tempo=120.0, beat=0.0, confidence=0.9, playing=True, loudness=0.5, bands=(0.5, 0.25, 0.125)
)
BODY = standing(0.0)
SCENE = Scene(0.0, 0.0, MUSIC, BODY, BODY)
TEMPO = "/composition/tempocontroller/tempo"
RESYNC = "/composition/tempocontroller/resync"
TAP = "/composition/tempocontroller/tempotap"


def scenes(seconds: float, **changes: Any) -> list[Scene]:
    """Thirty scenes a second, from just after beat 3: the first ONE comes half a second later."""
    music = replace(MUSIC, beat=3.01, **changes)
    return [replace(SCENE, time=n / 30, music=music) for n in range(round(30 * seconds))]


def sent(language: Any, evening: list[Scene]) -> list[list[tuple[str, list[Any]]]]:
    return [agreed(language.datagrams(scene)) for scene in evening]


def times(burst: list[list[tuple[str, list[Any]]]], address: str) -> list[tuple[int, Any]]:
    return [(n, v[0]) for n, said in enumerate(burst) for where, v in said if where == address]


def test_resolumes_first_burst_to_the_byte() -> None:
    (datagram,) = Resolume(layer=2).datagrams(SCENE)
    assert bytes(datagram) == (
        b"#bundle\0\0\0\0\0\0\0\0\1"
        b"\0\0\0\x2c/composition/tempocontroller/tempo\0\0,f\0\0\x3e\x55\x55\x55"
        b"\0\0\0\x2c/composition/layers/2/video/opacity\0,f\0\0\x3f\0\0\0"
    )


def test_resolume_gets_the_tempo_scaled_or_raw_and_only_when_there_is_news() -> None:
    scaled = times(sent(Resolume(), scenes(5)), TEMPO)
    assert [n for n, _ in scaled] == [0, 60, 120]
    assert scaled[0][1] == pytest.approx((120 - 20) / 480)
    assert times(sent(Resolume(raw=True), scenes(1)), TEMPO) == [(0, 120.0)]
    changed = [*scenes(0.5), *[replace(s, music=replace(s.music, tempo=69.5)) for s in scenes(0.5)]]
    assert times(sent(Resolume(), changed), TEMPO)[1] == (15, pytest.approx(0.103125))


def test_resolume_is_resynced_on_a_ONE_and_every_fourth_bar_and_let_go_of() -> None:
    # ONEs at 0.495 s and every 2 s.
    assert times(sent(Resolume(), scenes(17.5)), RESYNC) == [
        (15, 1), (16, 0), (255, 1), (256, 0), (495, 1), (496, 0),
    ]  # fmt: skip


def test_resolume_is_left_alone_by_an_unsure_ear_and_in_silence() -> None:
    for doubt in ({"confidence": 0.3}, {"playing": False}):
        assert all(said == [] for said in sent(Resolume(), scenes(5, **doubt)))
        assert all(said == [] for said in sent(Resolume(tempo="tap"), scenes(5, **doubt)))


def test_resolume_is_tapped_on_every_beat_when_asked_and_then_gets_no_tempo() -> None:
    burst = sent(Resolume(tempo="tap"), scenes(2))
    assert times(burst, TAP) == [
        (15, 1), (16, 0), (30, 1), (31, 0), (45, 1), (46, 0),
    ]  # fmt: skip
    assert times(burst, TEMPO) == times(burst, RESYNC) == []


def test_resolume_following_link_gets_nothing_about_the_beat() -> None:
    assert all(said == [] for said in sent(Resolume(tempo="none"), scenes(5)))


def test_a_cue_connects_its_column_once() -> None:
    evening = [replace(s, cue=0 if n < 10 else 3) for n, s in enumerate(scenes(2))]
    burst = sent(Resolume(tempo="none", columns=True), evening)
    assert times(burst, "/composition/columns/3/connect") == [(10, 1), (11, 0)]


def test_blackout_takes_resolumes_layer_down_too() -> None:
    (said,) = sent(Resolume(tempo="none", layer=1), [replace(SCENE, light=0.0)])
    assert said == [("/composition/layers/1/video/opacity", [0.0])]


def test_all_that_resolume_gets_is_in_the_table() -> None:
    for lead in ("set", "tap"):
        evening = [replace(s, cue=2) for s in scenes(3)]
        for said in sent(Resolume(tempo=lead, layer=7, columns=True), evening):
            for path, values in said:
                row = path.replace("/7/", "/<layer>/").replace("/2/", "/<cue>/")
                assert resolume.TABLE.fault(row, values) is None


def test_touchdesigner_gets_numbers_alone_a_pulse_and_a_phase() -> None:
    burst = sent(Touchdesigner(), scenes(2))
    for said in burst:
        assert all(touchdesigner.TABLE.fault(path, values) is None for path, values in said)
        assert all(isinstance(value, float) for _, values in said for value in values)
    assert [n for n, v in times(burst, "/beat/pulse") if v] == [15, 30, 45]
    assert [n for n, v in times(burst, "/bar/pulse") if v] == [15]
    assert [v for _, v in times(burst, "/beat/phase")][:2] == pytest.approx([0.01, 0.01 + 1 / 15])


def test_touchdesigner_gets_each_person_in_one_bundle() -> None:
    datagrams = Touchdesigner().datagrams(SCENE)
    assert len(datagrams) == 3
    said = dict(agreed(datagrams))
    for who in ("partner", "human"):
        joints = np.array([said[f"/{who}/{joint}"] for joint in JOINTS])
        assert np.abs(joints - BODY.positions).max() < 1e-6
    alone = dict(agreed(Touchdesigner(human=False).datagrams(SCENE)))
    assert "/human/head" not in alone
    assert alone["/human/here"] == [1.0]


def test_touchdesigners_head_to_the_byte() -> None:
    state = bytes(Touchdesigner().datagrams(SCENE)[0])
    assert state[:40] == b"#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x14/beat/pulse\0,f\0\0\0\0\0\0"
    assert b"/bpm\0\0\0\0,f\0\0\x42\xf0\0\0" in state


def test_mediapipe_gets_one_message_of_133_numbers() -> None:
    (datagram,) = Mediapipe().datagrams(SCENE)
    raw = bytes(datagram)
    assert raw[16:40] == b"\0\0\2\xac/mediapipe/pose\0,iff"
    ((path, values),) = agreed([datagram])
    assert mediapipe.TABLE.fault(path, values) is None
    assert (path, len(values), values[0]) == ("/mediapipe/pose", 133, 1)
    assert np.allclose(np.reshape(values[1:], (33, 4)), landmarks(BODY), atol=1e-6)


def test_mediapipe_with_nobody_there_says_so() -> None:
    ((_, values),) = agreed(Mediapipe(who="human").datagrams(replace(SCENE, human=None)))
    assert values == [0] * 133


def test_landmarks_are_where_a_camera_in_the_audience_would_see_them() -> None:
    place = dict(zip(LANDMARKS, landmarks(BODY), strict=True))
    # Facing the audience, the body's left is at the picture's right, and y points down.
    assert place["l_wrist"][0] > 0.5 > place["r_wrist"][0]
    assert place["nose"][1] < place["l_shoulder"][1] < place["l_hip"][1] < place["l_ankle"][1]
    assert place["nose"][1] > 0.0
    assert place["l_foot_index"][1] < 1.0
    # The nose is nearer than the ears, the toes than the heels.
    assert place["nose"][2] < place["l_ear"][2]
    assert place["r_foot_index"][2] < place["r_heel"][2]
    assert place["r_heel"][1] == pytest.approx(place["r_foot_index"][1])
    wrist = BODY.positions[INDEX["l_wrist"]]
    assert place["l_wrist"][0] == pytest.approx(0.5 + wrist[0] / mediapipe.WIDTH)


def test_a_body_of_no_size_at_all_is_still_numbers() -> None:
    heap = replace(BODY, positions=np.zeros((24, 3)))
    assert np.isfinite(landmarks(heap)).all()
