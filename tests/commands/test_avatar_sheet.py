"""The list and the picture of the installed avatars."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from live.commands import avatar_sheet
from live.draw import sculptor
from live.errors import BadInput
from live.parts import ShowContext
from live.runtime import places
from scripts.make.figures import ben
from tests.draw.drivers import Driver
from tests.draw.stages import context
from tests.networks.tiny_models import avatar

GREEN, RED = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShowContext:
    """A green groom in the show's models, a red Anna of the user's own."""
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "home"))
    avatar(tmp_path / "models", "groom", GREEN, size=(32, 48))
    avatar(places.own_models(), "anna", RED, size=(32, 48), consent="Anna Example, 2026-11-21")
    return replace(context((640, 360), title="", subtitle=""), models=tmp_path / "models")


def test_everybody_is_listed_with_what_a_host_asks(hall: ShowContext) -> None:
    anna, groom = avatar_sheet.entries(hall.models)
    assert (anna.name, anna.whose, groom.name, groom.whose) == (
        "anna",
        "yours",
        "groom",
        "the show's",
    )
    facts = ", ".join(anna.facts)
    for piece in ("32x48", "CPU", " ms", "licence CC0-1.0", "filmed: Anna Example, 2026-11-21"):
        assert piece in facts
    assert "filmed" not in ", ".join(groom.facts)


def test_one_that_is_damaged_is_reported_and_the_others_are_listed(hall: ShowContext) -> None:
    path = places.own_models() / "avatar_anna" / "1" / "model.onnx"
    path.write_bytes(path.read_bytes()[:-500])
    anna, groom = avatar_sheet.entries(hall.models)
    assert anna.sitter is None
    assert "damaged" in anna.wrong
    assert groom.sitter is not None


def test_files_that_the_show_names_are_listed_with_the_others(
    hall: ShowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sculptor, "_with_opengl", Driver())
    (tmp_path / "ben.vrm").write_bytes(ben().glb())
    names = ("ben.vrm", "none.glb")
    *_, worn, missing = avatar_sheet.entries(hall.models, figures=names, beside=tmp_path)
    assert (worn.name, worn.whose, missing.sitter) == ("ben.vrm", "yours", None)
    assert "licence CC0, by First Dance" in ", ".join(worn.facts)
    assert "no such file" in missing.wrong


def test_the_sheet_shows_each_in_a_row_of_moments(hall: ShowContext, tmp_path: Path) -> None:
    file = tmp_path / "sheet.png"
    avatar_sheet.sheet(list(avatar_sheet.entries(hall.models)), hall, file)
    picture = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB).astype(int)
    rows = np.vsplit(picture, 2)
    for row, channel in zip(rows, (0, 1), strict=True):
        others = [other for other in range(3) if other != channel]
        strongest = row[..., channel] - row[..., others].max(axis=-1) > 90
        columns = np.array_split(strongest[:, avatar_sheet._STRIP :], 4, axis=1)
        assert all(column.sum() > 300 for column in columns)


def test_a_sheet_of_nobody_or_of_another_kind_of_file_is_refused(
    hall: ShowContext, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=r"ends in \.png"):
        avatar_sheet.sheet(list(avatar_sheet.entries(hall.models)), hall, tmp_path / "sheet.pdf")
    with pytest.raises(BadInput, match="nobody to be shown"):
        avatar_sheet.sheet([], hall, tmp_path / "sheet.png")
    with pytest.raises(BadInput, match="no folder"):
        avatar_sheet.sheet(
            list(avatar_sheet.entries(hall.models)), hall, tmp_path / "nowhere" / "sheet.png"
        )
