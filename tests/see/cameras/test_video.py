import struct
import sys
import wave
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from live.errors import BadInput
from live.runtime import places
from live.see.cameras.video import OpenVideo, Video
from live.see.picture import LONGEST
from live.signals import Frame
from tests.hostile import refused
from tests.parts import a_context
from tests.see.films import DANCER, damaged, plain, write_film

RED, GREEN, BLUE = (230, 20, 20), (20, 230, 20), (20, 20, 230)


def all_frames(video: OpenVideo, most: int = 1000) -> list[Frame]:
    frames = []
    for _ in range(most):
        frame = video.read()
        if frame is None:
            break
        frames.append(frame)
    video.close()
    return frames


def is_colour(frame: Frame, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(frame.rgb.mean(axis=(0, 1)) - colour).max() < 25)


def test_frames_come_in_order_at_their_own_times(tmp_path: Path) -> None:
    times = [0.0, 0.2, 0.25, 1.0]  # as a phone films: at no fixed rate
    pictures = [plain(colour) for colour in (RED, GREEN, BLUE, RED)]
    frames = all_frames(OpenVideo(write_film(tmp_path / "a.mp4", pictures, times)))
    assert [frame.time for frame in frames] == pytest.approx(times, abs=0.002)
    assert [is_colour(f, c) for f, c in zip(frames, (RED, GREEN, BLUE, RED), strict=True)] == [
        True
    ] * 4


def test_a_film_that_does_not_begin_at_zero_does_here(tmp_path: Path) -> None:
    film = write_film(tmp_path / "a.mkv", [plain(RED)] * 3, [5.0, 5.2, 5.4])
    assert [f.time for f in all_frames(OpenVideo(film))] == pytest.approx(
        [0.0, 0.2, 0.4], abs=0.002
    )


def test_a_looping_film_goes_on_and_time_with_it(tmp_path: Path) -> None:
    film = write_film(tmp_path / "a.mp4", [plain(RED), plain(BLUE)], [0.0, 0.2])
    frames = all_frames(OpenVideo(film, loop=True), most=7)
    assert len(frames) == 7
    assert (np.diff([frame.time for frame in frames]) > 0.0).all()
    assert is_colour(frames[2], RED)


def test_a_film_from_a_phone_held_upright_is_upright(tmp_path: Path) -> None:
    picture = plain(RED, 64, 48)
    picture[:24] = BLUE  # the upper half as stored
    film = write_film(tmp_path / "a.mp4", [picture], [0.0], turned=90)
    (frame,) = all_frames(OpenVideo(film))
    assert frame.rgb.shape == (64, 48, 3)
    assert is_colour(Frame(0.0, frame.rgb[4:-4, 2:20]), BLUE)  # turned counter-clockwise: left


def test_a_large_film_is_made_small(tmp_path: Path) -> None:
    film = write_film(tmp_path / "a.mp4", [plain(GREEN, 1920, 1080)], [0.0])
    (frame,) = all_frames(OpenVideo(film))
    assert frame.rgb.shape == (360, 640, 3)
    assert is_colour(frame, GREEN)


def test_a_film_of_ten_bits_a_colour_is_read(tmp_path: Path) -> None:
    film = write_film(tmp_path / "a.mp4", [plain(GREEN, 128, 96)] * 2, [0.0, 0.04], "yuv420p10le")
    frames = all_frames(OpenVideo(film))
    assert frames[0].rgb.dtype == np.uint8
    assert is_colour(frames[0], GREEN)


