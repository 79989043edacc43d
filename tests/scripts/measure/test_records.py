"""The figures in the docs were measured, on what ships, by commands that anybody can run."""

import argparse
import json
import re
import sys
from pathlib import Path

import pytest

from scripts.make import docs
from scripts.measure import behaviour as measure_behaviour
from scripts.measure import records

PAGES = docs.pages()
TABLE = "| who | P |\n|---|---|\n| she | 0.612 |"
_DECIMAL = re.compile(r"-?\d+\.\d+( ?%| ms)?")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a model and a page."""
    monkeypatch.setattr(records, "ROOT", tmp_path)
    monkeypatch.setattr(records, "FOLDER", tmp_path / "docs" / "measured")
    monkeypatch.setattr(records, "BEHAVIOUR", tmp_path / "docs" / "measured" / "behaviour.json")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "model.onnx").write_bytes(b"weights")
    (tmp_path / "models" / "card.md").write_text("as it was")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(
        "# Us\n<!-- measured: us -->\nold\n<!-- /measured -->\nmore\n"
    )
    monkeypatch.setattr(
        sys, "argv", [str(tmp_path / "scripts" / "measure" / "us.py"), "--seeds", "2"]
    )
    return tmp_path


def measured(name: str | None = "us") -> None:
    with records.recording(name, ("models",)):
        sys.stdout.write(f"some words\n{TABLE}\n\nand more words\n")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_page_shows_what_was_measured_and_nothing_else(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert docs.written(text) == text, "run: python -m scripts.make.docs"


@pytest.mark.parametrize("name", records.names())
def test_what_figures_depend_on_is_as_it_was_when_they_were_measured(name: str) -> None:
    record = records.read(name)
    assert record.stale() == [], f"measure again: {record.command} --record {name}"


def test_every_record_is_shown_and_names_a_command_that_is_there() -> None:
    shown = {name for page in PAGES for name in docs.named(page.read_text(encoding="utf-8"))}
    assert shown == set(records.names())
    for name in shown:
        module = records.read(name).command.removeprefix("python -m ").split()[0]
        source = records.ROOT / f"{module.replace('.', '/')}.py"
        assert "records.add_option(" in source.read_text(encoding="utf-8"), module


# What a card says about how a model was made is of that day, like the model.
@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "card.md"], ids=str)
def test_no_table_of_figures_was_written_by_hand(page: Path) -> None:
    for table in records.tables_in(docs.without(page.read_text(encoding="utf-8"))):
        cells = [cell.strip() for row in table.splitlines()[2:] for cell in row.split("|")[2:-1]]
        decimals = [cell for cell in cells if _DECIMAL.fullmatch(cell)]
        assert len(decimals) < 3, f"{page.name}: {table.splitlines()[0]}"


def test_tables_are_kept_and_put_in_their_place(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured()
    assert "some words" in capsys.readouterr().out
    record = records.read("us")
    assert record.tables == [TABLE]
    assert record.command == "python -m scripts.measure.us --seeds 2"
    assert record.stale() == []
    docs.write()
    page = (elsewhere / "README.md").read_text()
    assert TABLE in page
    assert "old" not in page
    assert page.endswith("<!-- /measured -->\nmore\n")
    assert docs.written(page) == page
    assert TABLE not in docs.without(page)


def test_nothing_is_kept_that_was_not_asked_for(elsewhere: Path) -> None:
    measured(None)
    assert not (elsewhere / "docs" / "measured").exists()


def test_another_model_makes_figures_stale_and_another_card_does_not(
    elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured()
    (elsewhere / "models" / "card.md").write_text("told better")
    assert records.read("us").stale() == []
    (elsewhere / "models" / "model.onnx").write_bytes(b"other weights")
    assert records.read("us").stale() == ["models"]
    docs.write()
    assert "python -m scripts.measure.us --seeds 2 --record us" in capsys.readouterr().err


def test_another_ear_makes_figures_stale(elsewhere: Path) -> None:
    (elsewhere / "docs" / "measured").mkdir()
    records.BEHAVIOUR.write_text(json.dumps({"ear": {"song": [0.5, 1.0]}}))
    with records.recording("us", ("ear",)):
        sys.stdout.write(f"{TABLE}\n")
    assert records.read("us").stale() == []
    records.BEHAVIOUR.write_text(json.dumps({"ear": {"song": [0.6, 1.1]}}))
    assert records.read("us").stale() == ["ear"]


def test_a_command_is_kept_as_anybody_can_type_it(
    elsewhere: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    songs = tmp_path_factory.mktemp("songs")
    (songs / "one.ogg").touch()
    monkeypatch.setattr(
        sys, "argv",
        [str(elsewhere / "scripts" / "measure" / "us.py"), str(songs), str(songs / "one.ogg"),
         "--model", str(elsewhere / "models" / "model.onnx"), "--record", "us", "--mode", "solo",
         "--json", str(songs / "later.json")],
    )  # fmt: skip
    assert records.command_line() == (
        "python -m scripts.measure.us FOLDER FILE.ogg --model models/model.onnx --mode solo"
        " --json FILE.json"
    )


def test_every_command_that_measures_takes_the_same_option() -> None:
    words = argparse.ArgumentParser()
    records.add_option(words)
    assert words.parse_args(["--record", "us"]).record == "us"
    assert words.parse_args([]).record is None


def test_behaviour_is_kept_as_it_was_where_only_rounding_differs() -> None:
    before = {"ear": {"song": [0.5, 1.0]}, "dance": {"she": {"song": {"P": 0.6, "R": 0.5}}}}
    alike = {"song": {"P": 0.61, "P_null": 0.2, "R": 0.5, "R_null": 0.2}}
    assert measure_behaviour.kept(before, {"song": [0.501, 1.0]}, {"she": alike}) == before
    found = measure_behaviour.kept(before, {"song": [0.8, 1.0]}, {"she": alike, "he": alike})
    assert found["ear"] == {"song": [0.8, 1.0]}
    assert found["dance"].keys() == {"she", "he"}
