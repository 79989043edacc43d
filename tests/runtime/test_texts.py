"""Text files, as the programs of many machines save them."""

from pathlib import Path

import pytest

from live.runtime.texts import NotText, printable, read_text, toml_remedy

SAID = 'title = "Zoë & Ben ♥"\nrate = 30\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_mark_and_the_line_ends_of_any_system_make_no_difference(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    file = tmp_path / "show.toml"
    file.write_bytes(SAID.replace("\n", newline).encode(encoding))
    assert read_text(file) == SAID


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
def test_other_encodings_are_refused_with_the_remedy(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "show.toml"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    file.write_bytes((mark + SAID.replace("♥", "&")).encode(encoding))
    with pytest.raises(NotText, match="save it as UTF-8"):
        read_text(file)


def test_a_windows_path_in_double_quotes_is_explained() -> None:
    text = 'rate = 30\nfile = "C:\\Users\\us"\n'
    assert "single quotes" in toml_remedy(text, "Invalid hex value (at line 2, column 12)")
    assert toml_remedy(text, "Invalid value (at line 1, column 1)") == "Mend that line"
    assert toml_remedy(text, "Invalid value (at end of document)") == "Mend that line"


def test_what_a_console_would_obey_is_written_as_its_number() -> None:
    assert printable("a\x1b[2Jb\rc\x07\x9b0m\x7f") == r"a\x1b[2Jb\x0dc\x07\x9b0m\x7f"
    assert printable("gpj.\u202egnos") == r"gpj.\u202egnos"
    assert printable("Zoë ♥ 李 דנה\tand\nBen \\x1b") == "Zoë ♥ 李 דנה\tand\nBen \\x1b"
