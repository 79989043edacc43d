import math

import numpy as np
import pytest

from live.dance.beside import BESIDE, Beside
from live.dance.choreographer import Choreographer
from live.dance.library import Library
from live.parts import Dancer
from live.signals import HUMAN_SHIFT, Pose
from tests.dance.floor import RATE, band, speeds, worst_drift
from tests.dance.people import somebody
from tests.parts import a_context

DT = 1 / RATE
BAR = 2.0  # seconds
ARRIVES = 6.0  # seconds


def drawn(x: float) -> float:
    return x + float(HUMAN_SHIFT[0])


@pytest.mark.parametrize("human", np.linspace(-1.2, 2.4, 13).tolist())
@pytest.mark.parametrize("mine", [-0.8, 0.0, 0.8])
def test_the_place_is_a_step_away_from_where_the_human_is_drawn(human: float, mine: float) -> None:
    place = Beside().step(human, mine, DT)
    assert place is not None
    assert abs(place[0] - drawn(human)) >= 0.7
    assert BESIDE <= abs(place[0]) <= 1.3


def test_beside_a_human_in_the_middle_is_where_it_always_was() -> None:
    assert Beside().step(0.0, 0.1, DT) == (BESIDE, 0.0)


def test_a_partner_stays_on_the_side_where_it_is() -> None:
    for mine, side in ((-0.5, -1.0), (0.9, 1.0)):
        place = Beside().step(0.9, mine, DT)
        assert place is not None
        assert math.copysign(1.0, place[0]) == side


def test_a_human_who_sways_does_not_move_the_place() -> None:
    beside = Beside()
    places = {beside.step(0.2 * math.sin(frame / 9), 0.5, DT) for frame in range(300)}
    assert len(places) == 1


def test_a_blink_of_the_camera_does_not_move_the_place() -> None:
    beside = Beside()
    places = {beside.step(4.0 if frame == 60 else 0.0, 0.5, DT) for frame in range(120)}
    assert places == {(BESIDE, 0.0)}


def test_a_human_who_walks_to_the_partners_side_is_left_room_there() -> None:
    beside = Beside()
    for frame in range(240):
        human = min(2.2, 0.3 + frame * DT)
        place = beside.step(human, 1.0, DT)
    assert place is not None
    assert abs(place[0] - drawn(2.2)) >= 0.7


@pytest.mark.parametrize("human", [None, math.nan, math.inf])
def test_beside_nobody_there_is_no_place(human: float | None) -> None:
    beside = Beside()
    beside.step(0.0, 0.0, DT)
    assert beside.step(human, 0.0, DT) is None
    assert beside.place is None


def met(dancer: Dancer, across: float) -> tuple[list[Pose], list[float]]:
    """A dance in which somebody arrives, and how far from them the partner is then: each frame,
    metres on the floor.
    """
    poses, apart = [], []
    for frame in range(int((ARRIVES + 3 * BAR) * RATE)):
        time = frame / RATE
        human = somebody(time - 0.06, (across, 0.0)) if time >= ARRIVES else None
        pose = dancer.step(time, band(time), human)
        poses.append(pose)
        if human is not None:
            away = pose.root - (human.root + HUMAN_SHIFT)
            apart.append(math.hypot(away[0], away[2]))
    return poses[int(ARRIVES * RATE) :], apart


@pytest.mark.parametrize("across", [0.0, 0.5, 0.9, 1.2])
def test_a_dancer_has_stepped_aside_a_bar_after_a_guest_has_come(across: float) -> None:
    poses, apart = met(Choreographer().open(a_context(seed=1)), across)
    assert min(apart[int(BAR * RATE) :]) > 0.65
    assert speeds(poses).max() < 12.0
    assert worst_drift(poses) < 0.01


@pytest.mark.parametrize("across", [0.0, 0.9])
def test_a_dancer_of_written_moves_steps_aside_too(across: float) -> None:
    _, apart = met(Library(mode="mirror").open(a_context(seed=1)), across)
    assert min(apart[int(BAR * RATE) :]) > 0.65


def test_a_dancer_with_a_home_of_its_own_stays_there() -> None:
    poses, _ = met(Choreographer(home=(0.4, 0.0)).open(a_context(seed=1)), 0.0)
    assert np.mean([pose.root[0] for pose in poses]) == pytest.approx(0.4, abs=0.5)
