import numpy as np
import pytest

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.draw.sticks import Sticks
from live.signals import HUMAN_SHIFT
from tests.draw.stages import SMALL, context, moved, scene, standing

CAMERA = Camera.for_size(SMALL)


def test_every_joint_of_both_dancers_is_drawn_where_it_is_and_nothing_else() -> None:
    partner, human = standing(root=(0.8, 0.93, 0.0)), standing()
    picture = Sticks().open(context()).paint(scene(partner=partner, human=human))
    assert (picture.max(axis=2) == 0).mean() > 0.95
    for pose, shift in ((partner, np.zeros(3)), (human, HUMAN_SHIFT)):
        for joint in range(24):
            x, y = CAMERA.project(pose.positions[joint] + shift).round().astype(int)
            assert picture[y, x].any(), joint


@pytest.mark.parametrize("place", [np.nan, np.inf, 1e9])
def test_a_joint_that_is_nowhere_is_left_out(place: float) -> None:
    pose = moved(standing(), "l_wrist", place)
    picture = Sticks().open(context()).paint(scene(partner=pose))
    x, y = CAMERA.project(pose.positions[INDEX["head"]]).round().astype(int)
    assert picture[y, x].any()


def test_with_nobody_or_no_light_it_is_black() -> None:
    painter = Sticks().open(context())
    assert not painter.paint(scene()).any()
    assert not painter.paint(scene(partner=standing(), light=0.0)).any()
