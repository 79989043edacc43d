from dataclasses import replace

import pytest

from live.dance.feel import Feel
from live.signals import Music, Section


def music(loudness: float, *, playing: bool = True) -> Music:
    bands = (loudness, loudness, loudness)
    return Music(0.0, confidence=0.9, playing=playing, loudness=loudness, bands=bands)


def after(feel: Feel, heard: Music, seconds: float, scale: float = 1.0) -> float:
    for _ in range(round(30 * seconds)):
        energy = feel.step(heard, 1 / 30, scale)
    return energy


def test_loud_music_makes_it_lively_and_soft_music_calm() -> None:
    assert after(Feel(), music(1.0), 6.0) > 0.9
    assert after(Feel(), music(0.05), 6.0) < 0.25


def test_it_stays_between_nought_and_one_whatever_is_asked() -> None:
    assert after(Feel(), music(1.0), 20.0, scale=2.0) <= 1.0
    assert after(Feel(), music(1.0), 20.0, scale=0.0) == pytest.approx(0.0, abs=0.01)


def test_it_takes_about_a_second_to_change() -> None:
    feel = Feel()
    after(feel, music(0.0), 10.0)
    calm = feel.energy
    assert after(feel, music(1.0), 0.1) < calm + 0.15
    assert after(feel, music(1.0), 1.5) > calm + 0.6


def test_a_pause_is_remembered_as_what_it_interrupts() -> None:
    feel = Feel()
    lively = after(feel, music(1.0), 10.0)
    assert after(feel, music(0.0, playing=False), 2.0) > 0.85 * lively


def test_the_same_time_in_other_steps_is_the_same() -> None:
    fine, coarse = Feel(), Feel()
    for _ in range(60):
        fine.step(music(1.0), 1 / 60, 1.0)
    for _ in range(10):
        coarse.step(music(1.0), 1 / 10, 1.0)
    assert fine.energy == pytest.approx(coarse.energy)


@pytest.mark.parametrize(("section", "sign"), [("build", 1), ("drop", 1), ("breakdown", -1)])
def test_a_build_lifts_a_drop_bursts_and_a_breakdown_takes_weight_off(
    section: Section, sign: int
) -> None:
    usual = after(Feel(), music(0.4), 3.0)
    told = after(Feel(), replace(music(0.4), section=section), 3.0)
    assert sign * (told - usual) > 0.05


def test_a_drop_is_danced_within_half_a_second() -> None:
    feel = Feel()
    before = after(feel, replace(music(0.3), section="breakdown"), 3.0)
    assert after(feel, replace(music(0.9), section="drop"), 0.5) > before + 0.3
