import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.body.skeleton import positions_from
from live.dance import vector
from live.dance.choreographer import Choreographer, Improvising
from live.dance.library import Library
from live.desk.desk import MODES, STYLES, Desk
from live.errors import BadInput
from live.networks.recurrent import Recurrent
from live.runtime.places import MODELS
from live.see.cameras.puppet import Puppet
from live.signals import Floats, Music, Pose
from scripts.measure.metrics import beats, duet, feet, motion
from tests.dance.floor import RATE, band, contacts, dance, positions, silence, speeds, worst_drift
from tests.networks.tiny_models import write_model
from tests.parts import a_context

ALL = ("matching", "rnn", "fact")
TWO = ("matching", "rnn")
AGE = 0.06  # seconds: how old the newest sight of a human is, live
FASTEST = 16.0  # metres a second, from the pelvis: what a dance is held to
Change = Callable[[Floats], Floats]


def partner(seed: int = 1, desk: Desk | None = None, **settings: object) -> Improvising:
    part = Choreographer(**settings)  # type: ignore[arg-type]
    return part.open(a_context(seed=seed, desk=desk or Desk()))


def danced(who: Improvising, seconds: float, music: Any = band, **more: Any) -> list[Pose]:
    return dance(who, seconds, music, **more)  # type: ignore[arg-type]


@cache
def alone(model: str) -> list[Pose]:
    """A dance at 120 beats a minute."""
    return danced(partner(model=model), 24.0)


def from_pelvis(poses: list[Pose]) -> Floats:
    """(frames - 1, 24) metres a second, the pelvis held still."""
    where = positions(poses)
    where = where - where[:, :1]
    found: Floats = np.linalg.norm(np.diff(where, axis=0), axis=-1) * RATE
    return found


# ---- what it is to dance ----


@pytest.mark.parametrize("model", ALL)
def test_one_seed_dances_one_dance_and_another_another(model: str) -> None:
    one = positions(alone(model)[: 9 * RATE])
    again, other = (positions(danced(partner(seed, model=model), 9.0)) for seed in (1, 2))
    assert np.array_equal(one, again)
    assert np.abs(one - other).max() > 0.2


@pytest.mark.parametrize("model", ALL)
def test_it_dances_on_the_beat(model: str) -> None:
    where = positions(alone(model))[6 * RATE :]
    found = beats.on_beat(where, RATE, np.arange(0.0, 18.0, 0.5))
    assert found.precision >= 0.6
    assert found.recall >= 0.6
    assert min(found.lift) >= 2.5


@pytest.mark.parametrize("tempo", [84.0, 190.0])
def test_it_dances_on_slow_beats_and_on_fast_ones(tempo: float) -> None:
    poses = danced(partner(), 20.0, lambda time: band(time, tempo))
    found = beats.on_beat(
        positions(poses)[8 * RATE :], RATE, np.arange(0, 12, 60 / tempo) - 8 % (60 / tempo)
    )
    assert found.precision >= 0.6
    assert found.lift[0] >= 2.5


# How calm each is, metres a second: the two others dance more quietly than people do.
@pytest.mark.parametrize(("model", "least"), [("matching", 0.4), ("rnn", 0.25), ("fact", 0.22)])
def test_it_moves_as_people_do(model: str, least: float) -> None:
    where = positions(alone(model))
    assert least < motion.speeds(where, RATE).mean() < 1.3
    assert motion.frozen(where, RATE)[0] <= 2


@pytest.mark.parametrize("model", ALL)
def test_its_body_is_whole_and_its_feet_are_on_the_floor(model: str) -> None:
    poses = alone(model)
    where = positions(poses)
    assert np.isfinite(where).all()
    assert motion.bone_error(where) < 1e-9
    assert from_pelvis(poses).max() <= FASTEST
    assert where[:, [10, 11], 1].min() > -0.001
    assert where[:, [7, 8], 1].min() > 0.015
    for pose in poses[::50]:
        assert np.allclose(np.linalg.norm(pose.rotations, axis=1), 1.0)
        assert np.allclose(pose.positions, positions_from(pose.root, pose.rotations))


