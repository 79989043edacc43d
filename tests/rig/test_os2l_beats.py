import numpy as np
import pytest

from live.rig.os2l import Beat
from live.rig.os2l_beats import Os2lBeats


def test_a_beat_told_runs_on_at_its_tempo_with_its_number() -> None:
    known = Os2lBeats().hear(Beat(bpm=90.0, pos=17), 3.0)
    assert known is not None
    assert (known.tempo, known.downbeat, known.playing) == (90.0, 0, True)
    assert known.beat_at(3.0 + 60 / 90) == pytest.approx(18.0)


def test_beats_that_come_early_or_late_are_evened_out() -> None:
    random, beats = np.random.default_rng(1), Os2lBeats()
    off = []
    for number in range(200):
        known = beats.hear(Beat(bpm=128.0, pos=number), number * 60 / 128 + random.normal(0, 0.01))
        assert known is not None
        off.append(known.beat_at(number * 60 / 128) - number)
    assert np.std(off[20:]) * 60 / 128 < 0.006


def test_another_place_in_the_song_is_taken_at_once() -> None:
    beats = Os2lBeats()
    for number in range(8):
        beats.hear(Beat(bpm=120.0, pos=number), number * 0.5)
    for beat in (Beat(bpm=120.0, pos=64), Beat(bpm=120.0, pos=65.0, change=True)):
        known = beats.hear(beat, 4.1)
        assert known is not None
        assert known.beat == beat.pos


def test_a_program_that_tells_neither_tempo_nor_number_is_counted() -> None:
    beats = Os2lBeats()
    assert beats.hear(Beat(), 0.0) is None
    for number in range(1, 9):
        known = beats.hear(Beat(), number * 0.5)
    assert known is not None
    assert known.tempo == pytest.approx(120.0)
    assert known.beat == pytest.approx(7.0)
    assert known.downbeat is None


@pytest.mark.parametrize("beat", [Beat(bpm=0.0), Beat(bpm=-120.0), Beat(bpm=1e9)])
def test_a_tempo_that_is_none_is_not_told(beat: Beat) -> None:
    beats = Os2lBeats()
    assert beats.hear(beat, 1.0) is None
    assert beats.hear(beat, 1.0) is None


def test_a_number_beyond_all_songs_is_not_believed() -> None:
    known = Os2lBeats().hear(Beat(bpm=120.0, pos=1e300), 1.0)
    assert known is not None
    assert known.beat == 0.0
