import numpy as np

from live.body import quat, skeleton
from live.dance.leg import Leg
from live.dance.turns import Turn
from scripts.choreography import legs
from tests.dance.bodies import LENGTHS, bones
from tests.scripts.measure.dances import swinging


def test_the_legs_of_many_frames_bend_as_one_leg_live() -> None:
    swung, chance = swinging(8, 30, 30.0), np.random.default_rng(2)
    root, rotations = swung.positions[:, 0], swung.rotations
    ankles = swung.positions[:, [7, 8]] + chance.uniform(-0.15, 0.15, (30, 2, 3))
    soles = legs.soles(rotations)
    ankles = legs.within(root, rotations[:, 0], ankles)
    found = legs.bent(root, rotations, ankles, soles)
    for frame in range(30):
        turns: list[Turn] = [tuple(turn) for turn in rotations[frame, :9].tolist()]
        x, y, z = root[frame].tolist()
        for side in (0, 1):
            a, b, c = ankles[frame, side].tolist()
            w, i, j, k = soles[frame, side].tolist()
            one = np.array(Leg.of(side, (x, y, z), turns).bent((a, b, c), (w, i, j, k)))
            away = quat.multiply(one, quat.inverse(found[frame, [1 + side, 4 + side, 7 + side]]))
            assert np.linalg.norm(quat.to_vector(away), axis=-1).max() < 1e-6


def test_ankles_are_where_wanted_and_bones_keep_their_lengths() -> None:
    swung = swinging(9, 30, 30.0)
    root, rotations = swung.positions[:, 0], swung.rotations
    ankles = legs.within(root, rotations[:, 0], swung.positions[:, [7, 8]] + [0.05, 0.1, -0.05])
    found = legs.bent(root, rotations, ankles, legs.soles(rotations))
    shown = skeleton.positions_from(root, found)
    assert np.linalg.norm(shown[:, [7, 8]] - ankles, axis=-1).max() < 1e-6
    assert np.allclose(bones(shown), LENGTHS)


def test_a_pelvis_needs_not_come_down_for_feet_in_reach_and_does_for_those_beyond() -> None:
    root, upright = np.array([[0.0, 0.8, 0.0]]), quat.IDENTITY[None]
    near = np.array([[[0.09, 0.05, 0.0], [-0.09, 0.05, 0.0]]])
    assert np.all(legs.beyond(root, upright, near) == 0.0)
    far = near + np.array([0.5, 0.0, 0.0])
    drop = legs.beyond(root, upright, far)
    assert drop[0, 0] > 0.05
    lower = root - [[0.0, float(drop.max()), 0.0]]
    assert legs.beyond(lower, upright, far).max() < 1e-9
