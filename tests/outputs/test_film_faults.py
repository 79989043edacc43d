"""A film outlives what goes wrong in the midst of it."""

import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

from live.outputs import film as films
from live.outputs.film import Film, OpenFilm
from live.outputs.reel import LONGEST_HOLE, Reel
from live.parts import ShowContext
from live.runtime.clock import Clock, Wall
from live.runtime.failures import FailureLog
from live.runtime.places import SHOWS
from live.runtime.room_sound import RoomSound
from live.signals import Image, Picture
from tests.parts import a_context

RATE = 30
SONG = SHOWS / "songs" / "waltz.ogg"


def _grey(number: int) -> Image:
    return np.full((90, 160, 3), _level(number), dtype=np.uint8)


def _level(number: int) -> int:
    return 40 + 20 * (number % 8)


def _film(folder: Path, context: ShowContext | None = None) -> OpenFilm:
    return Film(file=str(folder / "night.mp4")).open(context or a_context(virtual=False))


def _show(film: OpenFilm, numbers: Iterator[int] | range) -> None:
    for number in numbers:
        film.show(Picture(number / RATE, number / RATE, _grey(number)))


def _levels(film: OpenFilm) -> list[float]:
    """The grey of each picture of all files, in their order; each file's begin at its start."""
    found: list[float] = []
    for file in film.made:
        with av.open(str(file)) as container:
            for count, frame in enumerate(container.decode(video=0)):
                assert round(RATE * (frame.time or 0.0)) == count
                found.append(float(frame.to_ndarray(format="gray").mean()))
    return found


def _as_shown(count: int, held: range = range(0)) -> Any:
    """The greys of `count` pictures; `held` are as the one before them."""
    levels = [_level(held[0] - 1 if n in held else n) for n in range(count)]
    return pytest.approx(levels, abs=4)


BAD: dict[str, Any] = {
    "size": np.zeros((45, 80, 3), np.uint8), "larger": np.zeros((180, 320, 3), np.uint8),
    "grey": np.zeros((90, 160), np.uint8), "type": np.zeros((90, 160, 3), np.float32),
    "none": None,
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_six_seconds_of_bad_pictures_show_the_last_good_one(tmp_path: Path, bad: str) -> None:
    failures = FailureLog(Clock(Wall()))
    film = _film(tmp_path, a_context(virtual=False, failures=failures))
    _show(film, range(60))
    for number in range(60, 240):
        film.show(Picture(number / RATE, number / RATE, BAD[bad]))
    _show(film, range(240, 300))
    film.close()
    assert film.made == (tmp_path / "night.mp4",)
    assert _levels(film) == _as_shown(300, held=range(60, 240))
    (failure,) = failures.as_list()
    assert failure["steps"] == 180
    assert failure["recovered"] is not None


def test_a_film_that_ends_with_bad_pictures_is_as_long_as_the_show(tmp_path: Path) -> None:
    film = _film(tmp_path)
    _show(film, range(30))
    for number in range(30, 60):
        film.show(Picture(number / RATE, number / RATE, BAD["size"]))
    film.close()
    assert _levels(film) == _as_shown(60, held=range(30, 60))


def test_bad_pictures_before_the_first_good_one_are_left_out(tmp_path: Path) -> None:
    film = _film(tmp_path)
    film.show(Picture(0.0, 0.0, BAD["none"]))
    _show(film, range(30))
    film.close()
    assert _levels(film) == _as_shown(30)


@pytest.mark.parametrize("wrong", [0.0, 1.0, -5.0, float("nan"), float("inf"), 1e300, None])
def test_times_that_repeat_go_back_or_are_none_do_not_harm_the_film(
    tmp_path: Path, wrong: Any
) -> None:
    film = _film(tmp_path)
    _show(film, range(60))
    for _ in range(60, 90):
        film.show(Picture(wrong, 0.0, _grey(59)))
    _show(film, range(90, 150))
    film.close()
    assert film.made == (tmp_path / "night.mp4",)
    assert _levels(film) == _as_shown(150, held=range(60, 90))


class Faulty:
    """Stands before an object of a reel; one of its methods fails when told to."""

    def __init__(self, true: Any, method: str, error: BaseException) -> None:
        self._true, self._method, self._error = true, method, error
        self.armed = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._true, name)
        if name != self._method or not self.armed:
            return method
        return self._fail

    def _fail(self, *_: object) -> None:
        raise self._error


