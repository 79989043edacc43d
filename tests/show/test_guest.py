from itertools import pairwise

import pytest

from live.show.guest import Guest, Shown
from live.signals import Music, Pose
from tests.draw.stages import SILENCE, music, standing

FRAME = 1 / 30


def shown(guest: Guest, start: float, seconds: float, *, there: bool, song: Music) -> list[Shown]:
    times = [start + frame * FRAME for frame in range(round(seconds / FRAME))]
    return [guest.step(time, song, standing(time) if there else None) for time in times]


@pytest.mark.parametrize(("tempo", "seconds"), [(120.0, 0.5), (90.0, 60 / 90), (30.0, 1.0)])
def test_a_guest_comes_over_a_beat(tempo: float, seconds: float) -> None:
    song = music(0.0, tempo)
    coming = shown(Guest(), 0.0, 2.0, there=True, song=song)
    levels = [one.presence for one in coming]
    assert levels[0] == 0.0
    assert levels[round(seconds / 2 / FRAME)] == pytest.approx(0.5, abs=0.05)
    assert levels[round(seconds / FRAME) + 1] == 1.0
    assert all(one.pose is not None for one in coming)


def test_a_guest_goes_over_a_beat_from_where_they_were_last() -> None:
    guest = Guest()
    last = shown(guest, 0.0, 1.0, there=True, song=music(0.0))[-1].pose
    going = shown(guest, 1.0, 1.0, there=False, song=music(0.0))
    assert [one.pose is last for one in going[:14]] == [True] * 14
    assert going[7].presence == pytest.approx(0.5, abs=0.06)
    assert going[-1] == Shown(None, 0.0)


def test_a_guest_who_is_lost_for_a_moment_never_jumps() -> None:
    guest = Guest()
    levels = [one.presence for one in shown(guest, 0.0, 1.0, there=True, song=SILENCE)]
    levels += [one.presence for one in shown(guest, 1.0, 0.2, there=False, song=SILENCE)]
    levels += [one.presence for one in shown(guest, 1.2, 1.0, there=True, song=SILENCE)]
    steps = [abs(after - before) for before, after in pairwise(levels)]
    assert max(steps) < 0.08
    assert min(levels[20:]) > 0.5
    assert levels[-1] == 1.0


def test_nobody_is_nobody() -> None:
    who: Pose | None = None
    assert Guest().step(3.0, SILENCE, who) == Shown(None, 0.0)


def test_after_a_long_sleep_nobody_is_left_from_before() -> None:
    guest = Guest()
    shown(guest, 0.0, 2.0, there=True, song=SILENCE)
    assert guest.step(500.0, SILENCE, None) == Shown(None, 0.0)
