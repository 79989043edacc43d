"""A file that is read is never overwritten, and a name that exists already gets a number."""

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from live.errors import BadInput
from live.runtime.results import Read, claim, claimed, put, put_anywhere, spare, writable

KEPT = b"the only film of our wedding"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    file = tmp_path / "me.mp4"
    file.write_bytes(KEPT)
    return file


def _other_names(film: Path) -> list[Path]:
    """The same film by other names."""
    folder = film.parent
    (folder / "soft.mp4").symlink_to(film)
    (folder / "hard.mp4").hardlink_to(film)
    (folder / "sub").mkdir()
    return [film, folder / "sub" / ".." / "me.mp4", folder / "soft.mp4", folder / "hard.mp4"]


def test_what_is_read_is_refused_by_whatever_name(film: Path) -> None:
    for name in _other_names(film):
        for write in (spare, claim):
            with pytest.raises(
                BadInput, match=r"^--out: .* is \[camera\] file \(.*Give another name"
            ):
                write(name, "--out", [Read("[camera] file", film)])
    assert film.read_bytes() == KEPT
    assert len(list(film.parent.glob("*.mp4"))) == 3


def test_another_spelling_is_refused_where_the_disk_takes_it_for_the_same(film: Path) -> None:
    other = film.with_name("ME.mp4")
    if not other.exists():
        other.hardlink_to(film)  # as a disk does that minds no capitals
    with pytest.raises(BadInput, match="is what is read"):
        spare(other, "--out", [Read("what is read", film)])


def test_what_is_read_but_not_there_yet_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="beats"):
        spare(tmp_path / "a" / ".." / "song.beats", "--report",
              [Read("the beats", tmp_path / "song.beats")])  # fmt: skip


def test_no_file_of_a_folder_that_is_read_is_written(tmp_path: Path) -> None:
    model = tmp_path / "models" / "bride" / "1" / "model.npz"
    model.parent.mkdir(parents=True)
    model.write_bytes(KEPT)
    (tmp_path / "link.npz").hardlink_to(model)
    reads = [Read("one of the models", tmp_path / "models")]
    for target in (model, tmp_path / "link.npz"):
        with pytest.raises(BadInput, match="one of the models"):
            claim(target, "--out", reads)
    assert claim(tmp_path / "new.npz", "--out", reads) == tmp_path / "new.npz"


@pytest.mark.parametrize("broken", [False, True])
def test_the_pictures_of_a_gltf_figure_are_its_parts(tmp_path: Path, *, broken: bool) -> None:
    content = {"images": [{"uri": "skin.png"}, {"uri": "data:x"}], "buffers": [{"uri": "a.bin"}]}
    figure, skin = tmp_path / "anna.gltf", tmp_path / "skin.png"
    figure.write_text("[" * 5000 if broken else json.dumps(content))
    skin.write_bytes(KEPT)
    reads = [Read("[painter] partner", figure)]
    if broken:
        spare(skin, "--sheet", reads)
    else:
        with pytest.raises(BadInput, match="partner"):
            spare(skin, "--sheet", reads)


def test_a_name_that_is_taken_gets_the_next_free_number(film: Path) -> None:
    made = [claim(film, "--out", []) for _ in range(3)]
    assert [file.name for file in made] == ["me-2.mp4", "me-3.mp4", "me-4.mp4"]
    assert film.read_bytes() == KEPT


def test_a_link_to_nowhere_and_a_folder_are_taken_names_too(tmp_path: Path) -> None:
    (tmp_path / "night.mp4").symlink_to(tmp_path / "gone.mp4")
    (tmp_path / "night-2.mp4").mkdir()
    assert claim(tmp_path / "night.mp4", "--out", []) == tmp_path / "night-3.mp4"
    assert not (tmp_path / "gone.mp4").exists()


def test_a_second_claim_of_a_name_at_the_same_moment_gets_another(tmp_path: Path) -> None:
    made: list[Path] = []
    begin = threading.Barrier(8)

    def show() -> None:
        begin.wait()
        made.append(claim(tmp_path / "night.mp4", "--out", []))

    shows = [threading.Thread(target=show) for _ in range(8)]
    for one in shows:
        one.start()
    for one in shows:
        one.join()
    assert len(set(made)) == 8


