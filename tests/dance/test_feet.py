import math

import numpy as np
import pytest

from live.body.skeleton import ANKLE_HEIGHT, STANCE
from live.dance.feet import STAGE, TURNED_OUT, Feet, Step


def walked(feet: Feet, until: float, start: float = 0.0) -> list[tuple[float, Feet]]:
    """At 60 steps a second and two beats a second."""
    beats = []
    for k in range(round((until - start) * 30)):
        beat = start + k / 30
        feet.step(beat, 0.5, 1 / 60)
        beats.append((beat, feet))
    return beats


def side_step(beat: float, foot: int, x: float, **more: object) -> Step:
    sign = 1 if foot == 0 else -1
    return Step(beat, 0.3, foot, x, 0.0, sign * TURNED_OUT, **more)  # type: ignore[arg-type]


def test_at_first_they_stand_flat_a_stance_apart() -> None:
    feet = Feet()
    assert feet.feet[0].ankle() == pytest.approx((STANCE, ANKLE_HEIGHT, 0.0))
    assert feet.feet[1].ankle() == pytest.approx((-STANCE, ANKLE_HEIGHT, 0.0))
    assert all(foot.contacts == (True, True) for foot in feet.feet)


def test_a_step_leaves_late_and_is_there_on_its_beat() -> None:
    feet = Feet()
    feet.plan([side_step(4.0, 0, 0.4)])
    walked(feet, 3.2)
    assert feet.feet[0].planted
    walked(feet, 3.7, 3.2)
    assert not feet.feet[0].planted
    assert feet.feet[0].contacts == (False, False)
    walked(feet, 4.05, 3.7)
    assert feet.feet[0].planted
    assert feet.feet[0].ankle()[0] == pytest.approx(0.4, abs=1e-6)


def test_a_step_that_a_faster_tempo_leaves_no_time_for_begins_where_the_foot_is() -> None:
    feet, places = Feet(), []
    feet.plan([side_step(4.0, 0, 0.45)])
    for frame in range(120):
        tempo = 1.0 if frame < 60 else 4.0  # beats a second: the step ought to have begun
        beat = 2.2 + min(frame, 60) / 60 + max(0, frame - 60) / 15
        feet.step(beat, 1 / tempo, 1 / 60)
        places.append(feet.feet[0].ankle()[0])
    assert max(abs(np.diff(places))) < 0.1
    assert places[-1] == pytest.approx(0.45, abs=0.01)


def test_a_planted_foot_does_not_slide_while_the_other_steps() -> None:
    feet = Feet()
    feet.plan([side_step(2.0, 0, 0.4), side_step(4.0, 0, 0.2)])
    toes = []
    for k in range(150):
        feet.step(k / 30, 0.5, 1 / 60)
        toes.append((feet.feet[1].now.x, feet.feet[1].now.z))
    assert np.ptp(np.array(toes), axis=0).max() == 0.0


def test_the_weight_is_on_the_other_foot_while_one_is_in_the_air() -> None:
    feet = Feet()
    feet.plan([side_step(4.0, 0, 0.4)])
    walked(feet, 3.55)
    assert feet.weight > 0.6
    walked(feet, 5.0, 3.55)
    assert feet.weight < 0.2


def test_a_touch_takes_no_weight_and_keeps_its_heel_up() -> None:
    feet = Feet()
    feet.plan([side_step(2.0, 0, 0.2, landing="touch")])
    walked(feet, 3.0)
    assert feet.weight > 0.8
    assert feet.feet[0].contacts == (False, True)
    assert feet.feet[0].ankle()[1] > ANKLE_HEIGHT + 0.03


def test_a_pivot_turns_on_the_toe() -> None:
    feet = Feet()
    before = feet.feet[0].now
    feet.plan([Step(2.0, 0.3, 0, 0.0, 0.0, 1.0, "pivot")])
    walked(feet, 1.8)
    assert feet.feet[0].contacts == (False, True)
    walked(feet, 2.1, 1.8)
    now = feet.feet[0].now
    assert (now.x, now.z) == (before.x, before.z)
    assert now.yaw == pytest.approx(1.0)


def test_no_step_is_a_giants_nor_on_the_other_foot_nor_off_the_stage() -> None:
    far, near = Feet(), Feet()
    far.plan([side_step(2.0, 0, 5.0)])
    walked(far, 2.2)
    near.plan([side_step(2.0, 0, -STANCE)])
    walked(near, 2.2)
    for feet, low, high in ((far, 0.3, 0.7), (near, 0.1, 0.2)):
        a, b = feet.feet[0].now, feet.feet[1].now
        assert low < math.hypot(a.x - b.x, a.z - b.z) < high
    edge = Feet(STAGE[0], 0.0)
    edge.plan([side_step(2.0, 0, STAGE[0] + 0.5)])
    walked(edge, 2.2)
    assert edge.feet[0].now.x <= STAGE[0] + 1e-9


def test_a_foot_goes_round_the_other_and_not_through_it() -> None:
    feet = Feet()
    behind = Step(2.0, 0.4, 1, STANCE + 0.2, -0.14, -TURNED_OUT)
    feet.plan([behind])
    nearest = math.inf
    for k in range(70):
        feet.step(k / 30, 0.5, 1 / 60)
        a, b = feet.feet[0].now, feet.feet[1].now
        nearest = min(nearest, math.hypot(a.x - b.x, a.z - b.z))
    assert nearest > 0.09


def test_of_missed_steps_a_foot_takes_only_the_last() -> None:
    feet = Feet()
    feet.plan([side_step(beat, 0, 0.1 + 0.02 * beat) for beat in range(1, 9)])
    feet.step(20.0, 0.5, 8.0)
    assert feet.steps == ()
    walked(feet, 21.0, 20.03)
    assert feet.feet[0].ankle()[0] == pytest.approx(0.26, abs=1e-6)


def test_gathering_brings_a_lifted_foot_down_and_leaves_a_stance_alone() -> None:
    feet = Feet()
    never = (math.inf, math.inf)
    assert feet.gathering((0.0, 0.0), 0.0, 4.0, never) == []
    feet.plan([Step(2.0, 0.3, 0, 0.1, 0.4, 0.0, "air", 0.2)])
    walked(feet, 2.5)
    assert feet.feet[0].now.y == pytest.approx(0.2)
    (step,) = feet.gathering((0.0, 0.0), 0.0, 4.0, never)
    assert (step.foot, step.landing) == (0, "step")
