from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from live.errors import BadInput
from live.outputs.film import Film, OpenFilm
from live.outputs.film_sound import SongSound
from live.outputs.reel import Reel
from live.runtime.failures import NoFailureLog
from live.runtime.places import SHOWS
from live.runtime.room_sound import RoomSound
from live.see.cameras.video import frames
from live.signals import AudioBlock, Image, Picture
from tests.parts import a_context
from tests.sounds import clicks, encode, write_wave


def _picture(number: int, rgb: Image | None = None) -> Picture:
    return Picture(number / 30, number / 30, _grey(number) if rgb is None else rgb)


def _grey(number: int) -> Image:
    return np.full((90, 160, 3), 40 + 20 * (number % 8), dtype=np.uint8)


def _levels(file: Path) -> list[tuple[int, float]]:
    """Each picture's number and mean grey."""
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        return [
            (round(30 * (frame.time or 0.0)), float(frame.to_ndarray(format="gray").mean()))
            for frame in container.decode(stream)
        ]


def _filmed(file: Path, numbers: list[int], song: Path | None = None) -> Path:
    film = Film(file=str(file)).open(a_context(soundtrack=song))
    for number in numbers:
        film.show(_picture(number))
    film.close()
    return file


def test_every_picture_is_in_the_film_at_its_own_time(tmp_path: Path) -> None:
    levels = _levels(_filmed(tmp_path / "film.mp4", list(range(75))))
    assert [number for number, _ in levels] == list(range(75))
    assert [level for _, level in levels] == pytest.approx(
        [40 + 20 * (n % 8) for n in range(75)], abs=4
    )


def test_pictures_left_out_are_filled_with_the_one_before(tmp_path: Path) -> None:
    levels = _levels(_filmed(tmp_path / "film.mp4", [0, 1, 5, 6]))
    assert [number for number, _ in levels] == list(range(7))
    assert [level for _, level in levels] == pytest.approx([40, 60, 60, 60, 60, 140, 160], abs=4)


def test_pictures_whose_times_waver_between_two_are_neither_doubled_nor_left_out(
    tmp_path: Path,
) -> None:
    film = Film(file=str(tmp_path / "film.mp4")).open(a_context())
    chance = np.random.default_rng(1)
    for number in range(60):
        film.show(Picture((number + 0.5 + chance.uniform(-0.1, 0.1)) / 30, 0.0, _grey(number)))
    film.close()
    levels = [level for _, level in _levels(tmp_path / "film.mp4")][-60:]
    assert levels == pytest.approx([40 + 20 * (n % 8) for n in range(60)], abs=4)


@pytest.mark.parametrize("begins", [0.0, 0.3, -0.3])
def test_sound_and_picture_are_in_sync(tmp_path: Path, begins: float) -> None:
    """A white picture and a click every half second lie on each other within 25 ms."""
    beats = 0.5 + np.arange(0, 4, 0.5)
    song = write_wave(tmp_path / "song.wav", clicks(beats - begins, 5.0), 44_100)
    sound = SongSound(song, begins, NoFailureLog())
    film = Reel(tmp_path / "film.mp4", a_context(), 25, sound)
    for number in range(150):
        white = np.any(np.abs(number / 30 - beats) < 1e-6)
        film.show(_picture(number, np.full((90, 160, 3), 255 * white, dtype=np.uint8)))
    film.close()
    flashes = [n / 30 for n, level in _levels(tmp_path / "film.mp4") if level > 128]
    assert flashes == pytest.approx(list(beats))
    assert clicks_in(tmp_path / "film.mp4") == pytest.approx(list(beats), abs=0.025)


def clicks_in(path: Path) -> list[float]:
    """When they sound, seconds."""
    heard: list[float] = []
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            samples = frame.to_ndarray().mean(axis=0)
            for index in np.flatnonzero(np.abs(samples) > 0.2):
                at = (frame.time or 0.0) + index / frame.sample_rate
                if not heard or at - heard[-1] > 0.2:
                    heard.append(at)
    return heard


