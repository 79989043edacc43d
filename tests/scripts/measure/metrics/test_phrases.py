"""Repeats: dances that say the same again, turned, mirrored, or never."""

import numpy as np

from live.body import skeleton
from live.signals import Floats
from scripts.measure.metrics import phrases
from tests.scripts.measure.dances import swinging

BEATS = np.arange(0.5, 45.0, 0.5)  # seconds
PHRASE = 240  # frames of eight beats at 60 fps


def dance(order: list[int]) -> Floats:
    """Phrases one after the other, each made by the chance of its number, from the first beat."""
    made = {seed: swinging(seed, PHRASE, 60.0).positions for seed in order}
    lead = np.repeat(made[order[0]][:1], 30, axis=0)
    rest = np.repeat(made[order[-1]][-1:], 3, axis=0)
    return np.concatenate([lead, *(made[seed] for seed in order), rest])


def test_a_dance_of_one_phrase_repeats_it_every_time() -> None:
    assert phrases.repeats(dance([1] * 10), 60.0, BEATS) == (9, 9)


def test_a_dance_that_never_repeats_has_none() -> None:
    assert phrases.repeats(dance(list(range(1, 11))), 60.0, BEATS) == (0, 9)


def test_a_phrase_turned_to_another_wall_and_danced_elsewhere_is_the_same() -> None:
    one = dance([1, 1, 1])
    turned = one[:, :, [2, 1, 0]] * np.array([1.0, 1.0, -1.0]) + np.array([3.0, 0.0, 1.0])
    both = np.concatenate([one[: 30 + PHRASE], turned[30 + PHRASE :]])
    assert phrases.repeats(both, 60.0, BEATS[BEATS < 12])[0] == 1


def test_a_mirror_image_is_not_a_repeat() -> None:
    one = dance([1, 1, 1])
    changed = skeleton.mirrored_positions(one)
    both = np.concatenate([one[: 30 + PHRASE], changed[30 + PHRASE :]])
    assert phrases.repeats(both, 60.0, BEATS[BEATS < 11]) == (0, 1)


def test_what_was_said_more_than_64_beats_ago_may_be_said_again() -> None:
    soon, late = dance([1, 2, 3, 1]), dance([1, 2, 3, 4, 5, 6, 7, 8, 1])
    assert phrases.repeats(soon, 60.0, BEATS[BEATS < 16.6])[0] == 1
    assert phrases.repeats(late, 60.0, BEATS[BEATS < 36.6]) == (0, 8)


def test_a_phrase_said_again_at_another_tempo_is_the_same() -> None:
    quick = swinging(1, PHRASE, 60.0).positions
    slow = swinging(1, PHRASE * 3 // 2, 90.0).positions  # the same path, two thirds as fast
    both = np.concatenate([np.repeat(quick[:1], 30, axis=0), quick, slow, slow[-1:]])
    beats = np.concatenate([0.5 + np.arange(8) * 0.5, 4.5 + np.arange(9) * 0.75])
    assert phrases.repeats(np.concatenate([both, both[-3:]]), 60.0, beats) == (1, 1)


def test_a_dance_shorter_than_two_phrases_has_nothing_to_repeat() -> None:
    assert phrases.repeats(dance([1]), 60.0, BEATS) == (0, 0)
