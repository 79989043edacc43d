import math

import numpy as np
import pytest

from live.body import quat, skeleton
from live.dance.ground import Ground
from live.dance.leg import REACH
from live.signals import Bools, Floats
from tests.dance.bodies import LENGTHS, RATE, UP, at, bones, circle, kicking, standing

DT = 1 / RATE
ANKLES, TOES = [7, 8], [10, 11]
BOTH, NEITHER = np.ones(2, dtype=bool), np.zeros(2, dtype=bool)
Frame = tuple[Floats, Floats, Bools, Bools]  # root, rotations, standing, leaving


def stood(frames: list[Frame], ground: Ground | None = None) -> tuple[Floats, Bools]:
    """Joints (frames, 24, 3) and contacts (frames, 4) of bodies, put on the floor."""
    ground = ground or Ground()
    shown, contacts = [], []
    for root, rotations, stands, leaving in frames:
        low, bent, down = ground.stand(root, rotations, stands, leaving, DT)
        assert np.allclose(np.linalg.norm(bent, axis=-1), 1.0)
        shown.append(skeleton.positions_from(low, bent))
        contacts.append(down)
    return np.array(shown), np.array(contacts)


def swaying(frames: int) -> list[Frame]:
    """A body that goes round, sinks and turns, without a step."""
    found = []
    for frame in range(frames):
        x, z = circle(frame, 0.045)
        yaw = 0.25 * math.sin(frame / 9)
        down = 0.05 * math.sin(frame / 7) ** 2
        found.append((at(x, z, down), standing(yaw=yaw), BOTH, NEITHER))
    return found


def gliding(speed: float, frames: int = 60) -> list[Frame]:
    """A body carried aside with both feet said to stand, after a moment of rest."""
    return [
        (at(speed * max(0, frame - 15) / RATE), standing(), BOTH, NEITHER)
        for frame in range(frames)
    ]


def stepping(frames: int) -> list[Frame]:
    """A body that walks ahead, a foot up and down in turn, half a second each."""
    found = []
    for frame in range(frames):
        which, share = (frame // 15) % 2, (frame % 15) / 15
        rotations = standing()
        lift = 0.5 * math.sin(math.pi * share)
        for joint, turn in ((1, -lift), (4, 1.4 * lift)):
            rotations[joint + which] = quat.multiply(
                rotations[joint + which], quat.about(np.array([1.0, 0.0, 0.0]), turn)
            )
        stands = np.array([which == 1, which == 0])
        leaving = ~stands if share > 0.85 else NEITHER
        found.append((at(0.0, 0.3 * frame / RATE), rotations, stands | (share < 0.15), leaving))
    return found


def flailing(frames: int, seed: int = 1) -> list[Frame]:
    """A body that no dancer is: far out of reach, into the floor, standing at random."""
    chance = np.random.default_rng(seed)
    found, turns, root, stands = [], np.zeros((24, 3)), np.zeros(3), BOTH
    for _ in range(frames):
        turns = 0.95 * turns + 0.05 * chance.standard_normal((24, 3))
        root = np.clip(root + 0.02 * chance.standard_normal(3), -0.25, 0.25)
        stands = stands ^ (chance.random(2) < 0.1)
        rotations = quat.multiply(quat.from_vector(turns), standing())
        found.append((at(*root), rotations, stands, stands & (chance.random(2) < 0.1)))
    return found


DANCES = {
    "sways": swaying(150), "glides": gliding(0.6), "walks": stepping(150),
    "flails": flailing(400),
}  # fmt: skip


@pytest.mark.parametrize("what", DANCES)
def test_bones_keep_their_lengths_and_no_leg_is_longer_than_it_is(what: str) -> None:
    shown, _ = stood(DANCES[what])
    assert np.abs(bones(shown) - LENGTHS).max() < 1e-9
    assert np.linalg.norm(shown[:, ANKLES] - shown[:, [1, 2]], axis=-1).max() <= REACH + 1e-9


@pytest.mark.parametrize("what", ["sways", "glides", "walks"])
def test_no_toe_and_no_ankle_goes_into_the_floor(what: str) -> None:
    shown, _ = stood(DANCES[what])
    assert shown[:, TOES, 1].min() > -1e-3
    assert shown[:, ANKLES, 1].min() > 0.015


@pytest.mark.parametrize("what", DANCES)
def test_what_is_said_to_stand_stays_within_a_centimetre(what: str) -> None:
    shown, contacts = stood(DANCES[what])
    assert contacts[:, [1, 3]].any(axis=0).all()
    for column, joint in enumerate(skeleton.CONTACT_JOINTS):
        anchor = None
        for place, down in zip(shown[:, joint], contacts[:, column], strict=True):
            anchor = (place if anchor is None else anchor) if down else None
            assert anchor is None or np.linalg.norm(place - anchor) < 0.01


def test_a_locked_toe_does_not_move_whatever_the_pelvis_does_within_reach() -> None:
    frames = swaying(150)
    danced = np.array([skeleton.positions_from(root, turns)[TOES] for root, turns, *_ in frames])
    shown, contacts = stood(frames)
    assert np.linalg.norm(danced - danced[10], axis=-1).max() > 0.08
    assert contacts[10:, [1, 3]].all()
    assert np.linalg.norm(shown[10:, TOES] - shown[10, TOES], axis=-1).max() < 0.005


def test_the_upper_body_is_left_as_it_is_danced() -> None:
    root, rotations, *_ = swaying(30)[-1]
    low, bent, _ = Ground().stand(root, rotations, BOTH, NEITHER, DT)
    others = [joint for joint in range(24) if joint not in (1, 2, 4, 5, 7, 8)]
    assert np.array_equal(bent[others], rotations[others])
    assert np.array_equal(low[[0, 2]], root[[0, 2]])


def test_the_pelvis_comes_down_for_a_foot_it_could_not_reach_and_no_further_than_a_hand() -> None:
    stretched = [(at(), standing(), BOTH, NEITHER)] * 15
    stretched += [(at(down=-0.09), standing(0.1), BOTH, NEITHER)] * 30
    shown, _ = stood(stretched)
    danced = np.array([root for root, *_ in stretched])
    drop = danced[:, 1] - shown[:, 0, 1]
    assert 0.03 < drop.max() <= 0.07 + 1e-9


@pytest.mark.parametrize("speed", [0.4, 0.8])
def test_a_foot_too_far_off_is_given_up_and_is_off_the_floor_while_it_travels(speed: float) -> None:
    shown, contacts = stood(gliding(speed, 90))
    toes = shown[:, TOES]
    moved = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=-1) * RATE
    assert np.abs(toes[-1, :, 0] - at(speed * 74 / RATE)[0]).max() < 0.35
    for side in (0, 1):
        steps = np.flatnonzero(np.diff(contacts[:, 2 * side + 1].astype(int)) == -1)
        assert len(steps) >= 1
        assert not contacts[1:, 2 * side + 1][moved[:, side] > 0.2].any()
        assert toes[1:, side, 1][moved[:, side] > 1.0].min() > 0.015


