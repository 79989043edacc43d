import numpy as np
import pytest

from live.draw.camera import Camera

SIZES = [(1280, 720), (640, 360), (1920, 1080), (1024, 768)]


def inside(camera: Camera, points: list[list[float]]) -> bool:
    places = camera.project(np.array(points))
    return bool((places > 0).all() and (places < [camera.width, camera.height]).all())


@pytest.mark.parametrize("size", SIZES)
def test_a_dancer_at_centre_stage_is_about_six_tenths_of_the_picture_tall(
    size: tuple[int, int],
) -> None:
    camera = Camera.for_size(size)
    crown, sole = camera.project(np.array([[0.0, 1.75, 0.0], [0.0, 0.0, 0.0]]))
    assert 0.58 < (sole[1] - crown[1]) / size[1] < 0.66


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_body_stays_in_the_picture_wherever_it_may_dance(size: tuple[int, int]) -> None:
    camera = Camera.for_size(size)
    wide = 1.6 if size[0] * 9 == size[1] * 16 else 1.2
    for x in (-wide, wide):
        for z in (-1.2, 1.2):
            assert inside(camera, [[x - 0.15, 0.0, z], [x + 0.15, 1.75, z]])


def test_in_a_portrait_picture_both_dancers_stand_side_by_side() -> None:
    camera = Camera.for_size((720, 1280))
    assert inside(camera, [[-1.4, 0.0, 0.0], [1.4, 1.75, 0.0]])


def test_what_is_nearer_is_larger_and_what_is_higher_is_farther_up() -> None:
    camera = Camera.for_size((1280, 720))
    near, far = camera.scales(np.array([[0.0, 1.0, 1.0], [0.0, 1.0, -1.0]]))
    assert near > far
    low, high = camera.project(np.array([[0.0, 0.5, 0.0], [0.0, 1.5, 0.0]]))
    assert high[1] < low[1]


def test_what_is_behind_the_eye_is_nowhere() -> None:
    camera = Camera.for_size((1280, 720))
    assert np.isnan(camera.project(np.array([0.0, 1.0, 5.0]))).all()
