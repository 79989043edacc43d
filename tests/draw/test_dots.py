import numpy as np
import pytest

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.draw.dots import Dots
from live.signals import HUMAN_SHIFT, Image, Pose, Scene
from tests.draw.stages import SMALL, context, moved, scene, standing


def painted(one: Scene, size: tuple[int, int] = SMALL) -> Image:
    return Dots().open(context(size)).paint(one)


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (1024, 768), (720, 1280)])
def test_every_joint_is_a_dot_where_the_projection_says(size: tuple[int, int]) -> None:
    picture = painted(scene(partner=standing()), size)
    places = np.rint(Camera.for_size(size).project(standing().positions)).astype(int)
    assert picture.shape == (size[1], size[0], 3)
    assert all(picture[y, x].max() > 100 for x, y in places)


def test_the_human_stands_to_the_left_in_another_colour() -> None:
    picture = painted(scene(partner=standing(root=(0.75, 0.93, 0.0)), human=standing()))
    place = Camera.for_size(SMALL).project(standing().positions[INDEX["head"]] + HUMAN_SHIFT)
    x, y = np.rint(place).astype(int)
    assert picture[y, x, 2] > picture[y, x, 0]


def test_the_safe_look_and_the_blackout_are_black() -> None:
    assert not painted(scene(partner=None, human=standing())).any()
    assert not painted(scene(partner=standing(), light=0.0)).any()


@pytest.mark.parametrize("place", [np.nan, np.inf, -np.inf, 1e300, 4.4, 4.5, 1e6])
def test_a_joint_that_is_nowhere_is_skipped(place: float) -> None:
    picture = painted(scene(partner=moved(standing(), "l_wrist", place)))
    x, y = np.rint(Camera.for_size(SMALL).project(standing().positions[INDEX["head"]])).astype(int)
    assert picture[y, x].max() > 100


def test_a_pose_of_nothing_but_nonsense_is_black() -> None:
    nothing = np.full((24, 3), np.nan)
    pose = Pose(np.nan, nothing, np.full((24, 4), np.nan), np.full(24, np.nan))
    assert not painted(scene(partner=pose, human=pose, light=np.nan)).any()
    assert not painted(scene(partner=pose, human=pose)).any()


def test_unseen_joints_are_left_out() -> None:
    seen = np.ones(24)
    seen[INDEX["head"]] = 0.1
    pose = standing()
    picture = painted(scene(partner=Pose(0.0, pose.positions, pose.rotations, seen)))
    x, y = np.rint(Camera.for_size(SMALL).project(pose.positions[INDEX["head"]])).astype(int)
    assert not picture[y, x].any()
