"""Lists of beats as people write them."""

from pathlib import Path

import pytest

from live.errors import BadInput
from live.formats import beats_file
from tests.hostile import large, refused


def written(folder: Path, content: bytes) -> Path:
    file = folder / "song.beats"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    "content",
    [
        b"0.5\t1\n1.0\t2\n", b"0.5 1\r\n\r\n1.0 2\r\n", b"\xef\xbb\xbf0.5 1\n1.0 2",
        b"  0.5   1  and a remark\n1.0 2\n",
    ],
)  # fmt: skip
def test_beats_are_read_however_the_lines_were_written(tmp_path: Path, content: bytes) -> None:
    assert beats_file.read(written(tmp_path, content)).tolist() == [[0.5, 1.0], [1.0, 2.0]]


def test_a_place_that_is_left_out_is_not_known(tmp_path: Path) -> None:
    assert beats_file.read(written(tmp_path, b"0.5\n1.0\n")).tolist() == [[0.5, 0.0], [1.0, 0.0]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"one two\n", "line 1 is no beat"), (b"0.5 1\n\nnan 2\n", "line 3 is no beat"),
        (b"0.5 -1\n", "line 1 is no beat"), (b"2 1\n1 1\n", "line 2: the beats do not rise"),
        (b"\n", "there is no beat in it"), (b"\xff\xfe0\0", "UTF-16"),
    ],
)  # fmt: skip
def test_what_is_no_beat_is_named_by_its_line(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        beats_file.read(written(tmp_path, content))


def test_a_file_may_be_allowed_to_be_empty(tmp_path: Path) -> None:
    assert beats_file.read(written(tmp_path, b""), may_be_empty=True).shape == (0, 2)


def test_a_list_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gone"):
        beats_file.read(tmp_path / "gone.beats")


def test_a_very_large_file_is_refused_unread(tmp_path: Path) -> None:
    file = large(tmp_path / "song.beats", b"1.0\n")
    assert "it has 40 MB, and at most 1 MB" in refused(lambda: beats_file.read(file))
