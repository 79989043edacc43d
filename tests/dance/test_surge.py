"""What a drop looks like, after music without its bass that rose."""

from dataclasses import replace

import numpy as np
import pytest

from live.body.skeleton import positions_from
from live.dance.choreographer import Choreographer
from live.dance.idle import AT_EASE
from live.dance.library import Library
from live.dance.moves.move import AT
from live.dance.surge import SURGES, Surge
from live.dance.sway import Swayer
from live.desk.desk import STYLES, Desk
from live.parts import Dancer
from live.signals import Floats, Music, Section
from tests.dance.floor import RATE, band, positions, worst_drift
from tests.dance.floor import dance as danced_to
from tests.parts import a_context

BEAT = 0.5  # seconds
DROP = 16.0  # seconds into the song


def song(time: float) -> Music:
    """Eight bars of a steady song in party, without bass from 8 s, rising from 12 s, the drop."""
    at: tuple[tuple[float, Section], ...] = ((DROP, "drop"), (12.0, "build"), (8.0, "breakdown"))
    steady: Section = "steady"
    section = next((name for start, name in at if start <= time < DROP + 6.0), steady)
    return replace(band(time), section=section)


def standing(surge: Surge) -> Floats:
    """The joints (24, 3) of somebody who stands still, with what a surge adds."""
    pose = Swayer().step(0.0, Music(0.0), None)
    lower = np.array([0.0, surge.lowered, 0.0])
    return positions_from(pose.root - lower, surge.body(pose.rotations))


def after(surge: Surge, section: Section, seconds: float, start: float = 0.0) -> Surge:
    for frame in range(1, round(60 * seconds) + 1):
        time = start + frame / 60
        surge.step(replace(band(time), section=section), time / BEAT, 1 / 60, 1.0)
    return surge


def test_steady_music_leaves_the_dance_as_it_is() -> None:
    surge = after(Surge(), "steady", 5.0)
    turns = Swayer().step(0.0, Music(0.0), None).rotations
    assert surge.body(turns) is turns
    assert surge.channels(AT_EASE) is AT_EASE
    assert surge.lowered == 0.0


def test_in_a_build_the_body_sinks_and_at_the_drop_it_is_a_third_higher_within_a_beat() -> None:
    surge = after(Surge(), "build", 4.0)
    low = standing(surge)
    high = standing(after(surge, "drop", BEAT, 4.0))
    assert surge.lowered < 0.03
    assert high[:, 1].max() > 1.3 * low[:, 1].max()
    assert low[15, 1] < standing(Surge())[15, 1] - 0.1


def test_the_arms_are_raised_alike_left_and_right() -> None:
    high = standing(after(Surge(), "drop", 2 * BEAT))
    assert high[20, 1] == pytest.approx(high[21, 1], abs=0.03)
    assert high[20, 1] > high[15, 1] + 0.15


def test_in_a_drop_knees_and_arms_pump_and_are_highest_on_the_beat() -> None:
    surge = after(Surge(), "drop", 3 * BEAT)
    on = standing(surge)
    between = standing(after(surge, "drop", BEAT / 2, 3 * BEAT))
    assert on[0, 1] > between[0, 1] + 0.06
    assert on[20, 1] > between[20, 1] + 0.1


def test_after_a_drop_all_is_as_before() -> None:
    surge = after(after(Surge(), "drop", 6.0), "steady", 4.0, 6.0)
    assert np.allclose(standing(surge), standing(Surge()), atol=0.01)


def test_where_no_music_plays_there_is_no_drop() -> None:
    surge = Surge()
    for frame in range(60):
        music = replace(band(frame / 60), section="drop", playing=False)
        surge.step(music, frame / 30, 1 / 60, 1.0)
    assert np.array_equal(standing(surge), standing(Surge()))


def test_a_calm_style_shows_less_and_every_style_says_how_much() -> None:
    assert SURGES.keys() == set(STYLES)
    assert SURGES["gentle"] < 0.5 * SURGES["party"]


def test_a_move_of_the_library_is_lifted_and_lowered_the_same_way() -> None:
    surge = after(Surge(), "build", 4.0)
    waiting = surge.channels(AT_EASE)
    assert waiting[AT["y"]] < AT_EASE[AT["y"]] - 0.08
    up = after(surge, "drop", BEAT, 4.0).channels(AT_EASE)
    assert min(up[AT["left_up"]], up[AT["right_up"]]) > 0.25


@pytest.mark.parametrize("part", [Choreographer(), Library()], ids=["choreographer", "library"])
def test_guests_see_the_drop_within_a_beat(part: Choreographer | Library) -> None:
    dancer: Dancer = part.open(a_context(seed=3, desk=Desk()))
    poses = danced_to(dancer, DROP + 4.0, song)  # type: ignore[arg-type]
    where = positions(poses)
    speed = np.linalg.norm(np.diff(where, axis=0), axis=-1).mean(axis=1) * RATE
    top = where[:, :, 1].max(axis=1)
    drop, beat = round(DROP * RATE), round(BEAT * RATE)
    assert speed[drop : drop + beat].mean() > 1.3 * speed[drop - 4 * beat : drop].mean()
    assert top[drop + beat] > 1.3 * top[drop - 4 * beat : drop].mean()
    assert worst_drift(poses[drop - 8 * beat :]) < 0.02
