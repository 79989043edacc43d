"""How one look gives way to another."""

from dataclasses import replace
from itertools import pairwise

import pytest

from live.draw.wardrobe import Wardrobe
from live.signals import Music
from tests.draw.stages import SILENCE, music

RATE = 30


def worn(wanted_at: dict[float, str], seconds: float, tempo: float = 120.0) -> dict[float, float]:
    """The share of `groom` from picture to picture; begins as `bride`."""
    wardrobe, wanted, shares = Wardrobe("bride"), "bride", {}
    for frame in range(round(seconds * RATE)):
        time = frame / RATE
        wanted = wanted_at.get(time, wanted)
        found = wardrobe.step(time, music(time, tempo), wanted)
        assert sum(found.values()) == pytest.approx(1.0)
        shares[time] = found.get("groom", 0.0)
    return shares


def test_what_the_show_wears_is_worn_from_the_first_moment() -> None:
    assert Wardrobe("bride").step(0.0, SILENCE, "bride") == {"bride": 1.0}


def test_a_change_waits_for_the_one_and_takes_a_beat() -> None:
    shares = worn({1.0: "groom"}, 4.0)  # the ONEs are at 0, 2 and 4 s; a beat is half a second
    assert all(share == 0.0 for time, share in shares.items() if time < 2.0)
    assert 0.0 < shares[2.2] < 1.0
    assert shares[2.6] == 1.0


def test_a_change_asked_for_on_the_one_begins_at_once() -> None:
    assert worn({2.0: "groom"}, 4.0)[2.1] > 0.0


def test_a_change_never_pops() -> None:
    shares = list(worn({1.0: "groom", 2.2: "light", 2.4: "groom"}, 6.0).values())
    steps = [abs(b - a) for a, b in pairwise(shares)]
    assert max(steps) < 0.11
    assert shares[-1] == 1.0


@pytest.mark.parametrize("song", [SILENCE, replace(music(1.0), confidence=0.0)])
def test_without_a_beat_a_change_begins_at_once(song: Music) -> None:
    wardrobe = Wardrobe("bride")
    wardrobe.step(1.0, song, "bride")
    wardrobe.step(1.1, song, "groom")
    assert wardrobe.step(1.2, song, "groom")["groom"] > 0.1


def test_a_change_that_waits_begins_when_the_music_stops() -> None:
    wardrobe = Wardrobe("bride")
    wardrobe.step(0.1, music(0.1), "bride")
    assert wardrobe.step(0.2, music(0.2), "groom") == {"bride": 1.0}
    assert wardrobe.step(0.3, SILENCE, "groom")["groom"] > 0.0


def test_a_beat_that_never_reaches_the_one_holds_no_change_up_for_long() -> None:
    wardrobe, stuck = Wardrobe("bride"), replace(music(0.1), tempo=1e-3)
    wardrobe.step(0.0, stuck, "bride")
    wardrobe.step(0.1, stuck, "groom")
    wardrobe.step(4.0, stuck, "groom")
    assert wardrobe.step(5.2, stuck, "groom")["groom"] > 0.0
