import math
from dataclasses import replace

import numpy as np
import pytest

from live.draw.lamps import Lamps, pulse_at
from live.signals import Music, Section
from tests.draw.stages import SILENCE, music


def test_the_light_jumps_on_the_beat_and_dies_away() -> None:
    levels = [pulse_at(t, music(t))[0] for t in (0.49, 0.5, 0.6, 0.8)]
    assert levels[1] > 3 * levels[0]
    assert levels[1] > levels[2] > levels[3]


def test_the_one_is_brighter_than_the_other_beats() -> None:
    one, *others = (pulse_at(beat / 2, music(beat / 2))[0] for beat in range(4))
    assert one > 1.5 * max(others)


def test_the_one_of_a_waltz_comes_every_three_beats() -> None:
    song = Music(time=0.0, beat=0.0, meter=3, downbeat=1, confidence=1.0, playing=True)
    bright = [pulse_at(beat / 2, song)[0] > 0.9 for beat in range(7)]
    assert bright == [False, True, False, False, True, False, False]


def test_a_beat_nobody_is_sure_of_does_not_show() -> None:
    assert pulse_at(0.5, music(0.5, confidence=0.1))[0] == 0


def test_in_silence_the_lamps_rest() -> None:
    assert Lamps().cue(1.0, SILENCE).energy == 0
    assert pulse_at(1.0, SILENCE)[0] == 0


@pytest.mark.parametrize("tempo", [60.0, 120.0, 165.0, 170.0, 200.0])
def test_the_light_never_flashes_more_than_three_times_a_second(tempo: float) -> None:
    levels = np.array([pulse_at(t, music(t, tempo))[0] for t in np.arange(0, 10, 1 / 60)])
    flashes = np.count_nonzero(np.diff(levels) > 0.1)
    assert 0 < flashes <= 30


def test_in_fast_music_the_light_follows_the_ones_alone() -> None:
    levels = [pulse_at(beat * 0.3, music(beat * 0.3, 200.0))[0] for beat in range(5)]
    assert levels[0] == levels[4] == 1
    assert levels[0] > levels[1] > levels[2] > levels[3]


def test_lamps_rise_fast_and_fall_slowly() -> None:
    rig = Lamps()
    rig.cue(0.0, SILENCE)
    up = rig.cue(0.1, music(0.1)).energy
    down = rig.cue(0.2, SILENCE).energy
    assert up > 0.5
    assert 0.3 * up < down < up


def test_a_drop_is_one_burst_of_all_lamps_that_dies_away_while_it_lasts() -> None:
    rig = Lamps()
    before = rig.cue(1.0, replace(music(1.0), section="build"))
    burst, later = (rig.cue(at, replace(music(at), section="drop")).burst for at in (1.02, 3.0))
    assert before.burst == 0
    assert burst > 0.95
    assert later < 0.15


def test_the_lamps_are_dim_in_a_build_and_brighter_than_usual_in_a_drop() -> None:
    def energy(section: Section) -> float:
        return Lamps().cue(1.0, replace(music(1.0), loudness=0.6, section=section)).energy

    assert energy("build") < energy("breakdown") < energy("steady") < energy("drop")
    assert energy("drop") > 1.25 * energy("steady")


def test_in_a_drop_every_beat_is_as_bright_as_a_one() -> None:
    at = [replace(music(beat / 2), section="drop") for beat in range(4)]
    assert {round(pulse_at(song.time, song)[0], 6) for song in at} == {1.0}


def test_strange_numbers_from_the_ear_leave_the_lamps_in_range() -> None:
    strange = Music(
        time=0.0, tempo=0.0, beat=math.nan, confidence=math.nan, playing=True,
        loudness=math.inf, bands=(math.nan, 7.0, -3.0),
    )  # fmt: skip
    cue = Lamps().cue(0.0, strange)
    assert all(0 <= level <= 1 for level in (cue.pulse, cue.energy, cue.low, cue.mid, cue.high))
