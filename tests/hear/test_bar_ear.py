from itertools import pairwise

import numpy as np
import pytest

from live.desk.desk import BeatHands
from live.hear.bar_ear import BarEar
from live.hear.sources.recording import OpenRecording
from live.runtime.places import SHOWS
from live.signals import AudioBlock, Floats, Music
from tests.parts import a_context
from tests.sounds import blocks, clicks

RANGE = (55.0, 215.0)


def _heard(sound: list[AudioBlock], **context: object) -> list[Music]:
    ear = BarEar().open(a_context(**({"tempo": RANGE} | context)))
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


@pytest.mark.parametrize("tempo", [68, 90, 120, 144, 174, 200])
def test_a_steady_drum_is_followed_at_its_own_tempo(tempo: int) -> None:
    truth = 0.25 + np.arange(0, 14, 60 / tempo)
    music = _heard(blocks(clicks(truth, 14)))
    late = [now for now in music if now.time > 6]
    assert late[-1].tempo == pytest.approx(tempo, rel=0.02)
    assert late[-1].confidence > 0.6
    errors = _errors(_beats(late), truth)
    assert np.median(errors) < 0.02
    assert np.mean(errors < 0.05) > 0.95


@pytest.mark.parametrize("song", ["first_dance", "waltz"])
def test_the_shipped_songs_are_followed_beat_for_beat_and_bar_for_bar(song: str) -> None:
    truth = np.loadtxt(SHOWS / "songs" / f"{song}.beats")
    source = OpenRecording(SHOWS / "songs" / f"{song}.ogg")
    music = _heard(list(iter(source.read, None)))
    beats = _beats([now for now in music if 8 < now.time < truth[-1, 0]])
    assert np.mean(_errors(beats, truth[:, 0]) < 0.05) > 0.97
    assert len(beats) == pytest.approx(np.count_nonzero(truth[:, 0] > 8), abs=3)
    assert music[-300].meter == int(truth[:, 1].max())
    ones = truth[truth[:, 1] == 1, 0]
    counts = [
        music[round(100 * one)].beat_in_bar(music[round(100 * one)].beat + 0.1)
        for one in ones[len(ones) // 2 : -2]
    ]
    assert np.mean(np.array(counts) == 1) > 0.9


def test_a_drum_is_followed_within_three_seconds() -> None:
    truth = 0.25 + np.arange(0, 6, 0.5)
    music = _heard(blocks(clicks(truth, 6)))
    first = next(now for now in music if now.playing and now.confidence > 0.5)
    assert first.time < 3.0


def test_a_beat_can_be_told_before_it_sounds() -> None:
    truth = 0.25 + np.arange(0, 14, 0.5)
    for now in _heard(blocks(clicks(truth, 14)))[600::37]:
        ahead = now.time_of(np.ceil(now.beat))
        assert np.min(np.abs(truth - ahead)) < 0.03 or ahead > 14


def test_another_song_is_caught_soon_and_the_beat_never_goes_back() -> None:
    slow, fast = np.arange(0, 10, 0.6), np.arange(10, 20, 0.42)
    music = _heard(blocks(clicks(np.concatenate([slow, fast]) + 0.1, 20)))
    assert np.diff([now.beat for now in music]).min() >= 0.0
    assert music[1500].tempo == pytest.approx(60 / 0.42, rel=0.03)
    assert np.mean(_errors(_beats(music[1500:]), fast + 0.1) < 0.05) > 0.95


def test_silence_is_silence_and_the_tempo_coasts() -> None:
    truth = 0.25 + np.arange(0, 8, 0.5)
    sound = np.concatenate([clicks(truth, 8), np.zeros(44_100 * 3, dtype=np.float32)])
    music = _heard(blocks(sound))
    before, after = music[750], music[-1]
    assert before.playing
    assert not after.playing
    assert before.silent_for < 0.5
    assert after.silent_for == pytest.approx(3.2, abs=0.15)
    assert after.tempo == pytest.approx(120, rel=0.02)
    assert after.beat == pytest.approx(before.beat_at(after.time), abs=0.3)


@pytest.mark.parametrize("network", [True, False])
def test_applause_has_no_beat(network: bool) -> None:
    chance = np.random.default_rng(1)
    sound = chance.normal(0, 0.02, 44_100 * 12).astype(np.float32)
    times = np.arange(1000) / 44_100
    for start in chance.integers(0, len(sound) - 1000, 700):  # many hands, no time kept
        clap = chance.normal(0, 1, 1000) * np.exp(-times / 0.004)
        sound[start : start + 1000] += (chance.uniform(0.05, 0.3) * clap).astype(np.float32)
    ear = BarEar(network=network).open(a_context(tempo=RANGE))
    music = [ear.hear(block) for block in blocks(sound)]
    assert np.mean([now.playing for now in music]) < 0.1
    assert max(now.confidence for now in music if not now.playing) == 0.0


def test_missing_sound_is_time_that_passed() -> None:
    truth = 0.25 + np.arange(0, 16, 0.5)
    sound = blocks(clicks(truth, 16))
    music = _heard(sound[:800] + sound[1130:])  # 3.3 s are missing
    beats = _beats([now for now in music if now.time > 12])
    assert len(beats) > 6
    assert np.mean(_errors(beats, truth) < 0.05) > 0.9
    assert np.diff([now.beat for now in music]).min() >= 0.0


def test_a_long_hole_is_another_song() -> None:
    truth = 0.25 + np.arange(0, 30, 0.5)
    sound = blocks(clicks(truth, 30))
    music = _heard(sound[:800] + sound[2000:])
    assert music[799].playing
    assert not music[800].playing
    assert music[-1].playing


@pytest.mark.parametrize("bad", [np.nan, np.inf, 50.0])
def test_broken_samples_never_stall_the_ear(bad: float) -> None:
    truth = 0.25 + np.arange(0, 12, 0.5)
    sound = clicks(truth, 12)
    sound[200_000:204_000] = bad
    music = _heard(blocks(sound))
    assert np.isfinite([now.beat for now in music]).all()
    assert music[-1].tempo == pytest.approx(120, rel=0.02)


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000, 96_000])
@pytest.mark.parametrize("hop_seconds", [0.01, 0.0116])
def test_any_rate_and_block_is_heard_in_time(rate: int, hop_seconds: float) -> None:
    truth = 0.25 + np.arange(0, 9, 0.5)
    music = _heard(blocks(clicks(truth, 9, rate), rate, round(hop_seconds * rate)))
    assert music[-1].tempo == pytest.approx(120, rel=0.02)
    beats = _beats([now for now in music if now.time > 5])
    assert len(beats) >= 7
    assert _errors(beats, truth).max() < 0.04


