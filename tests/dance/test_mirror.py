"""How true and how quick the mirror is, with people seen as a camera sees them: late, shakily."""

from collections.abc import Callable

import numpy as np
import pytest

from live.body.skeleton import mirrored_positions, positions_from
from live.see.cameras.puppet import Puppet
from live.signals import Floats, Pose
from tests.dance.floor import RATE, band, dance, dancer, positions, speeds, worst_drift
from tests.dance.people import somebody
from tests.parts import a_context

AGE = 0.06  # seconds: how old the newest sight is when it is danced after
NEAR = 0.12  # metres
LATE = 0.1  # seconds
HANDS = [20, 21]


def puppet(seed: int) -> list[Pose]:
    person = Puppet().open(a_context(seed=seed))
    return [person.read() for _ in range(20 * RATE)]


def dancing(style: str) -> list[Pose]:
    """Somebody trained: the library's own dancer, alone, with its turns."""
    return dance(dancer(4, style=style), 20.0)


def going_round() -> list[Pose]:
    """Somebody who turns right round on the spot, there and back, arms out."""
    return [
        somebody(k / RATE, yaw=np.pi * (1 - np.cos(0.8 * k / RATE)), arms=(0.5, 0.6))
        for k in range(20 * RATE)
    ]


PEOPLE: dict[str, Callable[[], list[Pose]]] = {
    "one amateur": lambda: puppet(1),
    "another amateur": lambda: puppet(2),
    "a latin dancer": lambda: dancing("latin"),
    "a street dancer": lambda: dancing("street"),
    "somebody who turns round": going_round,
}


def mirrored(human: list[Pose], size: float = 1.0, tremor: float = 0.0) -> list[Pose]:
    """The partner of a human of some size; every turn of theirs is seen off by `tremor` radians."""
    chance, who, poses = np.random.default_rng(1), dancer(mode="mirror"), list[Pose]()
    seen = [_seen(pose, size, tremor, chance) for pose in human]
    for frame in range(len(human)):
        newest = int(frame - AGE * RATE)
        poses.append(
            who.step(frame / RATE, band(frame / RATE), seen[newest] if newest >= 0 else None)
        )
    return poses


def _seen(pose: Pose, size: float, tremor: float, chance: np.random.Generator) -> Pose:
    shaken = pose.rotations + chance.normal(0.0, tremor / 2, (24, 4))
    shaken /= np.linalg.norm(shaken, axis=1, keepdims=True)
    return Pose(pose.time, pose.positions * size, shaken)


def hands_off(poses: list[Pose], human: list[Pose], late: float) -> float:
    """Metres between the partner's hands and the mirrored human's of `late` seconds ago, both
    seen from the pelvis, on the partner's bones; the mean once they have found each other."""
    theirs = mirrored_positions(positions(human))
    theirs = (theirs - theirs[:, :1])[:, HANDS]
    times = np.arange(len(poses)) / RATE
    then = np.stack(
        [np.interp(times - late, times, column) for column in theirs.reshape(-1, 6).T], axis=1
    ).reshape(-1, 2, 3)
    mine = positions(poses)
    gap: Floats = np.linalg.norm((mine - mine[:, :1])[:, HANDS] - then, axis=-1)
    return float(gap[3 * RATE :].mean())


@pytest.mark.parametrize("who", PEOPLE)
def test_the_hands_in_the_mirror_are_where_the_humans_were_a_tenth_of_a_second_ago(
    who: str,
) -> None:
    human = PEOPLE[who]()
    poses = mirrored(human)
    lags = np.arange(0.0, 0.25, 0.01)
    off = [hands_off(poses, human, lag) for lag in lags]
    assert lags[int(np.argmin(off))] <= LATE
    assert min(off[: 1 + round(LATE / 0.01)]) < NEAR
    assert worst_drift(poses) < 0.01


def test_a_movement_is_thought_on_so_that_the_mirror_is_hardly_later_than_the_camera() -> None:
    human = puppet(1)
    poses = mirrored(human)
    lags = np.arange(0.0, 0.25, 0.01)
    assert lags[np.argmin([hands_off(poses, human, lag) for lag in lags])] < AGE + 0.01


def test_a_child_is_mirrored_as_well() -> None:
    human = puppet(1)
    poses = mirrored(human, size=0.7)
    assert min(hands_off(poses, human, lag) for lag in (0.04, 0.06, 0.08, 0.1)) < NEAR


def test_a_trembling_camera_makes_no_trembling_partner() -> None:
    still = [somebody(k / RATE) for k in range(8 * RATE)]
    chance = np.random.default_rng(1)
    turns = np.array([_seen(pose, 1.0, 0.03, chance).rotations for pose in still])
    seen = positions_from(np.zeros((len(turns), 3)), turns)
    theirs = np.linalg.norm(np.diff(seen, axis=0), axis=-1)[3 * RATE :, HANDS].mean() * RATE
    shaken = speeds(mirrored(still, tremor=0.03))[3 * RATE :]
    assert shaken[:, HANDS].mean() < 0.7 * theirs
