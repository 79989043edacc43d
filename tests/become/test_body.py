"""The body in a film: points and picture agree, which is what a likeness is made of."""

import numpy as np
import pytest

from live.become import body
from live.become.body import BodyInFilm, filmed
from live.body import skeleton
from live.draw.portrait import HEIGHT, POINTS
from live.see import landmarks as at
from tests.become import people

SIZE = (360, 480)
MARKS = {"l_wrist": at.L_WRIST, "r_ankle": at.R_ANKLE, "nose": at.NOSE, "l_shoulder": at.L_SHOULDER}


@pytest.fixture(scope="module")
def dancer() -> BodyInFilm:
    return filmed(people.watched(4.0))


def test_the_points_lie_on_the_picture(dancer: BodyInFilm) -> None:
    watched = people.watched(4.0)
    for name, mark in MARKS.items():
        x, y = (dancer.points[:, POINTS.index(name), k] for k in (0, 1))
        height, left, top = dancer.panes.T
        across = left + x * height * 2 / 3
        down = top + y * height
        seen = watched.image[:, mark] * [1.0, -1.0]
        away = np.stack([across, down], axis=1) - seen
        metres = away / height[:, None] * HEIGHT
        # A landmark may always lie beside the point: its place on the body is another.
        assert np.abs(metres - np.median(metres, axis=0)).mean() < 0.008, name


def test_what_a_show_tells_is_near_what_is_seen(dancer: BodyInFilm) -> None:
    assert np.median(dancer.error) < 0.045
    assert np.quantile(dancer.error, 0.9) < 0.08


def test_the_pane_keeps_its_size_while_the_dancer_bends_and_turns(dancer: BodyInFilm) -> None:
    assert np.ptp(dancer.panes[:, 0]) < 0.05 * dancer.panes[:, 0].mean()


def test_the_build_is_that_of_who_was_filmed(dancer: BodyInFilm) -> None:
    true = np.linalg.norm(skeleton.OFFSETS, axis=1)
    found = np.linalg.norm(dancer.build.offsets, axis=1)
    legs = [skeleton.INDEX[name] for name in ("l_knee", "r_knee", "l_ankle", "r_ankle")]
    np.testing.assert_allclose(found[legs], true[legs], rtol=0.08)
    assert 0.05 <= dancer.build.ankle <= 0.13
    assert dancer.build.toe < dancer.build.ankle


def test_a_landmark_that_was_not_seen_does_not_drag_the_points_along() -> None:
    watched = people.watched(2.0)
    watched.seen[:, at.L_WRIST] = 0.0
    watched.image[:, at.L_WRIST] += 5.0
    found = filmed(watched)
    wrist = found.points[:, POINTS.index("l_wrist")]
    np.testing.assert_allclose(wrist, found.portraits[:, POINTS.index("l_wrist")], atol=0.02)


def test_every_point_moves_with_landmarks_that_share_its_place() -> None:
    np.testing.assert_allclose(body._MOVES.sum(axis=1), 1.0)
