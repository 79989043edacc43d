from dataclasses import replace

import numpy as np
import pytest

from live.dance.response import Doing, PoseReader, Response
from live.signals import Pose
from tests.dance.people import jump_height, somebody

RATE = 30


def read(*people: Pose) -> Doing:
    """What is told of the last of some poses, after a second of standing."""
    senses = PoseReader()
    for frame in range(RATE):
        senses.read(somebody(frame / RATE - 1.0))
    return [senses.read(pose) for pose in people][-1]


def test_somebody_who_stands_does_nothing() -> None:
    doing = read(somebody(0.0))
    assert doing.arms == pytest.approx((0.1, 0.1), abs=0.1)
    told = (doing.x, doing.z, doing.weight, doing.yaw, doing.level, doing.air, doing.energy)
    assert told == pytest.approx((0.0,) * 7, abs=0.02)


def test_a_step_aside_and_ahead_is_a_place() -> None:
    doing = read(somebody(0.0, place=(0.3, -0.2)))
    assert (doing.x, doing.z) == pytest.approx((0.3, -0.2), abs=0.02)
    assert doing.feet == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_hips_over_one_foot_are_a_weight_shift_and_hardly_a_place(side: float) -> None:
    doing = read(somebody(0.0, weight=side))
    assert side * doing.weight > 0.5
    assert doing.feet == pytest.approx(0.0, abs=0.02)


def test_turns_are_counted_round_and_round() -> None:
    turns = [somebody(k / RATE, yaw=0.2 * k) for k in range(1, 64)]
    assert read(*turns).yaw == pytest.approx(0.2 * 63, abs=0.05)


@pytest.mark.parametrize("arms", [(0.0, 1.0), (1.0, 0.0), (0.5, 0.0), (1.0, 1.0)])
def test_each_arm_is_told_for_itself(arms: tuple[float, float]) -> None:
    doing = read(somebody(0.0, arms=arms))
    for told, raised in zip(doing.arms, arms, strict=True):
        assert told == pytest.approx(raised, abs=0.2)


def test_a_crouch_is_a_lower_level_and_no_jump() -> None:
    doing = read(somebody(0.0, level=-0.25))
    assert doing.level == pytest.approx(-0.25, abs=0.04)
    assert doing.air == 0.0


def test_a_jump_is_feet_off_the_floor_and_no_level() -> None:
    doing = read(somebody(0.0), somebody(0.05, air=jump_height(0.05)))
    assert doing.air > 0.05
    assert doing.rise > 1.0
    assert abs(doing.level) < 0.05


def test_walking_on_a_higher_floor_is_soon_no_jump() -> None:
    doing = read(*(somebody(k / RATE, air=0.05) for k in range(90)))
    assert doing.air == 0.0


def test_energy_is_how_fast_the_joints_go() -> None:
    waving = [somebody(k / RATE, arms=(0.5 + 0.5 * np.sin(k / 3), 0.0)) for k in range(RATE)]
    assert read(*waving).energy > 0.1
    assert read(somebody(0.0), somebody(0.2)).energy < 0.02


def test_what_is_not_seen_is_not_told() -> None:
    hidden = np.ones(24)
    hidden[[4, 5, 7, 8, 20]] = 0.1
    pose = replace(somebody(0.0, arms=(1.0, 1.0), level=-0.2, air=0.3), seen=hidden)
    doing = read(pose)
    assert doing.arms[0] == 0.0
    assert doing.arms[1] > 0.8
    assert (doing.level, doing.air, doing.weight) == (0.0, 0.0, 0.0)


def test_in_a_mirror_left_is_right() -> None:
    doing = read(somebody(0.0, place=(0.3, 0.1), yaw=0.4, arms=(1.0, 0.0), weight=0.5)).mirrored
    assert doing.x == pytest.approx(-0.3, abs=0.08)
    assert doing.yaw == pytest.approx(-0.4, abs=0.05)
    assert doing.arms[1] > 0.8 > 0.3 > doing.arms[0]
    assert doing.weight < 0


@pytest.mark.parametrize("lag", [0.03, 0.08])
def test_a_steady_movement_is_followed_with_the_given_lag(lag: float) -> None:
    response = Response(lag)
    behind = []
    for frame in range(4 * RATE):
        time = frame / RATE
        response.see(time, somebody(time, yaw=0.5 * time))
        behind.append(time - response.step(1 / RATE).yaw / 0.5)
    assert behind[-1] == pytest.approx(lag, abs=0.02)


def test_nobody_does_nothing_and_who_has_not_been_seen_for_a_second_is_nobody() -> None:
    response = Response()
    response.see(0.0, somebody(0.0, arms=(1.0, 1.0)))
    assert response.step(1 / RATE).arms[0] > 0.8
    response.see(1.2, somebody(0.0, arms=(1.0, 1.0)))
    assert response.step(1 / RATE) == Doing()
    response.see(1.3, None)
    assert response.step(1 / RATE) == response.seen == Doing()
