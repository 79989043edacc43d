"""The live path to a short song, and what a command line may say of dancers and songs."""

from pathlib import Path

import numpy as np
import pytest

from live.dance.library import Library
from live.errors import BadInput
from scripts.measure.metrics.running import danced, dancer_of, needs_partner, puppet_for, songs_in
from tests.scripts.measure.dances import Nodder
from tests.sounds import clicks, write_wave

NODDER = "tests.scripts.measure.dances:Nodder"


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one song of seven seconds of clicks at 120, its beats, and a second of rest."""
    folder = tmp_path_factory.mktemp("songs")
    beats = np.arange(0.5, 7.0, 0.5)
    write_wave(folder / "clicks.wav", clicks(beats, 8.5), 44_100)
    (folder / "clicks.beats").write_text("".join(f"{beat}\t1\n" for beat in beats))
    return folder


def test_a_dancer_is_named_as_in_a_show_file() -> None:
    assert dancer_of("library") == Library()
    assert dancer_of("library:style=latin,energy=0.5,home=[0.5,0]") == Library(
        style="latin", energy=0.5, home=(0.5, 0.0)
    )
    assert dancer_of("library", "mirror") == Library(mode="mirror")
    assert dancer_of(f"{NODDER}:reach=0.1") == Nodder(reach=0.1)
    assert dancer_of(NODDER) == Nodder()
    assert dancer_of(f"{NODDER}:mode=a:b") == Nodder(mode="a:b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("libary", "did you mean 'library'"),
        ("library:stile=latin", "did you mean 'style'"),
        ("library:energy=loud", "energy"),
        ("library:style=latin,quick", "'quick' is no setting"),
    ],
)
def test_a_dancer_who_does_not_exist_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        dancer_of(text)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith(f"--dancer {text}")


def test_songs_are_found_with_their_beats(songs: Path) -> None:
    found = songs_in(songs)
    assert [song.name for song in found] == ["clicks"]
    assert found[0].beats is not None
    assert len(found[0].beats) == 13


def test_a_folder_without_songs_or_with_broken_beats_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no song in it"):
        songs_in(tmp_path)
    with pytest.raises(BadInput, match="no such folder"):
        songs_in(tmp_path / "nowhere")
    write_wave(tmp_path / "song.wav", np.zeros(441, dtype=np.float32), 44_100)
    for text, said in (("one two", "line 1 is no beat"), ("2 1\n1 1\n", "do not rise")):
        (tmp_path / "song.beats").write_text(text)
        with pytest.raises(BadInput, match=said):
            songs_in(tmp_path)


def test_a_song_is_danced_to_as_live_and_every_step_is_timed(songs: Path) -> None:
    song = songs_in(songs)[0]
    dance = danced(song, Nodder(), "nodder", 1, None)
    assert (dance.fps, dance.song, dance.who) == (60.0, "clicks", "nodder")
    assert dance.beats is song.beats
    assert len(dance.steps) == len(dance.positions) == len(dance.contacts)
    assert len(dance.positions) == pytest.approx(8.5 * 60, abs=2)
    assert dance.steps.min() >= 0
    assert dance.steps[:, 1].min() > 0


def test_sound_is_known_from_silence_and_music_only_once_it_is_heard(songs: Path) -> None:
    dance = danced(songs_in(songs)[0], Nodder(), "nodder", 1, None)
    seconds = np.arange(len(dance.positions)) / 60
    assert not dance.sounding[seconds < 0.4].any()
    assert dance.sounding[(seconds > 0.6) & (seconds < 6.5)].all()
    assert not dance.sounding[seconds > 8.2].any()
    assert not dance.heard[seconds < 0.5].any()
    assert dance.heard[(seconds > 5.0) & (seconds < 6.5)].all()


def test_without_written_beats_those_heard_are_taken(songs: Path, tmp_path: Path) -> None:
    (tmp_path / "clicks.wav").write_bytes((songs / "clicks.wav").read_bytes())
    dance = danced(songs_in(tmp_path)[0], Nodder(), "nodder", 1, None)
    late = dance.beats[(dance.beats > 4.0) & (dance.beats < 7.0)]
    assert len(late) >= 5
    assert np.abs(late * 2 - np.rint(late * 2)).max() < 0.1


def test_a_song_of_less_than_a_second_is_refused(tmp_path: Path) -> None:
    write_wave(tmp_path / "tick.wav", clicks(np.zeros(1), 0.5), 44_100)
    with pytest.raises(BadInput, match="shorter than a second"):
        danced(songs_in(tmp_path)[0], Nodder(), "nodder", 1, None)


def test_a_puppet_dances_for_the_modes_that_need_somebody(songs: Path) -> None:
    human = puppet_for(songs_in(songs)[0], 1)
    assert human.seconds >= 8.5
    assert needs_partner(Library(mode="mirror"))
    assert not needs_partner(Library())
