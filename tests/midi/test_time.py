"""MIDI clock, with the jitter that cables and operating systems give it."""

import numpy as np
import pytest

from live.midi.time import MidiTime
from live.runtime.outside import OutsideBeat

JITTER = 0.004  # seconds, standard deviation


def pulses(
    seconds: float, tempo: float, jitter: float, seed: int = 1, begin: float = 0.0
) -> list[float]:
    """The times of pulses: even, except for jitter, and always rising."""
    due = np.arange(begin, begin + seconds, 60 / tempo / 24)
    came = due + np.random.default_rng(seed).normal(0.0, jitter, len(due)) + 0.05
    return [float(time) for time in np.maximum.accumulate(came)]


def heard(clock: MidiTime, times: list[float]) -> list[OutsideBeat]:
    return [beat for time in times if (beat := clock.pulse(time)) is not None]


@pytest.mark.parametrize("seed", range(8))
def test_tempo_is_within_a_tenth_and_the_beat_within_two_milliseconds_for_all_the_jitter(
    seed: int,
) -> None:
    clock = MidiTime()
    clock.start()
    known = heard(clock, pulses(60.0, 128.0, JITTER, seed))
    steady = [beat for beat in known if beat.time > 10]
    assert max(abs(beat.tempo - 128.0) for beat in steady) < 0.1
    off = np.array([beat.beat - (beat.time - 0.05) * 128 / 60 for beat in steady]) * 60 / 128
    assert off.std() < 0.002
    assert np.abs(off).max() < 0.002


def test_a_change_of_tempo_is_followed_within_two_beats() -> None:
    clock = MidiTime()
    clock.start()
    before = pulses(20.0, 128.0, 0.001)
    heard(clock, before)
    after = pulses(10.0, 140.0, 0.001, begin=before[-1] - 0.05 + 60 / 140 / 24)
    known = heard(clock, after)
    late = [beat for beat in known if beat.time > after[0] + 2 * 60 / 140]
    assert all(beat.tempo == pytest.approx(140.0, abs=2.0) for beat in late)
    steady = [beat for beat in known if beat.time > after[0] + 5]
    assert all(beat.tempo == pytest.approx(140.0, abs=0.3) for beat in steady)


def test_the_first_pulse_after_start_is_the_first_beat_and_a_one() -> None:
    clock = MidiTime()
    heard(clock, pulses(5.0, 120.0, 0.0))
    clock.start()
    known = heard(clock, pulses(5.0, 120.0, 0.0, begin=5.0))
    assert known[0].beat == pytest.approx(0.0, abs=1e-6)
    assert (known[0].downbeat, known[0].playing) == (0, True)
    assert known[48].beat == pytest.approx(2.0, abs=1e-6)


def test_a_clock_that_runs_before_we_listen_has_a_beat_but_no_bars() -> None:
    known = heard(MidiTime(), pulses(5.0, 120.0, 0.0))
    assert known[-1].tempo == pytest.approx(120.0)
    assert (known[-1].downbeat, known[-1].playing) == (None, False)


def test_after_a_stop_there_is_no_beat_until_it_goes_on_from_there() -> None:
    clock = MidiTime()
    clock.start()
    last = heard(clock, pulses(4.0, 120.0, 0.0))[-1]
    clock.stop()
    assert not heard(clock, pulses(2.0, 120.0, 0.0, begin=4.0))
    clock.go_on()
    first = heard(clock, pulses(1.0, 120.0, 0.0, begin=6.0))[0]
    assert first.beat == pytest.approx(last.beat + 1 / 24)


def test_song_position_says_where_it_goes_on() -> None:
    clock = MidiTime()
    clock.start()
    heard(clock, pulses(4.0, 120.0, 0.0))
    clock.stop()
    clock.locate(64)  # sixteenths: four bars
    clock.go_on()
    assert heard(clock, pulses(1.0, 120.0, 0.0, begin=4.0))[0].beat == pytest.approx(16.0)


def test_a_break_in_the_clock_is_no_slow_tempo() -> None:
    clock = MidiTime()
    clock.start()
    heard(clock, pulses(4.0, 120.0, 0.0))
    known = heard(clock, pulses(4.0, 120.0, 0.0, begin=7.0))
    assert all(beat.tempo == pytest.approx(120.0) for beat in known)


def test_what_is_no_music_gives_no_beat() -> None:
    assert not heard(MidiTime(), [0.0001 * number for number in range(500)])
    assert not heard(MidiTime(), [1.0] * 500)
