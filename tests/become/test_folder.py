"""Consent comes first, two films do not mix, and what is forgotten is gone."""

from pathlib import Path

import pytest

from live.become import folder
from live.become.film import SourceFilm
from live.errors import BadInput
from live.runtime import places


@pytest.fixture
def film(tmp_path: Path) -> SourceFilm:
    file = tmp_path / "me.mp4"
    file.write_bytes(b"x" * 100)
    return SourceFilm(file, 180.0, 30.0, (1280, 720))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "home"))


def test_without_consent_nothing_is_done(film: SourceFilm) -> None:
    place = folder.workplace("anna")
    for nobody in (None, "", "   "):
        with pytest.raises(BadInput, match="has not agreed"):
            folder.claim(place, film, nobody)
    assert not places.own().exists()


def test_who_agreed_and_when_is_kept_and_asked_for_once(film: SourceFilm) -> None:
    place = folder.workplace("anna")
    agreed = folder.claim(place, film, " Anna Example ")
    assert agreed.who == "Anna Example"
    assert agreed.line == f"Anna Example, {agreed.when}"
    assert folder.claim(place, film, None) == folder.consent(place) == agreed


@pytest.mark.parametrize("content", ["", "[]", "7", '{"who": 1}', "[" * 100_000])
def test_a_broken_consent_is_none(film: SourceFilm, content: str) -> None:
    place = folder.workplace("anna")
    folder.claim(place, film, "Anna")
    (place.folder / "consent.json").write_text(content, encoding="utf-8")
    assert folder.consent(place) is None


def test_another_film_under_the_same_name_is_refused(film: SourceFilm, tmp_path: Path) -> None:
    place = folder.workplace("anna")
    folder.claim(place, film, "Anna")
    moved = tmp_path / "elsewhere" / "me.mp4"
    moved.parent.mkdir()
    moved.write_bytes(film.file.read_bytes())
    folder.claim(place, SourceFilm(moved, 180.0, 30.0, (1280, 720)), None)  # the same, elsewhere
    film.file.write_bytes(b"y" * 101)
    with pytest.raises(BadInput, match="begun with another film"):
        folder.claim(place, film, "Anna")


def test_a_film_that_forget_would_delete_is_refused(film: SourceFilm) -> None:
    place = folder.workplace("anna")
    place.takes.mkdir(parents=True)
    inside = place.takes / "me.mp4"
    inside.symlink_to(film.file)
    folder.claim(place, SourceFilm(inside, 180.0, 30.0, (1280, 720)), "Anna")  # it lies elsewhere
    inside.unlink()
    film.file.rename(inside)
    with pytest.raises(BadInput, match="where forget deletes everything"):
        folder.claim(place, SourceFilm(inside, 180.0, 30.0, (1280, 720)), "Anna")


def test_names_are_simple_and_ours_are_taken() -> None:
    for name in ("Anna", "../anna", "an na", "", "a" * 40, "1a"):
        with pytest.raises(BadInput, match="no name for an avatar"):
            folder.workplace(name)
    for name in ("bride", "light", "rose"):
        with pytest.raises(BadInput, match="one of ours"):
            folder.workplace(name)


def test_what_is_forgotten_is_gone_and_the_avatar_stays_unless_told(film: SourceFilm) -> None:
    place = folder.workplace("anna")
    folder.claim(place, film, "Anna")
    place.takes.mkdir()
    (place.takes / "00000.npz").write_bytes(b"frames")
    assert place.version.name == "1"
    place.version.mkdir(parents=True)
    (place.avatar / "1" / "model.onnx").write_bytes(b"network")
    assert place.version.name == "2"
    assert folder.known() == ["anna"]
    (gone,) = folder.forget(place, avatar=False)
    assert "frames" in gone
    assert not place.folder.exists()
    assert folder.known() == ["anna"]
    (gone,) = folder.forget(place, avatar=True)
    assert "the avatar" in gone
    assert folder.known() == []
    assert [file for file in places.own().rglob("*") if file.is_file()] == []
