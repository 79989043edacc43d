"""No command destroys a file that a user gave it, or made with it before."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from live.__main__ import app
from tests.sounds import clicks, write_wave

FIXTURE = Path(__file__).parent / "fixtures" / "dancer.mp4"
QUICK = ["--fast", "--seconds", "0.3"]
SHOW = """
size = [160, 90]
[sound]
kind = "metronome"
[camera]
kind = "video"
file = "me.mp4"
[dancer]
kind = "library"
"""
FILM = '[[outputs]]\nkind = "film"\nfile = "{}"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a song, a film of the user and a show of theirs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    write_wave(tmp_path / "song.wav", clicks(0.1 + np.arange(0, 4, 0.5), 4), 44_100)
    shutil.copy(FIXTURE, tmp_path / "me.mp4")
    (tmp_path / "show.toml").write_text(SHOW)
    return tmp_path


def firstdance(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words: str | Path) -> str:
    """The one sentence, with exit code 2; no file has changed, and there is no new one."""
    before = _everything()
    result = firstdance(*words)
    assert result.exit_code == 2, result.output
    message = result.stderr.strip()
    assert "\n" not in message
    assert message.endswith("which would be lost. Give another name.")
    assert _everything() == before
    return message


def made(*words: str | Path) -> str:
    """The output of a command; no file that existed before has changed."""
    before = _everything()
    result = firstdance(*words)
    assert result.exit_code == 0, result.output
    assert before.items() <= _everything().items()
    return result.stdout


def _everything() -> dict[str, str]:
    files = [file for file in Path().rglob("*") if file.is_file()]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _itself(file: Path) -> Path:
    return file


def _spelled_otherwise(file: Path) -> Path:
    Path("sub").mkdir()
    return Path("sub") / ".." / file


def _symlink(file: Path) -> Path:
    link = Path(f"link{file.suffix}")
    link.symlink_to(file.absolute())
    return link


def _hard_link(file: Path) -> Path:
    link = Path(f"hard{file.suffix}")
    link.hardlink_to(file)
    return link


NAMES = [_itself, _spelled_otherwise, _symlink, _hard_link]


@pytest.mark.parametrize("name", NAMES)
def test_a_film_of_the_user_is_no_place_for_the_shows(name: Callable[[Path], Path]) -> None:
    target = name(Path("me.mp4"))
    message = refused(
        "rehearse", "--sound", "song.wav", "--camera", "me.mp4", *QUICK, "--out", target
    )
    assert message.startswith(f"firstdance: --out: {target} is [camera] file (")
    message = refused("rehearse", "--sound", "me.mp4", "--camera", "none", *QUICK, "--out", target)
    assert "is [sound] file" in message


@pytest.mark.parametrize("name", NAMES)
def test_a_show_file_names_no_film_that_it_reads(name: Callable[[Path], Path]) -> None:
    target = name(Path("me.mp4"))
    Path("show.toml").write_text(SHOW + FILM.format(target))
    message = refused("perform", "show.toml", "--seconds", "1")
    assert message.startswith(
        f"firstdance: [outputs] file: {Path.cwd() / target} is [camera] file ("
    )


def test_the_second_film_lies_beside_the_first_and_its_name_is_printed() -> None:
    for name in ("night.mp4", "night-2.mp4", "night-3.mp4"):
        message = made("rehearse", "--sound", "song.wav", *QUICK, "--out", "night.mp4")
        assert f"Film: {Path.cwd() / name}\n" in message
        with av.open(name) as film:
            assert sum(1 for _ in film.decode(video=0)) == 9


def test_so_does_that_of_a_show_performed_twice_and_films_of_one_show() -> None:
    text = SHOW.replace('"video"\nfile = "me.mp4"', '"nobody"') + 2 * FILM.format("night.mp4")
    Path("show.toml").write_text(text)
    message = made("perform", "show.toml", "--seconds", "0.5")
    assert [f"Film: {Path.cwd() / name}\n" in message for name in ("night.mp4", "night-2.mp4")] == [
        True, True
    ]  # fmt: skip
    message = made("perform", "show.toml", "--seconds", "0.5")
    assert f"Film: {Path.cwd() / 'night-4.mp4'}\n" in message


def test_a_name_is_printed_as_it_is() -> None:
    name = "a [red] night :heart:.mp4"
    report = "r [bold] 1.json"
    message = made("rehearse", "--sound", "song.wav", *QUICK, "--out", name, "--report", report)
    assert f"Film: {Path.cwd() / name}\n" in message
    assert f"Report: {report}\n" in message
    message = made("dance", "song.wav", "--out", "a [red] dance.bvh")
    assert "poses: a [red] dance.bvh\n" in message


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_written_over_the_last_one_but_over_nothing_that_is_read(
    name: Callable[[Path], Path],
) -> None:
    words = ["rehearse", "show.toml", *QUICK, "--out", "night.mp4", "--report"]
    refused(*words, name(Path("me.mp4")))
    assert "is the show file" in refused(*words, "show.toml")
    assert "is [outputs] file" in refused(*words, "night.mp4")
    assert firstdance(*words, "r.json").exit_code == 0
    assert firstdance(*words, "r.json").exit_code == 0
    assert not Path("r-2.json").exists()


def test_listening_spares_the_song_its_beats_and_its_other_result() -> None:
    song = Path("song.png")  # as a song may be called
    shutil.copy("song.wav", song)
    assert "is [sound] file" in refused("listen", song, "--plot", song)
    assert "is [sound] file" in refused("listen", song, "--report", _hard_link(song))
    Path("song.beats").write_text("0.1 1\n0.6 2\n")
    assert "is the beats" in refused("listen", "song.wav", "--report", "song.beats")
    assert "is --report" in refused("listen", "song.wav", "--report", "a.png", "--plot", "a.png")
    for _ in range(2):
        assert firstdance("listen", "song.wav", "--plot", "beats.png").exit_code == 0
    assert not Path("beats-2.png").exists()


@pytest.mark.parametrize("kind", ["npz", "bvh"])
def test_a_dance_is_numbered_and_never_takes_its_partners_place(kind: str) -> None:
    for name in (f"lead.{kind}", f"lead-2.{kind}"):
        assert f"poses: {name}\n" in made("dance", "song.wav", "--out", f"lead.{kind}")
    partner = Path(f"lead.{kind}")
    for target in (partner, _symlink(partner), _hard_link(partner)):
        message = refused("dance", "song.wav", "--partner", partner, "--out", target)
        assert message.startswith(f"firstdance: --out: {target} is --partner (")
    song = Path(f"song.{kind}")
    shutil.copy("song.wav", song)
    assert "is [sound] file" in refused("dance", song, "--out", song)


def test_a_dance_that_cannot_be_danced_leaves_nothing() -> None:
    before = _everything()
    assert firstdance("dance", "gone.wav", "--out", "d.npz").exit_code == 2
    assert firstdance("dance", "song.wav", "--out", "d.fbx").exit_code == 2
    assert _everything() == before


def test_a_film_that_is_transferred_stays() -> None:
    for target in (Path("me.mp4"), _symlink(Path("me.mp4")), _hard_link(Path("me.mp4"))):
        message = refused("transfer", "me.mp4", "--out", target)
        assert "is the film to be danced" in message
    shutil.copy("me.mp4", "robot.mp4")
    message = refused("transfer", "me.mp4", "--avatars", "robot.mp4", "--out", "robot.mp4")
    assert "is --avatars" in message


def test_a_sheet_of_avatars_takes_no_figures_place() -> None:
    figure = Path("robot.png")
    figure.write_bytes(b"glTF")
    painter = '[painter]\nkind = "avatar"\npartner = "robot.png"\n'
    Path("show.toml").write_text(SHOW + painter)
    message = refused("avatars", "show.toml", "--sheet", figure)
    assert "is [painter] partner" in message