def _break(film: OpenFilm, place: str, method: str, error: BaseException) -> None:
    """From now on, the film's present file fails in that place."""
    reel: Any = film._reel
    owner = reel._sound if place == "_stream" else reel
    faulty = Faulty(getattr(owner, place), method, error)
    faulty.armed = True
    setattr(owner, place, faulty)


INVALID = av.error.ArgumentError(errno.EINVAL, "Invalid argument")
PLACES = [
    ("_video", "encode"), ("_container", "mux"), ("_stream", "encode"), ("_sound", "write_to"),
    ("_container", "close"),
]  # fmt: skip
ERRORS = [INVALID, OSError(errno.EIO, "broken"), RuntimeError("odd"), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("place", "method"), PLACES[:4])
def test_a_file_that_breaks_is_finished_and_the_film_goes_on_in_a_new_one(
    tmp_path: Path, place: str, method: str, error: BaseException
) -> None:
    failures = FailureLog(Clock(Wall()))
    film = _film(tmp_path, a_context(virtual=False, soundtrack=SONG, failures=failures))
    _show(film, range(100))
    _break(film, place, method, error)
    _show(film, range(100, 200))
    film.close()
    assert film.made == (tmp_path / "night.mp4", tmp_path / "night-2.mp4")
    assert _levels(film) == _as_shown(200)
    (failure,) = failures.as_list()
    assert failure["recovered"] is not None
    _has_sound_beside_every_picture(film)


def _has_sound_beside_every_picture(film: OpenFilm) -> None:
    for file in film.made:
        with av.open(str(file)) as container:
            *_, last = container.decode(video=0)
        with av.open(str(file)) as container:
            *_, heard = container.decode(audio=0)
        assert heard.time == pytest.approx(last.time, abs=0.15)


def test_pictures_that_a_broken_encoder_still_had_are_replaced(tmp_path: Path) -> None:
    film = _film(tmp_path, a_context(virtual=True))
    _show(film, range(100))
    _break(film, "_video", "encode", INVALID)
    _show(film, range(100, 200))
    film.close()
    levels = _levels(film)
    assert len(levels) == 200
    assert levels[100:] == pytest.approx([_level(n) for n in range(100, 200)], abs=4)


def test_the_song_goes_on_in_a_new_file_where_it_was(tmp_path: Path) -> None:
    film = _film(tmp_path, a_context(virtual=False, soundtrack=SONG))
    _show(film, range(90))
    _break(film, "_video", "encode", INVALID)
    _show(film, range(90, 180))
    assert film._reel is not None
    begins = round(film._reel.first / RATE * 44_100)
    film.close()
    (tmp_path / "whole").mkdir()
    whole = _film(tmp_path / "whole", a_context(virtual=False, soundtrack=SONG))
    _show(whole, range(180))
    whole.close()
    ours, theirs = _samples(film.made[1]), _samples(whole.made[0])[begins:]
    size = min(len(ours), len(theirs), 88_200)
    assert np.corrcoef(ours[2048:size], theirs[2048:size])[0, 1] > 0.95


def _samples(file: Path) -> np.ndarray[Any, Any]:
    with av.open(str(file)) as container:
        return np.concatenate([f.to_ndarray().mean(axis=0) for f in container.decode(audio=0)])


def test_an_end_that_cannot_be_written_raises_nothing(tmp_path: Path) -> None:
    for place, method in PLACES:
        film = _film(tmp_path, a_context(virtual=False, soundtrack=SONG))
        _show(film, range(100))
        _break(film, place, method, INVALID)
        film.close()
        assert len(film.made) == 1