def test_a_clock_that_drifts_takes_the_beat_along() -> None:
    truth = 0.25 + np.arange(0, 12, 0.5)
    stretched = [
        AudioBlock(block.time * 1.002, block.samples, block.rate)
        for block in blocks(clicks(truth, 12))
    ]
    beats = _beats([now for now in _heard(stretched) if now.time > 8])
    assert _errors(beats, truth * 1.002).max() < 0.04


def test_taps_set_tempo_and_beat_until_the_song_is_over() -> None:
    context = a_context(tempo=RANGE)
    ear = BarEar().open(context)
    truth = 0.25 + np.arange(0, 20, 0.5)
    for block in blocks(clicks(truth, 20)):
        # The hand taps half as fast, on every other click.
        for tap in truth[20:28:2]:
            if abs(block.time - tap) < 0.005:
                context.desk.tap(float(tap))
        music = ear.hear(block)
    assert music.tempo == pytest.approx(60, rel=0.02)
    on_the_beat = music.beat_at(float(truth[38]))
    assert abs(on_the_beat - round(on_the_beat)) < 0.1


def test_the_ear_does_not_double_by_itself_what_a_hand_has_doubled() -> None:
    context = a_context(tempo=RANGE)
    ear = BarEar().open(context)
    slow, fast = 0.25 + np.arange(0, 8, 0.75), 8.5 + np.arange(0, 10, 0.375)
    for block in blocks(clicks(np.concatenate([slow, fast]), 18)):
        if block.time > 7.0:
            context.desk.beat = BeatHands(factor=2.0)
        music = ear.hear(block)
    assert music.playing
    assert music.tempo == pytest.approx(80, rel=0.03)


