"""Dance is put to music that is as lively, on the right beat of a phrase."""

import numpy as np
import pytest

from live.dance import vector
from live.dance.music_features import MUSIC, MusicMoment, music_vector
from scripts.choreography import pairing
from scripts.choreography.pairing import PHRASE, Songbook


def songbook() -> Songbook:
    """Two songs in four and one in three; the later, the livelier."""
    rows, starts = [], [0]
    for meter, beats in ((4, 320), (4, 256), (3, 48)):
        for step in range(beats * vector.STEPS):
            moment = MusicMoment(step / vector.STEPS % (2 * meter), meter, 120.0)
            rows.append(music_vector(moment, vector.STEPS))
        starts.append(len(rows))
    return Songbook(np.array(rows), np.array(starts), np.linspace(0, 1, len(rows)))


@pytest.mark.parametrize("beat", range(PHRASE))
def test_music_begins_on_the_beat_of_the_phrase_that_the_dance_is_at(beat: int) -> None:
    book, chance = songbook(), np.random.default_rng(1)
    for _ in range(50):
        music = book.music[book.place(100, beat, 0.5, chance)]
        assert music.shape == (100, MUSIC)
        assert music[0, 6] == 1.0  # a beat begins
        if music[0, pairing.IN_THREE] == 0.0:
            angle = 2 * np.pi * beat / PHRASE
            np.testing.assert_allclose(music[0, 4:6], [np.cos(angle), np.sin(angle)], atol=1e-9)


def test_a_place_never_goes_over_the_end_of_a_song() -> None:
    book, chance = songbook(), np.random.default_rng(2)
    for _ in range(100):
        place = book.place(400, 3, float(chance.random()), chance)
        within = np.searchsorted(book.starts, [place.start, place.stop - 1], side="right")
        assert within[0] == within[1]


def test_lively_dance_gets_lively_music() -> None:
    book, chance = songbook(), np.random.default_rng(3)

    def rank(liveliness: float) -> float:
        places = [book.place(64, 0, liveliness, chance) for _ in range(100)]
        return float(np.mean([book.rank[place].mean() for place in places]))

    assert rank(0.9) > rank(0.5) > rank(0.1)


def test_ranks_are_even_and_taken_within_groups() -> None:
    values = np.array([5.0, 1.0, 3.0, 100.0, 200.0])
    groups = np.array([0, 0, 0, 1, 1])
    np.testing.assert_allclose(pairing.ranks(values, groups), [5 / 6, 1 / 6, 0.5, 0.25, 0.75])
    np.testing.assert_allclose(pairing.ranks(values), [0.5, 0.1, 0.3, 0.7, 0.9])


def test_smoothing_keeps_what_is_steady_and_evens_what_is_not() -> None:
    assert np.ptp(pairing.smoothed(np.full(500, 0.7))) < 1e-9
    spiky = np.zeros(500)
    spiky[250] = 128.0
    assert pairing.smoothed(spiky).max() == pytest.approx(1.0)


@pytest.mark.parametrize("first", [0, 3, 5])
def test_phrases_begin_where_the_dance_changes(first: int) -> None:
    steps = 40 * vector.STEPS
    rows = np.random.default_rng(1).normal(0, 0.01, (steps, vector.SIZE))
    number = np.arange(steps) // vector.STEPS
    part = (number - first) // PHRASE
    # In every second phrase both arms are held otherwise.
    rows[part % 2 == 1, 4 + 6 * 16 : 4 + 6 * 18] += 0.5
    assert pairing.phrase_start(rows) == first
