import math

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.ik import Vector
from live.body.skeleton import SHIN, THIGH, TOES
from live.dance.leg import EASY, REACH, Leg, minus, plus
from live.dance.turns import Turn, turned
from live.signals import Floats
from tests.dance.bodies import LENGTHS, at, bones, kicking, standing
from tests.scripts.measure.dances import swinging

FLAT: Turn = (1.0, 0.0, 0.0, 0.0)


def leg(side: int, root: Floats, rotations: Floats) -> Leg:
    x, y, z = root.tolist()
    return Leg.of(side, (x, y, z), [tuple(turn) for turn in rotations[:9].tolist()])


def shown(one: Leg, root: Floats, rotations: Floats, ankle: Vector, sole: Turn) -> Floats:
    """(24, 3): the body with that leg's ankle and sole put there."""
    rotations = rotations.copy()
    rotations[[1 + one.side, 4 + one.side, 7 + one.side]] = one.bent(ankle, sole)
    return skeleton.positions_from(root, rotations)


@pytest.mark.parametrize("side", [0, 1])
def test_a_leg_is_where_the_skeleton_has_it(side: int) -> None:
    motion = swinging(3, 20, 30.0)
    for positions, rotations in zip(motion.positions, motion.rotations, strict=True):
        found = leg(side, positions[0], rotations)
        assert np.allclose(found.hip, positions[1 + side])
        assert np.allclose(found.ankle, positions[7 + side])
        assert np.allclose(found.toe, positions[10 + side])


@pytest.mark.parametrize("side", [0, 1])
def test_an_ankle_within_reach_is_met_and_every_bone_keeps_its_length(side: int) -> None:
    motion, chance = swinging(4, 40, 30.0), np.random.default_rng(side)
    for positions, rotations in zip(motion.positions, motion.rotations, strict=True):
        one = leg(side, positions[0], rotations)
        way = chance.standard_normal(3)
        x, y, z = (chance.uniform(0.2, 0.8) * way / np.linalg.norm(way)).tolist()
        ankle = plus(one.hip, (x, y, z))
        body = shown(one, positions[0], rotations, ankle, one.sole)
        assert np.linalg.norm(body[7 + side] - ankle) < 1e-6
        assert np.allclose(bones(body), LENGTHS)


def test_the_sole_is_turned_as_wanted_whatever_the_leg_does() -> None:
    rotations = standing()
    one = leg(0, at(), rotations)
    half = math.sin(0.4), math.cos(0.4)
    sole: Turn = (half[1], 0.0, half[0], 0.0)
    body = shown(one, at(), rotations, plus(one.ankle, (0.05, 0.1, 0.2)), sole)
    assert np.allclose(body[10] - body[7], turned(sole, TOES[0]))


def test_a_foot_where_it_is_changes_nothing() -> None:
    for rotations in (standing(), standing(0.6, 1.0), kicking(0)):
        one = leg(0, at(), rotations)
        found = np.array(one.bent(one.ankle, one.sole))
        away = quat.multiply(found, quat.inverse(rotations[[1, 4, 7]]))
        assert np.linalg.norm(quat.to_vector(away), axis=-1).max() < 1e-6


def test_an_ankle_out_of_reach_is_met_in_direction_with_the_leg_not_quite_straight() -> None:
    rotations = standing()
    one = leg(1, at(), rotations)
    far = plus(one.hip, (0.5, -1.5, 0.5))
    body = shown(one, at(), rotations, far, one.sole)
    way = body[8] - np.array(one.hip)
    assert np.linalg.norm(way) == pytest.approx(REACH, abs=1e-9)
    assert REACH < THIGH + SHIN
    assert np.allclose(np.cross(way, minus(far, one.hip)), 0.0, atol=1e-6)
    assert np.allclose(one.within(far), body[8])
    assert one.within(one.ankle) == one.ankle


def test_knees_bend_ahead_as_they_did() -> None:
    one = leg(0, at(), standing())
    for down in (0.0, 0.1, 0.3, 0.5):
        body = shown(one, at(), standing(), plus(one.ankle, (0.0, down, 0.0)), FLAT)
        middle = (body[1] + body[7]) / 2
        assert body[4, 2] > middle[2]


def test_a_pelvis_comes_down_as_far_as_a_leg_needs_and_no_further() -> None:
    one = leg(0, at(), standing())
    assert one.beyond(one.ankle, EASY) == 0.0
    far = plus(one.ankle, (0.35, 0.0, 0.0))
    drop = one.beyond(far, EASY)
    assert drop > 0.02
    one.lowered(drop)
    assert math.dist(one.hip, far) == pytest.approx(EASY)
