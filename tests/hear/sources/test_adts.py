"""The frames of raw AAC, whole and damaged."""

import numpy as np
import pytest

from live.hear.sources.adts import frames
from tests.sounds import encode


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of noise."""
    noise = 0.1 * np.random.default_rng(3).standard_normal(88_200).astype(np.float32)
    return encode(tmp_path_factory.mktemp("adts") / "song.aac", [noise], "aac", 44_100).read_bytes()


def test_the_frames_of_a_whole_file_are_all_of_it(song: bytes) -> None:
    found = list(frames(song))
    assert sum(frame.size for frame in found) == len(song)
    assert sum(frame.seconds for frame in found) == pytest.approx(2.0, abs=0.05)
    assert not any(frame.skipped for frame in found)


@pytest.mark.parametrize("size", [20, 5000])
def test_bytes_that_are_no_frame_are_counted(song: bytes, size: int) -> None:
    whole = list(frames(song))
    at, before = whole[40].begin, whole[39].size
    made = (b"\xff" * size, np.random.default_rng(1).bytes(size), b"\xff\xf1" + bytes(size - 2))
    for garbage in made:
        skipped = [frame.skipped for frame in frames(song[:at] + garbage + song[at:])]
        (count,) = filter(None, skipped)
        # The frame before counts, too, where nothing says that it is whole.
        assert count in (size, size + before)
        assert len(skipped) == len(whole) - (count > size)


def test_titles_before_between_and_after_frames_are_no_damage(song: bytes) -> None:
    at = list(frames(song))[40].begin
    first = b"ID3\x04\x00\x00\x00\x00\x02\x01" + b"\xff\xf1" * 128 + b"x"
    titled = first + song[:at] + first + song[at:] + b"TAG" + bytes(125)
    found = list(frames(titled))
    assert len(found) == len(list(frames(song)))
    assert not any(frame.skipped for frame in found)


def test_a_file_cut_off_in_a_frame_ends_before_it(song: bytes) -> None:
    assert list(frames(song[:-5])) == list(frames(song))[:-1]
    assert list(frames(b"\xff" * 100_000)) == []
