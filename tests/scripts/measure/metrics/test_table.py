"""Tables to be read, and pictures to be looked at."""

import re
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from live.errors import BadInput
from scripts.measure.metrics import sheet, table
from scripts.measure.metrics.published import SYSTEMS
from tests.scripts.measure.metrics.test_performance import a_dance


def test_a_table_has_a_line_a_dancer_and_a_dash_for_what_is_not_known() -> None:
    text = table.markdown("who", (("P", "P", 2), ("R", "recall", 1)), {"me": {"P": 0.5}, "you": {}})
    assert text.splitlines() == ["| who | P | recall |", "|---|---|---|", "| me | 0.50 | - |"]


def test_a_plain_table_shows_every_figure_and_counts_as_counts() -> None:
    text = table.plain("run", {"a": {"frames": 108_000.0}, "b": {"bed": 0.25}})
    assert text.splitlines()[0] == "| run | frames | bed |"
    assert text.splitlines()[2:] == ["| a | 108000 | - |", "| b | - | 0.250 |"]


def test_a_table_of_nothing_is_left_out() -> None:
    assert table.markdown("who", (("P", "P", 2),), {"me": {"R": 1.0}}) == ""
    assert "Against real dance" not in table.solo({"me": {"P": 0.5}})


PAGE = (Path(__file__).parents[4] / "docs" / "dance.md").read_text("utf-8")


@pytest.mark.parametrize("heading", [title for _, columns in table.SOLO for _, title, _ in columns])
def test_every_column_is_explained_on_the_page(heading: str) -> None:
    explained = PAGE.partition("## What is measured")[2]
    assert re.search(rf"(?<![\w]){re.escape(heading)}(?![\w])", explained)


def test_every_system_is_published_with_its_protocol_and_source() -> None:
    assert all(system.protocol and system.source for system in SYSTEMS)
    text = table.published()
    assert "not comparable one to one" in text
    for name in ("Li et al.", "Music2Dance", "Dance Revolution", "FACT", "Bailando", "EDGE",
                 "Lodge", "Duolando", "DiscoForcing"):  # fmt: skip
        assert f"| {name}" in text


def test_a_sheet_shows_eight_beats_of_each_dance_from_two_sides(tmp_path: Path) -> None:
    sheet.sheet(tmp_path / "sheet.png", [a_dance(), a_dance()], 5.0)
    picture = cv2.imread(str(tmp_path / "sheet.png"))
    assert picture is not None
    assert picture.shape == (4 * 200, 16 * 150, 3)
    cells = picture.reshape(4, 200, 16, 150, 3)[0].transpose(1, 0, 2, 3).reshape(16, -1)
    assert len({cell.tobytes() for cell in cells}) == 16


def test_a_dance_too_short_for_eight_beats_is_shown_whole(tmp_path: Path) -> None:
    dance = a_dance()
    short = type(dance)(
        "me", "song", 1, 60.0, dance.positions[:90], dance.contacts[:90], dance.beats,
        dance.sounding[:90], dance.heard[:90],
    )  # fmt: skip
    sheet.sheet(tmp_path / "sheet.png", [short], 20.0)
    assert (tmp_path / "sheet.png").stat().st_size > 1000


def test_a_film_has_its_pictures_and_flashes_on_the_beat(tmp_path: Path) -> None:
    sheet.film(tmp_path / "film.mp4", [a_dance()] * 4, 2.0, 1.0)
    with av.open(str(tmp_path / "film.mp4")) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(pictures) == 30
    assert pictures[0].shape == (640, 960, 3)
    bars = np.array([picture[314:319, :320].mean() for picture in pictures])
    assert bars[0] > 200
    assert bars[15] > 200  # half a second later
    assert bars[14] < 80


def test_pictures_that_cannot_be_written_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        sheet.film(tmp_path / "nowhere" / "film.mp4", [a_dance()], 0.0, 0.1)
    with pytest.raises(BadInput, match="cannot be written"):
        sheet.sheet(tmp_path / "nowhere" / "sheet.png", [a_dance()], 0.0)
