from itertools import pairwise

import numpy as np
import pytest

from live.hear.aubio_ear import AubioEar
from live.hear.sources.recording import OpenRecording
from live.runtime.places import SHOWS
from live.signals import AudioBlock, Floats, Music
from tests.parts import a_context
from tests.sounds import blocks, clicks


def _heard(sound: list[AudioBlock], **context: object) -> list[Music]:
    ear = AubioEar().open(a_context(**context))
    return [ear.hear(block) for block in sound]


def _beats(music: list[Music]) -> Floats:
    """When each whole beat passed, as the running beat had it."""
    times = []
    for before, now in pairwise(music):
        if now.playing and int(now.beat) > int(before.beat):
            times.append(now.time_of(int(now.beat)))
    return np.array(times)


def _errors(beats: Floats, truth: Floats) -> Floats:
    return np.array([np.min(np.abs(truth - beat)) for beat in beats])


@pytest.mark.parametrize("tempo", [90, 100, 120, 128, 140])
def test_a_steady_drum_is_followed(tempo: int) -> None:
    truth = 0.25 + np.arange(0, 20, 60 / tempo)
    music = _heard(blocks(clicks(truth, 20)))
    late = [now for now in music if now.time > 8]
    assert late[-1].tempo == pytest.approx(tempo, rel=0.01)
    assert late[-1].confidence > 0.6
    errors = _errors(_beats(late), truth)
    assert np.median(errors) < 0.02
    assert np.mean(errors < 0.05) > 0.95


@pytest.mark.parametrize("song", ["first_dance", "waltz"])
def test_the_shipped_songs_are_followed_beat_for_beat(song: str) -> None:
    truth = np.loadtxt(SHOWS / "songs" / f"{song}.beats")[:, 0]
    source = OpenRecording(SHOWS / "songs" / f"{song}.ogg")
    music = _heard(list(iter(source.read, None)))
    beats = _beats([now for now in music if 8 < now.time < truth[-1]])
    assert np.mean(_errors(beats, truth) < 0.05) > 0.97
    assert len(beats) == pytest.approx(np.count_nonzero(truth > 8), abs=3)


def test_a_beat_can_be_told_before_it_sounds() -> None:
    truth = 0.25 + np.arange(0, 20, 0.5)
    for now in _heard(blocks(clicks(truth, 20)))[900::37]:
        ahead = now.time_of(np.ceil(now.beat))
        assert np.min(np.abs(truth - ahead)) < 0.03 or ahead > 20


def test_the_beat_never_goes_back() -> None:
    slow, fast = np.arange(0, 10, 0.6), np.arange(10, 20, 0.45)
    music = _heard(blocks(clicks(np.concatenate([slow, fast]) + 0.1, 21)))
    beats = [now.beat for now in music]
    assert np.diff(beats).min() > -0.15
    assert np.diff([int(beat) for beat in beats]).min() >= 0 or np.diff(beats).min() > -0.15
    assert music[-1].tempo == pytest.approx(60 / 0.45, rel=0.02)


def test_silence_is_silence_and_the_tempo_coasts() -> None:
    truth = 0.25 + np.arange(0, 10, 0.5)
    sound = np.concatenate([clicks(truth, 10), np.zeros(44_100 * 6, dtype=np.float32)])
    music = _heard(blocks(sound))
    before, after = music[950], music[-1]
    assert before.playing
    assert not after.playing
    assert after.loudness == 0.0
    assert after.tempo == pytest.approx(120, rel=0.01)
    assert after.beat == pytest.approx(before.beat_at(after.time), abs=0.3)
    assert after.confidence < 0.6 * before.confidence


def test_nothing_is_danced_to_before_there_is_music() -> None:
    noise = np.random.default_rng(1).normal(0, 1e-4, 44_100 * 5).astype(np.float32)
    assert not any(now.playing for now in _heard(blocks(noise)))


def test_missing_sound_is_time_that_passed() -> None:
    truth = 0.25 + np.arange(0, 30, 0.5)
    sound = blocks(clicks(truth, 30))
    music = _heard(sound[:1200] + sound[1530:])  # 3.3 s are missing
    beats = _beats([now for now in music if now.time > 22])
    assert np.mean(_errors(beats, truth) < 0.05) > 0.9


@pytest.mark.parametrize("bad", [np.nan, np.inf, 50.0])
def test_broken_samples_never_stall_the_ear(bad: float) -> None:
    truth = 0.25 + np.arange(0, 16, 0.5)
    sound = clicks(truth, 16)
    sound[200_000:204_000] = bad
    music = _heard(blocks(sound))
    assert np.isfinite([now.beat for now in music]).all()
    assert music[-1].tempo == pytest.approx(120, rel=0.02)


@pytest.mark.parametrize("rate", [8_000, 16_000, 96_000])
def test_other_rates_are_heard_too(rate: int) -> None:
    truth = 0.25 + np.arange(0, 12, 0.5)
    music = _heard(blocks(clicks(truth, 12, rate), rate, rate // 100))
    assert music[-1].tempo == pytest.approx(120, rel=0.05)


def test_a_tempo_out_of_the_range_expected_is_folded_into_it() -> None:
    truth = 0.25 + np.arange(0, 20, 60 / 140)
    assert _heard(blocks(clicks(truth, 20)))[-1].tempo == pytest.approx(140, rel=0.02)
    folded = _heard(blocks(clicks(truth, 20)), tempo=(50.0, 100.0))[-1]
    assert folded.tempo == pytest.approx(70, rel=0.02)


def test_taps_set_tempo_and_beat() -> None:
    context = a_context()
    ear = AubioEar().open(context)
    truth = 0.25 + np.arange(0, 20, 0.5)
    for block in blocks(clicks(truth, 20)):
        # The hand taps half as fast, on every other click.
        for tap in truth[20:28:2]:
            if abs(block.time - tap) < 0.005:
                context.desk.tap(float(tap))
        music = ear.hear(block)
    assert music.tempo == pytest.approx(60, rel=0.01)
    on_the_beat = music.beat_at(float(truth[38]))
    assert abs(on_the_beat - round(on_the_beat)) < 0.1


def test_same_sound_same_beats() -> None:
    sound = blocks(clicks(0.25 + np.arange(0, 10, 0.5), 10))
    assert _heard(sound) == _heard(sound)


@pytest.mark.parametrize("offset", [0.1, -0.1])
def test_an_offset_moves_every_beat_by_so_many_seconds(offset: float) -> None:
    sound = blocks(clicks(0.25 + np.arange(0, 12, 0.5), 12))
    plain, moved = (AubioEar(offset=by).open(a_context()) for by in (0.0, offset))
    for block in sound:
        before, after = plain.hear(block), moved.hear(block)
    ahead = (before.beat - after.beat - 2 * offset + 0.5) % 1 - 0.5
    assert ahead == pytest.approx(0, abs=0.03)
