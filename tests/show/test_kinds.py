"""What a show file may say: every table, every kind, every setting."""

import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest

from live.errors import BadInput
from live.show.kinds import Kind, Section, find, first_sentence, sections
from live.show.settings import LEFT_OUT, REQUIRED, Setting
from live.show.show_file import FOLDERS, ShowFile, kinds, part_class, part_of

SECTIONS = sections()
KINDS = [kind for section in SECTIONS for kind in section.kinds]


def named(kind: Kind) -> str:
    return f"{kind.table} {kind.name}"


def flat(settings: Iterable[Setting]) -> Iterator[Setting]:
    for setting in settings:
        yield setting
        yield from flat(setting.inner)


def written(settings: Iterable[Setting]) -> dict[str, Any]:
    """The defaults, read from a show file that names them all."""
    table: dict[str, Any] = {}
    for setting in settings:
        if setting.inner:
            table[setting.name] = written(setting.inner)
        elif setting.default not in (LEFT_OUT, REQUIRED):
            table |= tomllib.loads(f"{setting.name} = {setting.default}")
    return table


def test_every_table_of_a_show_file_is_there_in_its_order() -> None:
    tables = ["music", "beat", *FOLDERS]
    tables.insert(tables.index("outputs"), "cues")
    assert [section.name for section in SECTIONS] == ["show", *tables]
    top = [setting.name for setting in SECTIONS[0].settings]
    assert {*top, *tables} == {field.name for field in msgspec.structs.fields(ShowFile)}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_table_says_what_it_is_and_means(section: Section) -> None:
    assert section.what.endswith(".")
    for setting in flat(section.settings):
        assert setting.meaning, f"{section.name}: {setting.name} needs a comment at its field."


@pytest.mark.parametrize("table", FOLDERS)
def test_every_kind_of_a_table_is_listed_and_the_usual_one_is_marked(table: str) -> None:
    folder, usual = FOLDERS[table]
    ((_, listed),) = find(table)
    assert [kind.name for kind in listed] == kinds(folder)
    assert [kind.name for kind in listed if kind.usual] == ([usual] if usual else [])
    assert all(kind.what.endswith((".", "?", "!")) for kind in listed)


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_setting_of_every_kind_has_a_meaning(kind: Kind) -> None:
    for setting in flat(kind.settings()):
        assert setting.meaning, f"{named(kind)}: {setting.name} needs a comment at its field."
        for word in ("None", "True", "False", "noqa", "type:"):
            assert word not in setting.meaning, (
                f"{named(kind)}: {setting.name}: write it as in TOML."
            )


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_default_can_be_written_into_a_show_file(kind: Kind) -> None:
    needed = {one.name: "a.mp4" for one in kind.settings() if one.default == REQUIRED}
    least = part_of(kind.table, {"kind": kind.name} | needed, "")
    table = {"kind": kind.name} | needed | written(kind.settings())
    assert part_of(kind.table, table, "") == least


def test_the_outputs_that_take_no_offset_are_named_where_it_is_explained() -> None:
    ((outputs, listed),) = find("outputs")
    (offset,) = outputs.settings
    for kind in listed:
        immediate = getattr(part_class("outputs", kind.name, ""), "immediate", False)
        assert immediate == (f" {kind.name}" in offset.meaning), kind.name


def test_a_kind_is_found_by_its_name_alone_in_every_table_that_has_it() -> None:
    hits = find("midi_clock")
    assert [(section.name, kind.name) for section, (kind,) in hits] == [
        ("inputs", "midi_clock"),
        ("outputs", "midi_clock"),
    ]


def test_a_kind_of_somebody_elses_has_settings_too() -> None:
    ((_, (kind,)),) = find("dancer", "tests.parts:Statue")
    assert kind.what == "A dancer who stands, and fails as often as asked."
    assert kind.settings()[0].meaning == "Seconds; 0: never."


def test_a_kind_without_its_library_is_listed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_aubio(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'aubio'", name="aubio")

    monkeypatch.setattr("live.show.show_file.importlib.import_module", without_aubio)
    ((_, (kind,)),) = find("ear", "aubio_ear")
    assert kind.what.startswith("An ear that needs no model")
    with pytest.raises(BadInput, match=r"\[ear\]: 'aubio_ear' cannot be loaded: .*'aubio'"):
        kind.settings()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ouputs",), r"'ouputs' \(did you mean 'outputs'\?\).*Tables: show, .*Kinds: .*window\.$"),
        (("microfone",), r"'microfone' \(did you mean 'microphone'\?\)"),
        (("zzz",), r"there is no table or kind 'zzz'\. Tables: "),
        (("outputs", "ocs"), r"\[\[outputs\]\].*'ocs' \(did you mean 'osc'\?\)\. Known: .*window"),
        (("ouputs", "osc"), r"no table 'ouputs' \(did you mean 'outputs'\?\)\. Known: show, music"),
        (("music", "waltz"), "music has no kinds: leave 'waltz' out"),
        (("dancer", "no.such:Thing"), r"\[dancer\].*cannot be imported"),
    ],
)
def test_a_wrong_name_is_refused_with_what_there_is(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadInput, match=message) as refusal:
        find(*words)
    assert "\n" not in str(refusal.value)


def test_the_first_sentence_of_a_docstring_is_found() -> None:
    assert first_sentence("One thing. Another.") == "One thing."
    assert first_sentence("H.264 over\ntwo lines.\n\nMore.") == "H.264 over two lines."
    assert first_sentence("no end") == "no end"