def test_a_film_cut_in_half_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    film = write_film(tmp_path / "a.mkv", [plain(RED, 320, 240)] * 50, [n / 25 for n in range(50)])
    film.write_bytes(film.read_bytes()[: film.stat().st_size * 2 // 3])
    assert 0 < len(all_frames(OpenVideo(film))) <= 50


def test_a_film_that_ends_before_the_length_it_states_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = np.random.default_rng(1)
    pictures = [chance.integers(0, 255, (96, 128, 3), dtype=np.uint8) for _ in range(100)]
    film = write_film(tmp_path / "a.mkv", pictures, [n / 25 for n in range(100)])
    all_frames(OpenVideo(film))
    assert not caplog.messages
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    all_frames(OpenVideo(film))
    (warning,) = caplog.messages
    assert "it ends 2." in warning or "it ends 1." in warning
    assert warning.endswith("s before the length that it states. Copy it again.")


def test_of_a_damaged_film_the_rest_is_used_and_the_damage_is_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = [plain((n, 90, 90)) for n in range(90)]
    whole = write_film(tmp_path / "whole.mp4", pictures, [n / 30 for n in range(90)])
    film = damaged(whole, tmp_path / "us.mp4", range(30, 36))
    frames = all_frames(OpenVideo(film))
    assert 80 <= len(frames) <= 90
    assert frames[-1].time == pytest.approx(89 / 30, abs=0.002)
    (warning,) = caplog.messages
    assert f"{film}: it is damaged after " in warning
    caplog.clear()
    assert len(all_frames(OpenVideo(whole))) == 90
    assert not caplog.messages


@pytest.mark.parametrize(
    ("ratio", "size"),
    [(Fraction(4, 3), (64, 48)), (Fraction(3, 4), (48, 64)), (Fraction(641, 640), (48, 48)),
     (Fraction(1, 90), (48, 48))],
)  # fmt: skip
def test_a_shape_is_as_wide_as_the_film_says(
    tmp_path: Path, ratio: Fraction, size: tuple[int, int]
) -> None:
    picture = plain((0, 0, 0), 48, 48)
    picture[:, 12:36] = 255  # half of the width
    film = write_film(tmp_path / "a.mp4", [picture], [0.0], ratio=ratio)
    (frame,) = all_frames(OpenVideo(film))
    assert frame.rgb.shape == (size[1], size[0], 3)
    white = (frame.rgb[..., 0] > 128).sum(axis=1)
    assert white == pytest.approx(np.full(size[1], size[0] / 2), abs=1)


def test_pixels_are_made_square_before_the_picture_is_turned(tmp_path: Path) -> None:
    picture = plain(RED, 48, 48)
    film = write_film(tmp_path / "a.mp4", [picture], [0.0], turned=90, ratio=Fraction(4, 3))
    (frame,) = all_frames(OpenVideo(film))
    assert frame.rgb.shape == (64, 48, 3)


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [((1, 0, 0, 1), (0, 0)), ((-1, 0, 0, 1), (0, -1)), ((1, 0, 0, -1), (-1, 0)),
     ((-1, 0, 0, -1), (-1, -1)), ((0, 1, 1, 0), (0, 0)), ((0, -1, -1, 0), (-1, -1)),
     ((0, 1, -1, 0), (0, -1)), ((0, -1, 1, 0), (-1, 0))],
)  # fmt: skip
def test_a_film_is_turned_and_mirrored_as_it_says(
    tmp_path: Path, matrix: tuple[int, ...], corner: tuple[int, int]
) -> None:
    """The upper left corner, as stored, is shown where the matrix puts it."""
    picture = plain((0, 0, 0), 64, 48)
    picture[:20, :20] = 255
    film = write_film(tmp_path / "a.mp4", [picture], [0.0], matrix=matrix)
    (frame,) = all_frames(OpenVideo(film))
    assert frame.rgb.shape[:2] == ((48, 64) if matrix[0] else (64, 48))
    corners = frame.rgb[:: frame.rgb.shape[0] - 1, :: frame.rgb.shape[1] - 1, 0] > 128
    assert corners.sum() == 1
    assert corners[corner]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_colon_in_a_films_name_is_no_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = write_film(tmp_path / "a.mp4", [plain(RED)], [0.0])
    monkeypatch.chdir(tmp_path)
    named = film.rename(tmp_path / "23:50.mp4").relative_to(tmp_path)
    assert len(all_frames(OpenVideo(named))) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"dear diary, " * 500, "cannot be played"),
        (DANCER.read_bytes()[:2000], "cannot be played|not one frame"),
    ],
    ids=["empty", "a text", "only the beginning"],
)
def test_what_is_no_film_is_unfit(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "film.mp4"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=why) as caught:
        OpenVideo(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sound_alone_is_unfit(tmp_path: Path) -> None:
    file = tmp_path / "song.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        sound.writeframes(b"\0" * 8000)
    with pytest.raises(BadInput, match="there is no picture in it"):
        OpenVideo(file)


def test_an_absent_film_and_a_folder_are_unfit(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.mp4: there is no such file"):
        Video(file="none.mp4").open(a_context(folder=tmp_path))
    with pytest.raises(BadInput, match="this is a folder"):
        OpenVideo(tmp_path)


def test_a_film_is_found_beside_the_show_file(tmp_path: Path) -> None:
    write_film(tmp_path / "us.mp4", [plain(RED)], [0.0])
    assert Video(file="us.mp4").open(a_context(folder=tmp_path)).read() is not None


@pytest.mark.parametrize("name", ["23:50.mp4", "~us.mp4"])
def test_any_name_is_a_films_name(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_film(tmp_path / "film.mp4", [plain(RED)], [0.0]).rename(name)
    assert len(all_frames(OpenVideo(places.find(name, Path())))) == 1


def _png(path: Path, wide: int, high: int, rows: int) -> Path:
    """A black picture of so many rows, which says that it is of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    size = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rest = chunk(b"IDAT", zlib.compress(bytes((1 + 3 * wide) * rows))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + rest)
    return path


@pytest.mark.parametrize(("wide", "high"), [(100_000, 100_000), (12_000, 12_000)])
def test_pictures_that_claim_gigabytes_are_refused_for_little(
    tmp_path: Path, wide: int, high: int
) -> None:
    film = _png(tmp_path / "film.png", wide, high, 10)
    sentence = refused(lambda: OpenVideo(film))
    assert str(film) in sentence
    assert "returned" not in sentence


def test_large_pictures_are_made_small(tmp_path: Path) -> None:
    (frame,) = all_frames(OpenVideo(_png(tmp_path / "film.png", 6000, 4000, 4000)))
    assert frame.rgb.shape[1] <= LONGEST
