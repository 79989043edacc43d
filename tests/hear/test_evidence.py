import math
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.hear.activations import Activation
from live.hear.evidence import EvidenceFrame, Listening
from live.runtime.places import MODELS
from live.signals import Samples
from tests.sounds import clicks

BEATS = 0.5 + np.arange(0, 4, 0.5)


def _heard(listening: Listening, sound: Samples, rate: int = 44_100) -> list[EvidenceFrame]:
    listening.begin(rate)
    hop = rate // 100
    return [
        frame
        for start in range(0, len(sound) - hop + 1, hop)
        for frame in listening.hear(sound[start : start + hop])
    ]


@pytest.mark.parametrize("models", [MODELS, None])
@pytest.mark.parametrize("rate", [16_000, 44_100])
def test_a_beat_shows_when_it_is_said_to(models: object, rate: int) -> None:
    listening = Listening(MODELS if models else None)
    strengths = np.array([f.activation for f in _heard(listening, clicks(BEATS, 5, rate), rate)])
    for beat in BEATS[4:]:
        expected = round(100 * (beat + listening.late)) - 1 - listening.early
        assert strengths[expected - 2 : expected + 3].max() > 2 * np.median(strengths)


def test_without_the_network_nobody_knows_of_a_one() -> None:
    assert {frame.downbeat for frame in _heard(Listening(None), clicks(BEATS, 2))} == {None}


def test_what_is_no_number_leaves_the_flux_to_speak_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = clicks(BEATS, 4)
    listening = Listening(MODELS)
    whole = _heard(listening, sound)
    alone = _heard(Listening(None), sound)
    hear = listening._network.hear  # type: ignore[union-attr]

    def broken(samples: Samples) -> list[Activation]:
        return [Activation(math.nan, 0.5, 0.5) for _ in hear(samples)]

    monkeypatch.setattr(listening._network, "hear", broken)
    frames = _heard(listening, sound)
    assert len(frames) == len(whole)
    assert [f.activation for f in frames] == [f.activation for f in alone[: len(frames)]]


def test_a_repository_without_the_network_is_unfit(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hearing"):
        Listening(tmp_path)
