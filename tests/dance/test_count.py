from dataclasses import replace

import numpy as np
import pytest

from live.dance.count import FASTEST, SLOWEST, Count
from live.signals import Music
from tests.dance.floor import band, shaky_band


def heard(time: float, beat: float, tempo: float = 120.0) -> Music:
    return Music(time, tempo, beat, playing=True, confidence=0.9)


def counted(count: Count, until: float, start: float, jump: float) -> list[float]:
    """Beats less the ear's, at 100 steps a second."""
    off = []
    for k in range(int((until - start) * 100)):
        time = start + k / 100
        count.step(time, heard(time, time * 2 + jump))
        off.append(count.beat - (time * 2 + jump))
    return off


def test_it_counts_with_the_ear() -> None:
    assert max(map(abs, counted(Count(), 5.0, 0.0, 0.0))) < 1e-6


@pytest.mark.parametrize("jump", [0.3, -0.3, 0.5, -0.5])
def test_a_correction_is_made_within_two_beats(jump: float) -> None:
    count = Count()
    counted(count, 3.0, 0.0, 0.0)
    off = counted(count, 4.1, 3.0, jump)
    assert abs(off[0]) > 0.25
    assert abs(off[-1]) < 0.06


def test_another_numbering_is_no_jump_but_the_bar_stays_the_ears() -> None:
    count = Count()
    counted(count, 3.0, 0.0, 0.0)
    before = count.beat
    count.step(3.0, Music(3.0, 120.0, 100.0, 4, 2, 0.9, True))
    assert 0.0 < count.beat - before < 0.05
    ear_says = (100.0 - 2) % 4
    assert (count.beat - count.downbeat) % 4 == pytest.approx(ear_says, abs=0.05)


def test_it_only_grows_and_within_its_limits_however_shaky_the_ear() -> None:
    count, music = Count(), shaky_band(4)
    beats = []
    for k in range(1800):
        count.step(k / 60, music(k / 60))
        beats.append(count.beat)
    rate = np.diff(beats) * 60 / 2
    assert np.all(rate > SLOWEST * 0.95)
    assert np.all(rate < FASTEST * 1.05)


def test_a_shaky_ear_does_not_shake_the_count() -> None:
    count, music = Count(), shaky_band(4)
    beats = []
    for k in range(600):
        count.step(k / 60, music(k / 60))
        beats.append(count.beat)
    assert np.std(np.diff(beats, 2)) < 0.004  # beats a frame, a frame


def test_after_a_gap_it_is_with_the_ear_again() -> None:
    count = Count()
    counted(count, 2.0, 0.0, 0.0)
    dt = count.step(9.0, heard(9.0, 18.0))
    assert dt == pytest.approx(7.01, abs=0.02)
    assert count.beat % 1 == pytest.approx(0.0, abs=1e-6)


def test_the_next_one_is_a_one_at_or_after_the_beat() -> None:
    count = Count()
    count.step(0.0, Music(0.0, 120.0, 0.0, 3, 1, 0.9, True))
    assert [count.next_one(beat) for beat in (0.0, 1.0, 2.0, 4.0)] == [1, 1, 4, 4]


@pytest.mark.parametrize(("tempo", "rests"), [(60.0, 1.0), (120.0, 0.5), (180.0, 0.35)])
def test_a_rest_of_a_beat_is_music_and_a_longer_silence_is_its_end(
    tempo: float, rests: float
) -> None:
    count, music = Count(), band(8.0, tempo)
    count.step(8.0, music)
    assert count.sounds(music)
    assert count.sounds(replace(music, silent_for=rests))
    assert not count.sounds(replace(music, silent_for=1.3 * rests))
    assert not count.sounds(replace(music, playing=False))
