import math
from collections.abc import Iterator

import numpy as np
import pytest

from live.dance.floorplan import PhraseNeeds, Stance, counting
from live.dance.moves import MOVES
from live.dance.phrases import Phrase, Phrases
from live.dance.turns import wrapped

HOME = (0.0, 0.0)


def wish(start: float, **more: object) -> PhraseNeeds:
    settings: dict[str, object] = {
        "tempo": 120.0, "meter": 4, "one": math.ceil(start / 4) * 4, "energy": 0.6,
        "footing": Stance(0.0, 0.0, 0), "home": HOME, "heading": 0.0,
    }  # fmt: skip
    return PhraseNeeds(start, **(settings | more))  # type: ignore[arg-type]


def phrases(count: int, style: str = "party", seed: int = 1) -> Iterator[Phrase]:
    grammar = Phrases(style, seed)
    start = 0.0
    for _ in range(count):
        phrase = grammar.next(wish(start))
        start = phrase.end
        yield phrase


def test_phrases_follow_each_other_on_the_ones() -> None:
    for phrase in phrases(30):
        assert phrase.start % 8 == 0
        assert phrase.end == phrase.start + 8
        assert all(phrase.start <= step.beat < phrase.end for step in phrase.steps)


@pytest.mark.parametrize("style", ["party", "latin", "ballroom", "street", "gentle"])
def test_hardly_a_phrase_comes_again_within_64_beats(style: str) -> None:
    names = [phrase.name for phrase in phrases(200, style)]
    again = sum(name in names[max(0, k - 8) : k] for k, name in enumerate(names))
    assert again <= 0.05 * len(names)


def test_a_theme_comes_mirrored_and_comes_back() -> None:
    names = [phrase.name for phrase in phrases(40)]
    bare = [tuple(part.removesuffix(" mirrored") for part in name) for name in names]
    pairs = range(len(names) - 1)
    mirrored = sum(bare[k] == bare[k + 1] and names[k] != names[k + 1] for k in pairs)
    assert mirrored >= 5
    back = sum(bare[k][0] == bare[k + 3][0] for k in range(len(bare) - 3))
    assert back >= 3


def test_one_seed_is_one_dance_and_another_another() -> None:
    one, again, other = ([p.name for p in phrases(20, seed=s)] for s in (1, 1, 2))
    assert one == again
    assert one != other


def test_soft_music_gets_soft_moves() -> None:
    energies = {move.name: move.energy for move in MOVES}
    for energy in (0.15, 0.9):
        grammar = Phrases("party", 3)
        for k in range(30):
            phrase = grammar.next(wish(8.0 * k, energy=energy))
            for part in phrase.name[:1]:
                low, high = energies[part.removesuffix(" mirrored")]
                assert low - 0.25 <= energy <= high + 0.25


@pytest.mark.parametrize(
    ("meter", "tempo", "beats", "threes"),
    [(4, 120, 1.0, False), (4, 174, 2.0, False), (4, 40, 0.5, False), (3, 90, 1.0, True),
     (3, 190, 3.0, False), (6, 180, 3.0, False), (6, 90, 1.0, True), (2, 120, 1.0, False)],
)  # fmt: skip
def test_music_is_counted_so_that_it_can_be_danced(
    meter: int, tempo: float, beats: float, threes: bool
) -> None:
    way = counting(meter, tempo)
    assert (way.beats, way.threes) == (beats, threes)
    assert way.counts * way.beats % meter == 0


@pytest.mark.parametrize("meter", [1, 2, 3, 4, 5, 6, 7, 9, 12])
@pytest.mark.parametrize("tempo", [30.0, 60.0, 120.0, 200.0, 300.0])
def test_there_is_a_phrase_for_any_music_and_it_is_whole_bars(meter: int, tempo: float) -> None:
    grammar = Phrases("party", 1)
    for k in range(6):
        phrase = grammar.next(wish(0.0, one=0, meter=meter, tempo=tempo, energy=k / 5))
        assert (phrase.end - phrase.start) % meter == 0
        assert np.all(np.isfinite(phrase.at(phrase.start + 1.3)))


def test_an_upbeat_ends_on_the_one() -> None:
    grammar = Phrases("party", 1)
    assert grammar.next(wish(2.0)).end == 4.0
    assert grammar.next(wish(3.0)).end == 12.0


def test_a_phrase_begins_anew_on_the_one_after_an_upbeat_and_when_danced_once_more() -> None:
    phrase = Phrases("party", 1).next(wish(3.0))  # its ONE on 4, its end on 12
    begins = [beat for beat in np.arange(3.25, 21.0, 0.25) if phrase.begins_anew(beat - 0.25, beat)]
    assert begins == [4.0, 12.0, 20.0]


def test_away_from_home_it_walks_home_and_near_it_drifts() -> None:
    grammar = Phrases("party", 1)
    far = grammar.next(wish(0.0, home=(0.75, 0.0)))
    assert far.place[0] > 0.5
    near = grammar.next(wish(8.0, footing=Stance(0.2, 0.1, 0)))
    assert math.hypot(*near.place) < math.hypot(0.2, 0.1) - 0.05


def test_after_a_turn_it_faces_the_front_again() -> None:
    for phrase in phrases(60):
        yaw: dict[int, float] = {step.foot: step.yaw for step in phrase.steps}
        if phrase.turned and len(yaw) == 2:
            assert abs(phrase.turned) == 1
            for foot in yaw.values():
                assert abs(wrapped(foot)) < 0.8
                assert abs(foot - 2 * math.pi * phrase.turned) < 0.8
