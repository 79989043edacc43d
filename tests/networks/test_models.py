import hashlib
from pathlib import Path

import pytest

from live.errors import BadInput
from live.networks import models
from live.runtime.places import MODELS


def a_model(folder: Path, name: str, version: str, content: bytes = b"weights") -> Path:
    """A model with its checksum."""
    path = folder / name / version / "model.task"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    path.with_name("model.task.sha256").write_text(f"{digest}  model.task\n")
    return path


def test_the_numerically_greatest_version_is_found(tmp_path: Path) -> None:
    for version in ("1", "9", "10"):
        a_model(tmp_path, "pose", version)
    assert models.find(tmp_path, "pose") == tmp_path / "pose" / "10" / "model.task"


@pytest.mark.parametrize("version", ["latest", "07", "0", "-1", "1.5", "v2", "²"])
def test_a_folder_that_is_not_a_version_is_passed_over(tmp_path: Path, version: str) -> None:
    a_model(tmp_path, "pose", version)
    assert models.listed(tmp_path) == []
    a_model(tmp_path, "pose", "3")
    assert [model.version for model in models.listed(tmp_path)] == [3]


def test_a_version_without_a_model_is_passed_over(tmp_path: Path) -> None:
    found = a_model(tmp_path, "pose", "1")
    (tmp_path / "pose" / "2").mkdir()
    (tmp_path / "pose" / "2" / "model.txt").write_text("soon")
    (tmp_path / "pose" / "README.md").write_text("about")
    assert models.find(tmp_path, "pose") == found


def test_a_damaged_model_is_unfit(tmp_path: Path) -> None:
    path = a_model(tmp_path, "pose", "1")
    path.write_bytes(b"weigh")
    with pytest.raises(
        BadInput, match=r"model\.task \(5 bytes\) is damaged or cut short"
    ) as caught:
        models.find(tmp_path, "pose")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_model_without_a_readable_checksum_is_unfit(
    tmp_path: Path, content: bytes | None
) -> None:
    checksum = a_model(tmp_path, "pose", "1").with_name("model.task.sha256")
    checksum.unlink()
    if content is not None:
        checksum.write_bytes(content)
    with pytest.raises(BadInput, match="model"):
        models.find(tmp_path, "pose")


def test_an_absent_model_is_unfit_and_the_others_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no model at all"):
        models.find(tmp_path / "nowhere", "pose")
    a_model(tmp_path, "pose_lite", "1")
    with pytest.raises(BadInput, match="there is pose_lite"):
        models.find(tmp_path, "pose_full")


def test_models_are_listed_with_what_an_operator_asks_about_them(tmp_path: Path) -> None:
    a_model(tmp_path, "pose_lite", "2", b"12345")
    a_model(tmp_path, "pose_full", "1")
    full, lite = models.listed(tmp_path)
    assert (full.name, lite.name) == ("pose_full", "pose_lite")
    assert (lite.version, lite.size, lite.engine) == (2, 5, "mediapipe CPU (XNNPACK)")


def test_the_pose_models_that_are_shipped_are_whole_and_have_a_card() -> None:
    for name in ("pose_full", "pose_lite"):
        path = models.find(MODELS, name)
        assert path.stat().st_size > 5_000_000
        card = (MODELS / name / "README.md").read_text(encoding="utf-8")
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card
        assert "Apache" in (MODELS / name / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("model", models.listed(MODELS), ids=lambda model: model.name)
def test_every_model_that_is_shipped_is_whole_and_has_a_card(model: models.ModelFile) -> None:
    model.check()
    cards = [model.path.with_name("card.md"), MODELS / model.name / "README.md"]
    told = [card.read_text(encoding="utf-8") for card in cards if card.is_file()]
    assert told, f"{model.name} has no card: say what it is, from what it was made and how well."
    assert hashlib.sha256(model.path.read_bytes()).hexdigest() in told[0]
    assert "licen" in told[0].lower()


def test_all_models_together_are_small_enough_for_a_download() -> None:
    size = sum(file.stat().st_size for file in MODELS.rglob("*") if file.is_file())
    assert size < 45e6
