import numpy as np

from live.see.chosen import REACH, Chosen, Spotlight
from live.see.landmarks import Landmarks
from tests.see.bodies import standing_at

RATE = 30.0


def walks(chosen: Chosen, first: int, last: int, speed: float) -> Landmarks | None:
    """Lets somebody cross the stage from the middle, and returns the last pick."""
    picked = None
    for number in range(first, last):
        time = number / RATE
        picked = chosen.pick([standing_at(speed * time, time=time)], time)
    return picked


def test_the_first_body_is_the_dancer() -> None:
    chosen = Chosen()
    body = standing_at(0.0)
    assert chosen.pick([body], 0.0) is body
    assert chosen.people == 1


def test_the_larger_and_more_central_of_two_is_chosen_first() -> None:
    near, far, aside = standing_at(0.2), standing_at(0.0, -3.0), standing_at(1.6)
    assert Chosen().pick([far, near, aside], 0.0) is near


def test_a_dancer_who_crosses_the_stage_at_a_run_is_followed() -> None:
    assert walks(Chosen(), 0, 30, 2.5) is not None


def test_a_stranger_elsewhere_is_ignored_for_a_second() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    for number in range(1, 30):
        time = number / RATE
        assert chosen.pick([standing_at(1.2, time=time)], time) is None


def test_the_dancer_comes_back_and_is_still_the_same_person() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    assert chosen.pick([standing_at(1.2, time=0.03)], 0.03) is None
    assert chosen.pick([standing_at(0.1, time=0.8)], 0.8) is not None
    assert chosen.people == 1


def test_a_stranger_who_stays_takes_over_after_a_second() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    picked = [chosen.pick([standing_at(1.2, time=n / RATE)], n / RATE) for n in range(1, 40)]
    assert picked[-1] is not None
    assert next(n for n, body in enumerate(picked, 1) if body) / RATE > 1.0
    assert chosen.people == 2


def test_somebody_much_nearer_in_the_same_place_is_a_stranger() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    assert chosen.pick([standing_at(0.0, 1.6, time=0.03)], 0.03) is None


def test_of_two_bodies_the_dancer_is_the_one_who_was_there() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(-0.5)], 0.0)
    dancer, stranger = standing_at(-0.45, time=0.03), standing_at(0.0, 0.5, time=0.03)
    assert chosen.pick([stranger, dancer], 0.03) is dancer


def test_five_frames_a_second_are_enough_to_follow() -> None:
    chosen = Chosen()
    for number in range(10):
        time = number / 5.0
        assert chosen.pick([standing_at(1.2 * time - 1.0, time=time)], time) is not None
    assert chosen.people == 1


def test_no_spotlight_while_the_dancer_is_in_sight() -> None:
    chosen = Chosen()
    assert chosen.spotlight(0.0) is None
    chosen.pick([standing_at(0.0)], 0.0)
    assert chosen.spotlight(0.03) is None


def test_while_the_dancer_is_missed_only_their_place_is_looked_at() -> None:
    chosen = Chosen()
    dancer = standing_at(0.0)
    chosen.pick([dancer], 0.0)
    chosen.pick([standing_at(1.2, time=0.03)], 0.03)
    spotlight = chosen.spotlight(0.07)
    assert spotlight is not None
    assert spotlight.left < dancer.centre[0] < spotlight.right
    assert spotlight.right - spotlight.left < 2.1 * REACH * dancer.size
    assert chosen.spotlight(1.5) is None


def test_a_spotlight_darkens_the_rest_of_the_picture() -> None:
    picture = np.full((48, 64, 3), 200, dtype=np.uint8)
    lit = Spotlight(-0.25, 0.25).on(picture)
    assert (lit[:, 16:48] == 200).all()
    assert not lit[:, :16].any()
    assert not lit[:, 48:].any()
    assert (picture == 200).all()


def test_a_stranger_who_comes_nearer_is_still_a_stranger() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    for number in range(1, 28):
        time = number / RATE
        stranger = standing_at(1.2 - 1.3 * time, time=time)  # at the dancer's place in the end
        assert chosen.pick([stranger], time) is None
    assert chosen.people == 1


def test_a_dancer_who_was_seen_again_is_not_taken_for_the_stranger_of_before() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0)], 0.0)
    for number, place in enumerate((1.2, 0.0, 1.2, 0.0), 1):
        time = number / RATE
        picked = chosen.pick([standing_at(place, time=time)], time)
        assert (picked is None) is (place == 1.2)


def test_whoever_leaves_for_more_than_a_second_may_come_back_as_anybody() -> None:
    chosen = Chosen()
    chosen.pick([standing_at(0.0, time=50.0)], 50.0)
    assert chosen.pick([], 50.5) is None
    assert chosen.spotlight(50.9) is not None
    assert chosen.spotlight(51.1) is None
    assert chosen.pick([standing_at(1.2, time=51.1)], 51.1) is not None
    assert chosen.people == 2


def test_who_goes_far_back_in_a_moment_is_somebody_else_and_a_step_is_none() -> None:
    for back, same in ((-0.3, True), (-2.5, False)):
        chosen = Chosen()
        chosen.pick([standing_at(0.0)], 0.0)
        picked = chosen.pick([standing_at(0.0, back, time=0.03)], 0.03)
        assert (picked is not None) is same


def test_on_either_side_the_nearer_to_the_middle_is_chosen_first() -> None:
    for side in (1.0, -1.0):
        near, aside = standing_at(0.3 * side), standing_at(1.2 * side, 0.4)
        assert Chosen().pick([aside, near], 0.0) is near


def test_the_spotlight_is_where_the_dancer_stood() -> None:
    for side in (0.8, -0.8):
        chosen = Chosen()
        dancer = standing_at(side)
        chosen.pick([dancer], 0.0)
        chosen.pick([], 0.03)
        spotlight = chosen.spotlight(0.07)
        assert spotlight is not None
        assert (spotlight.left + spotlight.right) / 2 == float(dancer.centre[0])
