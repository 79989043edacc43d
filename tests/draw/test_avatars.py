"""The avatars that ship: each keeps the contract, and shows somebody where the points are."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.become.training import contract
from live.become.training.contract import Model
from live.become.training.takes import Numbers
from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.dance.library import Library
from live.draw.portrait import POINTS, Portrait
from live.networks import models
from live.runtime.places import MODELS
from live.see.cameras.video import frames
from live.see.poses import Poses
from live.signals import Pose
from scripts.look.neon import RATE, context, music
from tests.parts import a_context
from tests.see.films import DANCER

SHIPPED = [model for model in models.listed(MODELS) if model.name.startswith("avatar_")]
LARGEST = 22_000_000  # bytes, all together
STANDING = np.array([0.0, 0.9, 0.0])  # metres: the pelvis
ARMS = 1.2  # radians


@pytest.fixture(scope="module", params=SHIPPED, ids=lambda model: model.name)
def file(request: pytest.FixtureRequest) -> models.ModelFile:
    shipped: models.ModelFile = request.param
    return shipped


@pytest.fixture(scope="module")
def model(file: models.ModelFile) -> Model:
    return contract.opened(file.path)


@pytest.fixture(scope="module")
def seen() -> list[Pose]:
    """Some poses of a dancer in a film, as the eyes find them."""
    eyes = Poses().open(a_context(virtual=True))
    try:
        found = [eyes.see(frame) for frame in frames(DANCER)]
    finally:
        eyes.close()
    return [pose for pose in found[15::15] if pose is not None]


def points(model: Model, arms: float, turn: float = 0.0) -> Numbers:
    """Somebody who stands, both arms so many radians up from the side, turned so far round."""
    rotations = np.tile(quat.IDENTITY, (24, 1))
    rotations[0] = quat.about(np.array([0.0, 1.0, 0.0]), turn)
    for joint, way in (("l_shoulder", 1.0), ("r_shoulder", -1.0)):
        rotations[INDEX[joint]] = quat.about(np.array([0.0, 0.0, 1.0]), way * arms)
    pose = Pose(0.0, skeleton.positions_from(STANDING, rotations), rotations)
    return np.asarray(Portrait.of(pose, model.build).points, dtype=np.float32)


def test_there_are_avatars_and_they_are_not_too_large() -> None:
    assert "avatar_bride" in [model.name for model in SHIPPED]
    assert sum(model.size for model in SHIPPED) <= LARGEST


def test_it_says_what_it_is(file: models.ModelFile, model: Model) -> None:
    file.check()
    said = model.session.get_modelmeta().custom_metadata_map
    assert file.name == f"avatar_{said['name']}"
    assert said["version"] == str(file.version)
    assert said["size"] == "{}x{}".format(*model.size)
    assert json.loads(said["points"]) == list(POINTS)
    assert said["licence"]
    assert 3 * model.size[0] == 2 * model.size[1]
    assert model.build.offsets.shape == (24, 3)


def test_its_card_names_the_file_and_thanks_the_dancers(file: models.ModelFile) -> None:
    card = file.path.with_name("card.md").read_text("utf-8")
    assert hashlib.sha256(file.path.read_bytes()).hexdigest() in card
    assert f"{file.size:,} bytes" in card
    for words in ("mocap.cs.cmu.edu", "NSF EIA-0196217", "Jasmine Coro", "CC BY 4.0", "CC0"):
        assert words in card


def test_it_shows_somebody_before_nothing(model: Model) -> None:
    painted = model.paint(points(model, -ARMS))
    assert painted.shape == (model.size[1], model.size[0], 4)
    assert painted.dtype == np.float32
    assert np.isfinite(painted).all()
    assert painted.min() >= 0.0
    assert painted.max() <= 1.0
    alpha = painted[..., 3]
    assert 0.05 < float((alpha > 0.5).mean()) < 0.35
    assert alpha[:20].max() < 0.1  # above the head
    assert alpha[:, :20].max() < 0.1  # aside
    # Colours are multiplied by alpha: none is brighter than that, but for a painter's error.
    assert float((painted[..., :3].max(axis=-1) > alpha + 0.1).mean()) < 0.01


def test_it_stands_where_the_points_are(model: Model) -> None:
    told = points(model, -ARMS)
    there = model.paint(told)[..., 3]
    width, height = model.size
    for name in ("spine2", "neck", "head", "l_shoulder", "r_shoulder", "l_hip", "r_hip"):
        x, y, _ = told[POINTS.index(name)]
        assert there[int(y * height), int(x * width)] > 0.6, name


def test_a_window_shows_what_the_whole_pane_shows(model: Model) -> None:
    assert model.reach is not None
    everywhere = replace(model, reach=contract.EVERYWHERE)
    for arms in (-ARMS, 0.0, ARMS):
        told = points(model, arms)
        apart = np.abs(model.paint(told) - everywhere.paint(told))
        assert float(apart.mean()) < 0.004
        assert float((apart.max(axis=-1) > 0.1).mean()) < 0.01


def test_a_window_that_goes_along_with_a_dance_does_not_tremble(model: Model) -> None:
    everywhere = replace(model, reach=contract.EVERYWHERE)
    dancer = Library().open(context((320, 180)))
    poses = [dancer.step(frame / RATE, music(frame / RATE), None) for frame in range(150, 180)]
    told = np.array([Portrait.of(pose, model.build).points for pose in poses], dtype=np.float32)
    restless, calm = (
        float(np.abs(np.diff(one.film(told), 2, axis=0)).mean()) for one in (model, everywhere)
    )
    assert restless < 1.08 * calm

    frame = model.frame()
    windows = []
    for one in told:
        windows.append(frame.window(one.astype(float)))
        model.paint(one, frame=frame)
    assert len(set(windows)) > 1
    assert max(window.rows * window.columns for window in windows[1:]) < 0.8 * 96 * 64


def test_nothing_floats_beside_the_body(model: Model) -> None:
    dancer = Library().open(context((320, 180)))
    for frame in range(240):
        pose = dancer.step(frame / RATE, music(frame / RATE), None)
        if frame % 12 != 6:
            continue
        told = np.asarray(Portrait.of(pose, model.build).points, dtype=np.float32)
        there = (model.paint(told)[..., 3] > 0.15).astype(np.uint8)
        _, _, pieces, _ = cv2.connectedComponentsWithStats(there)
        sizes = sorted(pieces[1:, cv2.CC_STAT_AREA].tolist())
        assert sum(sizes[:-1]) < 0.01 * sizes[-1], f"at {frame / RATE:.1f} s"


def test_somebody_whom_the_eyes_see_keeps_their_face(model: Model, seen: list[Pose]) -> None:
    nose = POINTS.index("nose")

    def drawn(told: Numbers) -> float:
        """How much is drawn in a face: what of it is finer than two pixels."""
        x, y = (told[nose, :2] * model.size).astype(int)
        grey = model.paint(told)[y - 14 : y + 12, x - 11 : x + 11, :3].mean(axis=-1)
        return float(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 2.0)).mean())

    usual = drawn(points(model, -ARMS))
    found = [
        drawn(np.asarray(Portrait.of(pose, model.build).points, dtype=np.float32)) for pose in seen
    ]
    assert min(found) > 0.6 * usual


def test_raised_arms_are_seen_above_the_head(model: Model) -> None:
    height = model.size[1]
    told = points(model, ARMS)
    above = int((told[POINTS.index("crown"), 1] - 0.03) * height)
    down, up = (model.paint(points(model, arms))[:above, :, 3].sum() for arms in (-ARMS, ARMS))
    assert up > 3 * max(float(down), 10.0)


def test_from_behind_it_looks_otherwise(model: Model) -> None:
    front, back = (model.paint(points(model, -ARMS, turn)) for turn in (0.0, np.pi))
    assert float(np.abs(front - back)[..., :3].mean()) > 0.004


def test_the_same_points_give_the_same_picture(model: Model) -> None:
    told = points(model, 0.3)
    np.testing.assert_array_equal(model.paint(told), model.paint(told))


def test_it_does_not_start_at_a_hair(model: Model) -> None:
    told = points(model, 0.3)
    moved = np.asarray(told + np.float32(0.0005))
    assert float(np.abs(model.paint(told) - model.paint(moved)).mean()) < 0.006


def test_it_is_a_folder_of_the_model_repository(file: models.ModelFile) -> None:
    assert models.find(MODELS, file.name) == file.path
    assert Path(file.path).name == "model.onnx"