@pytest.mark.parametrize("model", ALL)
def test_a_planted_foot_does_not_slide(model: str) -> None:
    poses = alone(model)
    drift = feet.drift(positions(poses), contacts(poses))
    assert drift.contacts > 20
    assert drift.mean < 0.004
    assert worst_drift(poses) < 0.01


@pytest.mark.parametrize(("model", "seconds"), [("matching", 180.0), ("rnn", 45.0), ("fact", 45.0)])
def test_minutes_of_dance_stay_on_the_stage(model: str, seconds: float) -> None:
    poses = danced(partner(3, model=model), seconds, lambda time: band(time, 72.0), rate=5)
    where = positions(poses)
    assert np.isfinite(where).all()
    assert np.abs(where[:, 0, 0]).max() < 1.5
    assert np.abs(where[:, 0, 2]).max() < 1.25
    assert np.abs(where[:, 0, [0, 2]].mean(axis=0)).max() < 0.5


def test_a_place_of_its_own_is_kept() -> None:
    where = positions(danced(partner(home=(-0.6, 0.2)), 40.0, rate=10))[200:]
    assert where[:, 0, 0].mean() == pytest.approx(-0.6, abs=0.35)


def test_more_energy_is_danced_livelier() -> None:
    calm, lively = (
        speeds(danced(partner(2, energy=energy), 14.0))[4 * RATE :].mean() for energy in (0.2, 1.6)
    )
    assert lively > 1.15 * calm


def test_it_stands_in_silence_and_begins_within_two_seconds_of_music_however_unsure() -> None:
    def unsure(time: float) -> Music:
        playing = time >= 3.0
        return Music(time, 120.0, time * 2, confidence=0.1, playing=playing, loudness=0.8)

    moving = speeds(danced(partner(), 8.0, unsure)).mean(axis=1)
    assert moving[: 3 * RATE].mean() < 0.15
    assert moving[5 * RATE :].mean() > 0.3


def test_it_grooves_to_the_first_beat_of_a_song_before_it_dances() -> None:
    def song(time: float) -> Music:
        return band(time) if time >= 4.0 else silence(time)

    moving = speeds(danced(partner(), 8.0, song)).mean(axis=1)
    standing = moving[2 * RATE : 4 * RATE].mean()
    groove = moving[round(4.2 * RATE) : round(4.5 * RATE)].mean()
    assert 1.5 * standing < groove < 0.6 * moving[6 * RATE :].mean()


@pytest.mark.parametrize(("pause", "at_once"), [(1.0, True), (3.0, False)])
def test_a_moment_without_a_beat_is_the_same_song(pause: float, at_once: bool) -> None:
    who = partner()
    danced(who, 4.0)
    danced(who, pause, silence, start=4.0)
    assert not who._by_network
    danced(who, 0.2, start=4.0 + pause)
    assert who._by_network is at_once


@pytest.mark.parametrize("model", TWO)
def test_when_the_music_pauses_it_stands_and_comes_back(model: str) -> None:
    who = partner(model=model)
    poses = danced(who, 6.0)
    poses += danced(who, 4.0, silence, start=6.0)
    still = len(poses)
    poses += danced(who, 5.0, start=10.0)
    moving = speeds(poses)
    assert moving[still - 2 * RATE : still].mean() < 0.15
    assert moving[still + 2 * RATE :].mean() > 0.3
    assert from_pelvis(poses).max() <= FASTEST
    assert worst_drift(poses) < 0.01


def test_a_waltz_and_ballroom_are_danced_by_the_library() -> None:
    def waltz(time: float) -> Music:
        return band(time, 96.0, 3)

    written = Library(style="party").open(a_context(seed=1))
    mine, its = danced(partner(), 6.0, waltz), dance(written, 6.0, waltz)
    assert np.allclose(positions(mine), positions(its))
    ballroom = Library(style="ballroom").open(a_context(seed=1))
    assert np.allclose(
        positions(danced(partner(style="ballroom"), 6.0)), positions(dance(ballroom, 6.0))
    )


