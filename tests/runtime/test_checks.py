import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from live.runtime.checks import (
    beat_fault,
    block_fault,
    caption_fault,
    checked,
    frame_fault,
    music_fault,
    picture_fault,
    pose_fault,
)
from live.signals import AudioBlock, Frame, Music, Pose
from tests.parts import standing


def _broken(name: str, at: tuple[int, ...], value: float) -> Pose:
    pose = standing(1.0)
    array = getattr(pose, name).astype(float)
    array[at] = value
    return replace(pose, **{name: array})


def test_a_pose_that_is_one_passes() -> None:
    pose = standing(1.0)
    assert pose_fault(pose) is None
    assert checked(pose, "its", pose_fault) is pose


@pytest.mark.parametrize(
    ("pose", "told"),
    [
        (_broken("positions", (3, 1), np.nan), "not a number: its positions"),
        (_broken("rotations", (3, 1), np.inf), "not a number: its rotations"),
        (_broken("seen", (3,), np.nan), "not a number: its seen"),
        (_broken("positions", (3, 1), 1e200), "further than 1000 m off"),
        (_broken("rotations", (3, 0), 0.0), "no unit quaternions"),
        (replace(standing(1.0), positions=np.zeros((23, 3))), r"shape \(23, 3\), not \(24, 3\)"),
        (replace(standing(1.0), rotations=np.zeros((24, 3))), r"shape \(24, 3\), not \(24, 4\)"),
        (replace(standing(1.0), contacts=np.zeros(2, bool)), "contacts of shape"),
        (replace(standing(1.0), positions=[[0.0] * 3] * 24), "no array of numbers"),  # type: ignore[arg-type]
        (replace(standing(1.0), positions=np.full((24, 3), None)), "no array of numbers"),
        (standing(float("nan")), "its time"),
        (replace(standing(1.0), time=None), "its time"),  # type: ignore[arg-type]
        (None, "is none, but NoneType"),
    ],
)
def test_what_is_no_pose_is_told(pose: Pose, told: str) -> None:
    with pytest.raises(ValueError, match=f"the dancer's pose .*{told}"):
        checked(pose, "the dancer's pose", pose_fault)


BLOCK = AudioBlock(1.0, np.zeros(441, np.float32), 44_100)
FRAME = Frame(1.0, np.zeros((9, 16, 3), np.uint8))


def test_signals_that_are_valid_pass() -> None:
    assert block_fault(BLOCK) is None
    assert block_fault(replace(BLOCK, rate=1000, samples=np.zeros(0, np.float32))) is None
    assert music_fault(Music(1.0)) is None
    numbers: Any = {"beat": np.float64(7.5), "meter": np.int64(3), "bands": (0, 1, 0.5)}
    assert music_fault(Music(1.0, **numbers)) is None
    assert music_fault(Music(1.0, loudness=1.0, onset=0.0, tempo=2000.0, meter=64)) is None
    assert frame_fault(FRAME) is None
    assert picture_fault(FRAME.rgb, (16, 9)) is None
    assert caption_fault("5") is None
    assert caption_fault("x" * 200) is None
    assert beat_fault(120.0, 7.5, 1.0) is None


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (None, "is none, but NoneType"),
        (replace(BLOCK, samples=np.zeros((2, 9), np.float32)), "no list of numbers"),
        (replace(BLOCK, samples=np.zeros(9, np.int16)), "no list of numbers"),
        (replace(BLOCK, samples=[0.0]), "no list of numbers"),  # type: ignore[arg-type]
        (replace(BLOCK, samples=np.full(9, np.inf, np.float32)), "samples that are no numbers"),
        (replace(BLOCK, rate=0), "a rate of 0 "),
        (replace(BLOCK, rate=999), "a rate of 999 "),
        (replace(BLOCK, rate=1_000_001), "a rate of 1000001 "),
        (replace(BLOCK, rate=44_100.5), "a rate of 44100.5"),  # type: ignore[arg-type]
        (replace(BLOCK, time=float("inf")), "a time that is no number"),
    ],
)
def test_what_is_no_block_of_sound_is_told(block: AudioBlock, told: str) -> None:
    assert told in str(block_fault(block))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"time": float("nan")}, "a time or beat that is no number"),
        ({"beat": float("inf")}, "a time or beat that is no number"),
        ({"beat": "12"}, "a time or beat that is no number"),
        ({"tempo": 0.0}, "a tempo of 0.0"),
        ({"tempo": float("nan")}, "a tempo of nan"),
        ({"meter": 0}, "a meter of 0"),
        ({"meter": 4.0}, "a meter of 4.0"),
        ({"meter": True}, "a meter of True"),
        ({"meter": 65}, "a meter of 65"),
        ({"downbeat": 0.5}, "no number of a beat: 0.5"),
        ({"confidence": 1.1}, "a confidence that is not within 0..1: 1.1"),
        ({"loudness": float("nan")}, "a loudness that is not within"),
        ({"onset": -0.1}, "an? onset that is not within"),
        ({"brightness": None}, "a brightness that is not within"),
        ({"bands": (0.5,)}, "bands that are not three"),
        ({"bands": [0.5, 0.5, 0.5]}, "bands that are not three"),
        ({"bands": (0.5, 0.5, 2.0)}, "bands that are not three"),
        ({"section": "polka"}, "a section of 'polka'"),
    ],
)
def test_what_is_no_music_is_told(changes: dict[str, Any], told: str) -> None:
    assert re.search(told, str(music_fault(replace(Music(1.0), **changes))))


@pytest.mark.parametrize(
    ("rgb", "told"),
    [
        (np.zeros((9, 16, 3)), "no picture of bytes"),
        ([[0, 0, 0]], "no picture of bytes"),
        (np.zeros((9, 16), np.uint8), r"of shape \(9, 16\)"),
        (np.zeros((9, 16, 4), np.uint8), r"of shape \(9, 16, 4\)"),
        (np.zeros((0, 16, 3), np.uint8), r"of shape \(0, 16, 3\)"),
        (np.zeros((1, 16_385, 3), np.uint8), "of shape"),
    ],
)
def test_what_is_no_picture_is_told(rgb: Any, told: str) -> None:
    assert re.search(told, str(frame_fault(Frame(1.0, rgb))))
    assert re.search(told, str(picture_fault(rgb, (16, 9))))


def test_frames_pictures_captions_and_beats_that_are_wrong_are_told() -> None:
    assert "is none, but str" in str(frame_fault("a frame"))  # type: ignore[arg-type]
    assert "time that is no number" in str(frame_fault(replace(FRAME, time=float("nan"))))
    assert picture_fault(FRAME.rgb, (9, 16)) == "is of 16 x 9 pixels, not 9 x 16"
    assert "is no text, but int" in str(caption_fault(5))  # type: ignore[arg-type]
    assert "longer than 200" in str(caption_fault("x" * 201))
    assert "a tempo of 0.0" in str(beat_fault(0.0, 1.0, 1.0))
    assert "no number" in str(beat_fault(120.0, float("nan"), 1.0))
    assert "no number" in str(beat_fault(120.0, 1.0, float("inf")))