def test_what_does_not_come_about_leaves_no_file_and_takes_none_along(film: Path) -> None:
    with pytest.raises(KeyboardInterrupt), claimed(film, "--out", []) as own:
        own.write_bytes(b"half")
        raise KeyboardInterrupt
    assert list(film.parent.iterdir()) == [film]
    assert film.read_bytes() == KEPT


def test_where_no_file_can_be_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be written .*Name a file where you may write"):
        claim(tmp_path / "nowhere" / "film.mp4", "--out", [])


def test_a_small_file_is_put_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ours.midi.toml"
    (tmp_path / "link.toml").symlink_to(file)
    file.write_text("old")
    file.chmod(0o644)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            put(file, "new")
    assert file.read_text() == "old"
    put(tmp_path / "link.toml", "new")
    assert file.read_text() == "new"
    assert (tmp_path / "link.toml").is_symlink()
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o644
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.toml", "ours.midi.toml"]


def test_a_small_file_that_is_new_has_the_permissions_of_new_files(tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    put(tmp_path / "kept.toml", "text")
    modes = [(tmp_path / name).stat().st_mode for name in ("new", "kept.toml")]
    assert modes[0] == modes[1]


def test_a_file_that_could_be_written_is_accepted_and_not_made(tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    there.write_text("old")
    writable(there, "--report")
    writable(tmp_path / "new.json", "--report")
    assert [file.name for file in tmp_path.iterdir()] == ["there.json"]
    assert there.read_text() == "old"


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "is a folder"), ("nowhere/r.json", "there is no folder"), ("file/r.json", "no folder"),
     ("n" * 300, "cannot be written")],
)  # fmt: skip
def test_a_file_that_could_not_be_written_is_refused_with_the_reason(
    tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=why):
        writable(tmp_path / name, "--report")


def test_a_folder_where_nothing_can_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", _read_only)
    with pytest.raises(BadInput, match="Read-only"):
        writable(tmp_path / "r.json", "--report")


def _read_only(*_: object, **__: object) -> None:
    raise OSError(30, "Read-only file system")


def test_what_must_not_be_lost_goes_elsewhere_beside_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "own"))
    for name in ("r.json", "r-2.json"):
        kept, why = put_anywhere(tmp_path / "gone" / "r.json", "{}")
        assert kept == tmp_path / "own" / name
        assert kept.read_text() == "{}"
        assert why


def test_where_the_users_own_folder_is_none_it_is_kept_with_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").touch()
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "own"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    kept, _ = put_anywhere(tmp_path / "gone" / "r.json", "{}")
    assert kept == tmp_path / "r.json"
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "none" / "at" / "all"))
    (tmp_path / "none").touch()
    with pytest.raises(BadInput, match="nor can any"):
        put_anywhere(tmp_path / "gone" / "r.json", "{}")


def test_no_film_is_written_over(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "own"))
    kept, why = put_anywhere(film, "{}", [film])
    assert kept == tmp_path / "own" / "me.mp4"
    assert "would be lost" in why
    assert film.read_bytes() == KEPT


def test_what_comes_about_keeps_its_file(tmp_path: Path) -> None:
    with claimed(tmp_path / "night.mp4", "file", ()) as file:
        file.write_text("a film")
    assert file.read_text() == "a film"


def test_what_a_gltf_figure_holds_itself_is_no_file_and_the_rest_of_its_parts_are(
    tmp_path: Path,
) -> None:
    gltf = tmp_path / "anna.gltf"
    parts = [{"byteLength": 3}, {"uri": "data:x,y"}, {"uri": 7}, {"uri": "anna.bin"}]
    gltf.write_text(json.dumps({"buffers": parts}))
    for name in ("anna.bin", "data:x,y", "other.bin"):
        (tmp_path / name).touch()
    reads = (Read("[painter] partner", gltf),)
    for name in ("other.bin", "data:x,y"):
        spare(tmp_path / name, "file", reads)
    with pytest.raises(BadInput, match=r"anna\.bin is \[painter\] partner"):
        spare(tmp_path / "anna.bin", "file", reads)


@pytest.mark.skipif(sys.platform == "win32", reason="files have other rights there")
def test_a_small_file_keeps_its_rights_when_it_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "show.state.json"
    file.write_text("old")
    file.chmod(0o600)
    put(file, "new")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o600)