def test_a_gap_of_seconds_is_danced_over() -> None:
    who = partner()
    poses = danced(who, 8.0)
    after = danced(who, 6.0, start=13.0)
    assert worst_drift(after) < 0.01
    assert from_pelvis(after).max() <= FASTEST
    assert speeds(after).mean() > 0.3
    assert np.linalg.norm(after[0].root - poses[-1].root) < 0.5


def test_a_jerky_clock_does_not_make_it_jump() -> None:
    chance, who, time = random.Random(4), partner(), 0.0
    poses = []
    for _ in range(600):
        time += chance.choice((1 / 60, 1 / 30, 1 / 30, 1 / 15))
        poses.append(who.step(time, band(time), None))
    where, times = positions(poses), np.array([pose.time for pose in poses])
    moved = np.linalg.norm(np.diff(where - where[:, :1], axis=0), axis=-1)
    assert (moved / np.diff(times)[:, None]).max() <= FASTEST


# ---- with a human ----


def led(model: str, human: Callable[[float], Pose], seconds: float, seed: int = 1) -> list[Pose]:
    """Follows somebody, who is seen a little late."""
    who = partner(seed, model=model, mode="follow")
    return danced(who, seconds, human=lambda time: human(time - AGE))


@cache
def half_a_minute() -> list[Pose]:
    amateur = Puppet().open(a_context(seed=3))
    return [amateur.read() for _ in range(30 * RATE)]


def puppet(seconds: float) -> list[Pose]:
    """Somebody who dances along."""
    return half_a_minute()[: round(seconds * RATE)]


def shown(poses: list[Pose]) -> Callable[[float], Pose]:
    """Somebody who does what was written down."""
    return lambda time: poses[max(0, min(len(poses) - 1, round(time * RATE)))]


def paced(change: float, pace: float) -> Callable[[float], Pose]:
    """The puppet, who from second `change` on moves `pace` times as fast."""
    poses = puppet(30.0)

    def human(time: float) -> Pose:
        at = time if time < change else change + pace * (time - change)
        return replace(shown(poses)(at), time=time)

    return human


@cache
def couple(model: str) -> tuple[list[Pose], list[Pose]]:
    """The puppet and who follows it, on the same music."""
    lead = puppet(24.0 if model == "matching" else 16.0)
    return lead, led(model, shown(lead), len(lead) / RATE)


def shuffled(dance: Floats, seed: int) -> Floats:
    """Its pieces of some 1.6 s in another order, off the beat."""
    pieces = np.array_split(np.arange(len(dance)), 12)
    random.Random(seed).shuffle(pieces)
    return np.roll(dance[np.concatenate(pieces)], 4 + seed, axis=0)


@pytest.mark.parametrize("model", ALL)
def test_who_follows_goes_with_the_leads_speed_and_not_with_a_shuffled_leads(model: str) -> None:
    lead, follower = (positions(poses)[3 * RATE :] for poses in couple(model))
    found = duet.coupling(lead, follower, RATE)
    chance = [duet.coupling(shuffled(lead, k), follower, RATE).correlation for k in range(6)]
    assert found.correlation > 0.2
    assert 0.0 <= found.lag <= 0.15
    assert max(chance) < found.correlation / 2


def test_who_follows_comes_to_rest_with_the_lead_and_not_with_a_shuffled_lead() -> None:
    lead, follower = (positions(poses)[3 * RATE :] for poses in couple("matching"))
    chance = np.mean([duet.bed(shuffled(lead, k), follower) for k in range(6)])
    assert duet.bed(lead, follower) > 1.15 * chance


