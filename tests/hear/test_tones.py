import numpy as np
import pytest

from live.hear.tones import Tones
from live.signals import Samples

RATE = 44_100


def _held(samples: Samples, rate: int = RATE) -> float:
    tones = Tones(rate)
    for start in range(0, len(samples), 441):
        tones.hear(samples[start : start + 441])
    return tones.held


def _voice(seconds: float) -> Samples:
    """A harmonic sound that glides up and down a few times a second, as speech does."""
    times = np.arange(round(seconds * RATE)) / RATE
    pitch = 140 + 45 * np.sin(2 * np.pi * 2.3 * times) + 20 * np.sin(2 * np.pi * 3.7 * times)
    turns = np.cumsum(pitch) / RATE
    sound = sum(np.sin(2 * np.pi * k * turns) / k for k in range(1, 16))
    return (0.2 * np.asarray(sound)).astype(np.float32)


def _chord(seconds: float, rate: int = RATE) -> Samples:
    times = np.arange(round(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * hertz * times) for hertz in (220.0, 277.2, 329.6, 440.0))
    return (0.1 * np.asarray(sound)).astype(np.float32)


def test_a_chord_is_held_and_noise_and_voices_are_not() -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, 3 * RATE).astype(np.float32)
    assert _held(_chord(3)) > 0.8
    assert _held(noise) < 0.6
    assert _held(_voice(3)) < 0.6


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_any_rate_will_do(rate: int) -> None:
    assert _held(_chord(3, rate), rate) > 0.8


def test_silence_and_a_very_soft_sound_are_no_numbers_to_stumble_over() -> None:
    assert 0.0 <= _held(np.zeros(2 * RATE, dtype=np.float32)) <= 1.0
    assert _held(1e-5 * _chord(3)) == pytest.approx(_held(_chord(3)), abs=0.15)
