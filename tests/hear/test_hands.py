"""What comes of hands on the beat, over an ear that hears a steady one."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from live.desk.desk import BeatHands
from live.hear.hands import HandsOn
from live.signals import Music

NONE = BeatHands()


def heard(time: float, tempo: float = 120.0, **more: object) -> Music:
    """What the ear says of a beat that began at 0."""
    music = Music(time, tempo=tempo, beat=time * tempo / 60, confidence=0.5, playing=True)
    return replace(music, **more)  # type: ignore[arg-type]


def run(
    hands: BeatHands, seconds: float = 10.0, led: HandsOn | None = None, start: float = 0.0
) -> list[Music]:
    """A hundred musics a second, led."""
    leading = led or HandsOn()
    times = [start + step / 100 for step in range(round(100 * seconds))]
    return [leading.apply(heard(time), hands) for time in times]


def test_what_nobody_touches_is_as_heard() -> None:
    led = HandsOn()
    music = heard(3.0, downbeat=2, meter=3)
    assert led.apply(music, NONE) is music


@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0, 4.0])
def test_a_factor_counts_so_many_times_as_fast_and_never_makes_the_count_jump(
    factor: float,
) -> None:
    led = HandsOn()
    before = run(NONE, 10.3, led)
    after = run(BeatHands(factor=factor), 10, led, 10.3)
    assert after[0].tempo == 120 * factor
    assert after[-1].beat - after[0].beat == pytest.approx(9.99 * 2 * factor)
    assert abs(after[0].beat - before[-1].beat) <= 0.6


def test_half_as_fast_keeps_its_beats_on_the_ones() -> None:
    led = HandsOn()
    led.apply(heard(1.0, downbeat=1), NONE)
    music = led.apply(heard(4.5, downbeat=1), BeatHands(factor=0.5))  # the ear's beat 9, a ONE
    assert music.beat == pytest.approx(round(music.beat))
    assert music.bar_position(music.beat) == pytest.approx(0)


def test_twice_as_fast_keeps_the_one_that_a_hand_called() -> None:
    led = HandsOn()
    called = BeatHands(one=1.5)  # the ear's beat 3
    led.apply(heard(1.6), called)
    music = led.apply(heard(3.5), replace(called, factor=2.0))  # beat 7: the next ONE
    assert music.bar_position(music.beat) % 4 == pytest.approx(0)


def test_one_is_the_beat_nearest_to_when_it_was_called() -> None:
    music = HandsOn().apply(heard(10.0), BeatHands(one=9.05))  # beats at every half second
    assert music.beat_in_bar(music.beat) == 3
    assert music.beat == heard(10.0).beat


def test_a_one_that_was_called_is_forgotten_when_its_song_is_over() -> None:
    led = HandsOn()
    called = BeatHands(one=2.5)  # beat 5 of the ear, whose ONEs are 0, 4, 8 ...
    assert led.apply(heard(8.0), called).beat_in_bar(5) == 1
    pause = [led.apply(heard(8 + k / 10, playing=False), called) for k in range(30)]
    assert pause[-1].beat_in_bar(5) == 1
    for k in range(30, 60):
        led.apply(heard(8 + k / 10, playing=False), called)
    assert led.apply(heard(20.0), called).beat_in_bar(40) == 1
    again = BeatHands(one=20.5)
    assert led.apply(heard(21.0), again).beat_in_bar(41) == 1


def test_a_meter_set_is_counted_by() -> None:
    assert run(BeatHands(meter=3))[-1].meter == 3


def test_a_nudge_moves_the_beat_ahead_and_taken_back_leaves_no_trace() -> None:
    led = HandsOn()
    assert led.apply(heard(5.0), BeatHands(nudge=0.1)).beat == pytest.approx(10.1)
    assert led.apply(heard(6.0), NONE).beat == pytest.approx(12.0)


def test_a_tempo_set_runs_on_from_where_the_beat_was() -> None:
    led = HandsOn()
    before = run(NONE, 5, led)
    after = run(BeatHands(tempo=90.0), 60, led, 5)
    assert {music.tempo for music in after} == {90.0}
    assert after[0].beat == pytest.approx(before[-1].beat + 0.02, abs=0.01)
    assert after[-1].beat - after[0].beat == pytest.approx(59.99 * 1.5)
    assert after[0].confidence >= 0.8


def test_a_lock_freezes_the_tempo_whatever_is_heard() -> None:
    led = HandsOn()
    run(NONE, 5, led)
    locked = BeatHands(locked=True)
    musics = [led.apply(heard(5 + step / 100), locked) for step in range(10)]
    musics += [led.apply(heard(5.1 + step / 100, tempo=171.0), locked) for step in range(1000)]
    assert {music.tempo for music in musics} == {120.0}
    steps = {round(b.beat - a.beat, 6) for a, b in pairwise(musics)}
    assert steps == {0.02}


def test_a_lock_can_still_be_halved() -> None:
    led = HandsOn()
    run(BeatHands(locked=True), 5, led)
    assert run(BeatHands(locked=True, factor=0.5), 1, led, 5)[-1].tempo == 60


def test_one_called_while_hands_hold_the_tempo_moves_the_beat_under_the_hand() -> None:
    led = HandsOn()
    run(BeatHands(tempo=100.0), 5, led)
    music = led.apply(heard(5.3), BeatHands(tempo=100.0, one=5.3))
    assert music.bar_position(music.beat) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("hands", [BeatHands(locked=True), BeatHands(tempo=120.0)])
def test_a_tap_while_hands_hold_the_tempo_moves_the_beat_under_it(hands: BeatHands) -> None:
    led = HandsOn()
    run(hands, 5, led)
    tapped = led.apply(heard(5.4), hands, (5.3,))  # beats fall on halves of seconds: 0.2 s late
    assert tapped.beat_at(5.3) == pytest.approx(11.0)
    assert tapped.tempo == 120.0
    later = led.apply(heard(7.4), hands, (5.3,))
    assert later.beat_at(7.3) == pytest.approx(15.0)


def test_a_tap_before_the_lock_is_the_ears_and_moves_nothing_after() -> None:
    led = HandsOn()
    led.apply(heard(5.3), NONE, (5.3,))
    music = led.apply(heard(5.4), BeatHands(locked=True), (5.3,))
    assert music.beat == pytest.approx(heard(5.4).beat)


def test_let_go_the_beat_is_the_ears_again_and_the_count_goes_on() -> None:
    led = HandsOn()
    held = run(BeatHands(tempo=97.0), 13.3, led)
    after = run(NONE, 5, led, 13.3)
    assert all(
        music.beat % 1 == pytest.approx(heard(music.time).beat % 1, abs=1e-6)
        or abs(music.beat % 1 - heard(music.time).beat % 1) > 0.99
        for music in after
    )
    assert abs(after[0].beat - held[-1].beat) <= 0.6
    assert after[-1].tempo == 120


def test_a_range_halves_or_doubles_what_is_heard_into_it() -> None:
    assert run(BeatHands(range=(50, 80)))[-1].tempo == 60
    assert run(BeatHands(range=(180, 260)))[-1].tempo == 240
    assert run(BeatHands(range=(100, 140)))[-1].tempo == 120
    assert run(BeatHands(range=(121, 130)))[-1].tempo == 120


@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0, 4.0])
@pytest.mark.parametrize("one", [0, 1, 2, 3])
def test_under_a_factor_the_ears_one_is_still_a_one(factor: float, one: int) -> None:
    led, hands = HandsOn(), BeatHands(factor=factor)
    for step in range(40):
        led.apply(heard(4.0 + step / 10, downbeat=one), NONE)
    for step in range(40):
        music = led.apply(heard(8.0 + step / 10, downbeat=one), hands)
    apart = min(4.0, 4 * factor)  # of our beats, between two that may be a ONE of the ear
    for bar in range(4):
        assert from_one(music, (one + 4 * bar) / 2, apart) == pytest.approx(0, abs=1e-6)
    assert from_one(music, one / 2) == pytest.approx(0, abs=1e-6)


def from_one(music: Music, time: float, apart: float = 4.0) -> float:
    """Beats from a time to the nearest ONE, or to the nearest place so far apart from one."""
    place = music.bar_position(music.beat_at(time)) % apart
    return min(place, apart - place)


@pytest.mark.parametrize(("factor", "beats"), [(2.0, 8), (4.0, 16)])
def test_another_one_of_the_ear_under_a_factor_moves_our_ones_with_it(
    factor: float, beats: int
) -> None:
    led, hands = HandsOn(), BeatHands(factor=factor)
    for one in (0, 1, 2, 3, 5):
        music = led.apply(heard(10.0 + one / 10, downbeat=one), hands)
        ours = music.beat_at(one / 2)  # when the ear's ONE sounded
        assert from_one(music, one / 2) == pytest.approx(0, abs=1e-6)
        assert music.beat_at(one / 2 + 2.0) - ours == pytest.approx(beats)


@pytest.mark.parametrize("hands", [BeatHands(factor=2.0), BeatHands(range=(180, 260))])
def test_a_one_called_while_the_beat_is_doubled_is_where_the_hand_came_down(
    hands: BeatHands,
) -> None:
    led = HandsOn()
    run(hands, 8, led)
    music = led.apply(heard(8.3), replace(hands, one=8.26))  # our beats: every quarter second
    assert from_one(music, 8.25) == pytest.approx(0, abs=1e-6)
    later = led.apply(heard(11.0), replace(hands, one=8.26))
    assert from_one(later, 8.25) == pytest.approx(0, abs=1e-6)


def test_a_one_called_while_the_beat_is_halved_is_the_nearest_of_our_beats() -> None:
    led, hands = HandsOn(), BeatHands(factor=0.5)
    run(hands, 8, led)
    music = led.apply(heard(8.3), replace(hands, one=7.9))  # our beats: every second
    assert from_one(music, 8.0) == pytest.approx(0, abs=1e-6)


def test_a_one_that_was_called_stays_when_the_beat_is_halved_and_let_go() -> None:
    led, called = HandsOn(), BeatHands(one=7.0)  # beat 14 of the ear
    run(called, 8, led)
    for second, factor in ((8, 0.5), (10, 1.0), (12, 2.0), (14, 1.0)):
        after = run(replace(called, factor=factor), 2, led, second)[-1]
        assert from_one(after, 7.0, 1.0) == pytest.approx(0, abs=1e-6)
    assert from_one(after, 7.0) == pytest.approx(0, abs=1e-6)


def test_the_ends_of_a_range_belong_to_it_and_four_times_is_the_most() -> None:
    assert run(BeatHands(range=(60, 100)))[-1].tempo == 60
    assert run(BeatHands(range=(180, 240)))[-1].tempo == 240
    assert run(BeatHands(range=(400, 500)))[-1].tempo == 480
    assert run(BeatHands(range=(900, 1000)))[-1].tempo == 120
    assert run(BeatHands(range=(29, 31)))[-1].tempo == 30


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_lock_keeps_the_tempo_that_is_danced_to_and_not_the_ears(factor: float) -> None:
    led, hands = HandsOn(), BeatHands(factor=factor)
    run(hands, 5, led)
    assert run(replace(hands, locked=True), 2, led, 5)[-1].tempo == 120 * factor


def test_a_one_is_called_once_and_a_nudge_after_it_moves_the_beat() -> None:
    led, hands = HandsOn(), BeatHands(tempo=100.0)
    run(hands, 5, led)
    called = replace(hands, one=5.3)
    led.apply(heard(5.3), called)
    before = led.apply(heard(6.0), called)
    after = led.apply(heard(6.0), replace(called, nudge=0.3))
    assert after.beat == pytest.approx(before.beat + 0.3)
    later = led.apply(heard(7.2), replace(called, nudge=0.3))
    assert later.beat == pytest.approx(after.beat + 2.0)
    assert later.downbeat == before.downbeat


def some_hands(chance: random.Random, now: float) -> BeatHands:
    """What an operator may ask for, or nothing."""
    low = chance.uniform(60, 120)
    asked = chance.choice(
        [
            BeatHands(factor=chance.choice([0.25, 0.5, 2.0, 4.0])),
            BeatHands(range=(low, 2 * low)),
            BeatHands(tempo=chance.uniform(60, 180)),
            BeatHands(locked=True),
            NONE,
        ]
    )
    one = now + chance.uniform(0, 0.5) if chance.random() < 0.5 else None
    return replace(asked, one=one, meter=chance.choice([None, 2, 3]), nudge=chance.choice([0, 0.1]))


def some_music(chance: random.Random) -> Music:
    """A beat that is none of those before it."""
    beat, tempo = chance.uniform(0, 400), chance.uniform(50, 210)
    return Music(0.0, tempo, beat, 4, int(beat) - chance.randrange(8), 0.9, playing=True)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_hands_did_before_they_let_go_beats_and_ones_are_the_ears_again(
    seed: int,
) -> None:
    chance, led, start = random.Random(seed), HandsOn(), 0.0
    for _ in range(chance.randrange(1, 7)):
        music, hands, end = some_music(chance), some_hands(chance, start), chance.choice([0.2, 3.0])
        for time in np.arange(start, start + end, 0.05).tolist():
            led.apply(replace(music, time=time, beat=music.beat_at(time)), hands)
        start += end
    music = some_music(chance)
    for time in np.arange(start, start + 3.0, 0.05).tolist():
        said = replace(music, time=time, beat=music.beat_at(time))
        ours = led.apply(said, NONE)
        off = (ours.beat - ours.downbeat) - (said.beat - said.downbeat)
        assert off / 4 == pytest.approx(round(off / 4), abs=1e-6)
