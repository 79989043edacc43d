"""Beat alignment: a perfect metronome, and what chance alone scores."""

import numpy as np
import pytest

from live.signals import Floats
from scripts.measure.metrics import beats
from scripts.measure.metrics.fools import statue as trembling
from tests.scripts.measure.dances import metronome, statue

EVEN = np.arange(0.0, 30.0, 0.5)  # seconds


def in_frames(seconds: Floats, fps: float = 60.0) -> Floats:
    return np.asarray(np.rint(seconds * fps), dtype=float)


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_a_perfect_metronome_is_on_the_beat_at_any_rate(fps: float) -> None:
    found = beats.on_beat(metronome(EVEN, fps, 29.0), fps, EVEN)
    assert found.precision > 0.94  # a turn on a frame is found half a frame early
    assert found.recall > 0.9
    assert min(found.lift) > 5


def test_turning_half_a_beat_off_is_off_the_beat() -> None:
    found = beats.on_beat(metronome(EVEN, 60.0, 29.0), 60.0, beats.shift(EVEN, 0.5))
    assert found.precision < 0.01
    assert found.recall < 0.05


def test_an_uneven_beat_is_followed_beat_by_beat() -> None:
    uneven = np.cumsum(np.random.default_rng(2).uniform(0.45, 0.7, 50))
    dance = metronome(uneven, 60.0, float(uneven[-1]))
    found = beats.on_beat(dance, 60.0, uneven)
    assert min(found.precision, found.recall) > 0.9


def test_moving_on_every_other_beat_is_precise_but_misses_half() -> None:
    found = beats.on_beat(metronome(EVEN[::2], 60.0, 29.0), 60.0, EVEN)
    assert found.precision > 0.97
    assert 0.45 < found.recall < 0.55


@pytest.mark.parametrize("tempo", [80.0, 100.0, 130.0])
def test_a_trembling_statue_scores_chance_by_the_published_protocol(tempo: float) -> None:
    music = np.arange(0.0, 240.0, 60 / tempo)
    body = trembling(240 * 60, seed=1)
    chance = 3 * np.sqrt(2 * np.pi) * tempo / 3600  # sigma sqrt(2 pi) / period, 60 fps
    assert beats.beat_align_fact(body, in_frames(music)) == pytest.approx(chance, abs=0.03)


def test_a_trembling_statue_is_no_better_than_its_own_null() -> None:
    found = beats.on_beat(trembling(240 * 60, seed=2), 60.0, np.arange(0.0, 240.0, 0.6))
    assert found.lift[0] == pytest.approx(1.0, abs=0.12)
    assert found.lift[1] == pytest.approx(1.0, abs=0.12)


def test_one_who_never_moves_has_no_beats_and_scores_nothing() -> None:
    found = beats.on_beat(statue(600), 60.0, EVEN[:20])
    assert (found.precision, found.recall) == (0.0, 0.0)
    assert np.isnan(found.lift).all()
    assert beats.beat_align_bailando(statue(600), in_frames(EVEN[:20])) == 0.0


def test_silence_has_no_beats_to_be_on() -> None:
    assert beats.on_beat(metronome(EVEN, 60.0, 10.0), 60.0, np.zeros(0)).precision == 0.0


def test_music_after_the_end_of_the_dance_is_not_missed() -> None:
    short = metronome(EVEN, 60.0, 10.0)
    whole, cut = (beats.on_beat(short, 60.0, music) for music in (EVEN, EVEN[EVEN <= 10.0]))
    assert whole.recall == pytest.approx(cut.recall)


def test_an_alignment_falls_off_as_a_bell_curve() -> None:
    assert beats.alignment(np.array([0.0, 10.0]), np.array([3.0, 10.0]), 3.0) == pytest.approx(
        (np.exp(-0.5) + 1) / 2
    )


def test_bailandos_speed_counts_from_the_first_step_so_its_beats_are_half_a_frame_early() -> None:
    between = EVEN + 0.5 / 60  # seconds: in the middle of a step
    dance = metronome(between, 60.0, 29.0)
    early = np.subtract.outer(between[5:50] * 60, beats.slowest_bailando(dance))
    assert np.abs(early).min(axis=1) == pytest.approx(np.full(45, 0.5))
    ours = np.subtract.outer(between[5:50], beats.kinematic_beats(dance, 60.0)[1])
    assert np.abs(ours).min(axis=1) == pytest.approx(np.zeros(45), abs=1e-9)