@pytest.mark.parametrize("lead", [0.0, 0.15])
def test_a_film_of_a_microphones_show_has_the_rooms_sound_in_sync(
    tmp_path: Path, lead: float
) -> None:
    """Pictures are painted `lead` seconds before they are seen; the device's clock is wrong."""
    beats = np.arange(1.0, 29.0, 0.5)
    drift = 2e-4
    sound = clicks(beats * (1 + drift), 31.0)  # what the device counts as a second is none
    room, given = RoomSound(), 0
    film = OpenFilm(tmp_path / "film.mp4", a_context(room=room), 25)
    for number in range(900):
        while given + 512 <= (number / 30 - lead) * 44_100 * (1 + drift):
            given += 512
            ended = given / (44_100 * (1 + drift))
            room.add(AudioBlock(ended, sound[given - 512 : given].astype(np.float32), 44_100))
        white = np.any(np.abs(number / 30 - beats) < 1e-6)
        film.show(_picture(number, np.full((90, 160, 3), 255 * white, dtype=np.uint8)))
    film.close()
    flashes = [n / 30 for n, level in _levels(tmp_path / "film.mp4") if level > 128]
    assert flashes == pytest.approx(list(beats))
    assert clicks_in(tmp_path / "film.mp4") == pytest.approx(list(beats), abs=0.02)


def test_without_sound_from_the_room_the_film_goes_on(tmp_path: Path) -> None:
    room = RoomSound()
    film = OpenFilm(tmp_path / "film.mp4", a_context(room=room), 25)
    for number in range(300):
        film.show(_picture(number))
    killed = (tmp_path / "film.mp4").read_bytes()
    film.close()
    assert len(_levels(tmp_path / "film.mp4")) == 300
    (tmp_path / "killed.mp4").write_bytes(killed)
    assert len(_levels(tmp_path / "killed.mp4")) >= 120


def test_the_sound_is_as_long_as_the_picture(tmp_path: Path) -> None:
    file = _filmed(tmp_path / "film.mp4", list(range(60)), SHOWS / "songs" / "waltz.ogg")
    with av.open(str(file)) as container:
        *_, last = container.decode(audio=0)
        assert last.time == pytest.approx(2.0, abs=0.1)


_PATCHES = [(200, 60, 30), (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 180, 60), (20, 200, 220),
            (128, 128, 128), (255, 255, 255), (0, 0, 0)]  # fmt: skip


def test_colours_are_those_that_the_film_says(tmp_path: Path) -> None:
    """BT.709, and so it says in the stream: players show the colours of the stage."""
    picture = np.zeros((90, 32 * len(_PATCHES), 3), np.uint8)
    for number, colour in enumerate(_PATCHES):
        picture[:, 32 * number : 32 * number + 32] = colour
    path = tmp_path / "film.mp4"
    film = Film(file=str(path), quality=5).open(a_context(size=(picture.shape[1], 90)))
    film.show(_picture(0, picture))
    film.close()
    with av.open(str(path)) as container:
        coded = container.streams.video[0].codec_context
        tags = coded.color_primaries, coded.color_trc, coded.colorspace, coded.color_range
        assert tags == (1, 1, 1, 1)
        planes = next(container.decode(video=0)).to_ndarray().astype(float)
    # Decoded by the tags' own definition (ITU-R BT.709-6, table 4).
    luma = (planes[45, 16::32] - 16) / 219
    blue, red = (planes[90:].reshape(2, 45, -1)[:, 22, 8::16] - 128) / 224
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    shown = 255 * np.clip(np.stack([r, g, b], axis=1), 0, 1)
    assert np.abs(shown - _PATCHES).max() <= 3


