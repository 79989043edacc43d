"""The one command, on tiny inputs."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from live.formats import motion_file
from scripts.measure import dance
from tests.scripts.measure.dances import swinging
from tests.sounds import clicks, write_wave

NODDER = "tests.scripts.measure.dances:Nodder"


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    folder = tmp_path / "songs"
    folder.mkdir()
    beats = np.arange(0.5, 9.0, 0.5)
    write_wave(folder / "clicks.wav", clicks(beats, 9.0), 44_100)
    (folder / "clicks.beats").write_text("".join(f"{beat}\t1\n" for beat in beats))
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> None:
    monkeypatch.setattr(sys, "argv", ["dance", *map(str, words)])
    dance.main()


def test_a_dancer_and_the_fools_are_printed_in_tables_and_json(
    songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    real = tmp_path / "real"
    real.mkdir()
    for seed in range(1, 5):
        motion_file.write(real / f"clip{seed}.npz", swinging(seed, 700, 30.0))
    run(
        monkeypatch, "--songs", songs, "--dancer", NODDER, "--seeds", "2", "--motion", real,
        "--json", tmp_path / "all.json", "--sheet", tmp_path / "s.png",
        "--film", tmp_path / "f.mp4", "--film-seconds", "0.2",
    )  # fmt: skip
    said = capsys.readouterr().out
    for line in (NODDER, "statue", "random clip", "real dance", "| FACT |"):
        assert line in said
    held = json.loads((tmp_path / "all.json").read_text())
    rows = held["rows"]
    assert rows[NODDER]["P"] > 2 * rows[NODDER]["P_null"]
    assert rows["statue, trembling 0.1 mm"]["frozen"] > 0
    assert rows["real dance, the other half"]["fid_k"] > 0
    assert len(held["dances"]) == 2
    assert (tmp_path / "s.png").exists()
    assert (tmp_path / "f.mp4").exists()


def test_the_hour_the_moved_beat_and_the_mirror_are_printed(
    songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    figures = tmp_path / "all.json"
    run(
        monkeypatch, "--songs", songs, "--dancer", f"{NODDER}:reach=0.1", "--hour", "12",
        "--intervene", "--mirror", "--json", figures,
    )  # fmt: skip
    held = json.loads(figures.read_text())
    assert held.keys() == {"hour", "intervene", "mirror"}
    assert held["hour"][f"{NODDER}:reach=0.1"]["frames"] == pytest.approx(360, abs=1)
    assert len(held["intervene"]) == 3
    assert held["mirror"][f"{NODDER}:reach=0.1"]["hands_cm"] < 0.01
    assert "| mirror |" in capsys.readouterr().out


def test_partners_are_printed_beside_their_nulls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a_lead", "a_follow", "b_lead"):
        motion_file.write(tmp_path / f"{name}.npz", swinging(len(name), 200, 30.0))
    run(monkeypatch, "--partner", tmp_path, "--dancer", NODDER)
    said = capsys.readouterr().out
    assert "bed_real" in said
    assert "shuffled" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--songs", "nowhere"), "nowhere: there is no such folder"),
        (("--dancer", "libary"), "did you mean 'library'"),
        (("--seeds", "0"), "--seeds 0: choose from 1"),
        (("--hour", "5"), "--hour 5: choose from 12"),
        (("--dancer", "=x"), "this names no dancer"),
        (("--partner", "nowhere"), "nowhere: there is no such folder"),
    ],
)
def test_what_is_given_wrong_is_said_in_one_line_and_ends_with_code_two(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, *words)
    assert ended.value.code == 2
    message = capsys.readouterr().err
    assert said in message
    assert len(message.strip().splitlines()) == 1


def test_a_page_that_cannot_be_written_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    motion_file.write(tmp_path / "a_lead.npz", swinging(1, 150, 30.0))
    with pytest.raises(SystemExit):
        run(monkeypatch, "--mirror", tmp_path, "--dancer", NODDER,
            "--json", tmp_path / "no" / "x.json")  # fmt: skip
    assert "cannot be written" in capsys.readouterr().err
