"""From a film to takes: whole, in step, held out at the end, and gone on with after a stop."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from live.become import body, film, plate, takes, watching
from live.become.film import SourceFilm, opened
from live.become.takes import cut, stretches
from live.become.training import takes as learned
from live.become.watching import PersonInFilm, watch
from live.errors import BadInput
from live.see.landmarks import Landmarks
from tests.become import people

SECONDS, FRAMES = 2.0, 30
SMALL = (64, 96)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "SHORTEST", 1.0)
    monkeypatch.setattr(watching, "STRETCH", 10)
    monkeypatch.setattr(takes, "STRETCH", 10)
    monkeypatch.setattr(takes, "_FEW", 20)
    monkeypatch.setattr(takes, "LEAST", 3)
    monkeypatch.setattr(takes, "SIZE", SMALL)
    monkeypatch.setattr(plate, "SAMPLES", 4)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people.a_film(tmp_path_factory.mktemp("film") / "me.mp4", SECONDS)


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch) -> people.Eyes:
    there = people.Eyes(SECONDS)
    monkeypatch.setattr(watching, "OutlineFinder", there)
    return there


def _watched(recording: Path, folder: Path) -> tuple[SourceFilm, PersonInFilm]:
    found = opened(recording)
    return found, watch(found, "", folder / "watched", lambda _: None)


def test_a_film_becomes_takes_that_the_trainer_reads(
    recording: Path, eyes: people.Eyes, tmp_path: Path
) -> None:
    found, watched = _watched(recording, tmp_path)
    assert len(watched) == FRAMES
    filmed = body.filmed(watched)
    told: list[float] = []
    folder = tmp_path / "takes"
    there = cut(found, watched, filmed, folder, told.append)
    takes.write_sheet(
        folder, {"name": "me", "licence": "mine", "sources": ["me.mp4"], "consent": "Me, today"},
        filmed, there,
    )  # fmt: skip
    sitter = learned.sitter(folder)
    assert (sitter.name, sitter.consent) == ("me", "Me, today")
    names = learned.names(folder)
    assert list(sitter.held_out) == [name for name in names if name.startswith("held_")]
    assert len(sitter.held_out) == 1
    read = learned.read_all(folder, names)
    assert sum(len(one) for one in read) == sum(len(one.frames) for one in there) >= 26
    assert told[-1] == 1.0
    whole = np.concatenate([one.rgba for one in read])
    assert whole.shape[1:] == (96, 64, 4)
    solid = whole[..., 3] > 250
    assert 0.02 < solid.mean() < 0.3
    np.testing.assert_allclose(whole[solid][:, :3].mean(axis=0), people.SHIRT, atol=25)
    # In the pane, the person is where the points say: in the middle of the limbs.
    one = read[0]
    for point in (0, 4, 5, 16, 17):  # pelvis, knees, shoulders
        x, y = (one.points[:, point, :2] * SMALL).astype(int).T
        assert one.rgba[np.arange(len(one)), y, x, 3].mean() > 200, point


def test_the_end_of_a_film_is_held_out(recording: Path) -> None:
    watched = people.watched(10.0, 10.0)
    filmed = body.filmed(watched)
    there = stretches(watched, filmed, (180, 240))
    held = [one for one in there if one.name.startswith("held_")]
    assert sum(len(one.frames) for one in held) == pytest.approx(10, abs=1)
    assert held[-1].frames.stop == 100
    assert all(len(one.frames) <= 10 for one in there)


def test_frames_without_anybody_or_with_a_part_cut_off_are_left_out() -> None:
    watched = people.watched(10.0, 10.0)
    watched.there[20:25] = False
    watched.image[60:64, 28] = [0.0, -0.9]  # a foot out of the picture
    filmed = body.filmed(watched)
    used = {frame for one in stretches(watched, filmed, (180, 240)) for frame in one.frames}
    assert not used & {*range(20, 25), *range(60, 64)}
    assert {0, 19, 40, 99} <= used


def test_too_few_good_frames_are_refused() -> None:
    watched = people.watched(4.0, 10.0)
    watched.there[10:] = False
    with pytest.raises(BadInput, match="only 10 frames show all"):
        stretches(watched, body.filmed(watched), (180, 240))


def test_an_end_that_shows_nobody_is_refused() -> None:
    watched = people.watched(4.0, 10.0)
    watched.there[35:] = False
    with pytest.raises(BadInput, match="at its end"):
        stretches(watched, body.filmed(watched), (180, 240))


def test_watching_that_was_stopped_or_damaged_goes_on_where_it_was(
    recording: Path, eyes: people.Eyes, tmp_path: Path
) -> None:
    eyes.stop_after = 15
    with pytest.raises(KeyboardInterrupt):
        _watched(recording, tmp_path)
    kept = sorted((tmp_path / "watched").iterdir())
    assert [file.name for file in kept] == ["000.npz"]
    (tmp_path / "watched" / "001.part").write_bytes(b"half")
    eyes.stop_after, eyes.looked = 10**9, []
    _, watched = _watched(recording, tmp_path)
    assert len(eyes.looked) == FRAMES - 10
    np.testing.assert_allclose(np.diff(watched.times), 1 / 15, atol=2e-3)
    eyes.looked = []
    _watched(recording, tmp_path)
    assert eyes.looked == []
    (tmp_path / "watched" / "001.npz").write_bytes(b"PK damaged")
    _, watched = _watched(recording, tmp_path)
    assert (len(watched), len(eyes.looked)) == (FRAMES, FRAMES - 10)


def test_cutting_that_was_stopped_keeps_the_takes_there_are(
    recording: Path, eyes: people.Eyes, tmp_path: Path
) -> None:
    found, watched = _watched(recording, tmp_path)
    filmed = body.filmed(watched)

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut(found, watched, filmed, tmp_path / "takes", stop)
    (first,) = sorted((tmp_path / "takes").glob("*.npz"))
    written = first.stat().st_mtime_ns
    there = cut(found, watched, filmed, tmp_path / "takes", lambda _: None)
    assert first.stat().st_mtime_ns == written
    assert {f"{one.name}.npz" for one in there} == {
        file.name for file in (tmp_path / "takes").glob("*.npz")
    }


def test_frames_with_a_second_person_are_not_learned_from(
    recording: Path, eyes: people.Eyes, tmp_path: Path
) -> None:
    def passing(body: Landmarks) -> people.Seen:
        if not 0.99 <= body.time < 1.3:
            return []
        other = replace(body, image=body.image + np.array([0.6, 0.0]))
        return [(other, np.zeros((480, 360), np.float32))]

    eyes.others = passing
    _, watched = _watched(recording, tmp_path)
    assert list(np.flatnonzero(~watched.there)) == [15, 16, 17, 18, 19]


def test_a_film_that_breaks_off_is_told_of(
    recording: Path, eyes: people.Eyes, tmp_path: Path
) -> None:
    found = replace(opened(recording), seconds=30.0)
    with pytest.raises(BadInput, match="breaks off after 2 of its 30 s"):
        watch(found, "", tmp_path, lambda _: None)
