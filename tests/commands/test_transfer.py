"""A film of a person, danced by avatars: whole and in step, or refused in one sentence."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from live.__main__ import app
from live.commands import transfer as film_of
from live.commands.transfer import LONGEST, Transferred, WatchedFilm, transfer
from live.draw import sculptor
from live.draw.avatar import alone
from live.errors import BadInput
from live.hear.bar_ear import BarEar
from live.hear.sources import sound_file
from live.parts import Painter, ShowContext
from live.runtime.places import MODELS
from live.see.cameras.video import frames
from live.signals import Image, Pose, Scene
from scripts.make.figures import anna
from tests.draw.drivers import Driver
from tests.networks.tiny_models import avatar
from tests.parts import a_context, standing
from tests.see.films import DANCER, plain, write_film
from tests.sounds import clicks

GREEN, RED = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def pictures() -> list[Image]:
    """The first eight frames of the dancer's film."""
    return [frame.rgb for frame, _ in zip(frames(DANCER), range(8), strict=False)]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models to see with, and two avatars: a green bride and a red groom."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("pose_full", "hearing"):
        (folder / name).symlink_to(MODELS / name)
    avatar(folder, "bride", GREEN, size=(32, 48))
    avatar(folder, "groom", RED, size=(32, 48))
    return folder


@pytest.fixture
def context(models: Path, monkeypatch: pytest.MonkeyPatch) -> ShowContext:
    monkeypatch.setattr(film_of, "LONGEST", 240)  # quicker
    return a_context(models=models)


def transferred(source: Path, out: Path, context: ShowContext, *names: str) -> Transferred:
    shares: list[float] = []
    ear = BarEar().open(context)
    done = transfer(source, names or ("bride", "groom"), out, context, ear, shares.append)
    assert shares[-1] == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in shares)
    return done


def shown(film: Path) -> list[Image]:
    with av.open(str(film)) as container:
        decoded = container.decode(video=0)
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in decoded]


