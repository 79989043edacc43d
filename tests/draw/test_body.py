import numpy as np

from live.body.skeleton import INDEX
from live.draw.body import SHIFT, BodyPart, facing, parts_of
from live.draw.camera import Camera
from live.signals import JOINT_COUNT
from tests.draw.stages import moved, standing

CAMERA = Camera.for_size((1280, 720))
PLAIN = np.zeros((1, 3))


def parts(pose_positions: np.ndarray, seen: np.ndarray | None = None) -> list[BodyPart]:
    known = np.ones(JOINT_COUNT) if seen is None else seen
    return parts_of(pose_positions, known, CAMERA, PLAIN)


def width(parts: list[BodyPart], group: str) -> float:
    places = np.concatenate([part.outlines[0] for part in parts if part.group == group])[:, 0]
    return float(np.ptp(places[:, 0])) / (1 << SHIFT)


def test_a_body_that_stands_to_the_hall_looks_at_the_hall() -> None:
    assert np.allclose(facing(standing().positions), [0, 0, 1], atol=0.2)
    assert facing(standing(heading=np.pi).positions)[2] < -0.9


def test_a_body_seen_from_the_side_is_narrower() -> None:
    front = width(parts(standing().positions), "torso")
    side = width(parts(standing(heading=np.pi / 2).positions), "torso")
    assert side < 0.75 * front


def test_the_arm_towards_the_hall_comes_last() -> None:
    order = [part.group for part in parts(standing(heading=-np.pi / 2).positions)]
    assert order.index("torso") < order.index("l_arm")
    assert order.index("r_arm") < order.index("torso")


def test_a_lost_joint_takes_only_its_own_flesh_with_it() -> None:
    whole = parts(standing().positions)
    wounded = parts(moved(standing(), "l_wrist", np.nan).positions)
    gone = [part.group for part in whole]
    for part in wounded:
        gone.remove(part.group)
    assert gone == ["l_arm", "l_arm"]


def test_a_part_is_as_surely_seen_as_its_least_seen_joint() -> None:
    seen = np.ones(JOINT_COUNT)
    seen[INDEX["r_ankle"]] = 0.1
    legs = [part.seen for part in parts(standing().positions, seen) if part.group == "r_leg"]
    assert min(legs) == 0.1
    assert all(p.seen == 1 for p in parts(standing().positions, seen) if p.group == "l_leg")


def test_an_inset_outline_lies_within_the_plain_one() -> None:
    insets = np.array([[0.0, 0.0, 0.0], [0.3, 1.0, 0.0]])
    for part in parts_of(standing().positions, np.ones(JOINT_COUNT), CAMERA, insets):
        outer, inner = (np.ptp(outline[:, 0], axis=0) for outline in part.outlines)
        assert (inner < outer).all()


def test_the_mirror_image_of_a_planted_foot_touches_it() -> None:
    feet = [p for p in parts(standing(root=(0.0, 0.9, 0.0)).positions) if p.height < 0.1]
    assert len(feet) == 2
    for foot in feet:
        sole, image = foot.outlines[0][..., 1].max(), foot.mirrored(0)[..., 1]
        assert image.min() < sole + (6 << SHIFT)  # no gap between them
        assert image.max() > sole + (10 << SHIFT)


def test_a_body_behind_the_eye_has_no_parts() -> None:
    assert parts(standing(root=(0.0, 0.93, 6.0)).positions) == []
