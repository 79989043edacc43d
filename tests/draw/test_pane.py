"""An avatar's picture in the room: where it lies, how it is lit, what the floor shows of it."""

import cv2
import numpy as np
import pytest

from live.body.skeleton import INDEX
from live.draw.camera import Camera
from live.draw.dancers import PictureMoment
from live.draw.lamps import LampState
from live.draw.pane import NOTHING, Lighting, Pane, Patch, ground_of, relit, together
from live.draw.portrait import PLAIN, Portrait
from live.signals import Image, Pose
from tests.draw.stages import music, standing

CAMERA = Camera.for_size((1920, 1080))
DARK = Lighting(np.ones(3), np.zeros(3), np.zeros(3), np.zeros(3))
SIZE = (128, 192)


def dots(pose: Pose, *joints: str) -> Image:
    """A pane with a white disc at each of these joints."""
    rgba = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    points = Portrait.of(pose, PLAIN).points
    for joint in joints:
        x, y = (16 * (points[INDEX[joint], :2] * SIZE - 0.5)).round().astype(int).tolist()
        cv2.circle(rgba, (x, y), 5 << 4, (255, 255, 255, 255), -1, cv2.LINE_AA, 4)
    return rgba


def middle(patch: Patch) -> tuple[float, float]:
    """Where the light of a patch lies in the picture: x and y of its middle, pixels."""
    weight = patch.rgba[..., 3].astype(float)
    rows, columns = np.indices(weight.shape) + 0.5
    x, y = ((places * weight).sum() / weight.sum() for places in (columns, rows))
    return patch.left + x, patch.top + y


def pane(pose: Pose, *joints: str) -> Pane:
    portrait = Portrait.of(pose, PLAIN)
    return Pane.of(dots(pose, *joints), portrait, ground_of(portrait, pose), CAMERA)


@pytest.mark.parametrize("root", [(0.0, 0.95, 0.0), (0.4, 0.95, -0.7), (-0.3, 1.2, 0.5)])
def test_every_joint_lies_where_the_hall_sees_it(root: tuple[float, float, float]) -> None:
    pose = standing(root=root)
    for joint in ("head", "pelvis", "l_ankle", "r_wrist"):
        portrait = Portrait.of(pose, PLAIN)
        place = portrait.points[INDEX[joint], :2] * np.array([1.76, -2.64])
        onstage = np.array([portrait.left + place[0], portrait.top + place[1], portrait.depth])
        wanted = CAMERA.project(onstage)
        assert middle(pane(pose, joint).body) == pytest.approx(wanted, abs=0.6), joint


def test_a_body_that_glides_by_parts_of_a_pixel_does_not_jump() -> None:
    places = [middle(pane(standing(root=(0.0002 * n, 0.95, 0.0)), "pelvis").body)[0]
              for n in range(40)]  # fmt: skip
    steps = np.diff(places)  # 0.07 pixels each
    assert np.abs(steps - steps.mean()).max() < 0.35


def test_the_image_in_the_floor_hangs_from_the_feet() -> None:
    pose = standing()
    feet = pane(pose, "l_toe", "r_toe")
    ground = CAMERA.project(np.array([0.0, 0.0, pose.positions[INDEX["l_toe"], 2]]))[1]
    above = ground - middle(feet.body)[1]
    assert middle(feet.mirror)[1] - ground == pytest.approx(above, abs=8)
    assert 0 < feet.mirror.rgba[..., 3].max() < 150  # a polished floor, no mirror


def test_who_jumps_leaves_the_floor_and_the_image_in_it_too() -> None:
    tall = [middle(pane(standing(root=(0, y, 0)), "l_ankle").mirror)[1] for y in (0.95, 1.1)]
    assert tall[1] > tall[0] + 0.1 * CAMERA.focal / 4.5


def test_nobody_is_drawn_of_who_is_out_of_the_picture() -> None:
    assert pane(standing(root=(9.0, 0.95, 0.0)), "pelvis").body.rgba.size == 0
    assert pane(standing(root=(0.0, 0.95, 4.4)), "pelvis").body is NOTHING


def test_a_pane_that_reaches_over_the_edge_is_cut_there() -> None:
    patch = pane(standing(root=(2.3, 0.95, 0.0)), "pelvis", "l_wrist", "r_wrist", "head").body
    height, width = patch.rgba.shape[:2]
    assert patch.left + width == CAMERA.width
    assert patch.left >= 0
    assert patch.top + height <= CAMERA.height


def test_no_outline_is_darker_or_brighter_than_what_it_lies_between() -> None:
    behind = np.full((1080, 1920, 3), 90, np.uint8)
    for shade in (230, 20):
        pose = standing()
        rgba = (dots(pose, "pelvis", "head") * np.array([shade / 255] * 3 + [1.0])).astype(np.uint8)
        portrait = Portrait.of(pose, PLAIN)
        body = Pane.of(relit(rgba, DARK), portrait, 0.0, CAMERA).body
        picture = behind.copy()
        body.lay_over(picture)
        # The lamps hang above: a body is a little brighter at the head, and darker below.
        assert picture.min() >= min(90, 0.7 * shade) - 4
        assert picture.max() <= max(90, 1.06 * shade) + 4


