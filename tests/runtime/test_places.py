"""Where shows, songs and models are."""

import sys
from pathlib import Path

import platformdirs
import pytest

from live.networks import models
from live.runtime import places
from tests.homes import without_a_home


def test_the_users_own_folder_is_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FIRSTDANCE_HOME")
    assert places.own() == Path(platformdirs.user_data_dir("first-dance", False))


def test_another_folder_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", "~/dance")
    assert places.own_models() == Path.home() / "dance" / "models"


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder, whom the system does not know."""
    without_a_home(monkeypatch)


@pytest.mark.usefixtures("homeless")
def test_without_a_home_folder_ones_own_is_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert places.own() == tmp_path / "first-dance"
    assert places.find("~/song.ogg", tmp_path) == Path("~/song.ogg")
    assert places.expanded("~no-such-user/night.mp4") == Path("~no-such-user/night.mp4")


def test_a_name_that_begins_with_a_tilde_may_be_a_files_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "show").mkdir()
    for name in ("~song.ogg", "~root", "show/~us.ogg"):
        (tmp_path / name).touch()
    assert places.find("~song.ogg", tmp_path / "show") == Path("~song.ogg")
    assert places.find("~us.ogg", tmp_path / "show") == tmp_path / "show" / "~us.ogg"
    assert places.find("~root", tmp_path / "show") == places.expanded("~root") == Path("~root")
    assert places.find("~/nowhere.ogg", tmp_path) == Path.home() / "nowhere.ogg"
    assert places.expanded("~no-such-user.mp4") == Path("~no-such-user.mp4")


def test_a_name_too_long_for_a_file_is_found_nowhere(tmp_path: Path) -> None:
    name = "a" * 5000
    assert places.find(name, tmp_path) == Path(name)
    assert not places.is_file(tmp_path / name)


def test_a_file_is_looked_for_beside_the_show_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("show", "."):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "song.wav").touch()
    assert places.find("song.wav", tmp_path / "show") == tmp_path / "show" / "song.wav"
    assert places.find("nowhere.wav", tmp_path / "show") == Path("nowhere.wav")


def test_the_programs_own_shows_and_models_are_there() -> None:
    assert (places.SHOWS / "rehearsal.toml").is_file()
    assert any(places.MODELS.glob("*/*/card.md"))
    assert (places.PACKAGE / "runtime" / "places.py").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed in other ways there")
def test_a_folder_of_somebody_elses_is_as_if_it_were_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home folder that the user may not look into, as some services have."""

    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refuse)
    assert not places.is_dir(tmp_path)
    assert not places.is_file(tmp_path / "x")
    assert not places.is_there(tmp_path)
    monkeypatch.setattr("os.listdir", lambda path: refuse(Path(path)))
    assert models.listed(tmp_path) == []
