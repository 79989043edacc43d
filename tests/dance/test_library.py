import math
import random
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.skeleton import INDEX, positions_from
from live.dance import library
from live.dance.moves import STYLES
from live.dance.phrases import Phrase
from live.dance.sway import Swayer
from live.desk.desk import Desk
from live.errors import BadInput
from live.signals import JOINT_COUNT, Floats, Music, Pose
from tests.dance.floor import (
    RATE,
    band,
    contacts,
    dance,
    dancer,
    landings,
    positions,
    shaky_band,
    silence,
    speeds,
    worst_drift,
)
from tests.parts import a_context, standing


def test_an_unknown_style_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"polka.*party, latin, ballroom, street, gentle"):
        dancer(style="polka")


def test_an_unknown_move_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"moonwalk.*charleston"):
        dancer(only=("moonwalk",))


@pytest.mark.parametrize("style", STYLES)
def test_a_planted_foot_does_not_slide_nor_sink(style: str) -> None:
    poses = dance(dancer(style=style), 14.0)
    assert worst_drift(poses) < 0.01
    where = positions(poses)
    assert where[:, [10, 11], 1].min() > -0.01
    assert where[:, [7, 8], 1].min() > 0.03


@pytest.mark.parametrize("tempo", [90.0, 120.0])
def test_steps_land_on_the_beat(tempo: float) -> None:
    poses = dance(dancer(), 25.0, lambda time: band(time, tempo), rate=60)
    off = [abs(t * tempo / 60 - round(t * tempo / 60)) * 60 / tempo for t in landings(poses)]
    assert len(off) > 20
    assert np.mean(np.array(off) < 0.05) > 0.9


def test_the_whole_body_is_stiller_on_the_beat_than_off_it() -> None:
    moving = speeds(dance(dancer(), 25.0, rate=60), 60).mean(axis=1)
    beats = np.arange(300, len(moving) - 30, 30)
    on = np.mean([moving[beat : beat + 4].mean() for beat in beats])
    off = np.mean([moving[beat + 15 : beat + 27].mean() for beat in beats])
    assert on < 0.7 * off


def test_it_moves_as_people_do() -> None:
    party, gentle = (speeds(dance(dancer(style=style), 24.0)) for style in ("party", "gentle"))
    assert 0.45 < party.mean() < 1.2
    assert 0.25 < gentle.mean() < 0.6
    assert party.max() < 7.5  # metres a second, any joint: 25 cm a frame
    assert np.mean(party.max(axis=1) > 3.6) < 0.05


def test_loud_music_makes_it_dance_bigger() -> None:
    soft, loud = (
        speeds(dance(dancer(only=("two-step",)), 12.0, partial(band, loudness=how))).mean()
        for how in (0.05, 1.0)
    )
    assert loud > 1.25 * soft


@pytest.mark.parametrize(("meter", "tempo"), [(3, 92.0), (3, 185.0), (6, 180.0), (4, 68.0)])
def test_it_dances_in_three_in_six_fast_and_slow(meter: int, tempo: float) -> None:
    poses = dance(dancer(), 20.0, lambda time: band(time, tempo, meter))
    assert speeds(poses)[90:].mean() > 0.2
    assert len(landings(poses)) > 10
    assert worst_drift(poses) < 0.01


def test_its_pose_is_forward_kinematics_of_unit_turns() -> None:
    for pose in dance(dancer(), 6.0)[::10]:
        assert np.allclose(np.linalg.norm(pose.rotations, axis=1), 1.0, atol=1e-9)
        assert np.allclose(pose.positions, positions_from(pose.root, pose.rotations))


def test_its_knees_never_bend_back_nor_lock() -> None:
    where = positions(dance(dancer(style="latin"), 20.0))
    for hip, knee, ankle in ((1, 4, 7), (2, 5, 8)):
        thigh, shin = where[:, knee] - where[:, hip], where[:, ankle] - where[:, knee]
        cosine = np.sum(thigh * shin, axis=1) / (0.383616 * 0.472979)
        assert cosine.max() < 0.9995


def test_one_seed_dances_one_dance_and_another_another() -> None:
    one, again, other = (positions(dance(dancer(seed), 12.0)) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)


def test_when_the_music_stops_it_settles_and_it_begins_again_on_a_beat() -> None:
    who = dancer()
    dance(who, 15.0)
    settling = dance(who, 6.0, silence, start=15.0)
    assert speeds(settling)[45:].mean() < 0.15
    assert np.all(contacts(settling)[60:])
    assert worst_drift(settling[60:]) < 0.01
    again = dance(who, 8.0, band, start=21.0)
    assert speeds(again)[90:].mean() > 0.3
    first = landings(again)[0]
    assert first < 23.5
    assert abs(first * 2 - round(first * 2)) / 2 < 0.06