def test_a_film_that_cannot_be_written_at_all_is_tried_ever_more_rarely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = _film(tmp_path)
    _show(film, range(30))
    tries: list[int] = []

    def broken(reel: Reel, number: int, rgb: Image) -> None:
        tries.append(number)
        raise INVALID

    with monkeypatch.context() as patched:
        patched.setattr(Reel, "write", broken)
        _show(film, range(30, 300 * RATE))
    assert len(tries) <= 12
    assert [file.name for file in film.made] == ["night.mp4"]
    _show(film, range(300 * RATE, 370 * RATE))
    film.close()
    assert film.made == (tmp_path / "night.mp4", tmp_path / "night-2.mp4")
    assert _levels(film)[-1] == pytest.approx(_level(370 * RATE - 1), abs=4)


def test_after_a_full_disk_the_film_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = FailureLog(Clock(Wall()))
    film = _film(tmp_path, a_context(virtual=False, failures=failures))
    _show(film, range(60))
    looks: list[int] = []
    free = 1_000_000

    def usage(_: Path) -> SimpleNamespace:
        looks.append(free)
        return SimpleNamespace(free=free)

    monkeypatch.setattr("shutil.disk_usage", usage)
    _break(film, "_container", "mux", OSError(errno.ENOSPC, "No space left on device"))
    _show(film, range(60, 60 + 60 * RATE))
    assert 10 <= len(looks) <= 60 / films.LOOK + 1
    assert "the disk is full" in failures.as_list()[0]["cause"]
    assert failures.as_list()[0]["recovered"] is None
    free = films.ROOM
    _show(film, range(60 + 60 * RATE, 60 + 70 * RATE))
    film.close()
    assert film.made == (tmp_path / "night.mp4", tmp_path / "night-2.mp4")
    assert failures.as_list()[0]["recovered"] is not None
    levels = _levels(film)
    assert len(levels) >= 60 + 4 * RATE
    assert levels[-1] == pytest.approx(_level(60 + 70 * RATE - 1), abs=4)


def test_a_file_too_large_for_its_disk_is_followed_by_a_new_one_at_once(tmp_path: Path) -> None:
    film = _film(tmp_path)
    _show(film, range(60))
    _break(film, "_container", "mux", OSError(errno.EFBIG, "File too large"))
    _show(film, range(60, 120))
    film.close()
    assert len(film.made) == 2
    assert _levels(film) == _as_shown(120)


def test_a_stick_that_is_pulled_out_and_put_in_again_is_filmed_on(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    film = _film(stick)
    _show(film, range(60))
    _break(film, "_container", "mux", OSError(errno.EIO, "Input/output error"))
    shutil.rmtree(stick)
    _show(film, range(60, 120))
    stick.mkdir()
    _show(film, range(120, 240))
    film.close()
    assert film._number == 239
    assert (stick / "night.mp4").is_file()


@pytest.mark.parametrize("room", [True, False])
def test_a_long_hole_is_not_filled_picture_by_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    film = _film(tmp_path, a_context(virtual=False, room=RoomSound() if room else None))
    _show(film, range(60))
    coded = _counted(monkeypatch, Reel._encode)
    hour = 3600 * RATE
    _show(film, range(hour, hour + 60))
    film.close()
    assert len(coded) == 60 < LONGEST_HOLE
    assert film.made == (tmp_path / "night.mp4",)
    with av.open(str(tmp_path / "night.mp4")) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert times[-1] == pytest.approx(3600 + 59 / RATE, abs=0.01)
    assert len(times) == 120


def _counted(monkeypatch: pytest.MonkeyPatch, method: Callable[..., None]) -> list[int]:
    numbers: list[int] = []

    def counted(reel: Reel, number: int, rgb: Image) -> None:
        numbers.append(number)
        method(reel, number, rgb)

    monkeypatch.setattr(Reel, method.__name__, counted)
    return numbers


def test_a_song_that_cannot_be_read_on_leaves_the_pictures(tmp_path: Path) -> None:
    failures = FailureLog(Clock(Wall()))
    film = _film(tmp_path, a_context(virtual=False, soundtrack=SONG, failures=failures))

    def pulled() -> Iterator[Any]:
        raise OSError(errno.EIO, "Input/output error")
        yield

    _show(film, range(30))
    film._sound._pieces = pulled()  # type: ignore[union-attr]
    _show(film, range(30, 200))
    film.close()
    assert film.made == (tmp_path / "night.mp4",)
    assert _levels(film) == _as_shown(200)
    assert failures.as_list()[0]["part"] == "the film's song"