@pytest.mark.parametrize("what", ["sways", "glides", "walks"])
def test_no_foot_jumps_where_it_is_locked_or_let_go(what: str) -> None:
    shown, _ = stood(DANCES[what])
    speed = np.linalg.norm(np.diff(shown[:, TOES], axis=0), axis=-1) * RATE
    assert speed.max() < 4.0


def test_a_leg_kicked_over_the_head_is_not_pulled_to_the_floor() -> None:
    frames = [(at(), kicking(0), BOTH, NEITHER)] * 20
    shown, contacts = stood(frames)
    assert shown[:, TOES[0], 1].min() > 0.5
    assert not contacts[:, :2].any()
    assert contacts[10:, 2:].all()


def test_a_foot_that_turns_about_its_toe_has_an_ankle_that_does_not_stand() -> None:
    still = [(at(), standing(), BOTH, NEITHER)] * 15
    turning = [
        (
            at(),
            np.concatenate([[quat.about(UP, frame / 20)], standing()[1:]]),
            BOTH,
            NEITHER,
        )
        for frame in range(10)
    ]
    _, contacts = stood(still + turning)
    assert contacts[14].all()
    assert contacts[17:, [1, 3]].all()
    assert not contacts[17:, [0, 2]].any()


def test_it_is_at_rest_until_feet_are_elsewhere_than_danced() -> None:
    ground = Ground()
    assert ground.at_rest
    stood([(at(), standing(), BOTH, NEITHER)] * 10, ground)
    assert ground.at_rest
    stood([(at(0.1), standing(), BOTH, NEITHER)] * 2, ground)
    assert not ground.at_rest
    stood([(at(0.1), kicking(0), NEITHER, NEITHER)] * 60, ground)
    assert ground.at_rest


def test_a_copy_goes_on_from_where_it_was_whatever_became_of_the_other() -> None:
    ground = Ground()
    stood(swaying(40), ground)
    kept = ground.copied()
    stood(flailing(20), ground)
    again = Ground()
    stood(swaying(40), again)
    after = gliding(0.3, 20)
    assert np.array_equal(stood(after, kept)[0], stood(after, again)[0])
