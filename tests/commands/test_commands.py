"""The command line, as a user types it."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from live.__main__ import ORDER, app
from live.commands import evening
from live.runtime import results
from live.runtime.places import MODELS, SHOWS
from tests.homes import without_a_home
from tests.networks.tiny_models import avatar
from tests.sounds import clicks, write_wave

FIXTURE = Path(__file__).parents[1] / "fixtures" / "dancer.mp4"
QUICK = ["--fast", "--seconds", "2"]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return write_wave(tmp_path / "song.wav", clicks(0.1 + np.arange(0, 10, 0.5), 10), 44_100)


def firstdance(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words: str | Path) -> str:
    """The one sentence of a refused command, with exit code 2 and no traceback."""
    result = firstdance(*words)
    assert result.exit_code == 2, result.output
    message = result.stderr.strip()
    assert message.startswith("firstdance: ")
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def loaded(name: str) -> dict[str, Any]:
    with np.load(name) as file:
        return dict(file)


def test_help_lists_first_what_a_host_needs_first() -> None:
    message = firstdance("--help").output
    table = message.split("Commands")[1]
    assert re.findall(r"^\W*([a-z]+)  ", table, re.M) == list(ORDER)


def test_help_teaches() -> None:
    message = firstdance("--help").output
    for command in (
        "rehearse",
        "perform",
        "check",
        "devices",
        "listen",
        "dance",
        "transfer",
        "avatars",
    ):
        assert command in message
    for command in ("rehearse", "perform", "check", "listen", "dance", "transfer"):
        assert "Usage" in firstdance(command, "--help").output


def test_a_rehearsal_without_a_screen_makes_a_film_and_says_where(tmp_path: Path) -> None:
    result = firstdance("rehearse", *QUICK)
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "first-dance.mp4") in result.output.replace("\n", "")
    with av.open(str(tmp_path / "first-dance.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (1280, 720)
        assert sum(1 for _ in film.decode(video=0)) == 60
        assert film.streams.audio


def test_a_first_taste_without_a_screen_is_short_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evening, "TASTE", 2.0)
    result = firstdance("rehearse")
    assert result.exit_code == 0, result.output
    assert "--seconds" in result.output
    assert "2.0 s, 60 frames" in result.output


def test_no_film_is_ever_written_over_by_itself(tmp_path: Path) -> None:
    (tmp_path / "first-dance.mp4").write_text("the only film of our wedding")
    assert firstdance("rehearse", "--fast", "--seconds", "0.2").exit_code == 0
    assert (tmp_path / "first-dance.mp4").read_text() == "the only film of our wedding"
    assert (tmp_path / "first-dance-2.mp4").exists()


def test_every_shipped_show_can_be_rehearsed(tmp_path: Path) -> None:
    for show in sorted(SHOWS.glob("*.toml")):
        result = firstdance("rehearse", show, "--fast", "--seconds", "0.5", "--out", "film.mp4")
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("report", ["nowhere/r.json", "."])
def test_a_report_that_cannot_be_written_is_refused_before_the_show(
    song: Path, report: str
) -> None:
    result = firstdance("rehearse", "--sound", song, *QUICK, "--report", report)
    assert result.exit_code == 2
    assert "firstdance: --report: " in result.stderr
    assert not list(Path().glob("*.mp4"))


def test_a_report_whose_disk_is_full_at_the_end_is_kept_and_it_is_said_where(
    song: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIRSTDANCE_HOME", str(tmp_path / "own"))
    put = results.put

    def full(path: Path, text: str) -> None:
        if path == Path("r.json"):
            raise OSError(28, "No space left on device")
        put(path, text)

    monkeypatch.setattr("live.runtime.results.put", full)
    quick = ["--fast", "--seconds", "0.3"]
    result = firstdance("rehearse", "--sound", song, *quick, "--report", "r.json")
    assert result.exit_code == 0, result.output
    kept = tmp_path / "own" / "r.json"
    assert f"Report: {kept} (r.json cannot be written: No space left on device)" in result.stdout
    assert json.loads(kept.read_text())["frames"] == 9


def test_the_report_says_how_it_went(song: Path) -> None:
    assert firstdance(
        "rehearse", "--sound", song, *QUICK, "--out", "f.mp4", "--report", "r.json"
    ).exit_code == 0  # fmt: skip
    report = json.loads(Path("r.json").read_text())
    assert (report["seconds"], report["frames"], report["late_frames"]) == (2.0, 60, 0)
    assert report["fps"] == 30.0
    assert set(report["age_ms"]) == {"hear", "see", "dance", "draw", "show"}
    assert set(report["age_ms"]["show"]) == {"p50", "p95", "p99"}
    assert set(report["tick_late_ms"]) == {"p50", "p95", "p99", "max"}
    assert set(report["music"][0]) == {"time", "beat", "tempo", "meter", "confidence"}
    assert report["engines"]["dancer"] == "CPUExecutionProvider (dance_matching)"
    assert report["falls"] == []
    assert report["memory_mb"] > 10


def test_listen_prints_beats_as_they_were_known(song: Path) -> None:
    result = firstdance("listen", song, "--report", "beats.json", "--plot", "beats.png")
    assert result.exit_code == 0, result.output
    assert Path("beats.png").stat().st_size > 1_000
    report = json.loads(Path("beats.json").read_text())
    beats = report["beats"]
    assert report["downbeats"] == [beat["time"] for beat in beats if beat["beat_in_bar"] == 1]
    passed, announced = (
        np.array([beat["time"] for beat in report[kind]]) for kind in ("detected", "beats")
    )
    assert abs(len(passed) - len(announced)) <= 3
    assert np.median(np.abs(passed[:, None] - announced).min(1)) < 0.02
    assert [change["meter"] for change in report["meters"]] == [4]
    assert report["sections"][0]["time"] < 0.2
    assert len(beats) > 8
    assert all(beat["known_at"] < beat["time"] for beat in beats[1:])
    assert all(1 <= beat["beat_in_bar"] <= 4 for beat in beats)
    truth = 0.1 + np.arange(0, 11, 0.5)
    errors = [np.min(np.abs(truth - beat["time"])) for beat in beats]
    assert np.mean(np.array(errors) < 0.05) > 0.9


@pytest.mark.parametrize("target", ["dance.npz", "dance.bvh"])
def test_dance_writes_the_motion(song: Path, target: str) -> None:
    result = firstdance("dance", song, "--out", target, "--style", "latin", "--seed", "3")
    assert result.exit_code == 0, result.output
    if target.endswith(".bvh"):
        assert Path(target).read_text().startswith("HIERARCHY")
        return
    motion = loaded(target)
    frames = len(motion["positions"])
    assert frames == pytest.approx(600, abs=3)
    assert motion["positions"].shape == (frames, 24, 3)
    assert motion["rotations"].shape == (frames, 24, 4)
    assert motion["root"].shape == (frames, 3)
    assert motion["contacts"].shape == (frames, 4)
    assert int(motion["fps"]) == 60
    assert len(motion["joint_names"]) == 24
    assert len(motion["beats"]) > 8


def test_dance_takes_a_partner(song: Path) -> None:
    assert firstdance("dance", song, "--out", "lead.npz").exit_code == 0
    assert firstdance(
        "dance", song, "--partner", "lead.npz", "--mode", "mirror", "--out", "follow.npz"
    ).exit_code == 0  # fmt: skip
    lead, follow = loaded("lead.npz"), loaded("follow.npz")
    assert not np.allclose(lead["rotations"], follow["rotations"])


def test_same_seed_same_dance_and_another_seed_another(song: Path) -> None:
    dances = []
    for seed, name in (("1", "d.npz"), ("1", "d-2.npz"), ("2", "d-3.npz")):
        assert firstdance("dance", song, "--seed", seed, "--out", "d.npz").exit_code == 0
        dances.append(loaded(name)["rotations"])
    assert np.array_equal(dances[0], dances[1])
    assert not np.array_equal(dances[0], dances[2])


@pytest.mark.timeout(300)  # seconds: the landmarker is slow on a busy machine
def test_a_film_of_the_dancer_stands_in_for_the_camera(song: Path) -> None:
    result = firstdance(
        "rehearse", "--sound", song, "--camera", FIXTURE, "--fast", "--seconds", "1",
        "--out", "f.mp4", "--report", "r.json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    report = json.loads(Path("r.json").read_text())
    assert report["engines"]["eyes"].startswith("mediapipe")
    assert report["frames"] == 30


def _film_of_nothing(path: Path) -> Path:
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(45):
            frame = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 90, np.uint8), "rgb24")
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return path


def test_a_film_with_nobody_in_it_is_danced_to_alone(song: Path, tmp_path: Path) -> None:
    film = _film_of_nothing(tmp_path / "empty.mp4")
    result = firstdance(
        "rehearse", "--sound", song, "--camera", film, *QUICK, "--out", "f.mp4"
    )  # fmt: skip
    assert result.exit_code == 0, result.output


def test_the_sound_of_a_film_is_taken(tmp_path: Path, song: Path) -> None:
    assert firstdance("rehearse", "--sound", song, *QUICK, "--out", "f.mp4").exit_code == 0
    result = firstdance("listen", "f.mp4")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("name", "content"),
    [("gone.wav", None), ("empty.wav", b""), ("letter.wav", b"Dear Anna, dear Ben\n" * 99)],
)
@pytest.mark.parametrize("command", ["rehearse", "listen", "dance"])
def test_sound_that_cannot_be_played_is_refused(
    tmp_path: Path, name: str, content: bytes | None, command: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    words = ["rehearse", "--fast", "--sound", name] if command == "rehearse" else [command, name]
    assert name in refused(*words)


@pytest.mark.parametrize("content", [None, b"", b"not a film at all" * 100])
def test_a_film_that_cannot_be_seen_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "me.mp4").write_bytes(content)
    assert "me.mp4" in refused("rehearse", "--fast", "--camera", tmp_path / "me.mp4")


def test_a_show_that_is_not_there_or_binary_is_refused(tmp_path: Path) -> None:
    assert "gone.toml" in refused("rehearse", "gone.toml", "--fast")
    (tmp_path / "photo.toml").write_bytes(b"\xff\xd8\xff\xe0" * 20)
    assert "photo.toml" in refused("perform", "photo.toml")
    assert "photo.toml" in refused("check", "photo.toml")


def test_a_motion_or_style_that_is_wrong_is_refused(song: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"PK not really")
    assert "bad.npz" in refused("dance", song, "--partner", "bad.npz")
    assert "polka" in refused("dance", song, "--style", "polka")
    assert "waltzing" in refused("dance", song, "--mode", "waltzing")
    assert "motion.fbx" in refused("dance", song, "--out", "motion.fbx")


def test_a_film_cannot_be_made_where_there_is_no_folder(tmp_path: Path) -> None:
    assert "nowhere" in refused("rehearse", "--fast", "--out", "nowhere/film.mp4")


@pytest.mark.parametrize("command", ["check", "rehearse", "listen"])
def test_a_user_without_a_home_folder_may_dance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, song: Path, command: str
) -> None:
    without_a_home(monkeypatch)
    song.rename("~song.wav")
    show = tmp_path / "show.toml"
    show.write_text(
        '[sound]\nkind = "recording"\nfile = "~song.wav"\n[camera]\nkind = "nobody"\n'
        '[[outputs]]\nkind = "memory"\n'
    )
    words: dict[str, list[str | Path]] = {
        "check": [show], "rehearse": [show, *QUICK], "listen": ["~song.wav"],
    }  # fmt: skip
    result = firstdance(command, *words[command])
    assert result.exit_code == 0, result.output
    assert not list(tmp_path.glob("~*/**"))


def test_a_report_that_cannot_be_written_is_said(song: Path) -> None:
    assert "nowhere" in refused("listen", song, "--report", "nowhere/r.json")


def test_an_offset_is_set_listed_and_refused_where_there_is_no_such_output(
    show_file: Path,
) -> None:
    show_file.write_text('[sound]\nkind = "metronome"\n[camera]\nkind = "nobody"\n')
    done = firstdance("offset", show_file, "window", "-40")
    assert done.exit_code == 0
    assert "-40.0 ms" in done.output
    assert "-40.0 ms" in firstdance("offset", show_file).output
    assert "It has: window" in refused("offset", show_file, "wall", "5")
    assert "too large" in refused("offset", show_file, "window", "5000")
    assert "how many milliseconds" in refused("offset", show_file, "window")


def test_a_show_that_cannot_be_calibrated_says_why(show_file: Path) -> None:
    show_file.write_text('[sound]\nkind = "metronome"\n[camera]\nkind = "nobody"\n')
    assert "its camera sees no room" in refused("calibrate", show_file)
    show_file.write_text('[[outputs]]\nkind = "memory"\n')
    assert "has no window" in refused("calibrate", show_file)


def test_calibrating_by_a_film_without_claps_says_so_and_keeps_nothing(show_file: Path) -> None:
    show_file.write_text('[sound]\nkind = "metronome"\n[camera]\nkind = "nobody"\n')
    clapless = write_wave(
        show_file.parent / "clapless.wav", np.zeros(12 * 44_100, np.float32), 44_100
    )
    result = firstdance("calibrate", show_file, "--film", FIXTURE, "--sound", clapless)
    assert result.exit_code == 0
    assert "sound: no claps are heard" in result.output
    assert "light: the film is too short" in result.output
    assert not show_file.with_suffix(".state.json").exists()


def a_show(dancer: str, models: Path) -> Path:
    """A show with that dancer and those models."""
    file = Path("show.toml")
    file.write_text(
        f'models = "{models}"\nsize = [160, 90]\n[sound]\nkind = "metronome"\n'
        f'[camera]\nkind = "puppet"\n[[outputs]]\nkind = "memory"\n[dancer]\n{dancer}\n'
    )
    return file


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """The shipped models, with the dancer's file cut short."""
    shutil.copytree(MODELS, tmp_path / "models")
    path = tmp_path / "models" / "dance_matching" / "1" / "model.onnx"
    path.write_bytes(path.read_bytes()[:1_000_000])
    return tmp_path / "models"


