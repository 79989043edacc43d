"""Figures on our skeleton: wherever their bones point in the file, they dance as we do."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.draw.mannequin import Mannequin
from live.draw.portrait import points_on
from live.gltf.figure import read
from live.gltf.limits import Refused
from live.signals import JOINT_COUNT, Floats, Pose
from scripts.make.figures import FIGURES, anna, robot
from scripts.make.gltf_files import Gltf
from tests.draw.stages import standing

STANDING = standing(root=(0.0, 0.889, 0.0))
NAMES = tuple(FIGURES)
X, Y = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Mannequin]:
    folder = tmp_path_factory.mktemp("figures")

    @cache
    def make(name: str) -> Mannequin:
        (folder / name).write_bytes(FIGURES[name]().glb())
        return Mannequin(read(folder / name))

    return make


def _of(folder: Path, gltf: Gltf) -> Mannequin:
    (folder / "a.glb").write_bytes(gltf.glb())
    return Mannequin(read(folder / "a.glb"))


def _corners(mannequin: Mannequin, pose: Pose) -> list[Floats]:
    """Where the corners of each surface are on the stage."""
    joints = points_on(pose, mannequin.build)[:JOINT_COUNT]
    moves = mannequin.matrices(skeleton.world_rotations(pose.rotations), joints)
    found, first = [], 0
    for surface in mannequin.surfaces:
        at = np.hstack([surface.places, np.ones((len(surface.places), 1))])
        here = moves[first + surface.joints.astype(int)]
        found.append(np.einsum("nk,nkij,nj->ni", surface.weights, here, at)[:, :3])
        first += len(surface.nodes)
    return found


def _posed(**turns: Floats) -> Pose:
    rotations = STANDING.rotations.copy()
    for joint, turn in turns.items():
        rotations[INDEX[joint]] = turn
    return Pose(0.0, skeleton.positions_from(STANDING.root, rotations), rotations)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_stands_on_the_floor_facing_the_hall(
    made: Callable[[str], Mannequin], name: str
) -> None:
    mannequin = made(name)
    everything = np.concatenate(_corners(mannequin, STANDING))
    assert everything[:, 1].min() == pytest.approx(0.0, abs=0.01)
    joints = points_on(STANDING, mannequin.build)
    assert (joints[[INDEX["l_toe"], INDEX["r_toe"]], 2] > joints[INDEX["l_ankle"], 2]).all()
    # The eyes are the darkest of the head, and on the side of the hall.
    head = joints[INDEX["head"]]
    dark = [corners for surface, corners in zip(mannequin.surfaces, _corners(mannequin, STANDING),
                                                strict=True)
            if surface.paint.colour[:3].max() < 0.05
            and np.linalg.norm(corners - head, axis=1).max() < 0.45]  # fmt: skip
    ahead = [float(corners[:, 2].mean() - head[2]) for corners in dark]
    assert max(ahead) > 0.05
    assert min(ahead) > -0.05


@pytest.mark.parametrize("name", NAMES)
def test_arms_that_hang_in_the_file_are_held_out_as_ours(
    made: Callable[[str], Mannequin], name: str
) -> None:
    offsets = made(name).build.offsets
    for joint in ("elbow", "wrist", "hand"):
        for side, sign in (("l", 1.0), ("r", -1.0)):
            way = offsets[INDEX[f"{side}_{joint}"]]
            assert way @ X * sign == pytest.approx(np.linalg.norm(way), rel=0.02)
    for joint in ("l_knee", "r_ankle"):
        way = offsets[INDEX[joint]]
        assert -way @ Y == pytest.approx(np.linalg.norm(way), rel=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_as_large_as_a_human_and_fits_the_pane(
    made: Callable[[str], Mannequin], name: str
) -> None:
    everything = np.concatenate(_corners(made(name), STANDING))
    tall = np.ptp(everything[:, 1])
    assert 1.3 < tall < 1.9
    assert np.abs(everything[:, 0]).max() < 0.9
    raised = _posed(l_shoulder=quat.about(np.array([0, 0, 1.0]), np.pi / 2))
    up = np.concatenate(_corners(made(name), raised))[:, 1].max()
    assert up - points_on(raised, made(name).build)[0, 1] < 1.36


@pytest.mark.parametrize("name", NAMES)
def test_what_hangs_on_a_joint_is_where_our_joint_is_in_any_pose(
    made: Callable[[str], Mannequin], name: str
) -> None:
    chance = np.random.default_rng(3)
    mannequin = made(name)
    at_rest = points_on(STANDING, mannequin.build)
    rest = _corners(mannequin, STANDING)
    for _ in range(3):
        rotations = quat.from_vector(chance.normal(0.0, 0.6, (JOINT_COUNT, 3)))
        pose = Pose(0.0, skeleton.positions_from(STANDING.root, rotations), rotations)
        joints, world = points_on(pose, mannequin.build), skeleton.world_rotations(rotations)
        moved = _corners(mannequin, pose)
        for joint in ("l_elbow", "r_knee", "l_ankle", "head"):
            j, checked = INDEX[joint], 0
            turn = world[j]
            for surface, before, after in zip(mannequin.surfaces, rest, moved, strict=True):
                whole = _hang_on(mannequin, surface.nodes, joint)
                mine = (whole[surface.joints] * surface.weights).sum(axis=1) > 0.999
                wanted = joints[j] + quat.rotate(turn, before[mine] - at_rest[j])
                assert np.allclose(after[mine], wanted, atol=2e-3)
                checked += int(mine.sum())
            assert checked > 20, joint


def _hang_on(mannequin: Mannequin, nodes: tuple[int, ...], joint: str) -> Floats:
    """Which of these nodes hang on the bone of that joint, and on no other below it: 0 or 1."""
    bones, tree = mannequin._figure.bones, mannequin._figure.tree
    bone = bones[{"l_elbow": "leftLowerArm", "r_knee": "rightLowerLeg", "l_ankle": "leftFoot",
                  "head": "head"}[joint]]  # fmt: skip
    owners = [next(n for n in [node, *tree.above(node), *bones.values()] if n in bones.values())
              for node in nodes]  # fmt: skip
    return np.array([float(owner == bone) for owner in owners])


def test_both_versions_of_vrm_stand_alike(made: Callable[[str], Mannequin]) -> None:
    new, old = made("anna.vrm").build, made("ben.vrm").build
    assert np.allclose(new.offsets, old.offsets, atol=1e-6)
    assert (new.ankle, new.toe) == pytest.approx((old.ankle, old.toe), abs=1e-6)
    assert new.ankle == pytest.approx(0.09, abs=0.005)


def test_a_figure_in_any_unit_is_the_same(tmp_path: Path) -> None:
    small, large = anna(), anna()
    large.table["nodes"].append(
        {"name": "all", "scale": [40.0] * 3, "children": large.table["scenes"][0]["nodes"]}
    )
    large.table["scenes"][0]["nodes"] = [len(large.table["nodes"]) - 1]
    one, other = _of(tmp_path, small).build, _of(tmp_path, large).build
    size = np.abs(one.offsets).sum() / np.abs(other.offsets).sum()
    assert np.allclose(one.offsets, other.offsets * size, atol=1e-6)
    assert 0.9 < size < 1.1


def test_triangles_are_seen_from_outside_though_the_file_is_mirrored(tmp_path: Path) -> None:
    gltf = robot()
    assert not any(_of(tmp_path, gltf).mirrored)
    foot = next(n for n in gltf.table["nodes"] if n.get("name") == "Foot.L_mesh")
    foot["scale"] = [-1.0, 1.0, 1.0]
    assert sum(_of(tmp_path, gltf).mirrored) == 1


def test_a_body_that_cannot_stand_is_refused(tmp_path: Path) -> None:
    gltf = anna()
    for node in gltf.table["nodes"]:
        node.pop("translation", None)
    with pytest.raises(Refused, match="at one place"):
        _of(tmp_path, gltf)
