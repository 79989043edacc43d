import pytest

from live.dance.jump import Jump
from tests.dance.people import jump_height

RATE = 60


def jumped(speed: float, seconds: float = 2.0) -> tuple[Jump, list[float], list[float]]:
    """A dancer after somebody who jumps at half a second: heights and knees' give, metres."""
    jump, heights, gives = Jump(), list[float](), list[float]()
    for frame in range(round(seconds * RATE)):
        since = frame / RATE - 0.5
        air = jump_height(since, speed)
        jump.step(air, speed - 9.81 * since if air > 0 else 0.0, 1 / RATE)
        heights.append(jump.height)
        gives.append(jump.give)
    return jump, heights, gives


def test_a_jump_is_answered_within_a_tenth_of_a_second() -> None:
    _, heights, _ = jumped(2.0)
    left = next(frame for frame, height in enumerate(heights) if height > 0) / RATE
    assert 0.5 < left < 0.6


def test_a_higher_jump_is_answered_with_a_higher_one_up_to_what_a_body_can() -> None:
    low, high, giant = (max(jumped(speed)[1]) for speed in (1.6, 2.2, 9.0))
    assert 0.05 < low < high < giant < 0.32


def test_a_jump_flies_as_weight_does_and_lands_once() -> None:
    _, heights, gives = jumped(2.2)
    flying = [height for height in heights if height > 0]
    falls = [
        (flying[k + 1] - 2 * flying[k] + flying[k - 1]) * RATE**2 for k in range(1, len(flying) - 1)
    ]
    assert falls == pytest.approx([-9.81] * len(falls), abs=0.01)
    assert 0.02 < max(gives) < 0.12
    assert heights[-1] == gives[-1] == 0.0


def test_feet_that_flicker_in_the_picture_are_no_jump() -> None:
    jump = Jump()
    for frame in range(120):
        jump.step(0.015 * (frame % 2), 0.9 * (frame % 2), 1 / RATE)
        assert jump.height == 0.0


def test_who_stays_up_is_jumped_after_once() -> None:
    jump, leaves = Jump(), 0
    for _ in range(240):
        before = jump.height
        jump.step(0.2, 1.0, 1 / RATE)
        leaves += before == 0.0 < jump.height
    assert leaves == 1