def test_a_cues_range_is_heard_in_and_let_go_with_the_cue() -> None:
    context = a_context(tempo=RANGE)
    context.desk.beat = BeatHands(range=(50, 80))
    ear = BarEar().open(context)
    truth = 0.25 + np.arange(0, 20, 0.5)
    tempi = []
    for block in blocks(clicks(truth, 20)):
        if block.time > 10.0:
            context.desk.beat = BeatHands()
        tempi.append(ear.hear(block).tempo)
    assert tempi[990] == pytest.approx(60, rel=0.02)
    assert tempi[-1] == pytest.approx(120, rel=0.02)


def test_a_meter_asked_for_is_counted_from_then_on() -> None:
    context = a_context(tempo=RANGE)
    ear = BarEar().open(context)
    sound = blocks(clicks(0.25 + np.arange(0, 3, 0.5), 3))
    assert {ear.hear(block).meter for block in sound[:150]} == {4}
    context.desk.beat = BeatHands(meter=3)
    assert {ear.hear(block).meter for block in sound[150:]} == {3}


def test_same_sound_same_beats() -> None:
    sound = blocks(clicks(0.25 + np.arange(0, 6, 0.5), 6))
    assert _heard(sound) == _heard(sound)


@pytest.mark.parametrize("offset", [0.1, -0.1])
def test_an_offset_moves_every_beat_by_so_many_seconds(offset: float) -> None:
    sound = blocks(clicks(0.25 + np.arange(0, 6, 0.5), 6))
    context = a_context(tempo=RANGE)
    plain, moved = (BarEar(network=False, offset=by).open(context) for by in (0.0, offset))
    for block in sound:
        before, after = plain.hear(block), moved.hear(block)
    assert before.beat - after.beat == pytest.approx(2 * offset, abs=0.11)


def heard_without_network(sound: list[AudioBlock]) -> list[Music]:
    ear = BarEar(network=False).open(a_context(tempo=RANGE))
    return [ear.hear(block) for block in sound]


def test_a_rest_of_a_second_is_music_and_a_longer_one_is_silence() -> None:
    sound = np.concatenate([clicks(0.25 + np.arange(0, 6, 0.5), 6), np.zeros(88_200, np.float32)])
    music = heard_without_network(blocks(sound))
    last = 5.8  # seconds: the end of the last click
    assert music[round(100 * (last + 1.0))].playing
    assert not music[round(100 * (last + 1.45))].playing


@pytest.mark.parametrize(("seconds", "kept"), [(0.04, True), (5.5, True), (6.5, False)])
def test_a_beat_runs_on_through_missing_sound_of_less_than_six_seconds(
    seconds: float, kept: bool
) -> None:
    sound = blocks(clicks(0.25 + np.arange(0, 15, 0.5), 15))
    music = heard_without_network(sound[:700] + sound[700 + round(100 * seconds) :])
    before, after = music[699], music[700]
    assert before.playing
    assert after.playing is kept
    if kept and seconds > 1:
        assert after.beat == pytest.approx(before.beat_at(after.time), abs=0.1)


def test_sound_that_begins_at_any_time_of_a_show_has_no_hole_before_it() -> None:
    late = [AudioBlock(one.time + 0.9, one.samples, one.rate) for one in
            blocks(clicks(0.25 + np.arange(0, 5, 0.5), 5))]  # fmt: skip
    early = heard_without_network(blocks(clicks(0.25 + np.arange(0, 5, 0.5), 5)))
    assert [m.beat for m in heard_without_network(late)] == [m.beat for m in early]
