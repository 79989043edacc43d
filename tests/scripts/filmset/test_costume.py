"""A body's bones as the portrait counts them."""

from pathlib import Path

import numpy as np
import pytest

from live.body import quat, skeleton
from live.draw.portrait import ABOVE, AvatarBuild, Portrait
from live.signals import Pose
from scripts.filmset.costume import build_of
from scripts.filmset.motion import exercise
from scripts.filmset.person import Person
from scripts.filmset.views import portrait_view
from tests.scripts.filmset.tiny import SOLE, tiny_person, write_assets


def test_bones_of_the_meshes_are_where_the_portrait_says(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    build = build_of(person)
    for pose in exercise(np.random.default_rng(1), 20):
        seen = Portrait.of(pose, build)
        root = np.array([pose.root[0], seen.top - ABOVE, pose.root[2]])
        world = skeleton.world_rotations(pose.rotations)
        joints = person.joints(person.moved(root, world)[1])
        view, _ = portrait_view(seen, root)
        shown = np.hstack([joints, np.ones((24, 1))]) @ view.T
        across, up = (shown[:, 0] / shown[:, 3] + 1) / 2, (1 - shown[:, 1] / shown[:, 3]) / 2
        assert np.abs(across - seen.points[:24, 0]).max() < 1e-6
        assert np.abs(up - seen.points[:24, 1]).max() < 1e-6


def test_feet_stand_on_their_soles(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    build = build_of(person)
    assert build.ankle == pytest.approx(SOLE, abs=1e-6)
    still = np.tile(quat.IDENTITY, (24, 1))
    pose = Pose(0.0, skeleton.positions_from(np.array([0.0, 0.8888, 0.0]), still), still)
    root = np.array([0.0, Portrait.of(pose, build).top - ABOVE, 0.0])
    matrices, _ = person.moved(root, skeleton.world_rotations(still))
    (skin,) = person.surfaces
    bones = skin.corners[:, 8].astype(int)
    places = np.einsum("nij,nj->ni", matrices[bones, :3, :3], skin.corners[:, :3])
    lowest = (places + matrices[bones, :3, 3])[:, 1].min()
    danced_on = min(pose.positions[7, 1] - 0.06, pose.positions[10, 1] - 0.021463)
    assert lowest == pytest.approx(danced_on, abs=1e-3)


def test_somebody_moves_with_bones_that_are_not_their_own(tmp_path: Path) -> None:
    person = tiny_person(tmp_path)
    own = build_of(person)
    longer = AvatarBuild(own.offsets * 1.1, own.ankle, own.toe)
    person.stand_as(longer)
    for pose in exercise(np.random.default_rng(2), 5):
        world = skeleton.world_rotations(pose.rotations)
        joints = person.joints(person.moved(pose.root, world)[1])
        wanted = skeleton.positions_of(pose.root, world, longer.offsets)
        np.testing.assert_allclose(joints, wanted, atol=1e-9)


def test_legs_are_as_long_as_wanted(tmp_path: Path) -> None:
    person = Person(write_assets(tmp_path), {}, 1.0)
    person.show_skin("skin")
    knee, ankle = (skeleton.INDEX[f"l_{name}"] for name in ("knee", "ankle"))
    offsets = build_of(person).offsets
    assert np.linalg.norm(offsets[[knee, ankle]], axis=1).sum() == pytest.approx(1.0)
