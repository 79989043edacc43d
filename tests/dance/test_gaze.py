import math

import numpy as np
import pytest

from live.body import quat, skeleton
from live.dance.gaze import Gaze
from live.signals import Floats

UP = np.array([0.0, 1.0, 0.0])


def turned_body(yaw: float) -> Floats:
    rotations = np.tile(quat.IDENTITY, (24, 1))
    rotations[0] = quat.about(UP, yaw)
    return rotations


def face(rotations: Floats) -> float:
    """Which way the face points, degrees to the left of the audience."""
    head = skeleton.world_rotations(rotations)[15]
    x, _, z = quat.rotate(head, np.array([0.0, 0.0, 1.0]))
    return math.degrees(math.atan2(x, z))


def looked(yaw: float, seconds: float = 1.5) -> Floats:
    gaze = Gaze()
    for _ in range(int(seconds * 60)):
        rotations = gaze.look(turned_body(yaw), 1 / 60)
    return rotations


@pytest.mark.parametrize("degrees", [-60, -25, 25, 60])
def test_a_body_turned_aside_looks_back_at_the_audience(degrees: float) -> None:
    seen = face(looked(math.radians(degrees)))
    assert abs(seen) < 0.45 * abs(degrees)
    assert seen * degrees > 0


def test_a_body_that_faces_the_audience_keeps_its_head_as_it_is() -> None:
    assert np.allclose(looked(0.0), turned_body(0.0), atol=1e-9)


@pytest.mark.parametrize("degrees", [100, 150, -170])
def test_the_head_turns_no_further_than_a_neck_allows(degrees: float) -> None:
    assert abs((face(looked(math.radians(degrees))) - degrees + 180) % 360 - 180) <= 63


def test_only_neck_and_head_move() -> None:
    looking, body = looked(1.0), turned_body(1.0)
    others = [joint for joint in range(24) if joint not in (12, 15)]
    assert np.array_equal(looking[others], body[others])


def test_a_nod_is_kept() -> None:
    body = turned_body(0.8)
    body[15] = quat.about(np.array([1.0, 0.0, 0.0]), 0.3)
    gaze = Gaze()
    for _ in range(90):
        rotations = gaze.look(body, 1 / 60)
    head = skeleton.world_rotations(rotations)[15]
    ahead = quat.rotate(head, np.array([0.0, 0.0, 1.0]))
    assert math.asin(-ahead[1]) == pytest.approx(0.3, abs=0.02)
