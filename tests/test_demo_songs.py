"""The songs that ship, which everybody hears first: the real ear knows them, and every dancer that
ships dances to them on the beat."""

import numpy as np
import pytest

from scripts.measure import records
from scripts.measure.metrics import behaviour

pytestmark = pytest.mark.timeout(300)
# Wanted of each, and at least so many times what the same dance has to the music shifted.
LEAST = {"choreographer": 0.58} | dict.fromkeys(behaviour.DANCERS[1:], 0.54)
LIFT = 2.5


def test_the_ear_hears_them_as_it_did_when_the_figures_of_the_docs_were_measured() -> None:
    assert behaviour.same_beats(records.behaviour()["ear"], behaviour.ears()), (
        "the ear hears other beats: python -m scripts.measure.behaviour, then measure again"
    )


def test_the_ear_hears_their_beats() -> None:
    for song in behaviour.demo_songs():
        assert song.beats is not None
        heard = np.array(behaviour.announced(song))
        true = song.beats[song.beats > 5.0]
        apart = np.abs(true[:, None] - heard[None, :]).min(axis=1)
        assert np.mean(apart < 0.07) > 0.97, song.name
        assert np.median(apart) < 0.02, song.name


@pytest.mark.parametrize("who", behaviour.DANCERS)
def test_they_are_danced_on_the_beat(who: str) -> None:
    found = behaviour.on_beat(who)
    for side in ("P", "R"):
        score = np.mean([scores[side] for scores in found.values()])
        chance = np.mean([scores[f"{side}_null"] for scores in found.values()])
        assert score >= LIFT * chance, f"{side} {score:.3f}, {chance:.3f} by chance"
    assert np.mean([scores["P"] for scores in found.values()]) >= LEAST[who]
    assert found["first_dance"]["P"] >= LEAST[who] + 0.05, "the song heard first"
    assert behaviour.same_dance(records.behaviour()["dance"][who], found), (
        f"{found}: another dance; python -m scripts.measure.behaviour, then measure again"
    )
