"""The studio draws where the portrait says; skips where there is no OpenGL."""

from typing import Any

import cv2
import numpy as np
import pytest

from live.body import quat, skeleton
from live.draw.portrait import PLAIN, WIDTH, Portrait
from live.signals import Floats, Pose
from scripts.filmset.materials import Material
from scripts.filmset.views import portrait_view

moderngl = pytest.importorskip("moderngl")
studio = pytest.importorskip("scripts.filmset.studio")

SIZE = 64, 96
RED = Material("cloth", (0.8, 0.02, 0.02))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Any:
    iris = tmp_path_factory.mktemp("eyes") / "iris.png"
    cv2.imwrite(str(iris), np.full((4, 4, 3), 90, np.uint8))
    try:
        moderngl.create_context(standalone=True, backend="egl").release()
    except Exception as error:
        pytest.skip(f"no EGL: {error}")
    return studio.Studio(SIZE, iris)


def a_card(middle: Floats, half: float = 0.06) -> Floats:
    """A square that faces the audience: corners as in Surface."""
    corners = np.zeros((4, 8))
    corners[:, :3] = middle + half * np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
    corners[:, 5] = 1.0
    return corners


def drawn(room: Any, cards: "list[tuple[Floats, Material]]") -> Floats:
    still = np.tile(quat.IDENTITY, (24, 1))
    pose = Pose(0.0, skeleton.positions_from(np.array([0.3, 0.9, -0.2]), still), still)
    portrait = Portrait.of(pose, PLAIN)
    view, eye = portrait_view(portrait, pose.root)
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    parts = [(room.sculpted(c, triangles, np.ones((4, 4))), made) for c, made in cards]
    return np.asarray(room.shot(parts, view, eye, pose.root), dtype=float)


def test_a_card_at_the_left_hand_is_drawn_where_the_portrait_has_it(room: Any) -> None:
    still = np.tile(quat.IDENTITY, (24, 1))
    pose = Pose(0.0, skeleton.positions_from(np.array([0.3, 0.9, -0.2]), still), still)
    hand = skeleton.INDEX["l_elbow"]
    lift = Portrait.of(pose, PLAIN).top - 1.42 - pose.root[1]
    alpha = drawn(room, [(a_card(pose.positions[hand] + [0, lift, 0]), RED)])[..., 3]
    y, x = np.nonzero(alpha > 128)
    middle = np.array([x.mean() + 0.5, y.mean() + 0.5]) / SIZE
    assert middle == pytest.approx(Portrait.of(pose, PLAIN).points[hand, :2], abs=0.008)


def test_what_is_drawn_is_premultiplied_and_the_rest_is_empty(room: Any) -> None:
    picture = drawn(room, [(a_card(np.array([0.3, 0.9, -0.2])), RED)])
    assert (picture[..., :3] <= picture[..., 3:] + 1).all()
    assert picture[0, 0].max() == 0.0
    solid = picture[picture[..., 3] == 255.0]
    assert len(solid) > 4
    assert solid[:, 0].mean() > 2 * solid[:, 1].mean()


def test_a_veil_lets_through_what_is_behind_it(room: Any) -> None:
    behind, before = np.array([0.3, 0.9, -0.2]), np.array([0.3, 0.9, -0.1])
    white = Material("veil", (0.8, 0.8, 0.8))
    bare = drawn(room, [(a_card(behind), RED)])
    veiled = drawn(room, [(a_card(before), white), (a_card(behind), RED)])
    alone = drawn(room, [(a_card(before), white)])
    inside = bare[..., 3] == 255.0
    assert (veiled[inside][:, 3] == 255.0).all()
    assert veiled[inside][:, 1].mean() > bare[inside][:, 1].mean() + 10
    assert 20 < alone[inside][:, 3].mean() < 200


def test_a_card_behind_another_has_less_air(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "_LOOKS", 12)
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    open_card, shut = a_card(np.zeros(3)), a_card(np.array([0.0, 0.0, -0.02]), 0.03)
    solid = [room.sculpted(c, triangles, np.ones((4, 4))) for c in (open_card, shut)]
    wide, narrow = (room.openness(solid, c, np.zeros(3)).mean() for c in (open_card, shut))
    assert wide > narrow + 0.2


def test_who_moves_by_a_part_of_a_pixel_is_seen_to_move_by_that(room: Any) -> None:
    middle, pixel = np.array([0.3, 0.9, -0.2]), WIDTH / SIZE[0]
    places = []
    for step in range(9):
        alpha = drawn(room, [(a_card(middle + np.array([step / 8 * pixel, 0, 0])), RED)])[..., 3]
        places.append((alpha.sum(axis=0) * np.arange(SIZE[0])).sum() / alpha.sum())
    np.testing.assert_allclose(np.array(places) - places[0], np.arange(9) / 8, atol=0.1)
