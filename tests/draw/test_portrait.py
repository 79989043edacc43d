"""The pane that goes along with a dancer."""

import numpy as np
import pytest

from live.body import quat, skeleton
from live.draw.camera import Camera
from live.draw.portrait import ABOVE, HEIGHT, PLAIN, POINTS, WIDTH, AvatarBuild, Portrait
from live.signals import Floats, Pose

UPRIGHT = np.tile(quat.IDENTITY, (24, 1))
STANDING = float(PLAIN.ankle + 0.383616 + 0.472979 - 0.027541)  # metres: the pelvis


def a_pose(root: Floats, rotations: Floats = UPRIGHT) -> Pose:
    return Pose(0.0, skeleton.positions_from(root, rotations), rotations)


def test_the_pelvis_is_always_at_the_same_place_in_the_pane() -> None:
    for root in ([0.0, STANDING, 0.0], [0.7, STANDING, -0.8], [0.0, 1.4, 0.3]):
        seen = Portrait.of(a_pose(np.array(root)), PLAIN)
        assert seen.points.shape == (len(POINTS), 3) == (36, 3)
        assert seen.points[0] == pytest.approx([0.5, ABOVE / HEIGHT, 0.0], abs=1e-6)


def test_the_pane_lies_on_the_stage_where_the_hall_sees_the_dancer() -> None:
    pose = a_pose(np.array([0.5, STANDING, 0.0]))
    seen = Portrait.of(pose, PLAIN)
    camera = Camera.for_size((1280, 720))
    pane = np.stack(
        [
            seen.left + seen.points[:24, 0] * WIDTH,
            seen.top - seen.points[:24, 1] * HEIGHT,
            np.full(24, seen.depth),
        ],
        axis=1,
    )
    # The dancer half a metre aside is seen as if straight ahead: a few pixels of parallax.
    assert np.abs(camera.project(pane) - camera.project(pose.positions)).max() < 12
    middle = a_pose(np.array([0.0, STANDING, 0.0]))
    at = Portrait.of(middle, PLAIN)
    pane[:, 0] = at.left + at.points[:24, 0] * WIDTH
    pane[:, 1] = at.top - at.points[:24, 1] * HEIGHT
    assert camera.project(pane) == pytest.approx(camera.project(middle.positions), abs=1e-6)


def test_spread_arms_push_the_pane_aside_and_stay_in_it() -> None:
    lean = UPRIGHT.copy()
    lean[0] = quat.about(np.array([0.0, 0.0, 1.0]), -0.5)
    seen = Portrait.of(a_pose(np.array([0.0, STANDING, 0.0]), lean), PLAIN)
    wide = seen.points[:, 0]
    assert wide.max() - 0.5 == pytest.approx(0.5 - wide.min(), abs=0.05) or wide.max() < 1.0
    assert wide.min() > -0.03
    assert wide.max() < 1.03
    assert seen.left != pytest.approx(-WIDTH / 2)


def test_an_avatar_with_shorter_legs_stands_on_the_same_floor() -> None:
    short = skeleton.OFFSETS.copy()
    short[[4, 5, 7, 8]] *= 0.8
    small = AvatarBuild(short, 0.10, 0.06)
    tall, low = (Portrait.of(a_pose(np.array([0.0, STANDING, 0.0])), b) for b in (PLAIN, small))
    toe = POINTS.index("l_toe")
    for seen, build in ((tall, PLAIN), (low, small)):
        height = seen.top - seen.points[toe, 1] * HEIGHT
        assert height == pytest.approx(build.toe, abs=0.03)  # a toe nearer to the eye looks lower
    assert low.top < tall.top - 0.1


def test_a_jump_stays_as_high() -> None:
    small = AvatarBuild(skeleton.OFFSETS * 0.9, PLAIN.ankle, PLAIN.toe)
    for build in (PLAIN, small):
        stands = Portrait.of(a_pose(np.array([0.0, STANDING, 0.0])), build)
        jumps = Portrait.of(a_pose(np.array([0.0, STANDING + 0.3, 0.0])), build)
        assert jumps.top - stands.top == pytest.approx(0.3)


def test_marks_turn_with_head_hands_and_feet() -> None:
    turned = UPRIGHT.copy()
    turned[skeleton.INDEX["head"]] = quat.about(np.array([0.0, 1.0, 0.0]), np.pi / 2)
    ahead = Portrait.of(a_pose(np.array([0.0, STANDING, 0.0])), PLAIN).points
    aside = Portrait.of(a_pose(np.array([0.0, STANDING, 0.0]), turned), PLAIN).points
    nose, head = POINTS.index("nose"), POINTS.index("head")
    assert ahead[nose, 0] == pytest.approx(0.5, abs=1e-6)
    assert (aside[nose, 0] - aside[head, 0]) * WIDTH == pytest.approx(0.13, abs=0.01)
    assert ahead[POINTS.index("l_index"), 2] > ahead[POINTS.index("l_pinky"), 2]
    assert ahead[POINTS.index("l_fingers"), 0] > ahead[POINTS.index("l_hand"), 0]