def test_it_waits_until_it_is_sure_of_the_beat() -> None:
    def unsure(time: float) -> Music:
        return Music(time, 120.0, time * 2, confidence=0.1, playing=True, loudness=0.8)

    assert landings(dance(dancer(), 6.0, unsure)) == []


def test_a_shaky_ear_does_not_shake_the_dancer() -> None:
    steady, shaky = dance(dancer(), 20.0), dance(dancer(), 20.0, shaky_band(1))
    assert worst_drift(shaky) < 0.01
    jerk_of_steady, jerk_of_shaky = (
        np.linalg.norm(np.diff(positions(poses), 3, axis=0), axis=-1)[90:].mean()
        for poses in (steady, shaky)
    )
    assert jerk_of_shaky < 1.6 * jerk_of_steady


def test_a_gap_of_seconds_is_danced_over() -> None:
    who = dancer()
    dance(who, 8.0)
    after = dance(who, 10.0, start=14.0)
    assert worst_drift(after) < 0.01
    assert len(landings(after)) > 8


@pytest.mark.parametrize("meter", [5, 7])
def test_an_upbeat_gives_way_to_the_one_without_a_jerk(meter: int) -> None:
    for seed in range(8):
        who = dancer(seed, style="gentle", mode="lead")
        # The dancer is sure of the beat just before a ONE.
        music = partial(band, tempo=182.0, meter=meter)
        start = 10 * meter * 60 / 182 - (0.55 + 0.7 * seed / 8)
        assert speeds(dance(who, 4.0, music, start=start)).max() < 3.0


def test_a_nap_in_the_middle_of_a_turn_is_not_made_good_in_a_flash() -> None:
    for seconds in np.arange(6.0, 18.0, 0.5):
        who = dancer(style="ballroom", only=("waltz turn",))
        waltz = partial(band, tempo=150.0, meter=3)
        dance(who, seconds, waltz)
        assert speeds(dance(who, 3.0, waltz, start=seconds + 300.3)).max() < 9.0


def mad_music(chance: random.Random) -> Music:
    time = chance.uniform(0, 30)
    tempo, beat = chance.uniform(30, 300), chance.uniform(-1e4, 1e4)
    bands = (chance.random(), chance.random(), chance.random())
    return Music(
        time, tempo, beat, chance.choice([1, 2, 3, 4, 5, 6, 7]), chance.randrange(-9, 9),
        chance.random(), chance.random() < 0.8, chance.random(), chance.random(), bands,
    )  # fmt: skip


def mad_human(chance: random.Random, time: float) -> Pose:
    rotations = np.array([[chance.gauss(0, 1) for _ in range(4)] for _ in range(JOINT_COUNT)])
    rotations /= np.linalg.norm(rotations, axis=1, keepdims=True)
    where = np.array([[chance.gauss(0, 1) for _ in range(3)] for _ in range(JOINT_COUNT)])
    seen = np.array([chance.random() for _ in range(JOINT_COUNT)])
    return Pose(time - chance.uniform(0, 2), where, rotations, seen)


@pytest.mark.parametrize("mode", ["solo", "mirror", "answer"])
def test_it_cannot_fail_whatever_it_hears_and_sees(mode: str) -> None:
    chance = random.Random(7)
    who, time = dancer(3, mode=mode), 0.0
    music, human = band(0.0), None
    for _ in range(900):
        time += chance.choice((1 / 60, 1 / 30, 1 / 30, 1 / 30)) if chance.random() > 0.004 else 4.0
        music = mad_music(chance) if chance.random() < 0.05 else music
        human = mad_human(chance, time) if chance.random() < 0.1 else human
        pose = who.step(time, music, human if chance.random() < 0.9 else None)
        assert np.all(np.isfinite(pose.positions))
        assert abs(pose.root[0]) < 1.5
        assert abs(pose.root[2]) < 1.2


def test_a_change_of_meter_is_danced_on_the_new_bars() -> None:
    who = dancer()
    dance(who, 10.0)
    poses = dance(who, 12.0, lambda time: band(time, 120, 3), start=10.0)
    phrase = who._phrase
    assert isinstance(phrase, Phrase)
    assert phrase.one % 3 == 0
    assert worst_drift(poses) < 0.01


def test_a_long_night_stays_on_stage_and_in_memory() -> None:
    """Five minutes stand for hours: nothing may pile up."""
    who = dancer(5)
    roots = [pose.root for pose in dance(who, 300.0, rate=6)]
    xs, zs = np.abs(np.array(roots)[:, 0]), np.abs(np.array(roots)[:, 2])
    assert xs.max() < 1.2
    assert zs.max() < 0.9
    assert abs(np.mean(np.array(roots)[:, 0])) < 0.2
    assert len(who._feet.steps) < 40


