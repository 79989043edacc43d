"""The measures of beats that are our own."""

import math
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mir_eval", reason="needs the extra measure")

from live.commands.listen import HeardMoment
from scripts.measure.beats import Song, bars_right, beat_figures, lock_after_cuts, peer

BEATS = np.arange(40) / 2
SONG = Song(Path("song.ogg"), BEATS, BEATS[::4], [], [10.0], real=False)


def deaf(_file: Path) -> list[float]:
    """A tracker that hears nothing."""
    return []


def test_a_lock_after_a_cut_is_counted_from_the_cut() -> None:
    late = np.concatenate([BEATS[BEATS < 10], BEATS[BEATS >= 12]])
    assert lock_after_cuts(SONG, BEATS) == pytest.approx(1.5)
    assert lock_after_cuts(SONG, late) == pytest.approx(3.5)
    assert lock_after_cuts(SONG, BEATS[BEATS < 10]) == math.inf


def test_bars_are_right_where_their_length_is_known_when_they_begin() -> None:
    music = [
        HeardMoment(time, 0.5, 0.9, 120.0, 3 if time < 12 else 4, "steady")
        for time in np.arange(0.1, 20, 0.1)
    ]
    ones = SONG.downbeats[(SONG.downbeats >= 5) & (SONG.downbeats < 18)]
    assert bars_right(SONG, music) == pytest.approx(np.mean(ones >= 12), abs=1 / len(ones))


def test_beats_that_are_all_true_score_full_and_twice_as_many_only_in_octaves() -> None:
    assert beat_figures(SONG, BEATS)["CMLt"] == pytest.approx(1.0)
    twice = beat_figures(SONG, np.arange(79) / 4)
    assert twice["CMLt"] == 0.0
    assert twice["AMLt"] == pytest.approx(1.0)


def test_a_peer_is_named_with_its_licence_or_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name, tracker = peer("numpy=tests.scripts.measure.test_beats:deaf")
    assert name == "numpy"
    assert list(tracker(Path("song.ogg"))) == []
    assert "BSD" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="Write NAME=MODULE:FUNCTION"):
        peer("madmom=nowhere:track")
