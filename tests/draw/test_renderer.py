"""The renderer draws what the portrait says, where OpenGL can be opened; elsewhere this skips."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from live.body import quat, skeleton
from live.body.skeleton import INDEX
from live.draw import renderer
from live.draw.mannequin import Mannequin
from live.draw.portrait import Portrait, points_on
from live.draw.renderer import Renderer
from live.gltf.figure import GltfFigure, read
from live.signals import JOINT_COUNT, Image, Pose
from scripts.make.figures import FIGURES
from tests.draw.stages import standing

STANDING = standing(root=(0.0, 0.889, 0.0))
SIZE = (128, 192)


@pytest.fixture(scope="module")
def gl() -> Any:
    library = pytest.importorskip("moderngl")
    try:
        library.create_context(require=renderer.VERSION, **renderer.contexts()[0]).release()
    except Exception as error:
        pytest.skip(f"no OpenGL here: {error} (Debian: libegl1 libgl1-mesa-dri)")
    return library


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], GltfFigure]:
    folder = tmp_path_factory.mktemp("figures")

    @cache
    def make(name: str) -> GltfFigure:
        (folder / name).write_bytes(FIGURES[name]().glb())
        return read(folder / name)

    return make


@pytest.fixture
def shot(gl: Any) -> Iterator[Callable[..., Image]]:
    opened = []

    def draw(figure: GltfFigure, pose: Pose = STANDING) -> Image:
        mannequin = Mannequin(figure)
        drawing = Renderer(gl, renderer.contexts()[0], mannequin, SIZE)
        opened.append(drawing)
        joints = points_on(pose, mannequin.build)[:JOINT_COUNT]
        moves = mannequin.matrices(skeleton.world_rotations(pose.rotations), joints)
        return drawing.draw(moves, Portrait.of(pose, mannequin.build), joints[0])

    yield draw
    for one in opened:
        one.release()


def _repainted(figure: GltfFigure, **changes: Any) -> GltfFigure:
    return replace(
        figure,
        surfaces=tuple(
            replace(one, paint=replace(one.paint, **changes)) for one in figure.surfaces
        ),
    )


def _dancing() -> Pose:
    rotations = STANDING.rotations.copy()
    rotations[INDEX["l_shoulder"]] = quat.about(np.array([0.0, 0.0, 1.0]), 1.2)
    rotations[INDEX["r_hip"]] = quat.about(np.array([1.0, 0.0, 0.0]), -0.9)
    rotations[0] = quat.about(np.array([0.0, 1.0, 0.0]), 0.5)
    return Pose(0.0, skeleton.positions_from(STANDING.root, rotations), rotations)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("pose", [STANDING, _dancing()], ids=["standing", "dancing"])
def test_the_body_is_where_the_portrait_says(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure], name: str, pose: Pose
) -> None:
    rgba = shot(figure(name), pose)
    assert rgba.shape == (SIZE[1], SIZE[0], 4)
    points = Portrait.of(pose, Mannequin(figure(name)).build).points[:JOINT_COUNT]
    for joint in ("head", "spine2", "l_elbow", "r_elbow", "l_wrist", "l_knee", "r_ankle"):
        x, y, _ = points[INDEX[joint]]
        column, row = round(x * SIZE[0] - 0.5), round(y * SIZE[1] - 0.5)
        assert rgba[row - 1 : row + 2, column - 1 : column + 2, 3].max() > 200, joint
    assert 0.04 < (rgba[..., 3] > 128).mean() < 0.35
    assert not rgba[:4, :, 3].any()


def test_a_pane_is_premultiplied_and_its_edges_are_soft(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    rgba = shot(figure("robot.glb"))
    assert (rgba[..., :3].max(axis=-1).astype(int) <= rgba[..., 3].astype(int) + 1).all()
    soft = (rgba[..., 3] > 20) & (rgba[..., 3] < 235)
    assert soft.sum() > 50


def test_colours_come_out_as_they_are_told(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    def inside(one: GltfFigure) -> Image:
        rgba = shot(_repainted(one, colour=np.array([0.2, 0.05, 0.6, 1.0]), picture=None,
                               unlit=True, shade=None))  # fmt: skip
        return np.asarray(rgba[rgba[..., 3] == 255][:, :3])

    wanted = 255 * np.array([0.2, 0.05, 0.6]) ** (1 / 2.2)
    for name in FIGURES:
        assert np.abs(inside(figure(name)) - wanted).max() <= 2


def test_light_falls_on_what_is_lit(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    lit = shot(_repainted(figure("robot.glb"), colour=np.array([0.5, 0.5, 0.5, 1.0])))
    shades = lit[lit[..., 3] == 255][:, 1]
    assert np.percentile(shades, 95) - np.percentile(shades, 5) > 60


def test_cartoons_have_two_tones(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    grey = _repainted(figure("ben.vrm"), colour=np.array([0.5, 0.5, 0.5, 1.0]), picture=None,
                      shade=(0.3, 0.3, 0.3), edge=(0.49, 0.51))  # fmt: skip
    rgba = shot(grey)
    shades = rgba[rgba[..., 3] == 255][:, 1].astype(int)
    tones = np.bincount(shades, minlength=256)
    assert np.sort(tones)[-12:].sum() > 0.6 * len(shades)
    assert np.percentile(shades, 95) - np.percentile(shades, 5) > 40


def test_what_is_sheer_lets_through_and_holes_are_holes(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    glass = np.array([1.0, 1.0, 1.0, 0.4])
    sheer = shot(_repainted(figure("ben.vrm"), colour=glass, sheer=True, picture=None))
    assert 60 < np.median(sheer[sheer[..., 3] > 0][:, 3]) < 200
    assert not shot(_repainted(figure("ben.vrm"), colour=glass, cutoff=0.5)).any()
    assert shot(_repainted(figure("ben.vrm"), colour=glass))[..., 3].max() == 255


def test_a_picture_is_painted_on(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    one = figure("anna.vrm")
    plain = replace(one, pictures={n: np.full_like(p, 255) for n, p in one.pictures.items()})
    assert np.abs(shot(one).astype(int) - shot(plain).astype(int)).max() > 20


def test_the_back_of_a_surface_is_seen_if_it_is_double(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure]
) -> None:
    one = figure("ben.vrm")
    inside_out = replace(
        one,
        surfaces=tuple(replace(s, triangles=s.triangles[:, ::-1].copy()) for s in one.surfaces),
    )
    # Seen from within, a closed body shows its far side: the same outline.
    outline = shot(_repainted(inside_out, double=True))[..., 3] > 128
    assert (outline == (shot(one)[..., 3] > 128)).mean() > 0.999
    head = shot(_repainted(one, double=True))
    assert (np.abs(head.astype(int) - shot(one).astype(int)) > 30).mean() < 0.02


def test_a_card_takes_samples_where_a_program_draws_finer(
    shot: Callable[..., Image], figure: Callable[[str], GltfFigure], monkeypatch: pytest.MonkeyPatch
) -> None:
    finer = shot(figure("robot.glb"), _dancing()).astype(int)
    monkeypatch.setattr(renderer, "is_software", lambda _name: False)
    sampled = shot(figure("robot.glb"), _dancing()).astype(int)
    assert ((sampled[..., 3] > 20) & (sampled[..., 3] < 235)).sum() > 50
    assert np.abs(sampled - finer).mean() < 1.0


def test_a_program_is_told_from_a_card() -> None:
    assert renderer.is_software("llvmpipe (LLVM 15.0.6, 256 bits)")
    assert not renderer.is_software("NVIDIA GeForce RTX 4060/PCIe/SSE2")


def test_without_a_screen_contexts_are_egls_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert renderer.contexts()[0]["backend"] == "egl"
    monkeypatch.setattr(sys, "platform", "win32")
    assert renderer.contexts() == [{"standalone": True}]
