"""Whole shows in virtual time whose song, or whose ear, fails: every show reaches its end."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.hear import aubio_ear
from live.hear.sources.recording import OpenRecording
from live.show.report import Report
from live.show.run import RunOptions, run
from live.show.senses import GIVEN_UP
from live.show.show_file import read_show
from live.signals import AudioBlock, Music
from tests.see.films import damaged, plain, write_film
from tests.sounds import clicks, encode, write_wave

SHOW = """
size = [160, 90]
[sound]
kind = "recording"
file = "{song}"
[ear]
kind = "aubio_ear"
[camera]
kind = "nobody"
[painter]
kind = "tests.parts:Plain"
[[outputs]]
kind = "film"
file = "{folder}/film.mp4"
"""
LONGEST = 30.0  # seconds: a show that is longer would never end


def _rehearsed(folder: Path, song: Path) -> Report:
    file = folder / "show.toml"
    file.write_text(SHOW.format(song=song, folder=folder))
    return run(read_show(str(file)), RunOptions(seconds=LONGEST, virtual=True, rehearsal=True))


def test_two_songs_joined_are_a_film_as_long_as_both(tmp_path: Path) -> None:
    sound = clicks(np.arange(0, 4, 0.5), 4.0, 22_050)
    first = encode(tmp_path / "1.aac", [sound], "aac", 22_050)
    later = np.tile(clicks(np.arange(0, 4, 0.5), 4.0), (2, 1))
    second = encode(tmp_path / "2.aac", [later], "aac", 44_100)
    song = tmp_path / "song.aac"
    song.write_bytes(first.read_bytes() + second.read_bytes())
    report = _rehearsed(tmp_path, song).as_dict()
    assert report["falls_count"] == 0
    assert report["frames"] / 30 == pytest.approx(8.0, abs=0.8)


@pytest.mark.parametrize("for_ever", [False, True])
def test_a_song_is_not_begun_again_where_the_ear_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, for_ever: bool
) -> None:
    """What the ear does wrong costs that block, and is no fault of the song's."""
    hear = aubio_ear.OpenAubioEar.hear
    failing = 1e9 if for_ever else 2.005

    def fail(self: aubio_ear.OpenAubioEar, block: AudioBlock) -> Music:
        if 2.0 - 1e-6 < block.time < failing:
            raise ValueError("deaf")
        return hear(self, block)

    monkeypatch.setattr(aubio_ear.OpenAubioEar, "hear", fail)
    song = write_wave(tmp_path / "song.wav", clicks(np.arange(0, 4, 0.5), 4.0), 44_100)
    report = _rehearsed(tmp_path, song).as_dict()
    assert [(fall["part"], fall["cause"]) for fall in report["falls"]] == [
        ("ear", "ValueError: deaf")
    ]
    assert report["frames"] / 30 == pytest.approx(4.0, abs=0.8)


@pytest.mark.parametrize("for_ever", [False, True])
def test_a_song_is_not_begun_again_where_it_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, for_ever: bool
) -> None:
    """It goes on where it would be by then, to its own end."""
    read = OpenRecording.read
    failing = 1e9 if for_ever else 2.005

    def fail(self: OpenRecording) -> AudioBlock | None:
        block = read(self)
        if block is not None and 2.0 - 1e-6 < block.time < failing:
            return replace(block, samples=np.full(441, np.nan, np.float32))
        return block

    monkeypatch.setattr(OpenRecording, "read", fail)
    song = write_wave(tmp_path / "song.wav", clicks(np.arange(0, 4, 0.5), 4.0), 44_100)
    report = _rehearsed(tmp_path, song).as_dict()
    assert [(fall["part"], fall["cause"]) for fall in report["falls"]] == [
        ("sound", "ValueError: the sound's block has samples that are no numbers")
    ]
    assert report["frames"] / 30 == pytest.approx(4.0, abs=1.5)


def test_a_song_that_never_gives_anything_again_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = OpenRecording.read

    def fail(self: OpenRecording) -> AudioBlock | None:
        block = read(self)
        if block is not None and block.time > 2.0:
            raise ValueError("scratched")
        return block

    monkeypatch.setattr(OpenRecording, "read", fail)
    song = write_wave(tmp_path / "song.wav", clicks(np.arange(0, 40, 0.5), 40.0), 44_100)
    report = _rehearsed(tmp_path, song).as_dict()
    assert {fall["part"] for fall in report["falls"]} == {"sound"}
    assert report["frames"] / 30 == pytest.approx(2.0 + GIVEN_UP, abs=1.5)


def test_damage_of_a_song_and_of_a_film_is_in_the_report(tmp_path: Path) -> None:
    song = encode(tmp_path / "song.flac", [clicks(np.arange(0, 4, 0.5), 4.0)], "flac", 44_100)
    song.write_bytes(song.read_bytes()[: song.stat().st_size * 2 // 3])
    pictures = [plain((n, 90, 90)) for n in range(90)]
    whole = write_film(tmp_path / "whole.mp4", pictures, [n / 30 for n in range(90)])
    film = damaged(whole, tmp_path / "us.mp4", range(30, 36))
    file = tmp_path / "show.toml"
    nobody, seen = 'kind = "nobody"', f'kind = "video"\nfile = "{film}"\n[eyes]\nmodel = "lite"'
    file.write_text(SHOW.format(song=song, folder=tmp_path).replace(nobody, seen))
    report = run(read_show(str(file)), RunOptions(seconds=LONGEST, virtual=True, rehearsal=True))
    report.write(tmp_path / "report.json")
    told = json.loads((tmp_path / "report.json").read_text())["damage"]
    found = {one["part"]: one for one in told}
    assert found["sound"]["file"] == str(song)
    assert found["sound"]["early"] > 0.5
    assert found["camera"]["file"] == str(film)
    assert 0 < found["camera"]["first"] < 1.1
    assert found["camera"]["places"] > 0
    assert report.as_dict()["falls_count"] == 0
