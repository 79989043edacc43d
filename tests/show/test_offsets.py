import json
from pathlib import Path

import pytest

from live.errors import BadInput
from live.show.offsets import names, remember, remembered
from live.show.show_file import read_show

SHOW = """
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[[outputs]]
kind = "memory"
offset = -40
[[outputs]]
kind = "osc"
[[outputs]]
kind = "osc"
offset = 12.5
"""


def test_outputs_are_called_by_their_kind() -> None:
    assert names(["osc", "window", "osc", "osc"]) == ("osc", "window", "osc 2", "osc 3")


def test_an_offset_is_read_from_the_show(show_file: Path) -> None:
    show_file.write_text(SHOW)
    show = read_show(str(show_file))
    assert show.names == ("memory", "osc", "osc 2")
    assert show.offsets == (-0.04, 0.0, 0.0125)


def test_what_is_remembered_is_stronger_and_stays_until_it_is_changed(show_file: Path) -> None:
    show_file.write_text(SHOW)
    path = remember(show_file, "memory", 25)
    remember(show_file, "osc 2", -80.04)
    assert path.name == "show.state.json"
    assert read_show(str(show_file)).offsets == (0.025, 0.0, -0.08)
    assert [file.name for file in sorted(show_file.parent.iterdir())] == [
        "show.state.json", "show.toml"
    ]  # fmt: skip


def test_what_others_keep_in_the_file_stays(show_file: Path) -> None:
    path = show_file.with_suffix(".state.json")
    path.write_text('{"other": [1, 2], "offsets": {"window": 3}}')
    remember(show_file, "osc", 7)
    assert json.loads(path.read_text()) == {"other": [1, 2], "offsets": {"window": 3.0, "osc": 7.0}}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"offsets": 3}', '{"offsets": {"memory": "late"}}',
     '{"offsets": {"memory": NaN}}', '{"offsets": {"memory": 1e9}}',
     '{"offsets": {"memory": true}}', "\x00\xff"],
)  # fmt: skip
def test_a_broken_file_is_told_of_and_changes_nothing(
    show_file: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    show_file.write_text(SHOW)
    show_file.with_suffix(".state.json").write_text(text, encoding="latin-1")
    assert read_show(str(show_file)).offsets == (-0.04, 0.0, 0.0125)
    assert "show.state.json: not read" in caplog.text
    remember(show_file, "osc", 7)
    assert remembered(show_file) == {"osc": 7.0}


def test_what_cannot_be_kept_is_told_and_leaves_the_old(
    show_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(show_file, "osc", 7)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left"):
        remember(show_file, "osc", 8)
    assert remembered(show_file) == {"osc": 7.0}
    assert [file.name for file in show_file.parent.iterdir()] == ["show.state.json"]


@pytest.mark.parametrize("value", ['"late"', "501", "-9999", "nan", "true"])
def test_an_offset_that_is_none_is_refused(show_file: Path, value: str) -> None:
    show_file.write_text(SHOW.replace("-40", value))
    with pytest.raises(BadInput, match=r"\[\[outputs\]\] number 1: offset: .*-500 to 500"):
        read_show(str(show_file))


def test_an_output_that_keeps_its_own_time_takes_none(show_file: Path) -> None:
    show_file.write_text(SHOW + '[[outputs]]\nkind = "film"\nfile = "a.mp4"\noffset = 10\n')
    with pytest.raises(BadInput, match="film keeps its own time"):
        read_show(str(show_file))