@pytest.mark.parametrize("model", ALL)
def test_who_follows_slows_and_hurries_with_the_lead_within_150_ms(model: str) -> None:
    moved = {}
    for pace in (0.0, 1.0, 2.0):
        runs = [led(model, paced(change, pace), change + 0.5) for change in (3.6, 4.0)]
        moved[pace] = np.mean([speeds(poses)[-10:].mean() for poses in runs])
    assert moved[0.0] < 0.6 * moved[1.0]
    assert moved[2.0] > 1.15 * moved[1.0]


def test_beside_a_human_it_dances_at_their_side() -> None:
    where = positions(couple("matching")[1])[10 * RATE :]
    assert 0.4 < where[:, 0, 0].mean() < 1.1


def test_in_lead_the_library_teaches_and_alone_nothing_is_said() -> None:
    lead = puppet(11.0)
    teacher, who, solo = (
        Library(mode="lead").open(a_context(seed=1)), partner(mode="lead"), partner()
    )  # fmt: skip
    told, said = [], []
    for frame, human in enumerate(lead):
        time = frame / RATE
        teacher.step(time, band(time), human)
        who.step(time, band(time), human)
        solo.step(time, band(time), None)
        told.append(teacher.caption)
        said.append(who.caption)
        assert solo.caption == "" or time < 1.0
    assert said == told
    assert len(set(said)) > 3


@pytest.mark.parametrize("model", ALL)
def test_changes_of_mode_and_style_are_no_faster_than_the_dance(model: str) -> None:
    chance, desk, change = random.Random(5), Desk(), 0.0
    who, lead = partner(2, desk, model=model), puppet(24.0 if model == "matching" else 12.0)
    poses = []
    for frame, human in enumerate(lead):
        time = frame / RATE
        if time >= change:
            desk.mode, change = chance.choice(MODES), time + chance.uniform(0.2, 4.0)
            desk.style = chance.choice(STYLES)
        there = replace(human, time=time - AGE) if time % 12 < 9.5 else None
        poses.append(who.step(time, band(time), there))
    where = positions(poses)
    assert from_pelvis(poses).max() <= FASTEST
    assert np.linalg.norm(np.diff(where[:, 0], axis=0), axis=-1).max() * RATE < 3.5
    assert motion.bone_error(where) < 1e-9
    assert worst_drift(poses) < 0.01
    assert where[:, [10, 11], 1].min() > -0.01
    assert np.abs(where[:, 0, 0]).max() < 1.5


# ---- what goes wrong ----


def not_a_number(_: Floats) -> Floats:
    return np.full((1, vector.SIZE), np.nan)


def flying(out: Floats) -> Floats:
    return np.concatenate([out[:, :4], np.random.default_rng(1).standard_normal((1, 136))], axis=1)


def faulty(
    monkeypatch: pytest.MonkeyPatch, who: Improvising, change: Change, when: dict[str, bool]
) -> None:
    """Has the model give something else while `when["faulty"]`."""
    model: Recurrent = who._model
    real = model.step

    def step(inputs: Any) -> Any:
        found = real(inputs)
        if when["faulty"]:
            found["vector"] = change(found["vector"].astype(float)).astype(np.float32)
        return found

    monkeypatch.setattr(model, "step", step)


def frozen_at(held: list[Floats]) -> Change:
    """The same body for ever, in the same place."""

    def change(out: Floats) -> Floats:
        held[:] = held or [np.concatenate([0 * out[:, :3], out[:, 3:]], axis=1)]
        return held[0]

    return change


