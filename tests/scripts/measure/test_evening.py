"""An evening is built as it says, and its table tells who dances, on the beat, and who does not."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.hear.sources.sound_file import RATE as SAMPLES
from live.runtime.clock import Clock
from live.runtime.places import SHOWS
from live.runtime.virtual import VirtualLoop
from live.signals import Floats
from scripts.measure import evening as command
from scripts.measure.evenings import figures, seen, sounds
from scripts.measure.evenings.built import Evening, Press, Stretch, built
from scripts.measure.evenings.danced import RATE, Danced, turns
from scripts.measure.evenings.people import Operator
from scripts.measure.evenings.programme import ROLES, Tune, planned, tunes_in
from scripts.measure.metrics.running import context_for
from tests.scripts.measure.dances import STANDING, carried, metronome, statue

SECONDS = 20.0
FRAMES = round(SECONDS * RATE)
BEATS: Floats = np.arange(0.5, SECONDS - 0.2, 0.5)
NO_BEATS: Floats = np.zeros(0)


def song(beats: Floats = BEATS, **changes: object) -> Stretch:
    """A song of 120 beats a minute, from the beginning of the evening on."""
    stretch = Stretch(
        "disco",
        "song",
        "one",
        0.0,
        SECONDS,
        beats,
        beats[::4],
        (),
        1,
        "party",
        "solo",
        0.0,
        SECONDS,
    )
    return replace(stretch, **changes)  # type: ignore[arg-type]


def as_danced(partner: Floats, heard: Floats = BEATS, human: Floats | None = None) -> Danced:
    """An evening in which the first cue was on and it was light."""
    frames = len(partner)
    nobody = np.full((frames, 24, 3), np.nan)
    return Danced(
        partner, np.ones(frames, dtype=bool), nobody if human is None else human, np.ones(frames),
        np.ones(frames), heard,
    )  # fmt: skip


def test_who_turns_on_every_beat_hits_them_all_and_begins_at_once() -> None:
    found = figures.of_stretch(song(), as_danced(metronome(BEATS, RATE, SECONDS)))
    assert found["hit"] > 0.93
    assert found["of_heard"] == found["hit"]
    assert found["chance"] < 0.3
    assert found["heard"] == 1.0
    assert found["to_dance"] <= 1.0
    assert found["P"] > 3 * found["P_null"]


def test_who_is_half_a_beat_late_hits_none_but_what_it_heard_so() -> None:
    late = BEATS + 0.25
    found = figures.of_stretch(song(), as_danced(metronome(late, RATE, SECONDS), late))
    assert found["hit"] < 0.1
    assert found["heard"] == 0.0
    assert math.isnan(found["of_heard"])
    assert found["own"] > 0.9
    assert math.isnan(found["to_dance"])


def test_of_the_beats_that_were_heard_only_those_count() -> None:
    half = BEATS[: len(BEATS) // 2]
    body = np.concatenate([metronome(BEATS, RATE, SECONDS / 2), statue(FRAMES // 2)])
    found = figures.of_stretch(song(), as_danced(body, half))
    assert found["heard"] == pytest.approx(0.5, abs=0.02)
    assert found["of_heard"] > 0.85
    assert found["hit"] == pytest.approx(found["of_heard"] / 2, abs=0.06)


def test_whom_a_mirror_copies_is_told_beside_it() -> None:
    body = metronome(BEATS, RATE, SECONDS)
    assert figures.of_stretch(song(), as_danced(statue(FRAMES), human=body))["human"] > 0.9
    gone = np.full_like(body, np.nan)
    assert math.isnan(figures.of_stretch(song(), as_danced(body, human=gone))["human"])


def test_a_cue_that_is_called_early_is_right_from_then_on() -> None:
    cue = np.ones(FRAMES)
    cue[round(12 * RATE) :] = 2.0
    danced = replace(as_danced(statue(FRAMES)), cue=cue)
    assert figures.of_stretch(song(left=12.0), danced)["right_cue"] == 100.0
    assert figures.of_stretch(song(), danced)["right_cue"] < 70


def test_who_stands_never_starts_though_it_trembles() -> None:
    trembling = statue(FRAMES) + np.random.default_rng(1).normal(0, 1e-4, (FRAMES, 24, 3))
    found = figures.of_stretch(song(), as_danced(trembling))
    assert math.isnan(found["to_dance"])
    assert found["hit"] == 0.0
    assert found["leaps"] == found["jerks"] == 0.0


def test_who_begins_late_is_told_and_who_stops_late_too() -> None:
    moving = metronome(BEATS, RATE, SECONDS)
    late = moving.copy()
    late[: round(6 * RATE)] = late[round(6 * RATE)]
    assert 5.9 <= figures.of_stretch(song(), as_danced(late))["to_dance"] <= 7.1
    goes_on = moving.copy()
    goes_on[round(3 * RATE) :] = goes_on[round(3 * RATE)]
    silence = song(NO_BEATS, kind="silence")
    assert figures.of_stretch(silence, as_danced(goes_on))["to_stop"] == pytest.approx(3, abs=0.2)
    assert figures.of_stretch(silence, as_danced(goes_on))["moving"] == pytest.approx(15, abs=3)
    assert figures.of_stretch(silence, as_danced(moving))["to_stop"] == SECONDS
    assert figures.of_stretch(silence, as_danced(statue(FRAMES)))["to_stop"] == 0.0


def test_a_picture_with_a_leap_is_counted_and_a_walk_has_none() -> None:
    path = np.zeros((FRAMES, 3))
    path[100:, 0] = 0.3  # once in 20 s
    found = seen.leaps(carried(path))
    assert found["leaps"] == found["knees"] == pytest.approx(3)
    assert found["jerks"] == pytest.approx(6)  # there, and to a halt
    walk = np.zeros((FRAMES, 3))
    walk[:, 0] = np.arange(FRAMES) * 0.11
    assert seen.leaps(carried(walk)) == {"leaps": 0.0, "jerks": 0.0, "knees": 0.0}


def test_a_back_is_no_front() -> None:
    turned = STANDING * np.array([-1.0, 1.0, -1.0])
    assert seen.fronts(np.array([STANDING, turned])) == pytest.approx([1.0, -1.0], abs=0.01)


def test_who_stands_where_the_human_is_drawn_covers_it() -> None:
    bodies = statue(FRAMES)
    assert seen.overlap(bodies + np.array([0.4, 0.0, 0.0]), bodies) == 0.0
    assert seen.overlap(bodies, bodies) == 1.0  # an arm, stretched out, before the other's trunk
    assert seen.overlap(bodies - np.array([0.9, 0.0, 0.0]), bodies) == 1.0
    half = bodies.copy()
    half[::2] = np.nan
    assert seen.overlap(bodies - np.array([0.9, 0.0, 0.0]), half) == 1.0
    assert math.isnan(seen.overlap(bodies, np.full_like(bodies, np.nan)))


def test_who_leaves_the_picture_is_outside() -> None:
    assert seen.outside(statue(3)) == 0.0
    assert seen.outside(statue(3) + np.array([9.0, 0.0, 0.0])) == 1.0


def test_a_drop_is_seen_where_speed_and_height_grow() -> None:
    beats: Floats = np.arange(0.0, SECONDS, 0.5)
    calm, wild = (metronome(beats, RATE, SECONDS / 2, reach) for reach in (0.1, 0.3))
    body = np.concatenate([calm, wild + np.array([0.0, 0.2, 0.0])])
    stretch = song(sections=((0.0, "build"), (SECONDS / 2, "drop")))
    found = figures.of_stretch(stretch, as_danced(body))
    assert found["drop_speed"] == pytest.approx(3.0, rel=0.2)
    assert found["drop_height"] > 1.1


def test_a_black_picture_a_wrong_cue_and_a_fall_are_told() -> None:
    body = metronome(BEATS, RATE, SECONDS)
    light, cue = np.ones(FRAMES), np.ones(FRAMES)
    light[FRAMES // 2 :] = 0.0
    cue[-FRAMES // 4 :] = 2.0
    danced = replace(as_danced(body), light=light, cue=cue, falls=((3.0, "dancer"), (99.0, "ear")))
    found = figures.of_stretch(song(), danced)
    assert (found["dark"], found["falls"]) == (50.0, 1.0)
    assert found["right_cue"] == pytest.approx(75, abs=2)


def test_styles_that_differ_are_told_apart_and_others_are_not() -> None:
    slow, fast = (metronome(BEATS, RATE, SECONDS, reach) for reach in (0.05, 0.4))
    apart = seen.taken_for([("gentle", slow), ("party", fast)])
    assert apart["gentle"]["gentle"] == apart["party"]["party"] == pytest.approx(1.0)
    same = seen.taken_for([("gentle", slow), ("party", slow.copy())])
    assert same["gentle"]["gentle"] + same["party"]["party"] < 1.5


def tunes() -> list[Tune]:
    return tunes_in(SHOWS / "songs")


def test_an_evening_of_a_seed_is_always_the_same_and_of_another_seed_another() -> None:
    one, same, other = (built(tunes(), 30.0, seed, None) for seed in (1, 1, 2))
    assert np.array_equal(one.sound, same.sound)
    assert one.presses == same.presses
    assert len(one.sound) != len(other.sound) or not np.array_equal(one.sound, other.sound)


def test_stretches_follow_one_another_with_their_true_beats() -> None:
    evening = built(tunes(), 60.0, 1, None)
    assert evening.seconds == pytest.approx(60, abs=5)
    assert [s.begins for s in evening.stretches[1:]] == [s.ends for s in evening.stretches[:-1]]
    for stretch in evening.stretches:
        assert ((stretch.beats >= stretch.begins) & (stretch.beats < stretch.ends)).all()
        assert set(stretch.ones) <= set(stretch.beats)
    waltz = next(stretch for stretch in evening.stretches if stretch.name == "waltz")
    assert waltz.song == "waltz"
    between = np.searchsorted(waltz.beats, waltz.ones[1]) - np.searchsorted(
        waltz.beats, waltz.ones[0]
    )
    assert between == 3


def test_a_longer_evening_has_everything_and_a_long_one_more_dancing() -> None:
    chance = np.random.default_rng(1)
    names = [part.role.name for part in planned(tunes(), 600.0, chance)]
    assert names == [role.name for role in ROLES]
    long = [part.role.name for part in planned(tunes(), 1800.0, chance)]
    assert long.count("disco") > 1
    assert long.count("last dance") == 1
    assert long[-1] == "good night"


def test_a_drop_is_quiet_before_it_and_loud_after_it() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, 20 * SAMPLES).astype(np.float32)
    sound = np.cumsum(sound).astype(np.float32) * 0.01  # lows
    ones = np.arange(0.0, 20.0, 2.0)
    dropped = sounds.with_drop(sound, ones, 6, np.random.default_rng(1))
    assert np.std(dropped[4 * SAMPLES : 8 * SAMPLES]) < 0.5 * np.std(sound)
    assert np.array_equal(dropped[12 * SAMPLES :], sound[12 * SAMPLES :])


def test_a_room_is_as_long_and_noisier() -> None:
    chance = np.random.default_rng(1)
    tone = np.zeros(12 * SAMPLES, dtype=np.float32)
    tone[: 6 * SAMPLES] = np.sin(np.arange(6 * SAMPLES) / 20)
    heard = sounds.in_a_room(tone, 8.0, chance)
    assert len(heard) == len(tone)
    assert np.std(heard[-3 * SAMPLES :]) > 0.05 * np.std(heard[: 6 * SAMPLES])


def test_guests_come_when_a_song_has_begun_and_sit_down_for_a_speech() -> None:
    stretches = (
        song(), song(NO_BEATS, kind="speech", begins=20.0, ends=30.0), song(begins=30.0, ends=50.0),
        song(begins=50.0, ends=60.0),
    )  # fmt: skip
    evening = Evening(np.zeros(1, dtype=np.float32), stretches, "", (Press(1.0, "go"),))
    assert turns(evening, 2) == [(0.0, -1), (3.0, 0), (20.0, -1), (33.0, 1), (50.0, 0)]


def test_songs_without_beats_are_no_evening(tmp_path: Path) -> None:
    (tmp_path / "one.ogg").touch()
    with pytest.raises(BadInput, match="beats"):
        tunes_in(tmp_path)


def test_a_short_evening_is_danced_and_its_table_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--minutes", "0.7", "--json", str(tmp_path / "e.json")]
    asked = command.options().parse_args([*words, "--sheet", str(tmp_path / "e.jpg")])
    found = command.run(asked)
    command.write(asked.json, found)
    printed = capsys.readouterr().out
    assert "| On the beat |" in printed
    assert "| On the stage |" in printed
    kept = json.loads(asked.json.read_text(encoding="utf-8"))
    whole = kept["stretches"]["the evening"]
    assert whole["beats"] > 50
    assert whole["heard"] > 0.5
    assert whole["hit"] > 1.3 * whole["chance"]
    assert whole["front"] > 60
    assert whole["falls"] == 0
    assert asked.sheet.stat().st_size > 10_000


def test_the_operator_presses_go_only_where_the_cue_is_not_on(tmp_path: Path) -> None:
    presses = [[1.0, "go 1"], [2.0, "go 3"], [3.0, "back"], [4.0, "tap"]]
    (tmp_path / "presses.json").write_text(json.dumps(presses))

    loop = VirtualLoop()
    context = replace(context_for(None, 1), clock=Clock(loop))
    desk = context.desk
    desk.cue = 2
    hands = Operator(presses=str(tmp_path / "presses.json")).open(context)
    context.clock.start()
    loop.run_until_complete(hands.run())
    hands.close()
    loop.close()
    assert (desk.goes, desk.backs) == (1, 1)
    assert desk.taps == pytest.approx([4.0])