def with_sound(film: Path, out: Path, beats: list[float], begins: float = 0.0) -> Path:
    """The film with half a second of clicks, which begin `begins` seconds after the picture."""
    pieces = np.array_split(clicks(np.array(beats), 0.5), 20)
    with av.open(str(film)) as given, av.open(str(out), "w") as written:
        video = written.add_stream_from_template(given.streams.video[0])
        sound = written.add_stream("aac", rate=44_100, layout="mono")
        for packet in given.demux(given.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                written.mux(packet)
        count = 0
        for piece in pieces:
            frame = av.AudioFrame.from_ndarray(piece[None], "fltp", "mono")
            frame.sample_rate = 44_100
            frame.pts, frame.time_base = round(begins * 44_100) + count, Fraction(1, 44_100)
            count += len(piece)
            written.mux(sound.encode(frame))
        written.mux(sound.encode(None))
    return out


def test_a_film_becomes_four_with_its_sound_at_its_rate(
    pictures: list[Image], context: ShowContext, tmp_path: Path
) -> None:
    silent = write_film(tmp_path / "silent.mp4", pictures, [n / 30 for n in range(8)])
    source = with_sound(silent, tmp_path / "me.mp4", [0.1])
    (tmp_path / "out").mkdir()
    done = transferred(source, tmp_path / "out" / "four.mp4", context)
    assert (done.frames, done.remarks) == (8, ())
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["four.mp4"]
    with av.open(str(tmp_path / "out" / "four.mp4")) as film:
        assert float(film.streams.video[0].average_rate or 0) == pytest.approx(30, abs=1e-3)
        heard = np.concatenate([f.to_ndarray()[0] for f in film.decode(audio=0)])
    assert int(np.argmax(np.abs(heard) > 0.3)) / 44_100 == pytest.approx(0.1, abs=0.03)
    last = shown(tmp_path / "out" / "four.mp4")[-1]
    assert last.shape == (480, 480, 3)
    source_panel, pose, bride, groom = (
        last[y : y + 240, x : x + 240].astype(int) for y in (0, 240) for x in (0, 240)
    )
    small = cv2.resize(pictures[-1], (240, 240), interpolation=cv2.INTER_AREA)
    assert np.abs(source_panel - small).mean() < 6
    assert (pose.max(axis=2) < 24).mean() > 0.9
    assert (pose.max(axis=2) > 150).any()
    assert ((bride[..., 1] - bride[..., 0]) > 100).mean() > 0.02
    assert ((groom[..., 0] - groom[..., 1]) > 100).mean() > 0.02


def test_when_the_sound_of_a_film_begins_is_known(pictures: list[Image], tmp_path: Path) -> None:
    silent = write_film(tmp_path / "silent.mp4", pictures, [n / 30 for n in range(8)])
    assert sound_file.begins(silent) is None
    assert sound_file.begins(tmp_path / "none.mp4") is None
    for late in (0.0, 0.2):
        film = with_sound(silent, tmp_path / "me.mkv", [0.1], late)
        assert sound_file.begins(film) == pytest.approx(late, abs=0.03)


def test_an_upright_film_at_fifteen_a_second_without_sound_stands_in_a_row(
    pictures: list[Image], context: ShowContext, tmp_path: Path
) -> None:
    upright = [picture[:, 105:375] for picture in pictures[:4]]
    source = write_film(tmp_path / "me.mp4", upright, [n / 15 for n in range(4)])
    transferred(source, tmp_path / "four.mp4", context)
    with av.open(str(tmp_path / "four.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (4 * 136, 240)
        assert float(stream.average_rate or 0) == pytest.approx(15, abs=1e-3)
        assert not film.streams.audio
    last = shown(tmp_path / "four.mp4")
    assert len(last) == 4
    bride = last[-1][:, 2 * 136 : 3 * 136].astype(int)
    rows, columns = np.nonzero(bride[..., 1] - bride[..., 0] > 100)
    assert np.ptp(rows) > 0.35 * 240  # one dancer fills the panel, which is narrow
    assert columns.mean() == pytest.approx(68, abs=12)


def test_of_two_people_the_larger_is_followed_and_the_user_gets_a_remark(
    pictures: list[Image], context: ShowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_of, "LONGEST", 640)
    crowd = []
    for picture in pictures[:4]:
        less = cv2.resize(picture, (288, 288), interpolation=cv2.INTER_AREA)[:, 57:-57]
        aside = np.tile(picture[:, :1], (1, less.shape[1], 1))
        aside[96:384] = less
        crowd.append(np.hstack([aside, picture[:, 96:-96]])[:, :460])
    source = write_film(tmp_path / "us.mp4", crowd, [n / 30 for n in range(4)])
    watched = film_of.watch(source, context, lambda _: None)
    assert watched.people
    pose = watched.poses[-1]
    assert pose is not None
    assert pose.root[0] > 0.1  # the right one
    (remark,) = film_of._remarks(watched)
    assert "more than one person" in remark


def refused(source: Path, out: Path, context: ShowContext, *names: str) -> str:
    before = sorted(out.parent.iterdir()) if out.parent.is_dir() else []
    with pytest.raises(BadInput) as caught:
        transferred(source, out, context, *names)
    assert (sorted(out.parent.iterdir()) if out.parent.is_dir() else []) == before
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_film_of_nobody_is_refused_and_leaves_nothing(
    context: ShowContext, tmp_path: Path
) -> None:
    source = write_film(tmp_path / "wall.mp4", [plain((90, 80, 70), 240, 180)] * 3, [0, 0.03, 0.07])
    assert "nobody is found" in refused(source, tmp_path / "four.mp4", context)


def test_what_is_no_film_is_refused_and_leaves_nothing(
    context: ShowContext, tmp_path: Path
) -> None:
    out = tmp_path / "four.mp4"
    assert "no such file" in refused(tmp_path / "none.mp4", out, context)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(DANCER.read_bytes()[:20_000])
    assert "cannot be played" in refused(broken, out, context)
    broken.write_bytes(b"")
    assert "empty" in refused(broken, out, context)


def test_no_film_is_written_over_and_none_where_it_cannot_be(
    context: ShowContext, tmp_path: Path
) -> None:
    out, half = tmp_path / "four.mp4", tmp_path / ".four.part.mp4"
    assert "cannot be written" in refused(DANCER, tmp_path / "nowhere" / "four.mp4", context)
    assert "ends in .mp4" in refused(DANCER, tmp_path / "four.avi", context)
    out.write_text("our first dance")
    half.write_text("and half of another")
    done = transferred(DANCER, out, context, "bride")
    assert done.file == tmp_path / "four-2.mp4"
    assert len(shown(done.file)) == done.frames
    assert out.read_text() == "our first dance"
    assert half.read_text() == "and half of another"


def test_avatars_that_are_not_there_are_refused_before_the_film_is_watched(
    context: ShowContext, tmp_path: Path
) -> None:
    out = tmp_path / "four.mp4"
    assert "--avatars: there is no avatar 'robot'" in refused(
        DANCER, out, context, "bride", "robot"
    )
    assert "name 1 to 4" in refused(DANCER, out, context, *["bride"] * 5)


def test_a_figure_beside_the_show_may_dance_it(
    context: ShowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sculptor, "_with_opengl", Driver())
    (tmp_path / "anna.vrm").write_bytes(anna().glb())
    beside = replace(context, folder=tmp_path)
    assert film_of._sitter("anna.vrm", beside).name == "anna.vrm"
    with pytest.raises(BadInput, match=r"--avatars: ben\.vrm: there is no such file"):
        film_of._sitter("ben.vrm", beside)


def test_a_disk_that_fills_up_is_reported_and_leaves_nothing(
    pictures: list[Image], context: ShowContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = write_film(tmp_path / "me.mp4", pictures[:2], [0.0, 0.033])
    monkeypatch.setattr("live.outputs.reel.Reel.show", full)
    assert "No space left" in refused(source, tmp_path / "four.mp4", context)


@pytest.fixture
def wanderer() -> Iterator[WatchedFilm]:
    """Somebody who walks three metres to the right and back, missed in one frame."""
    poses: list[Pose | None] = []
    for time in np.linspace(0.0, 1.0, 30):
        pose = standing(float(time))
        away = np.array([3.0 * np.sin(np.pi * time) + 5.0, 0.0, 0.0])
        poses.append(Pose(pose.time, pose.positions + away, pose.rotations))
    poses[7] = None
    yield WatchedFilm(Path("me.mp4"), np.linspace(0.0, 1.0, 30), poses, (320, 180), people=False)


def test_the_dance_is_in_the_middle_of_the_stage_however_far_it_went(wanderer: WatchedFilm) -> None:
    moved = list(film_of._on_stage(wanderer))
    assert moved[7] is None
    places = np.array([pose.root for pose in moved if pose is not None])
    assert np.abs(places[:, 0]).max() <= 1.3
    assert np.median(places[:, 0]) == pytest.approx(0.0, abs=1e-6)
    first = wanderer.poses[0]
    assert first is not None
    assert places[0, 1] == first.root[1]


def test_frames_in_which_nobody_is_found_are_reported_where_they_are_many(
    wanderer: WatchedFilm,
) -> None:
    assert film_of._remarks(wanderer) == ()
    few = WatchedFilm(wanderer.file, wanderer.times, [None] * 10 + list(wanderer.poses[10:]),
                  wanderer.size, people=False)  # fmt: skip
    (remark,) = film_of._remarks(few)
    assert "33 %" in remark


def test_where_nobody_can_be_seen_the_stage_is_empty(
    context: ShowContext, pictures: list[Image], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in films of no person, in which the eyes find something for a moment."""
    times = [n / 30 for n in range(8)]
    source = write_film(tmp_path / "me.mp4", pictures, times)
    poses: list[Pose | None] = [None, *(standing(time) for time in times[1:])]
    for number in range(1, 4):
        here = standing(times[number])
        poses[number] = replace(here, positions=here.positions + np.array([0.0, 9.0, 0.0]))
    watched = WatchedFilm(source, np.array(times), poses, (240, 240), people=False)
    monkeypatch.setattr(film_of, "watch", lambda *_: watched)
    done = transferred(source, tmp_path / "four.mp4", context, "bride")
    assert (done.frames, done.remarks) == (8, ())
    green = [np.count_nonzero(one[240:, :240, 1].astype(int) - one[240:, :240, 0] > 100)
             for one in shown(done.file)]  # fmt: skip
    assert max(green[:4]) == 0
    assert min(green[6:]) > 500


def test_one_frame_that_cannot_be_painted_costs_one(
    context: ShowContext, pictures: list[Image], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Falls:
        def __init__(self, painter: Painter) -> None:
            self._painter = painter

        def paint(self, scene: Scene) -> Image:
            if scene.partner is not None and 0.05 < scene.time < 0.08:
                raise ValueError("no more paint")
            return self._painter.paint(scene)

    monkeypatch.setattr(film_of, "alone", lambda *given: Falls(alone(*given)))
    source = write_film(tmp_path / "me.mp4", pictures, [n / 30 for n in range(8)])
    done = transferred(source, tmp_path / "four.mp4", context, "bride")
    assert done.frames == 8
    (remark,) = done.remarks
    assert remark.startswith("pictures of a dancer that could not be painted: 1")
    assert "no more paint" in remark


def test_damage_of_the_film_is_a_remark(wanderer: WatchedFilm) -> None:
    wanderer.damage.add(ValueError("no data"), 3.0)
    (remark,) = film_of._remarks(wanderer)
    assert "me.mp4: it is damaged after 3.0 s" in remark


def test_the_command_says_what_is_wrong_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "four.mp4"
    result = CliRunner().invoke(
        app, ["transfer", str(DANCER), "--avatars", "robot", "--out", str(out)]
    )
    assert result.exit_code == 2
    assert result.stderr.strip().startswith("firstdance: --avatars: there is no avatar 'robot'")
    assert not list(tmp_path.iterdir())
    assert LONGEST == 720