@pytest.mark.parametrize(
    ("change", "lasts"), [(not_a_number, 0.5), (flying, 0.5), (frozen_at([]), 2.0)],
    ids=["not a number", "flying", "frozen"],
)  # fmt: skip
@pytest.mark.parametrize("model", TWO)
def test_a_fault_of_the_model_is_danced_over_by_the_library_and_comes_back(
    model: str, change: Change, lasts: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, when = partner(model=model), {"faulty": False}
    faulty(monkeypatch, who, change, when)
    poses = danced(who, 3.0)
    assert who._by_network
    when["faulty"] = True
    poses += danced(who, lasts, start=3.0)
    assert not who._by_network
    when["faulty"] = False
    poses += danced(who, 3.0, start=3.0 + lasts)
    assert who._by_network
    where = positions(poses)
    assert np.isfinite(where).all()
    assert motion.bone_error(where) < 1e-9
    assert from_pelvis(poses).max() <= FASTEST
    assert worst_drift(poses) < 0.01
    assert speeds(poses)[-RATE:].mean() > 0.2


def test_a_model_that_stays_faulty_is_tried_less_and_less_and_the_library_dances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who, when, tried = partner(), {"faulty": True}, list[float]()
    faulty(monkeypatch, who, not_a_number, when)
    change, now = who._change, {"time": 0.0}

    def counted(by_network: bool) -> None:
        tried.extend([now["time"]] if by_network else [])
        change(by_network)

    def music(time: float) -> Music:
        now["time"] = time
        return band(time)

    monkeypatch.setattr(who, "_change", counted)
    poses = danced(who, 18.0, music)
    assert tried == pytest.approx([0.0, 2.0, 6.0, 14.0], abs=0.1)
    assert speeds(poses)[8 * RATE :].mean() > 0.3
    assert from_pelvis(poses).max() < 8.0


def refused(**settings: object) -> str:
    with pytest.raises(BadInput) as caught:
        partner(**settings)  # type: ignore[arg-type]
    told = str(caught.value)
    assert "\n" not in told
    return told


def test_an_unknown_style_mode_or_model_is_refused_with_the_choices() -> None:
    assert "no style 'polka'; choose one of party, latin" in refused(style="polka")
    assert "no mode 'sulk'; choose one of solo, mirror" in refused(mode="sulk")
    assert "no model 'polka'; choose one of fact, matching, rnn" in refused(model="polka")


def a_repository(folder: Path, told: dict[str, str], styles: int = 7, size: int = 140) -> Path:
    """A folder of models with one that always gives zeros, or what `told` says of itself."""
    rows = {"music": (1, 17), "partner": (1, 24), "style": (1, styles), "noise": (1, size)}
    nodes = [("Identity", ("noise",), ("vector",)), ("Identity", ("cut_in",), ("cut",)),
             ("Identity", ("cut_in",), ("next_cut_in",))]  # fmt: skip
    outputs = {"vector": (1, size), "cut": (1, 1), "next_cut_in": (1, 1)}
    path = folder / "dance_tiny" / "1" / "model.onnx"
    write_model(path, nodes, rows | {"cut_in": (1, 1)}, outputs, told)
    return write_checksum(path).parents[2]


def write_checksum(path: Path) -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name("model.onnx.sha256").write_text(f"{digest}  model.onnx\n")
    return path


@pytest.mark.parametrize(
    ("told", "size", "said"),
    [
        ({}, 140, "does not name its styles"),
        ({"styles": "salsa"}, 140, "does not name its styles"),
        ({"styles": json.dumps(["salsa"])}, 140, "names 1 styles, but takes 7"),
        ({"styles": json.dumps(list("abcdefg"))}, 139, "output 'vector' is (1, 139)"),
    ],
)
def test_a_model_of_another_kind_is_refused(
    tmp_path: Path, told: dict[str, str], size: int, said: str
) -> None:
    models = a_repository(tmp_path, told, size=size)
    with pytest.raises(BadInput) as caught:
        Choreographer(model="tiny").open(a_context(models=models))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    models = a_repository(tmp_path, {"styles": json.dumps(list("abcdefg"))})
    Choreographer(model="tiny").open(a_context(models=models))
    path = models / "dance_tiny" / "1" / "model.onnx"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInput, match="damaged or cut short"):
        Choreographer(model="tiny").open(a_context(models=models))


def test_the_engine_is_told_for_the_report() -> None:
    assert partner().engine == "CPUExecutionProvider (dance_matching)"
    assert (MODELS / "dance_matching").is_dir()