def test_a_step_is_quick() -> None:
    who = dancer()
    dance(who, 3.0)
    took = []
    for k in range(300):
        began = perf_counter()
        who.step(3.0 + k / 30, band(3.0 + k / 30), None)
        took.append(perf_counter() - began)
    assert np.median(took) < 2e-3  # seconds: 0.3 ms here; a laptop may be busy


def faces(poses: list[Pose]) -> Floats:
    """Radians the pelvis is turned from the audience."""
    w, x, y, z = np.array([pose.rotations[0] for pose in poses]).T
    turned: Floats = np.arctan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y))
    return turned


def test_it_faces_the_audience_most_of_the_time() -> None:
    assert np.mean(np.abs(faces(dance(dancer(), 60.0, rate=10))) < math.radians(60)) > 0.85


def test_its_shoulders_turn_against_its_hips() -> None:
    poses = dance(dancer(only=("twist",)), 12.0)
    where = positions(poses)[120:]
    hips = where[:, INDEX["l_hip"]] - where[:, INDEX["r_hip"]]
    shoulders = where[:, INDEX["l_shoulder"]] - where[:, INDEX["r_shoulder"]]
    turns = [np.arctan2(-way[:, 2], way[:, 0]) for way in (hips, shoulders)]
    assert np.corrcoef(turns[0], turns[1])[0, 1] < 0.0


def test_the_operator_changes_the_style_in_the_middle_of_the_dance_without_a_jerk() -> None:
    desk = Desk()
    plain, led = (
        library.Library(style="gentle").open(a_context(desk=desk)) for desk in (Desk(), desk)
    )
    apart, fastest = 0.0, 0.0
    before = None
    for frame in range(30 * 30):
        if frame == 300:
            desk.style = "street"
        music = band(frame / 30)
        poses = [one.step(frame / 30, music, None) for one in (plain, led)]
        gap = float(np.abs(poses[0].positions - poses[1].positions).max())
        assert frame > 300 or gap == 0.0
        apart = max(apart, gap)
        if before is not None:
            fastest = max(fastest, float(np.abs(poses[1].positions - before).max()) * 30)
        before = poses[1].positions
    assert apart > 0.2
    assert fastest < 8.0


def test_the_operator_changes_the_mode_and_gives_it_back() -> None:
    desk = Desk()
    settings = library.Library(mode="mirror")
    asked, mirror, solo = (
        library.open(a_context(desk=hands))
        for library, hands in ((settings, desk), (settings, Desk()), (library.Library(), Desk()))
    )
    desk.mode = "solo"
    for frame in range(30 * 12):
        music, human = band(frame / 30), standing(frame / 30)
        led = asked.step(frame / 30, music, human).positions
        alone = solo.step(frame / 30, music, human).positions
        after = mirror.step(frame / 30, music, human).positions
    assert np.array_equal(led, alone)
    assert not np.array_equal(led, after)
    desk.mode = None
    for frame in range(30 * 12, 30 * 24):
        music, human = band(frame / 30), standing(frame / 30)
        led = asked.step(frame / 30, music, human).positions
        alone = solo.step(frame / 30, music, human).positions
    assert not np.array_equal(led, alone)


def test_it_grooves_to_the_first_beats_and_stands_without_music() -> None:
    def unsure(time: float) -> Music:
        return Music(time, 120.0, time * 2, confidence=0.1, playing=True, loudness=0.8)

    where = positions(dance(dancer(), 6.0, unsure))[2 * RATE :]
    moving = np.linalg.norm(np.diff(where, axis=0), axis=-1).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(where[:, 0, 1] - where[:, 0, 1].mean()))
    assert spectrum.argmax() == 8  # twice a second for 4 s
    assert moving.mean() * RATE > 2 * speeds(dance(dancer(), 6.0, silence))[2 * RATE :].mean()


def test_it_stops_where_a_silence_outlasts_a_beat_although_the_ear_still_counts() -> None:
    def stopped(time: float) -> Music:
        return replace(band(time), silent_for=max(0.0, time - 12.0))

    moving = speeds(dance(dancer(), 16.0, stopped)).mean(axis=1)
    assert moving[11 * RATE : 12 * RATE].mean() > 0.3
    assert moving[round(13.6 * RATE) :].mean() < 0.15


def test_who_stands_looks_at_a_guest_beside_it_now_and_then() -> None:
    guest = Swayer().step(0.0, Music(0.0), None)

    def way(human: Pose | None) -> Floats:
        poses = dance(dancer(), 24.0, silence, lambda time: human and replace(human, time=time))
        heads = [skeleton.world_rotations(pose.rotations)[15] for pose in poses[4 * RATE :]]
        return np.array([quat.rotate(head, np.array([0.0, 0.0, 1.0]))[0] for head in heads])

    assert way(guest).min() < way(None).min() - 0.3
