"""What a human does, and what comes of it in each mode."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from live.body import skeleton
from live.dance import library
from live.dance.follow import Mode
from live.desk.desk import MODES, Desk
from live.see.cameras.puppet import Puppet
from live.signals import Floats, Pose
from tests.dance.floor import RATE, band, contacts, dancer, positions, speeds, worst_drift
from tests.dance.people import jump_height, somebody
from tests.parts import a_context

AGE = 0.06  # seconds: how old the newest sight of a human is, live
BEGIN = 12.0  # seconds: a ONE, and in `answer` the human's own bar
BAR = 2.0  # seconds
DELAY = {"mirror": 0.0, "follow": 0.0, "answer": BAR}  # seconds until the partner is to show it
REACTION = 0.15  # seconds

Human = Callable[[float], Pose]
_done: dict[tuple[str, str], list[Pose]] = {}


def person(**does: Callable[[float], object]) -> Human:
    """Somebody who stands, and from BEGIN on does something, told by the seconds since."""

    def human(time: float) -> Pose:
        doing = {name: how(time - BEGIN) for name, how in does.items() if time >= BEGIN}
        return somebody(time, **doing)  # type: ignore[arg-type]

    return human


# Each with a body that does nothing else. Left is the human's own.
PEOPLE: dict[str, Human] = {
    "stands": person(),
    "raises the left arm": person(arms=lambda s: (min(1.0, 3 * s), 0.0)),
    "raises the right arm": person(arms=lambda s: (0.0, min(1.0, 3 * s))),
    "crouches": person(level=lambda s: -0.25 * min(1.0, 3 * s)),
    "leans to the left": person(weight=lambda s: min(1.0, 3 * s)),
    "goes to the left": person(place=lambda s: (0.4 * min(1.0, 2 * s), 0.0)),
    "turns to the left": person(yaw=lambda s: 0.8 * min(1.0, 2 * s)),
    "jumps": person(air=jump_height),
    "waves": person(arms=lambda s: (0.25 + 0.25 * np.sin(9 * s), 0.25 + 0.25 * np.sin(9 * s))),
}


def partnered(mode: str, what: str) -> list[Pose]:
    """A partner in a mode, with one of the people, until four seconds after they begin."""
    if (mode, what) not in _done:
        who = dancer(mode=mode)
        times = np.arange(round((BEGIN + 4.0) * RATE)) / RATE
        seen = [PEOPLE[what](time - AGE) for time in times]
        _done[mode, what] = [who.step(t, band(t), h) for t, h in zip(times, seen, strict=True)]
    return _done[mode, what]


def differs(mode: str, what: str) -> Floats:
    """(frames, 24, 3) metres: what is other than with somebody who only stands, from when on the
    partner is to show it."""
    first = round((BEGIN + DELAY[mode]) * RATE)
    return (positions(partnered(mode, what)) - positions(partnered(mode, "stands")))[first:]


def hand_heights(mode: str, what: str) -> Floats:
    """(2,) metres: the partner's wrists over its shoulders, left and right, half a second on."""
    first = round((BEGIN + DELAY[mode] + 0.6) * RATE)
    where = positions(partnered(mode, what))[first : first + RATE // 2]
    found: Floats = (where[:, [20, 21], 1] - where[:, [16, 17], 1]).mean(axis=0)
    return found


def hip_yaw(poses: list[Pose]) -> Floats:
    """Radians to the left."""
    where = positions(poses)
    across = where[:, 1] - where[:, 2]
    return np.arctan2(-across[:, 2], across[:, 0])


def test_the_modes_are_the_same_everywhere() -> None:
    assert get_args(Mode) == MODES == ("solo", "mirror", "follow", "answer", "lead")


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_raises_one_arm_the_partner_raises_the_one_opposite(mode: str) -> None:
    left, right = hand_heights(mode, "raises the right arm")
    assert left > 0.25
    assert right < 0.1
    left, right = hand_heights(mode, "raises the left arm")
    assert right > 0.25
    assert left < 0.1


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_crouches_the_partner_sinks(mode: str) -> None:
    sunk = differs(mode, "crouches")[20:35, 0, 1].mean()
    assert sunk == pytest.approx(-0.22, abs=0.06)


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_shifts_weight_the_partners_hips_go_the_same_way_in_the_mirror(
    mode: str,
) -> None:
    assert -0.2 < differs(mode, "leans to the left")[20:35, 0, 0].mean() < -0.025


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_goes_aside_the_partner_goes_along_on_its_feet(mode: str) -> None:
    moved = differs(mode, "goes to the left")[40:55]
    assert moved[:, 0, 0].mean() < -0.2
    assert moved[:, [7, 8], 0].mean() < -0.15
    assert worst_drift(partnered(mode, "goes to the left")) < 0.01


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_turns_the_partner_turns_the_other_way_round(mode: str) -> None:
    first = round((BEGIN + DELAY[mode]) * RATE)
    turned = hip_yaw(partnered(mode, "turns to the left")) - hip_yaw(partnered(mode, "stands"))
    assert np.mean(turned[first + 24 : first + 40]) == pytest.approx(-0.7, abs=0.3)


@pytest.mark.parametrize("mode", DELAY)
def test_when_the_human_jumps_the_partner_jumps_and_lands_where_it_left(mode: str) -> None:
    poses = partnered(mode, "jumps")
    first = round((BEGIN + DELAY[mode]) * RATE)
    feet = positions(poses)[first : first + RATE, [7, 8, 10, 11]]
    flying = np.flatnonzero(feet[:, 2:, 1].min(axis=1) > 0.03)
    assert 5 <= len(flying) <= 18
    assert np.all(np.diff(flying) == 1)
    assert feet[:, 2:, 1].min(axis=1).max() > 0.12
    assert not contacts(poses)[first + flying].any()
    assert worst_drift(poses) < 0.01


@pytest.mark.parametrize("mode", DELAY)
def test_a_human_who_only_stands_is_not_jumped_after(mode: str) -> None:
    where = positions(partnered(mode, "stands"))[:, [10, 11], 1].min(axis=1)
    assert where.max() < 0.03


def test_when_the_human_dances_wilder_the_one_who_follows_dances_larger() -> None:
    calm, wild = (
        speeds(partnered("follow", what))[-2 * RATE :, [0, 3, 6, 9, 12, 15]].mean()
        for what in ("stands", "waves")
    )
    assert wild > 1.15 * calm


@pytest.mark.parametrize("mode", ["mirror", "answer"])
def test_a_human_who_waves_is_as_lively_in_the_mirror_and_in_the_answer(mode: str) -> None:
    first = round((BEGIN + DELAY[mode]) * RATE)
    calm, wild = (
        speeds(partnered(mode, what))[first + 15 : first + 55, [20, 21]].mean()
        for what in ("stands", "waves")
    )
    assert wild > calm + 0.4


@pytest.mark.parametrize("mode", ["mirror", "follow"])
@pytest.mark.parametrize("what", [what for what in PEOPLE if what not in ("stands", "waves")])
def test_the_partner_is_on_its_way_150_ms_after_the_human(mode: str, what: str) -> None:
    times = BEGIN + np.arange(RATE) / RATE
    theirs = np.array([PEOPLE[what](t).positions - PEOPLE["stands"](t).positions for t in times])
    assert _under_way(differs(mode, what)[:RATE]) - _under_way(theirs) <= REACTION


def _under_way(moved: Floats) -> float:
    """Seconds until a body has gone a quarter of the way that it goes at most."""
    far = np.linalg.norm(moved, axis=-1).max(axis=1)
    return float(np.argmax(far > 0.25 * far.max())) / RATE


def test_who_follows_keeps_steps_of_its_own() -> None:
    poses = partnered("follow", "stands")
    down = contacts(poses)[-10 * RATE :, (1, 3)]
    assert np.count_nonzero(down[1:] & ~down[:-1]) >= 8


def test_who_follows_lifts_no_arm_above_the_shoulder_unasked() -> None:
    where = positions(partnered("follow", "stands"))[3 * RATE :]
    assert (where[:, [20, 21], 1] - where[:, [16, 17], 1]).max() < 0.1


def switched(seed: int, seconds: float, modes: tuple[str, ...]) -> list[Pose]:
    """A partner of a dancing human, who now and then goes, while the mode changes at random."""
    chance, desk = random.Random(seed), Desk()
    who = library.Library().open(a_context(seed=seed, desk=desk))
    human = Puppet().open(a_context(seed=seed))
    poses, change = [], 0.0
    for frame in range(round(seconds * RATE)):
        time, seen = frame / RATE, human.read()
        if time >= change:
            desk.mode, change = chance.choice(modes), time + chance.uniform(0.2, 6.0)
        there = replace(seen, time=time - AGE) if time % 40 < 34 else None
        poses.append(who.step(time, band(time), there))
    return poses


def test_changes_of_mode_are_no_faster_than_the_dance_and_no_foot_slides() -> None:
    own = max(speeds(switched(3, 20.0, (mode,))).max() for mode in ("solo", "mirror", "follow"))
    poses = switched(3, 90.0, MODES)
    assert speeds(poses).max() < 1.15 * own
    assert worst_drift(poses) < 0.01
    where = positions(poses)
    assert where[:, [10, 11], 1].min() > -0.01
    bones = np.linalg.norm(where[:, 1:] - where[:, list(skeleton.PARENTS[1:])], axis=-1)
    assert np.allclose(bones, np.linalg.norm(skeleton.OFFSETS[1:], axis=-1), atol=1e-9)
    assert np.abs(where[:, 0, 0]).max() < 1.4
