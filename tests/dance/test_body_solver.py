import numpy as np
import pytest

from live.body.skeleton import INDEX
from live.dance.body_solver import BodySolver
from live.dance.feet import Feet
from live.dance.idle import AT_EASE, idle
from live.dance.moves.move import AT
from live.signals import Floats, Pose


def posed(**channels: float) -> Pose:
    body: Floats = AT_EASE.copy()
    for name, value in channels.items():
        body[AT[name]] = value
    return BodySolver().pose(0.0, 1 / 30, body.tolist(), Feet(), None)


def test_at_ease_it_stands_upright_on_both_feet() -> None:
    pose = posed()
    assert pose.positions[INDEX["head"], 1] > 1.3
    assert pose.positions[INDEX["l_toe"], 1] == pytest.approx(0.0, abs=1e-6)
    assert pose.positions[INDEX["l_wrist"], 1] < pose.positions[INDEX["l_shoulder"], 1] - 0.3
    assert bool(pose.contacts.all())


def test_knees_and_elbows_bend_the_human_way() -> None:
    where = posed(y=-0.1).positions
    middle = (where[INDEX["l_hip"]] + where[INDEX["l_ankle"]]) / 2
    assert where[INDEX["l_knee"], 2] > middle[2] + 0.05
    arm = posed(left_fore=0.3, left_up=-0.2).positions
    middle = (arm[INDEX["l_shoulder"]] + arm[INDEX["l_wrist"]]) / 2
    assert arm[INDEX["l_elbow"], 1] < middle[1] - 0.05


@pytest.mark.parametrize(
    ("channel", "value", "joint", "axis", "sign"),
    [("lean", 0.4, "neck", 2, 1), ("side", 0.3, "neck", 0, 1), ("twist", 0.5, "l_shoulder", 2, -1),
     ("x", 0.1, "pelvis", 0, 1), ("y", -0.1, "pelvis", 1, -1), ("look", 0.8, "head", 0, 1),
     ("left_shrug", 0.3, "l_shoulder", 1, 1), ("right_shrug", 0.3, "r_shoulder", 1, 1),
     ("hip_roll", 0.2, "l_hip", 1, 1)],
)  # fmt: skip
def test_channels_mean_what_they_say(
    channel: str, value: float, joint: str, axis: int, sign: int
) -> None:
    before, after = (
        posed().positions[INDEX[joint]],
        posed(**{channel: value}).positions[INDEX[joint]],
    )
    moved = sign * (after[axis] - before[axis])
    assert moved > (1e-4 if channel == "look" else 0.01)


def test_the_feet_stay_put_whatever_the_body_does() -> None:
    chance = np.random.default_rng(1)
    plain = posed().positions[[7, 8, 10, 11]]
    for _ in range(50):
        body = AT_EASE + chance.normal(0, 0.08, len(AT_EASE))
        pose = BodySolver().pose(0.0, 1 / 30, body.tolist(), Feet(), None)
        assert np.abs(pose.positions[[7, 8, 10, 11]] - plain).max() < 1e-6


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_hand_is_where_it_is_wanted(side: str) -> None:
    body = {f"{side}_out": 0.2, f"{side}_up": 0.1, f"{side}_fore": 0.3}
    where = posed(**body).positions
    letter, sign = side[0], 1 if side == "left" else -1
    gap = where[INDEX[f"{letter}_wrist"]] - where[INDEX[f"{letter}_shoulder"]]
    assert gap == pytest.approx(np.array([sign * 0.2, 0.1, 0.3]), abs=0.05)


def test_elbows_do_not_flip_as_a_hand_travels() -> None:
    elbows = []
    for share in np.linspace(0, 1, 60):
        where = posed(
            left_out=0.3 - 0.4 * share, left_up=-0.3 + 0.6 * share, left_fore=0.3, left_elbow=0.7
        ).positions
        elbows.append(where[INDEX["l_elbow"]])
    assert np.linalg.norm(np.diff(elbows, axis=0), axis=1).max() < 0.03


def test_idle_breathes_and_never_stops() -> None:
    values = np.array([idle(time) for time in np.arange(0, 20, 0.1)])
    assert np.ptp(values[:, AT["chest"]]) > 0.02
    assert np.abs(np.diff(values, axis=0)).max() < 0.05