def test_a_damaged_dancer_is_refused_in_one_sentence(song: Path, damaged: Path) -> None:
    show = a_show('kind = "choreographer"', damaged)
    message = refused("dance", song, "--show", show)
    assert "dance_matching" in message
    assert "damaged or cut short" in message
    message = refused("rehearse", show, "--sound", song, "--fast", "--seconds", "1")
    assert "damaged or cut short" in message


def test_a_damaged_dancer_is_red_in_the_check_with_a_remedy(damaged: Path) -> None:
    result = firstdance("check", a_show('kind = "choreographer"', damaged))
    assert result.exit_code == 1, result.output
    message = " ".join(result.output.split())
    assert "damaged or cut short" in message
    assert "Install First Dance again." in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('model = "polka"', "choose one of fact, matching, rnn"),
        ('style = "polka"', "choose one of party, latin"),
        ('mode = "sulk"', "choose one of solo, mirror"),
        ("temperature = 9.0", "temperature"),
    ],
)
def test_what_the_dancer_cannot_be_is_refused_in_one_sentence_with_the_choices(
    song: Path, settings: str, said: str
) -> None:
    show = a_show(f'kind = "choreographer"\n{settings}', MODELS)
    assert said in refused("dance", song, "--show", show)


def test_a_figure_that_is_no_figure_ends_the_show_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "anna.vrm").write_bytes(b"PK\x03\x04" + bytes(100))
    show = tmp_path / "show.toml"
    show.write_text(
        '[sound]\nkind = "metronome"\n[camera]\nkind = "puppet"\n'
        '[painter]\nkind = "avatar"\npartner = "anna.vrm"\n'
    )
    message = refused("rehearse", show, *QUICK)
    assert "anna.vrm: it is a packed archive. Unpack it" in message


def test_avatars_are_listed_and_one_that_is_damaged_is_reported(tmp_path: Path) -> None:
    models = tmp_path / "models"
    path = avatar(models, "groom", size=(32, 48))
    avatar(models, "bride", size=(32, 48))
    show = tmp_path / "show.toml"
    show.write_text(f'models = "{models.as_posix()}"')
    listed = firstdance("avatars", show)
    assert listed.exit_code == 0
    assert [line.split()[1] for line in listed.output.splitlines()] == ["bride", "groom"]
    avatar(models, "maximilian-the-first", size=(32, 48))
    assert "maximilian-the-first the show's, " in firstdance("avatars", show).output
    path.write_bytes(b"half")
    listed = firstdance("avatars", show)
    assert listed.exit_code == 1
    assert "damaged" in listed.output
