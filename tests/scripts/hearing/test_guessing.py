import numpy as np
import pytest

from live.hear.activations import LATE
from live.hear.onsets import FRAMES
from live.signals import Floats
from scripts.hearing import guessing


def evidence(beats: Floats, seconds: float = 60.0) -> Floats:
    """What a network says that hears these beats, and a little of everything."""
    out = np.random.default_rng(1).uniform(0, 0.1, round(seconds * FRAMES))
    for beat in beats:
        frame = round((beat + LATE) * FRAMES) - 1
        out[frame - 1 : frame + 2] = (0.4, 0.8, 0.4)
    return out


@pytest.mark.parametrize("tempo", [70.0, 128.7])
def test_beats_of_one_tempo_are_found_to_the_end(tempo: float) -> None:
    beats = np.arange(0.3, 59.5, 60 / tempo)
    found = guessing.grid(evidence(beats))
    assert found is not None
    apart = np.abs(found[:, None] - beats[None, :]).min(1)
    assert len(found) == pytest.approx(len(beats), abs=2)
    assert np.median(apart) < 0.008
    assert apart[: len(beats)].max() < 0.03


def test_a_tempo_that_changes_is_not_accepted() -> None:
    beats = np.concatenate([np.arange(0.3, 30, 0.5), np.arange(30.2, 59.5, 0.45)])
    assert guessing.grid(evidence(beats)) is None


def test_a_beat_left_out_half_way_is_not_accepted() -> None:
    beats = np.concatenate([np.arange(0.3, 30, 0.5), np.arange(30.55, 59.5, 0.5)])
    assert guessing.grid(evidence(beats)) is None


def test_noise_has_no_grid() -> None:
    assert guessing.grid(evidence(np.zeros(0))) is None


def test_a_short_song_is_left_alone() -> None:
    assert guessing.grid(evidence(np.arange(0.3, 19, 0.5), 20.0)) is None
