import hashlib
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.hear.activations import LATE, NAME, RATE, Activations
from live.hear.onsets import FRAMES
from live.runtime.places import MODELS
from live.signals import Samples
from tests.networks.tiny_models import counter
from tests.sounds import clicks


def heard(ear: Activations, sound: Samples, sizes: list[int]) -> np.ndarray:
    """(frames, 3): beat, downbeat, onset, of sound in blocks of these sizes."""
    frames, start, number = [], 0, 0
    while start < len(sound):
        size = sizes[number % len(sizes)]
        frames += ear.hear(sound[start : start + size])
        start, number = start + size, number + 1
    return np.array([(frame.beat, frame.downbeat, frame.onset) for frame in frames])


@pytest.fixture(scope="module")
def noise() -> Samples:
    chance = np.random.default_rng(1)
    return chance.normal(0, 0.1, 2 * 44_100).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_there_are_a_hundred_frames_a_second_at_any_rate(rate: int) -> None:
    ear = Activations(MODELS, rate)
    found = heard(ear, np.zeros(2 * rate, dtype=np.float32), [rate // 100])
    assert len(found) in (2 * FRAMES - 2, 2 * FRAMES)
    assert ear.pending == pytest.approx(2 - len(found) / FRAMES)


def test_what_is_heard_does_not_depend_on_the_blocks(noise: Samples) -> None:
    ear = Activations(MODELS, 44_100)
    by_the_hop = heard(ear, noise, [441])
    ear.begin(44_100)
    anyhow = heard(ear, noise, [1, 7, 3000, 441, 64])
    assert np.array_equal(by_the_hop, anyhow)


def test_the_same_sound_is_heard_alike_at_another_rate() -> None:
    beats = 0.25 + np.arange(0, 4, 0.5)
    ear, found = Activations(MODELS, RATE), []
    for rate in (RATE, 2 * RATE):
        ear.begin(rate)
        time = np.arange(5 * rate) / rate
        sound = sum(
            np.sin(2 * np.pi * 80 * time) * np.exp(-30 * (time - beat)) * (time >= beat)
            for beat in beats
        )
        found.append(heard(ear, np.asarray(0.5 * sound, dtype=np.float32), [rate // 100]))
    size = min(len(one) for one in found)
    assert np.abs(found[0][:size, 0] - found[1][:size, 0]).max() < 0.1


def test_a_beat_shows_when_it_was_promised() -> None:
    beats = 0.5 + np.arange(0, 8, 0.5)
    found = heard(Activations(MODELS, 44_100), clicks(beats, 8), [441])[:, 0]
    for beat in beats[8:15]:
        frame = round((beat + LATE) * FRAMES) - 1
        near = found[frame - 20 : frame + 21]
        assert abs(int(np.argmax(near)) - 20) <= 2
        assert near.max() > 3 * np.median(near)


@pytest.mark.parametrize(
    "nasty",
    [
        np.full(44_100, np.nan, dtype=np.float32),
        np.full(44_100, np.inf, dtype=np.float32),
        np.tile(np.array([9, -9], dtype=np.float32), 22_050),
        np.zeros(44_100, dtype=np.float32),
    ],
    ids=["not a number", "infinite", "far too loud", "silent"],
)
def test_what_is_no_sound_leaves_no_trace_but_numbers(nasty: Samples, noise: Samples) -> None:
    ear = Activations(MODELS, 44_100)
    found = heard(ear, np.concatenate([nasty, noise]), [441])
    assert np.isfinite(found).all()
    assert found.min() >= 0.0
    assert found.max() <= 1.0


def test_silence_has_no_beat() -> None:
    found = heard(Activations(MODELS, 44_100), np.zeros(4 * 44_100, dtype=np.float32), [441])
    assert found[FRAMES:, :2].max() < 0.2


def test_an_ear_that_begins_again_hears_as_if_for_the_first_time(noise: Samples) -> None:
    ear = Activations(MODELS, 44_100)
    first = heard(ear, noise, [441])
    ear.begin(44_100)
    assert np.array_equal(heard(ear, noise, [441]), first)


def test_a_missing_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"{NAME} holds no model"):
        Activations(tmp_path, 44_100)


def test_a_model_of_another_kind_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = counter(tmp_path / NAME / "1" / "model.onnx")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("model.onnx.sha256").write_text(f"{digest}  model.onnx\n")
    with pytest.raises(BadInput, match="'sound' is missing"):
        Activations(tmp_path, 44_100)
