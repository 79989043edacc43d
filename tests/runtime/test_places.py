"""Where shows, songs and models are."""

from pathlib import Path

import platformdirs
import pytest

from live.runtime import places


def test_the_users_own_folder_is_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FIRSTDANCE_HOME")
    assert places.own() == Path(platformdirs.user_data_dir("first-dance", False))


def test_another_folder_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", "~/dance")
    assert places.own_models() == Path.home() / "dance" / "models"


def test_a_file_is_looked_for_beside_the_show_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("show", "."):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "song.wav").touch()
    assert places.find("song.wav", tmp_path / "show") == tmp_path / "show" / "song.wav"
    assert places.find("nowhere.wav", tmp_path / "show") == Path("nowhere.wav")
