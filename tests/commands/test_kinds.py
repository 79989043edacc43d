"""`firstdance kinds`, as a user types it."""

import pytest
from typer.testing import CliRunner, Result

from live.__main__ import app
from live.errors import BadInput
from live.show.kinds import Kind, sections
from live.show.settings import Setting
from live.show.show_file import FOLDERS, kinds


def firstdance(*words: str) -> Result:
    return CliRunner().invoke(app, ["kinds", *words])


def shown(*words: str) -> str:
    result = firstdance(*words)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_kind_has_a_line_and_the_usual_ones_are_marked() -> None:
    lines = [line.split() for line in shown().splitlines()]
    for folder, usual in FOLDERS.values():
        for kind in kinds(folder):
            assert any(line[:1] == [kind] and len(line) > 3 for line in lines), kind
        assert not usual or any(line[:2] == [usual, "(usual)"] for line in lines), usual
    for header in ("[music]", "[beat]", "[[cues]]", "[[outputs]]"):
        assert any(line[:1] == [header] for line in lines), header


def test_a_table_shows_the_settings_of_all_its_kinds() -> None:
    text = shown("ear")
    assert "aubio_ear: " in text
    assert "bar_ear (usual): " in text
    assert "threshold = 0.3" in text


def test_a_kind_shows_type_range_default_and_meaning_of_each_setting() -> None:
    text = shown("outputs", "osc")
    assert 'preset = "firstdance"' in text
    assert '"firstdance", "vmc", "resolume", "touchdesigner" or "mediapipe"' in text
    assert "whole number from 1 to 65535; may be left out" in text
    assert "Preset vmc: whether the avatar has that bone." in text
    assert "offset = 0" in text
    assert "fullscreen" not in text


def test_a_kind_is_enough_without_its_table() -> None:
    assert shown("osc") == shown("outputs", "osc")
    assert shown("midi_clock").count("midi_clock: ") == 2


def test_a_setting_that_must_be_given_says_so() -> None:
    assert "text; must be given" in shown("recording")


def test_tables_within_tables_are_shown_as_they_are_written() -> None:
    text = shown("painter", "avatar")
    assert "[painter.light]" in text
    assert "trails = 0.7" in text


@pytest.mark.parametrize(
    ("table", "setting"),
    [("show", "latency"), ("music", "meter"), ("cues", "fade"), ("beat", "auto")],
)
def test_tables_without_kinds_show_their_settings(table: str, setting: str) -> None:
    assert setting in shown(table)


def test_a_kind_without_settings_says_so() -> None:
    assert "It has no settings." in shown("sway")


@pytest.mark.parametrize(
    "words", [("ouputs",), ("outputs", "ocs"), ("music", "waltz"), ("no.such:Thing",)]
)
def test_a_wrong_name_is_one_sentence_and_exit_code_2(words: tuple[str, ...]) -> None:
    result = firstdance(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("firstdance: ")
    assert result.stderr.count("\n") == 1


def test_a_kind_that_lacks_a_library_spoils_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Kind.settings

    def without_aubio(kind: Kind) -> tuple[Setting, ...]:
        if kind.name == "aubio_ear":
            raise BadInput("[ear]: 'aubio_ear' cannot be loaded: no aubio. Install what it names.")
        return whole(kind)

    monkeypatch.setattr(Kind, "settings", without_aubio)
    text = shown("ear")
    assert "cannot be loaded: no aubio" in text
    assert "network = true" in text
    assert firstdance("ear", "aubio_ear").exit_code == 2


def test_nothing_is_loaded_for_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*names: object) -> None:
        raise AssertionError(f"{names} loaded")

    monkeypatch.setattr("live.show.show_file.importlib.import_module", refuse)
    assert len(sections()) == 12
    assert "window (usual)" in shown()
