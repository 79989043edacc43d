"""How near an avatar comes: figures that say what they should of pictures we know."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from live.become.training import figures, measures, takes
from live.become.training.beside import Copier
from live.become.training.contact_sheet import sheet
from live.become.training.takes import Numbers
from live.draw.portrait import POINTS
from tests.become.training import films


@pytest.fixture(scope="module")
def told() -> Numbers:
    return films.points(8)


@pytest.fixture(scope="module")
def truth(told: Numbers) -> Numbers:
    return np.asarray(films.pictures(told, (128, 192)).astype(np.float32) / 255)


def test_the_truth_is_like_itself(told: Numbers, truth: Numbers) -> None:
    found = measures.likeness(truth, truth, told)
    assert found.psnr == found.figure == pytest.approx(100)
    assert found.ssim == pytest.approx(1, abs=1e-5)
    assert found.iou == found.flicker == pytest.approx(1)
    assert found.temporal == 0


def test_noise_has_the_psnr_of_its_size(told: Numbers, truth: Numbers) -> None:
    noisy = np.asarray(truth + np.float32(0.1), np.float32)
    found = measures.likeness(noisy, truth, told)
    assert found.psnr == pytest.approx(20, abs=0.01)
    assert found.figure == pytest.approx(20, abs=0.01)
    assert found.temporal == pytest.approx(0, abs=1e-5)


def test_what_is_empty_flatters_the_pane_but_not_the_figure(told: Numbers, truth: Numbers) -> None:
    darker = np.asarray(truth * np.float32(0.5), np.float32)
    found = measures.likeness(darker, truth, told)
    assert found.psnr > found.figure + 3


def test_a_frozen_picture_is_wrong_by_all_the_motion(told: Numbers, truth: Numbers) -> None:
    frozen = np.repeat(truth[:1], len(truth), axis=0)
    found = measures.likeness(frozen, truth, told)
    assert found.temporal == pytest.approx(1)
    assert found.flicker == 0


def test_pictures_that_tremble_flicker() -> None:
    told = films.points(8, fps=60)
    truth = np.asarray(films.pictures(told, (128, 192)) / 255, np.float32)
    trembling = truth + 0.2 * (np.arange(len(truth)) % 2)[:, None, None, None] * (truth > 0)
    assert measures.likeness(np.asarray(trembling, np.float32), truth, told).flicker > 1.5


def _looking(ahead: bool) -> Numbers:
    """Points of a head that looks at the eye, or away from it."""
    body = np.full((1, 36, 3), 0.5, dtype=np.float32)
    body[0, POINTS.index("l_ear"), 0] += 0.04
    body[0, POINTS.index("r_ear"), 0] -= 0.04
    body[0, POINTS.index("nose"), 2] += 0.05 if ahead else -0.05
    return body


def test_a_face_without_eyes_is_less_sharp_than_one_with_them() -> None:
    plain = np.full((1, 192, 128, 4), 0.7, dtype=np.float32)
    eyes = plain.copy()
    for x in (61, 66):
        eyes[0, 93:95, x : x + 2] = 0.0
    soft = cv2.GaussianBlur(eyes[0], (0, 0), 2.0)[None]
    body = _looking(ahead=True)
    assert measures.faces(eyes, eyes, body) == pytest.approx((1, 1, 1))
    assert measures.faces(soft, eyes, body)[0] < 0.3
    assert measures.faces(plain, eyes, body)[::2] == pytest.approx((0, 0))
    assert np.isnan(measures.faces(eyes, eyes, _looking(ahead=False))).all()


def test_the_copier_shows_the_nearest_frame_it_knows(tmp_path: Path) -> None:
    films.take(tmp_path, "waltz")
    take = takes.read(tmp_path, "waltz")
    film = Copier([take], 2).film(take.points)
    np.testing.assert_allclose(film[::2], figures.true(take)[::2])
    assert not np.allclose(film[1], figures.true(take)[1])


def test_figures_stand_in_a_table_and_gaps_in_it_are_dashes() -> None:
    text = figures.table({"ours": {"psnr": 31.257, "p50": 9.04}, "copier": {"psnr": 20.0}})
    assert text.splitlines() == [
        "| model, points | PSNR | p50 ms |",
        "|---|---|---|",
        "| ours | 31.26 | 9.0 |",
        "| copier | 20.00 | - |",
    ]


def test_a_sheet_shows_films_side_by_side(tmp_path: Path, truth: Numbers) -> None:
    sheet(tmp_path / "s.png", [("truth", truth), ("ours", truth * 0)], [0, 3], 0.5)
    shown = np.asarray(cv2.imread(str(tmp_path / "s.png")))
    assert shown.shape == (22 + 2 * 96, 2 * 64, 3)
    assert shown[22:, :64].std() > 2 * shown[22:, 64:].std()


def test_a_film_in_which_little_moves_counts_little_for_all_at_once() -> None:
    told = [films.points(8, fps=fps) for fps in (30, 600)]
    made = [films.pictures(points, (128, 192)) for points in told]
    dances = [
        takes.Take("dance", points, points, rgba)
        for points, rgba in zip(told, made, strict=True)
    ]  # fmt: skip
    lively, still = (figures.true(dance) for dance in dances)
    row = figures.likeness([lively, np.repeat(still[:1], len(still), axis=0)], dances)
    assert row["temporal"] == pytest.approx(0.5)
    assert 0.0 < row["together"] < 0.2
