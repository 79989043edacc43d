from pathlib import Path

from live.runtime import places
from live.show.reads import makes, reads
from live.show.show_file import read_show

SHOW = """
[sound]
kind = "recording"
file = "song.wav"
[camera]
kind = "video"
file = "me.mp4"
[painter]
kind = "avatar"
partner = "robot.glb"
[[cues]]
id = "late"
avatar = "anna.vrm"
[[outputs]]
kind = "osc"
preset = "vmc"
vrm = "me.vrm"
[[outputs]]
kind = "film"
file = "night.mp4"
"""
FILES = ("song.wav", "me.mp4", "robot.glb", "anna.vrm", "me.vrm", "night.mp4")


def test_a_show_reads_itself_what_its_parts_and_cues_name_and_the_models(
    show_file: Path, tmp_path: Path
) -> None:
    for name in FILES:
        (tmp_path / name).touch()
    show_file.write_text(SHOW)
    show = read_show(str(show_file))
    found = {read.path: read.what for read in reads(show)}
    assert found[show_file] == "the show file"
    assert found[tmp_path / "me.mp4"] == "[camera] file"
    assert found[tmp_path / "song.wav"] == "[sound] file"
    assert found[tmp_path / "robot.glb"] == "[painter] partner"
    assert found[tmp_path / "anna.vrm"] == "[[cues]] late"
    assert found[tmp_path / "me.vrm"] == "[outputs] vrm"
    assert {"song.beats", "show.state.json", "show.midi.toml"} <= {path.name for path in found}
    assert show.models in found


def test_what_a_show_makes_it_does_not_read(show_file: Path, tmp_path: Path) -> None:
    (tmp_path / "night.mp4").touch()
    show_file.write_text(SHOW)
    show = read_show(str(show_file))
    assert [(made.what, made.path) for made in makes(show)] == [
        ("[outputs] file", Path("night.mp4"))
    ]
    assert "night.mp4" not in {read.path.name for read in reads(show)}


def test_the_users_own_models_are_read_too_and_a_folder_is_no_file(
    show_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "song.wav").mkdir()
    show_file.write_text(SHOW)
    found = {read.what: read.path for read in reads(read_show(str(show_file)))}
    assert found["one of your models"] == places.own_models()
    assert "[sound] file" not in found