def test_lamps_touch_the_outline_from_their_side_and_nothing_outside_it() -> None:
    rgba = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    rgba[40:150, 40:90] = (10, 10, 10, 255)
    lit = relit(rgba, Lighting(np.ones(3), np.array([200.0, 0, 0]), np.array([0, 0, 200.0]),
                               np.array([0, 200.0, 0])))  # fmt: skip
    red, green, blue = (lit[..., channel].astype(int) for channel in range(3))
    assert red[95, 40] > 60 > blue[95, 40]
    assert blue[95, 89] > 60 > red[95, 89]
    assert green[40, 65] > 60
    assert lit[95, 65].tolist() == [10, 10, 10, 255]
    assert not lit[rgba[..., 3] == 0].any()
    assert (lit[..., :3].max(axis=2) <= lit[..., 3]).all()


def test_a_beat_lifts_the_light_on_a_body() -> None:
    lamps = np.full((7, 3), 60.0)
    dull, bright = (
        Lighting.of(
            PictureMoment(0.0, music(0.0), LampState(pulse, 1.0, 0.5, 0.5, 0.5, 0.5), lamps)
        ).gain
        for pulse in (0.0, 1.0)
    )
    assert (bright > 1.1 * dull).all()


def test_half_of_one_and_half_of_another_hide_what_is_behind_where_both_are() -> None:
    one = Patch(10, 10, np.full((20, 20, 4), (200, 0, 0, 255), np.uint8))
    other = Patch(20, 15, np.full((20, 20, 4), (0, 0, 200, 255), np.uint8))
    picture = np.full((60, 60, 3), 100, np.uint8)
    together([one.faded(0.5), other.faded(0.5)]).lay_over(picture)
    assert picture[20, 25].tolist() == pytest.approx([100, 0, 100], abs=2)
    assert picture[12, 12].tolist() == pytest.approx([150, 50, 50], abs=2)
    assert picture[50, 50].tolist() == [100, 100, 100]
    assert together([]) is NOTHING


def test_nothing_faded_is_nothing() -> None:
    picture = np.full((60, 60, 3), 100, np.uint8)
    for level in (0.0, 0.5, 1.0):
        assert NOTHING.faded(level) is NOTHING
        together([NOTHING.faded(level)]).lay_over(picture)
    one = Patch(10, 10, np.full((20, 20, 4), (200, 0, 0, 255), np.uint8))
    together([one.faded(0.5), NOTHING.faded(0.5)]).lay_over(picture)
    assert picture[12, 12].tolist() == pytest.approx([150, 50, 50], abs=2)
    assert picture[50, 50].tolist() == [100, 100, 100]


@pytest.mark.parametrize("root", [(0.5, 0.95, 0.0), (-0.4, 0.85, 0.4), (0.1, 1.25, -0.6)])
@pytest.mark.parametrize("joint", ["pelvis", "l_wrist"])
def test_a_pane_painted_a_while_ago_goes_along_with_the_pelvis(
    root: tuple[float, float, float], joint: str
) -> None:
    before, now = standing(root=(0.0, 0.95, 0.0)), standing(root=root)
    moved, wanted = pane(before, joint).moved(now.root, CAMERA), pane(now, joint)
    nearness = 2 if joint == "pelvis" else 14  # it is moved as flat as a card
    assert middle(moved.body) == pytest.approx(middle(wanted.body), abs=nearness)


def test_its_image_in_the_floor_goes_along_too() -> None:
    before, now = standing(root=(0.0, 0.95, 0.0)), standing(root=(0.5, 0.95, 0.4))
    moved, wanted = pane(before, "l_ankle").moved(now.root, CAMERA), pane(now, "l_ankle")
    assert middle(moved.mirror) == pytest.approx(middle(wanted.mirror), abs=14)


def test_a_pane_that_need_not_move_is_the_same() -> None:
    one = pane(standing(), "head")
    assert one.moved(standing().root, CAMERA) is one


@pytest.mark.parametrize("x", [-30.0, 3.0, 30.0])
def test_a_pane_that_moves_out_of_the_picture_is_cut(x: float) -> None:
    moved = pane(standing(), "head", "l_wrist", "r_wrist").moved(np.array([x, 0.93, 0.0]), CAMERA)
    picture = np.zeros((1080, 1920, 3), np.uint8)
    moved.body.lay_over(picture)
    moved.mirror.lay_over(picture)
    assert picture.any() == (x == 3.0)


@pytest.mark.parametrize("place", [np.nan, np.inf, 1e30])
def test_a_pelvis_that_is_nowhere_leaves_a_pane_where_it_is(place: float) -> None:
    one = pane(standing(), "head")
    assert one.moved(np.array([0.0, 0.9, place]), CAMERA) is one
