import numpy as np
import pytest

from live.hear.onsets import FRAMES, Onsets
from tests.sounds import clicks


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 96_000])
def test_there_are_a_hundred_frames_a_second_whatever_the_blocks(rate: int) -> None:
    onsets, chance, given = Onsets(rate), np.random.default_rng(1), 0
    sound = np.zeros(rate * 2, dtype=np.float32)
    while len(sound):
        size = int(chance.integers(1, rate // 20))
        given += len(onsets.hear(sound[:size]))
        sound = sound[size:]
    assert given == 2 * FRAMES
    assert 0 <= onsets.pending < 1 / FRAMES


@pytest.mark.parametrize("level", [0.02, 1.0])
def test_a_drum_stands_out_soft_or_loud(level: float) -> None:
    beats = 0.5 + np.arange(0, 5, 0.5)
    frames = Onsets(44_100).hear(clicks(beats, 6) * np.float32(level))
    activations = np.array([frame.activation for frame in frames])
    for beat in beats[4:]:
        near = activations[round(100 * beat) - 1 : round(100 * beat) + 5]
        far = activations[round(100 * beat) + 12 : round(100 * beat) + 45]
        assert near.max() > 0.5
        assert far.max() < 0.15


def test_a_drum_is_heard_no_later_than_the_ear_allows_for() -> None:
    frames = Onsets(44_100).hear(clicks(np.array([1.0, 2.0, 3.0]), 4))
    activations = np.array([frame.activation for frame in frames])
    shown = (np.argmax(activations[280:320]) + 281) / FRAMES
    assert 3.0 < shown <= 3.03


def test_hiss_is_no_drum() -> None:
    hiss = np.random.default_rng(2).normal(0, 1e-3, 44_100 * 4).astype(np.float32)
    frames = Onsets(44_100).hear(hiss)
    assert np.mean([frame.activation > 0.5 for frame in frames]) < 0.01
