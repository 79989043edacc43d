"""The live finder with a landmarker that answers as told: it waits for answers, not for time."""

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from live.see import finder
from live.see.finder import PATIENCE, LiveFinder
from live.signals import Frame

NOBODY = SimpleNamespace(pose_landmarks=[], pose_world_landmarks=[])
FOUND = ["a body"]


class Landmarker:
    """Answers each frame on a thread of its own, `late` seconds after it was given; -1: never."""

    def __init__(self, hear: Callable[[Any, Any, int], None], late: float) -> None:
        self._hear = hear
        self._late = late

    def detect_async(self, image: object, stamp: int) -> None:
        if self._late >= 0:
            threading.Timer(self._late, self._hear, (NOBODY, image, stamp)).start()


def a_finder(monkeypatch: pytest.MonkeyPatch, late: float) -> LiveFinder:
    monkeypatch.setattr(finder, "_landmarker", lambda model, sure, hear: Landmarker(hear, late))
    monkeypatch.setattr(finder, "_bodies", lambda result, frame: [*FOUND, frame.time])
    return LiveFinder("model", 0.5)


def frame(number: int) -> Frame:
    return Frame(number / 30, np.zeros((4, 4, 3), np.uint8))


def test_a_frame_that_is_answered_soon_is_not_waited_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eyes = a_finder(monkeypatch, 0.001)
    began = time.monotonic()
    found = [eyes.find(frame(number)) for number in range(8)]
    assert time.monotonic() - began < 4 * PATIENCE  # a frame of every quarter of a second: 8
    assert found == [[*FOUND, number / 30] for number in range(8)]


def test_a_landmarker_that_hangs_costs_a_quarter_of_a_second_a_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eyes = a_finder(monkeypatch, -1.0)
    began = time.monotonic()
    assert [eyes.find(frame(number)) for number in range(2)] == [[], []]
    assert 0.4 < time.monotonic() - began < 2.0


def test_an_answer_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    eyes = a_finder(monkeypatch, -1.0)
    monkeypatch.setattr(finder, "PATIENCE", 0.01)
    assert eyes.find(frame(0)) == []
    eyes._hear(NOBODY, None, 0)
    assert eyes.find(frame(1)) == [*FOUND, 0.0]  # late, but the newest there is
    assert eyes.find(frame(2)) == []
    eyes._hear(NOBODY, None, 0)  # of a frame that has had its answer
    assert eyes.find(frame(3)) == []