def test_a_film_of_the_show_is_read_in_its_own_colours(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    film = Film(file=str(path), quality=5).open(a_context())
    film.show(_picture(0, np.full((90, 160, 3), (200, 60, 30), np.uint8)))
    film.close()
    (frame,) = frames(path)
    assert np.abs(frame.rgb.astype(int) - (200, 60, 30)).max() <= 3


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    """Limits files to `size` bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_was_recorded_before_the_disk_was_full_stays_playable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(1)
    film = Film(file=str(tmp_path / "film.mp4")).open(a_context())
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    with _disk_of(600_000):
        for number in range(900):
            noise = chance.integers(0, 255, (90, 160, 3), dtype=np.uint8)
            film.show(_picture(number, noise))
    film.close()
    count = 0
    with av.open(str(tmp_path / "film.mp4")) as container, suppress(av.FFmpegError):
        for _ in container.decode(video=0):  # a player stops where the file breaks off
            count += 1
    assert count >= 60
    assert film.made == (tmp_path / "film.mp4",)


def test_a_film_that_is_killed_is_playable_up_to_then(tmp_path: Path) -> None:
    film: OpenFilm = Film(file=str(tmp_path / "film.mp4")).open(a_context())
    for number in range(200):
        film.show(_picture(number))
    survived = (tmp_path / "film.mp4").read_bytes()
    film.close()
    (tmp_path / "killed.mp4").write_bytes(survived)
    assert len(_levels(tmp_path / "killed.mp4")) >= 60


def test_a_second_film_lies_beside_the_first(tmp_path: Path) -> None:
    first = _filmed(tmp_path / "night.mp4", [0, 1, 2]).read_bytes()
    film: OpenFilm = Film(file=str(tmp_path / "night.mp4")).open(a_context())
    film.show(_picture(0))
    film.close()
    assert film.made == (tmp_path / "night-2.mp4",)
    assert (tmp_path / "night.mp4").read_bytes() == first
    assert len(_levels(tmp_path / "night-2.mp4")) == 1


def test_two_shows_at_once_make_two_films(tmp_path: Path) -> None:
    films = [Film(file=str(tmp_path / "night.mp4")).open(a_context()) for _ in range(2)]
    for number, film in enumerate(films, 1):
        for picture in range(10 * number):
            film.show(_picture(picture))
        film.close()
    assert len(_levels(tmp_path / "night.mp4")) == 10
    assert len(_levels(tmp_path / "night-2.mp4")) == 20


def test_a_film_without_a_picture_leaves_no_file(tmp_path: Path) -> None:
    film: OpenFilm = Film(file=str(tmp_path / "night.mp4")).open(a_context())
    film.close()
    assert film.made == ()
    assert not list(tmp_path.iterdir())


def test_a_film_that_was_never_begun_takes_no_other_along(tmp_path: Path) -> None:
    kept = _filmed(tmp_path / "night.mp4", [0]).read_bytes()
    with _disk_of(0), pytest.raises(BadInput, match="cannot be written"):
        Film(file=str(tmp_path / "night.mp4")).open(a_context())
    assert [file.name for file in tmp_path.iterdir()] == ["night.mp4"]
    assert (tmp_path / "night.mp4").read_bytes() == kept


def test_odd_sizes_are_filmed_too(tmp_path: Path) -> None:
    film = Film(file=str(tmp_path / "film.mp4")).open(a_context(size=(161, 91)))
    film.show(_picture(0, np.zeros((91, 161, 3), dtype=np.uint8)))
    film.close()
    assert len(_levels(tmp_path / "film.mp4")) == 1


@pytest.mark.parametrize("name", ["film.avi", "film", "/nowhere/at/all/film.mp4"])
def test_a_film_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="film"):
        Film(file=str(tmp_path / name)).open(a_context())


def test_a_damaged_song_sounds_in_the_film_to_its_end(tmp_path: Path) -> None:
    song = encode(
        tmp_path / "song.mp3", [clicks(np.arange(0.25, 6, 0.5), 6.0)], "libmp3lame", 44_100
    )
    content = bytearray(song.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 3000] = np.random.default_rng(1).bytes(3000)
    song.write_bytes(content)
    file = _filmed(tmp_path / "film.mp4", list(range(180)), song)
    with av.open(str(file)) as container:
        loud = [
            frame.time or 0.0
            for frame in container.decode(audio=0)
            if np.abs(frame.to_ndarray()).max() > 0.2
        ]
    assert loud[-1] == pytest.approx(5.75, abs=0.15)


def test_a_picture_of_a_time_that_is_filmed_is_not_filmed_again(tmp_path: Path) -> None:
    levels = _levels(_filmed(tmp_path / "film.mp4", [0, 1, 1, 2, 2, 0, 3]))
    assert [number for number, _ in levels] == [0, 1, 2, 3]
    film = Film(file=str(tmp_path / "again.mp4")).open(a_context())
    for number, grey in ((0, 0), (1, 1), (1, 5), (2, 2)):
        film.show(_picture(number, _grey(grey)))
    film.close()
    levels = _levels(tmp_path / "again.mp4")
    assert [level for _, level in levels] == pytest.approx([40, 60, 80], abs=4)


def test_a_long_hole_is_one_picture_that_is_shown_longer(tmp_path: Path) -> None:
    levels = _levels(_filmed(tmp_path / "long.mp4", [0, 1, 18_000, 18_001]))  # ten minutes
    assert [number for number, _ in levels] == [0, 1, 18_000, 18_001]
