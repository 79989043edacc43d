import numpy as np
import pytest

from live.hear.activations import RATE
from scripts.hearing.piece import Piece, no_music


@pytest.fixture
def piece() -> Piece:
    beats = np.arange(0.5, 9.5, 0.5)
    sound = np.zeros(10 * RATE, dtype=np.float32)
    sound[(beats * RATE).astype(int)] = 1
    return Piece(
        "made up", "test", sound, beats, (np.arange(len(beats)) % 4 + 1).astype(float), beats
    )


def test_a_cut_keeps_what_is_in_it_and_counts_from_its_start(piece: Piece) -> None:
    part = piece.cut(2.0, 5.0)
    assert len(part.sound) == 3 * RATE
    assert part.beats == pytest.approx(np.arange(0, 3, 0.5))
    assert part.places[0] == piece.places[3]
    assert part.sound[(part.beats * RATE).astype(int)] == pytest.approx(1)


def test_a_piece_played_faster_has_its_beats_where_its_sound_is(piece: Piece) -> None:
    fast = piece.faster(5, 4)
    assert len(fast.sound) == pytest.approx(8 * RATE, abs=2)
    for beat in fast.beats:
        at = round(beat * RATE)
        near = np.abs(fast.sound[max(0, at - 200) : at + 200])
        assert abs(int(np.argmax(near)) - min(at, 200)) <= 1


def test_talk_has_no_beats() -> None:
    assert len(no_music("talk", np.zeros(RATE, dtype=np.float32)).beats) == 0
