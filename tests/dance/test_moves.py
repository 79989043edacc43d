from itertools import groupby

import numpy as np
import pytest

from live.dance.moves import MOVES, STYLES
from live.dance.moves.curves import dips, hits, keys, sprung, wave
from live.dance.moves.gestures import ACCENTS, GESTURES, GESTURES_IN_THREE
from live.dance.moves.move import (
    CHANNELS,
    FLIP,
    SAMPLES,
    SWAP,
    Footfall,
    Move,
    gesture_table,
    table,
)
from tests.dance.floor import band, dance, dancer, landings, speeds

COUNTS = np.arange(0, 4, 0.01)


def test_keys_pass_through_their_points_and_never_beyond() -> None:
    curve = keys((0, 1.0), (1, 3.0), (2.5, -2.0))
    values = curve(COUNTS, 4.0)
    assert values[0] == pytest.approx(1.0)
    assert values[100] == pytest.approx(3.0)
    assert values[250] == pytest.approx(-2.0)
    assert values.max() <= 3.0
    assert values.min() >= -2.0


def test_keys_go_round_without_a_seam() -> None:
    curve = keys((0.5, 1.0), (2, 3.0), (3.5, -2.0))
    ends = curve(np.array([0.0, 3.9999]), 4.0)
    assert ends[0] == pytest.approx(ends[1], abs=1e-2)


def test_hits_stand_still_between_counts() -> None:
    values = hits((0, 1.0), (2, -1.0))(COUNTS, 4.0)
    assert np.allclose(values[1:170], 1.0)
    assert values[200] == pytest.approx(-1.0)


def test_dips_are_lowest_on_the_count() -> None:
    values = dips(0.05)(COUNTS, 4.0)
    assert values.argmin() % 100 == 0
    assert values.max() <= 1e-9


def test_a_spring_is_on_the_beat_and_follows_through() -> None:
    counts = np.arange(4 * SAMPLES) / SAMPLES
    plain = wave(1.0, 4.0)(counts, 4.0)[:, None]
    springy = sprung(plain, 1 / SAMPLES, 2.6, 0.55)
    assert abs(int(springy[:, 0].argmax()) - int(plain[:, 0].argmax())) <= 2
    step = hits((0, 1.0), (2, 0.0), within=0.2)(counts, 4.0)[:, None]
    assert sprung(step, 1 / SAMPLES, 2.6, 0.55).max() > 1.02


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_a_move_is_written_whole(move: Move) -> None:
    values = table(move, False)
    assert values.shape == (move.beats * SAMPLES + 1, len(CHANNELS))
    assert np.all(np.isfinite(values))
    assert np.array_equal(values[0], values[-1])
    assert set(move.styles) <= set(STYLES)
    assert move.meter in (3, 4)
    assert move.beats % move.meter == 0
    assert all(0 <= fall.count < move.beats for fall in move.feet)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_the_mirror_image_of_a_move_is_the_move_left_for_right(move: Move) -> None:
    assert np.array_equal(table(move, True), table(move, False)[:, SWAP] * FLIP)


def test_there_are_two_dozen_moves_and_no_two_of_a_name() -> None:
    assert len({move.name for move in MOVES}) == len(MOVES) >= 24


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_moves_for_soft_and_loud_music_in_four_and_in_three(style: str) -> None:
    for meter, least in ((4, 8), (3, 5)):
        mine = [m for m in MOVES if style in m.styles and m.meter == meter]
        assert len(mine) >= least
        for energy in (0.15, 0.5, 0.7):
            assert any(m.energy[0] - 0.05 <= energy <= m.energy[1] + 0.05 for m in mine)


def test_gestures_go_with_the_bars_they_are_for() -> None:
    assert all(gesture.beats in (4, 8) for gesture in GESTURES)
    assert all(gesture.beats == 6 for gesture in GESTURES_IN_THREE)
    assert all(gesture.beats == 2 for gesture in ACCENTS)
    for gesture in (*GESTURES, *GESTURES_IN_THREE, *ACCENTS):
        assert np.all(np.isfinite(gesture_table(gesture, True)[:, -1]))


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_a_move_can_be_danced(move: Move) -> None:
    """On the beat, at a human speed, and it moves at all."""
    who = dancer(only=(move.name,), style=move.styles[0])
    poses = dance(who, 7.0, lambda time: band(time, meter=move.meter), rate=20)
    moving = speeds(poses, 20)[40:]
    assert moving.mean() > 0.12
    assert moving.max() < 8.0
    late = [abs(time * 2 * 2 - round(time * 2 * 2)) / 4 for time in landings(poses)]
    assert all(seconds < 0.07 for seconds in late)


# Their weight comes back without a footfall, between two counts; a move that is new may not.
SHIFTING = {
    "bounce", "fist pump", "disco point", "shoulder shimmy", "waltz balance", "promenade",
    "side lunge", "street rock",
}  # fmt: skip


def stepped_on_a_bound_foot(move: Move) -> list[float]:
    """The counts of two rounds on which a foot lands that had the weight already."""
    bound, found = {"right"}, []
    for start in (0, move.beats):
        for count, falls in groupby(sorted(move.feet, key=at_count), key=at_count):
            landing: set[str] = {fall.side for fall in falls if fall.landing == "step"}
            if landing == bound:
                found.append(start + count)
            bound = landing or bound
            if len(bound) == 2:
                bound = set()  # a jump: either foot may go on
    return found


def at_count(fall: Footfall) -> float:
    return fall.count


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_a_foot_that_lands_was_free_and_the_left_one_is_at_the_start(move: Move) -> None:
    assert bool(stepped_on_a_bound_foot(move)) == (move.name in SHIFTING)
