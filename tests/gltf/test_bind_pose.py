"""A figure saved in the midst of a dance: it rests as it was bound."""

from pathlib import Path

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.draw.mannequin import Mannequin
from live.gltf.figure import GltfFigure, read
from live.signals import Floats
from scripts.make.figures import anna, robot
from scripts.make.gltf_files import Gltf

TURNS = {  # degrees about an axis: striding, the hips and the chest turned against each other
    "hips": ((0, 1, 0), 40.0), "chest": ((0, 1, 0), -55.0), "leftUpperLeg": ((1, 0, 0), -45.0),
    "rightUpperLeg": ((1, 0, 0), 30.0), "rightLowerLeg": ((1, 0, 0), 50.0),
    "leftUpperArm": ((0, 0, 1), -70.0), "leftLowerArm": ((0, 1, 0), -60.0),
    "rightUpperArm": ((0, 0, 1), 60.0), "head": ((0, 1, 0), 30.0),
}  # fmt: skip


def _plain() -> Gltf:
    """Anna without her table of bones, her joints named so that they are found."""
    gltf = anna()
    del gltf.table["extensions"], gltf.table["extensionsUsed"]
    for node in gltf.table["nodes"]:
        node["name"] = node["name"].removeprefix("J_")
    return gltf


def _dancing() -> Gltf:
    gltf = _plain()
    for node in gltf.table["nodes"]:
        if node["name"] in TURNS:
            axis, degrees = TURNS[node["name"]]
            w, x, y, z = quat.about(np.array(axis, float), np.radians(degrees)).tolist()
            node["rotation"] = [x, y, z, w]
    return gltf


def _figure(folder: Path, gltf: Gltf) -> GltfFigure:
    (folder / "one.glb").write_bytes(gltf.glb())
    return read(folder / "one.glb")


def _moves(figure: GltfFigure) -> tuple[Mannequin, Floats]:
    """A mannequin, and the matrices of its surfaces' joints with an arm up and a knee bent."""
    mannequin = Mannequin(figure)
    rotations = np.tile(quat.IDENTITY, (24, 1))
    for joint, axis, degrees in (("l_shoulder", 2, 50.0), ("r_knee", 0, 40.0), ("spine2", 1, 20.0)):
        rotations[INDEX[joint]] = quat.about(np.eye(3)[axis], np.radians(degrees))
    world = skeleton.world_rotations(rotations)
    places = skeleton.positions_of(np.array([0.0, 0.9, 0.0]), world, mannequin.build.offsets)
    return mannequin, mannequin.matrices(world, places)


def test_a_file_saved_in_the_midst_of_a_dance_rests_as_it_was_bound(tmp_path: Path) -> None:
    still, dancing = _figure(tmp_path, _plain()), _figure(tmp_path, _dancing())
    assert dancing.bones == still.bones
    nodes = list(still.bones.values())
    assert np.allclose(dancing.tree.rest[nodes], still.tree.rest[nodes], atol=1e-6)


def test_it_dances_as_the_same_figure_saved_at_rest(tmp_path: Path) -> None:
    still, there = _moves(_figure(tmp_path, _plain()))
    dancing, here = _moves(_figure(tmp_path, _dancing()))
    assert np.allclose(here, there, atol=1e-5)
    assert np.allclose(dancing.build.offsets, still.build.offsets, atol=1e-5)


@pytest.mark.parametrize("quarter", [0, 2])
def test_the_space_of_its_mesh_may_be_turned_and_scaled(tmp_path: Path, quarter: int) -> None:
    """As exporters do that keep Z up inside, and bind a hundred times too large."""

    def inside(gltf: Gltf) -> Gltf:
        table = gltf.table
        turn = quat.about(np.array([0.0, 1.0, 0.0]), np.pi / 2 * quarter)
        w, x, y, z = turn.tolist()
        scene = table["scenes"][0]
        armature = gltf.node(
            name="Armature", children=scene["nodes"], rotation=[x, y, z, w], scale=[0.01] * 3
        )
        scene["nodes"] = [armature]
        return gltf

    there = _moves(_figure(tmp_path, inside(_plain())))[1]
    here = _moves(_figure(tmp_path, inside(_dancing())))[1]
    assert np.allclose(here, there, atol=1e-4)


def test_what_hangs_on_a_joint_comes_with_it(tmp_path: Path) -> None:
    def hatted(gltf: Gltf) -> Gltf:
        hat = gltf.node(name="hat", translation=[0.0, 0.2, 0.05], scale=[0.1] * 3, mesh=0)
        head = next(node for node in gltf.table["nodes"] if node["name"] == "head")
        head["children"] = [hat]
        return gltf

    still, dancing = _figure(tmp_path, hatted(_plain())), _figure(tmp_path, hatted(_dancing()))
    hat = still.tree.names.index("hat")
    assert np.allclose(dancing.tree.rest[hat], still.tree.rest[hat], atol=1e-6)


def test_a_joint_bound_nowhere_stays_on_its_parent(tmp_path: Path) -> None:
    """As joints that carry nothing often are: their bind matrix is the identity."""
    gltf = _dancing()
    table = gltf.table
    skin = table["skins"][0]
    accessor = table["accessors"][skin["inverseBindMatrices"]]
    start = table["bufferViews"][accessor["bufferView"]]["byteOffset"]
    names = [table["nodes"][joint]["name"] for joint in skin["joints"]]
    at = start + 64 * names.index("leftToes")
    gltf.binary[at : at + 64] = np.eye(4, dtype="<f4").tobytes()
    still, figure = _figure(tmp_path, _plain()), _figure(tmp_path, gltf)
    toes = still.bones["leftToes"]
    assert np.allclose(figure.tree.rest[toes], still.tree.rest[toes], atol=1e-6)


def test_a_file_saved_at_rest_stays_as_its_nodes_say(tmp_path: Path) -> None:
    gltf = robot()
    figure = _figure(tmp_path, gltf)
    chest = figure.bones["upperChest"]
    node = gltf.table["nodes"][chest]
    parent = figure.tree.rest[figure.tree.parents[chest]]
    local = np.array(node["matrix"]).reshape(4, 4).T
    assert np.array_equal(figure.tree.rest[chest], parent @ local)


def test_a_table_of_bones_says_that_the_nodes_are_at_rest(tmp_path: Path) -> None:
    gltf = anna()
    gltf.table["nodes"][0]["rotation"] = [0.0, 1.0, 0.0, 0.0]
    figure = _figure(tmp_path, gltf)
    assert figure.tree.rest[figure.bones["hips"], 0, 0] == pytest.approx(-1.0)
