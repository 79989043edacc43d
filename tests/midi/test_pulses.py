"""The beat as MIDI clock, message by message; heard again by the ear for MIDI clock."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from live.midi.pulses import Pulses
from live.midi.time import MidiTime
from live.signals import Music

SONG = Music(time=0.0, tempo=128.0, confidence=0.9, playing=True)
FRAME = 1 / 30


def sent(
    seconds: float, music: Callable[[float], Music], late: Callable[[], float] = lambda: 0.0
) -> list[tuple[float, str]]:
    """The sent messages and their times, for the music known at each frame; `late`: timer delay."""
    pulses, said, now = Pulses(), list[tuple[float, str]](), 0.0
    while now < seconds:
        frame = np.floor(now / FRAME) * FRAME
        for message in pulses.due(now, music(frame), 0.0):
            position = f" {message.sixteenths}" if message.kind == "songpos" else ""
            said.append((now, message.kind + position))
        assert pulses.next is not None
        now = max(now, pulses.next) + late()
    return said


def times(said: list[tuple[float, str]]) -> np.ndarray:
    return np.array([time for time, kind in said if kind == "clock"])


def others(said: list[tuple[float, str]]) -> list[tuple[float, str]]:
    return [(round(time, 3), kind) for time, kind in said if kind != "clock"]


def steady(time: float) -> Music:
    return replace(SONG, time=time, beat=SONG.beat_at(time))


def test_at_128_beats_a_minute_pulses_are_even_and_begin_with_a_start_before_the_one() -> None:
    said = sent(60.0, steady)
    assert times(said) == pytest.approx(np.arange(len(times(said))) * 60 / 128 / 24, abs=1e-6)
    (start,) = others(said)
    one = 4 * 60 / 128  # the first ONE that a pulse comes before
    assert start == (round(one - 60 / 128 / 24, 3), "start")


def test_heard_again_the_tempo_is_within_a_tenth_and_the_beat_within_two_milliseconds() -> None:
    chance = np.random.default_rng(1)
    clock, known = MidiTime(), []
    for time, kind in sent(60.0, steady, late=lambda: float(chance.exponential(0.001))):
        if kind == "start":
            clock.start()
        elif kind == "clock" and (beat := clock.pulse(time)) is not None:
            known.append(beat)
    settled = [beat for beat in known if beat.time > 10]
    assert max(abs(beat.tempo - 128.0) for beat in settled) < 0.1
    off = np.array([beat.beat_at(beat.time) - SONG.beat_at(beat.time) for beat in settled])
    assert np.abs((off + 0.5) % 1 - 0.5).max() * 60 / 128 < 0.002
    assert all(beat.downbeat == 0 for beat in settled)


def test_the_ears_corrections_become_no_jitter() -> None:
    """An ear with an error of 0.01 s, which is different in every frame."""
    chance = np.random.default_rng(2)
    wrong = chance.normal(0.0, 0.01, 3000)

    def music(time: float) -> Music:
        return replace(steady(time), beat=SONG.beat_at(time + wrong[round(time / FRAME)]))

    intervals = np.diff(times(sent(60.0, music)))
    assert intervals.std() < 0.0025
    assert len(intervals) == pytest.approx(60 * 128 / 60 * 24, abs=3)


def test_it_stops_where_the_music_stops_and_goes_on_at_a_one_with_its_place_in_the_song() -> None:
    def music(time: float) -> Music:
        return replace(steady(time), playing=not 8.0 < time < 12.0)

    said = sent(20.0, music)
    _, stop, place, on = others(said)
    assert stop[1] == "stop"
    assert 8.0 < stop[0] < 8.06
    bar = 4 * 60 / 128
    one = np.ceil(12.0 / bar) * bar
    assert place[0] == pytest.approx(one - bar / 96, abs=0.002)
    # From the start at 1.875 s to the stop are 13 beats: on with the fifth bar.
    assert place[1] == "songpos 64"
    assert on == (place[0], "continue")
    # Receivers keep the tempo meanwhile.
    assert np.diff(times(said)).max() < 1.01 * bar / 96


def test_when_the_one_moves_receivers_are_brought_along() -> None:
    def music(time: float) -> Music:
        return replace(steady(time), downbeat=2 if time > 6.0 else 0)

    _, stop, place, on = others(sent(12.0, music))
    assert (stop[1], on[1]) == ("stop", "continue")
    sixteenths = int(place[1].split()[1])
    assert sixteenths % 16 == 0
    assert SONG.beat_at(place[0]) % 4 == pytest.approx(2 - 1 / 24, abs=0.002)


@pytest.mark.parametrize("jump", [0.3, -0.3, 7.0, -31.6])
def test_a_beat_that_jumps_is_caught_up_with_and_pulses_never_come_in_a_heap(jump: float) -> None:
    def music(time: float) -> Music:
        return replace(steady(time), beat=SONG.beat_at(time) + (jump if time > 6.0 else 0.0))

    said = times(sent(20.0, music))
    pulse = 60 / 128 / 24
    assert np.diff(said).min() > 0.75 * pulse
    assert np.diff(said).max() < 1.25 * pulse
    phase = [(music(time).beat_at(time) * 24 + 0.5) % 1 - 0.5 for time in said[-200:]]
    assert np.abs(phase).max() < 0.02


def test_after_the_machine_stood_still_the_missing_pulses_follow_quickly() -> None:
    stalls = iter([0.0] * 300 + [0.15] + [0.0] * 10_000)
    said = times(sent(20.0, steady, late=lambda: next(stalls)))
    pulse = 60 / 128 / 24
    assert np.diff(said).min() > 0.25 * pulse
    assert len(said) == pytest.approx(20 / pulse, abs=2)
    assert said[-1] == pytest.approx(round(said[-1] / pulse) * pulse, abs=0.001)


def test_a_change_of_tempo_is_sent_at_once() -> None:
    def music(time: float) -> Music:
        tempo = 128.0 if time < 6.0 else 100.0
        return Music(time, tempo, 12.8 + (time - 6.0) * tempo / 60, confidence=0.9, playing=True)

    said = times(sent(20.0, music))
    after = np.diff(said[said > 7.0])
    assert after.mean() == pytest.approx(60 / 100 / 24, rel=0.001)


def test_it_does_not_start_by_a_beat_that_nobody_is_sure_of() -> None:
    assert others(sent(20.0, lambda time: replace(steady(time), confidence=0.1))) == []


def test_in_three_four_a_song_begins_with_its_bar() -> None:
    (start,) = others(sent(10.0, lambda time: replace(steady(time), meter=3, downbeat=1)))
    assert SONG.beat_at(start[0]) == pytest.approx(1 - 1 / 24, abs=0.01)


def test_after_the_last_sixteenth_that_midi_can_count_a_song_begins_anew() -> None:
    def music(time: float) -> Music:
        fast = replace(SONG, tempo=300.0)
        return replace(fast, time=time, beat=fast.beat_at(time), playing=time < 830 or time > 831)

    assert [kind for _, kind in others(sent(840.0, music))][-2:] == ["songpos 0", "continue"]
