from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from live.commands.listen import HeardBeat, HeardMoment, Hearing
from live.commands.plot import RIGHT, WRONG, draw, truth_beside
from live.errors import BadInput


def heard(beats: list[float]) -> Hearing:
    """A recording of 25 s in four, whose beats were announced."""
    moments = [HeardMoment(k / 10, 0.5, 0.9, 120.0, 4, "steady") for k in range(1, 251)]
    return Hearing(
        25.0, [HeardBeat(t, k % 4 + 1, t - 0.15) for k, t in enumerate(beats)], [], [], moments
    )


def pixels(picture: Path, colour: str) -> int:
    """The number of pixels of a colour below the legend."""
    rgb = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    with Image.open(picture) as image:
        drawn = np.array(image.convert("RGB"))[80:]
    return int(np.all(drawn == rgb, axis=2).sum())


def song(folder: Path, beats: list[float]) -> Path:
    (folder / "song.beats").write_text(
        "".join(f"{t:.3f} {k % 4 + 1}\n" for k, t in enumerate(beats))
    )
    return folder / "song.wav"


def test_beats_announced_at_true_ones_are_green_and_none_is_red(tmp_path: Path) -> None:
    beats = [0.5 + k / 2 for k in range(48)]
    draw(heard(beats), song(tmp_path, beats), tmp_path / "right.png")
    assert pixels(tmp_path / "right.png", RIGHT) > 48 * 12
    assert pixels(tmp_path / "right.png", WRONG) == 0


def test_missed_beats_and_those_in_vain_are_red(tmp_path: Path) -> None:
    true = [0.5 + k / 2 for k in range(48)]
    draw(heard([t + 0.2 for t in true]), song(tmp_path, true), tmp_path / "wrong.png")
    assert pixels(tmp_path / "wrong.png", RIGHT) == 0
    assert pixels(tmp_path / "wrong.png", WRONG) > 48 * 12


def test_without_true_beats_there_is_nothing_to_judge(tmp_path: Path) -> None:
    draw(heard([1.0, 2.0]), tmp_path / "song.wav", tmp_path / "plain.png")
    assert pixels(tmp_path / "plain.png", RIGHT) == pixels(tmp_path / "plain.png", WRONG) == 0


def test_a_recording_of_nothing_is_drawn_too(tmp_path: Path) -> None:
    draw(Hearing(), tmp_path / "song.wav", tmp_path / "nothing.png")
    with Image.open(tmp_path / "nothing.png") as picture:
        assert picture.size[1] > 100


@pytest.mark.parametrize("text", ["", "one two\n", "0.5 1\nnan 2\n"])
def test_a_list_of_beats_that_is_none_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "song.beats").write_text(text)
    with pytest.raises(BadInput, match=r"song\.beats"):
        truth_beside(tmp_path / "song.wav")


def test_a_list_of_beats_saved_on_windows_is_read(tmp_path: Path) -> None:
    beats = tmp_path / "song.beats"
    beats.write_text("0.5 1\r\n1.0 2\r\n", encoding="utf-8-sig", newline="")
    truth = truth_beside(tmp_path / "song.wav")
    assert truth is not None
    assert truth.tolist() == [[0.5, 1.0], [1.0, 2.0]]
    beats.write_text("0.5 1\n", encoding="utf-16")
    with pytest.raises(BadInput, match=r"song\.beats: .*save it as UTF-8"):
        truth_beside(tmp_path / "song.wav")


def test_a_picture_is_a_png_where_one_may_write(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ends in \.png"):
        draw(Hearing(), tmp_path / "song.wav", tmp_path / "p.jpg")
    with pytest.raises(BadInput, match="cannot be written"):
        draw(Hearing(), tmp_path / "song.wav", tmp_path / "nowhere" / "p.png")
