from dataclasses import replace

import numpy as np
import pytest

from live.runtime.checks import checked, pose_fault
from live.signals import Pose
from tests.parts import standing


def _broken(name: str, at: tuple[int, ...], value: float) -> Pose:
    pose = standing(1.0)
    array = getattr(pose, name).astype(float)
    array[at] = value
    return replace(pose, **{name: array})


def test_a_pose_that_is_one_passes() -> None:
    pose = standing(1.0)
    assert pose_fault(pose) is None
    assert checked(pose, "its", pose_fault) is pose


@pytest.mark.parametrize(
    ("pose", "told"),
    [
        (_broken("positions", (3, 1), np.nan), "not a number: its positions"),
        (_broken("rotations", (3, 1), np.inf), "not a number: its rotations"),
        (_broken("seen", (3,), np.nan), "not a number: its seen"),
        (_broken("positions", (3, 1), 1e200), "further than 1000 m off"),
        (_broken("rotations", (3, 0), 0.0), "no unit quaternions"),
        (replace(standing(1.0), positions=np.zeros((23, 3))), r"shape \(23, 3\), not \(24, 3\)"),
        (replace(standing(1.0), rotations=np.zeros((24, 3))), r"shape \(24, 3\), not \(24, 4\)"),
        (replace(standing(1.0), contacts=np.zeros(2, bool)), "contacts of shape"),
        (replace(standing(1.0), positions=[[0.0] * 3] * 24), "no array of numbers"),  # type: ignore[arg-type]
        (replace(standing(1.0), positions=np.full((24, 3), None)), "no array of numbers"),
        (standing(float("nan")), "its time"),
        (replace(standing(1.0), time=None), "its time"),  # type: ignore[arg-type]
        (None, "is none, but NoneType"),
    ],
)
def test_what_is_no_pose_is_told(pose: Pose, told: str) -> None:
    with pytest.raises(ValueError, match=f"the dancer's pose .*{told}"):
        checked(pose, "the dancer's pose", pose_fault)
