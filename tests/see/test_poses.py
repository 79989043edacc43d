"""The eyes with the real landmarker, on the film of a dancer whose every joint is known."""

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from mediapipe.tasks.python import vision

from live.errors import BadInput
from live.parts import Eyes, ShowContext
from live.runtime.places import MODELS
from live.see import finder
from live.see.cameras.video import frames
from live.see.poses import HELD, Poses, Watching
from live.signals import Floats, Frame, Pose
from tests.hostile import refused
from tests.parts import a_context
from tests.see.films import DANCER, TRUTH, plain, write_film

pytestmark = pytest.mark.timeout(300)  # seconds: the landmarker is slow on a busy machine
LIMBS = ((16, 18), (17, 19), (18, 20), (19, 21), (1, 4), (2, 5), (4, 7), (5, 8))


@pytest.fixture(scope="module")
def film() -> list[Frame]:
    return list(frames(DANCER))


@pytest.fixture(scope="module")
def poses(film: list[Frame]) -> list[Pose]:
    """What the eyes make of the film."""
    eyes = open_eyes()
    seen = [eyes.see(frame) for frame in film]
    eyes.close()
    found = [pose for pose in seen if pose is not None]
    assert len(found) == len(film)
    return found


@pytest.fixture(scope="module")
def truth() -> Floats:
    """The 24 joints of the dancer, (180, 24, 3) metres."""
    positions: Floats = np.load(TRUTH)["positions"].astype(float)
    return positions


def open_eyes(virtual: bool = True, **settings: object) -> Watching:
    context = a_context(virtual=virtual)
    return Poses(model="lite", **settings).open(context)  # type: ignore[arg-type]


def test_the_dancer_is_found_in_every_frame_at_its_time(
    poses: list[Pose], film: list[Frame]
) -> None:
    assert [pose.time for pose in poses] == [frame.time for frame in film]


def test_joints_are_where_they_are(poses: list[Pose], truth: Floats) -> None:
    ours = np.array([pose.positions for pose in poses])
    ours, real = (x[30:] - x[30:, [1, 2]].mean(axis=1, keepdims=True) for x in (ours, truth))
    ours *= np.sum(ours * real) / np.sum(ours**2)  # whoever is filmed may be of any size
    joints = [4, 5, 7, 8, 16, 17, 18, 19, 20, 21]
    miss = (ours - real)[:, joints]
    assert np.linalg.norm(miss[..., :2], axis=-1).mean() < 0.05  # metres, as the camera sees them
    assert np.linalg.norm(miss, axis=-1).mean() < 0.11  # with the depth that it does not see


def test_limbs_point_where_they_point(poses: list[Pose], truth: Floats) -> None:
    ours = np.array([pose.positions for pose in poses])[30:]
    for start, end in LIMBS:
        a, b = ours[:, end] - ours[:, start], truth[30:, end] - truth[30:, start]
        cosine = np.sum(a * b, axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        assert np.degrees(np.arccos(cosine)).mean() < 35, (start, end)


def test_left_is_left(poses: list[Pose], truth: Floats) -> None:
    # In the last second the left arm punches the air and the right one hangs.
    last = np.array([pose.positions for pose in poses])[150:]
    assert (truth[150:, 20, 1] > truth[150:, 21, 1] + 0.2).mean() > 0.9
    assert (last[:, 20, 1] > last[:, 21, 1] + 0.2).mean() > 0.9
    assert (last[:, 20, 0] > last[:, 21, 0]).all()


def test_hands_are_less_than_50_milliseconds_late(poses: list[Pose], truth: Floats) -> None:
    times = np.array([pose.time for pose in poses])
    ours = np.array([pose.positions[[20, 21]] - pose.positions[[0]] for pose in poses])
    real = truth[:, [20, 21]] - truth[:, [0]]
    ours, real = (np.gradient(x, times, axis=0).reshape(len(times), -1) for x in (ours, real))

    def miss(lag: float) -> float:
        shown = [np.interp(times[30:-10] + lag, times, column) for column in ours.T]
        return float(np.sum((np.array(shown).T - real[30:-10]) ** 2))

    assert min(np.arange(-0.1, 0.2, 0.005), key=miss) < 0.05


def test_bones_do_not_stretch(poses: list[Pose]) -> None:
    positions = np.array([pose.positions for pose in poses])[100:]
    for start, end in LIMBS:
        length = np.linalg.norm(positions[:, end] - positions[:, start], axis=1)
        assert length.std() / length.mean() < 0.005


def test_the_dancer_steps_from_side_to_side_on_the_floor(poses: list[Pose], truth: Floats) -> None:
    ours = np.array([pose.positions for pose in poses])
    assert np.corrcoef(ours[30:, 0, 0], truth[30:, 0, 0])[0, 1] > 0.95
    assert ours[30:, 0, 0].std() == pytest.approx(truth[30:, 0, 0].std(), rel=0.4)
    assert -0.06 < ours[30:, [10, 11], 1].min(axis=1).min() < 0.06
    planted = np.array([pose.contacts for pose in poses])[30:]
    assert 0.6 < planted.mean() < 0.95


def test_every_joint_is_seen(poses: list[Pose]) -> None:
    assert np.median([pose.seen for pose in poses], axis=0).min() > 0.8


def test_the_same_film_twice_is_the_same_dance(film: list[Frame], poses: list[Pose]) -> None:
    eyes = open_eyes()
    for frame, before in zip(film[:20], poses, strict=False):
        pose = eyes.see(frame)
        assert pose is not None
        assert (pose.positions == before.positions).all()
    eyes.close()


def test_whoever_leaves_is_gone_within_three_tenths_of_a_second(film: list[Frame]) -> None:
    eyes = open_eyes()
    for frame in film[:20]:
        assert eyes.see(frame) is not None
    left = film[19].time
    empty = [eyes.see(Frame(left + n / 30, plain((150, 140, 130), 480, 480))) for n in range(1, 16)]
    gone = [pose is None or pose.seen.max() < 0.2 for pose in empty]
    assert gone[8:] == [True] * 7
    assert empty[-1] is None
    eyes.close()
    assert HELD < 0.3


def test_whoever_comes_back_is_seen_again(film: list[Frame]) -> None:
    eyes = open_eyes()
    assert eyes.see(film[0]) is not None
    for n in range(1, 40):
        eyes.see(Frame(n / 30, plain((150, 140, 130), 480, 480)))
    later = [eyes.see(Frame(2.0 + frame.time, frame.rgb)) for frame in film[:8]]
    assert later[-1] is not None
    eyes.close()


def test_an_empty_room_is_empty(tmp_path: Path) -> None:
    shades = [plain((level, level, 120), 320, 240) for level in range(40, 200, 10)]
    film = write_film(tmp_path / "room.mp4", shades, [n / 30 for n in range(16)])
    eyes = open_eyes()
    assert [eyes.see(frame) for frame in frames(film)] == [None] * 16
    eyes.close()


def hall(time: float, left: Frame | None, right: Frame | None) -> Frame:
    """A wide picture of a room, with the film's dancer at its left, at its right, or nowhere."""
    room = (left or right or Frame(time, plain((150, 140, 130), 480, 480))).rgb[:, :1]
    wide = np.repeat(room, 960, axis=1)
    if left is not None:
        wide[:, :480] = left.rgb
    if right is not None:
        wide[:, 480:] = right.rgb
    return Frame(time, wide)


def test_while_the_dancer_is_hidden_a_passer_by_is_not_taken_for_them(film: list[Frame]) -> None:
    eyes = open_eyes()
    for frame in film[:15]:
        assert eyes.see(hall(frame.time, frame, None)) is not None
    hidden = [eyes.see(hall(frame.time, None, frame)) for frame in film[15:35]]
    assert hidden[12:] == [None] * 8
    back = [eyes.see(hall(frame.time, frame, frame)) for frame in film[35:45]]
    assert back[-1] is not None
    assert back[-1].positions[0, 0] < -0.5  # metres: where the dancer was
    eyes.close()


def test_whoever_takes_the_dancers_place_is_accepted_in_the_end(film: list[Frame]) -> None:
    eyes = open_eyes()
    for frame in film[:10]:
        eyes.see(hall(frame.time, frame, None))
    others = [eyes.see(hall(frame.time, None, frame)) for frame in film[10:60]]
    assert others[20] is None
    assert others[-1] is not None
    assert others[-1].positions[0, 0] > 0.5
    eyes.close()


def test_live_eyes_see_what_the_others_see(
    film: list[Frame], poses: list[Pose], monkeypatch: pytest.MonkeyPatch
) -> None:
    # How long an answer takes is not the question here, and a busy machine takes long.
    monkeypatch.setattr(finder, "PATIENCE", 60.0)
    eyes = open_eyes(virtual=False)
    for frame, before in zip(film[:20], poses, strict=False):
        pose = eyes.see(frame)
        assert pose is not None
        assert pose.time == frame.time
        assert np.abs(pose.positions - before.positions).max() < 0.01
    eyes.close()


@pytest.mark.parametrize("virtual", [True, False])
def test_time_that_stands_still_or_goes_back_does_no_harm(film: list[Frame], virtual: bool) -> None:
    eyes: Eyes = open_eyes(virtual=virtual)
    for time in (1.0, 1.0, 0.5, 1.0001, -3.0, 2.0):
        pose = eyes.see(Frame(time, film[0].rgb))
        assert pose is None or np.isfinite(pose.positions).all()
    eyes.close()


def test_five_frames_a_second_are_followed(film: list[Frame]) -> None:
    eyes = open_eyes()
    assert all(eyes.see(frame) is not None for frame in film[::6])
    eyes.close()


def test_mediapipe_says_nothing_on_the_operators_screen(capfd: pytest.CaptureFixture[str]) -> None:
    open_eyes().close()
    assert capfd.readouterr().err == ""
    os.write(2, b"but others are heard")
    assert capfd.readouterr().err == "but others are heard"


def a_context_with_models(folder: Path) -> ShowContext:
    shutil.copytree(MODELS / "pose_lite", folder / "pose_lite")
    return a_context(models=folder)


def test_a_model_cut_in_half_is_unfit(tmp_path: Path) -> None:
    context = a_context_with_models(tmp_path)
    model = tmp_path / "pose_lite" / "1" / "model.task"
    model.write_bytes(model.read_bytes()[: model.stat().st_size // 2])
    with pytest.raises(BadInput, match=r"model\.task .* is damaged or cut short"):
        Poses(model="lite").open(context)


def test_a_model_of_another_kind_is_unfit(tmp_path: Path) -> None:
    context = a_context_with_models(tmp_path)
    model = tmp_path / "pose_lite" / "1" / "model.task"
    model.write_bytes(b"not a model")
    digest = hashlib.sha256(b"not a model").hexdigest()
    model.with_name("model.task.sha256").write_text(f"{digest}  model.task\n")
    with pytest.raises(BadInput, match="model that mediapipe can use"):
        Poses(model="lite").open(context)


def test_an_absent_model_is_unfit_and_those_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is pose_lite"):
        Poses(model="full").open(a_context_with_models(tmp_path))


def test_a_missing_library_of_the_system_is_unfit_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_: object) -> None:
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(vision.PoseLandmarker, "create_from_options", fails)
    with pytest.raises(BadInput, match=r"libEGL\.so\.1.*sudo apt install libegl1"):
        open_eyes()


def _model(folder: Path, parts: dict[str, bytes], packed: int = zipfile.ZIP_STORED) -> Path:
    file = folder / "model.task"
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


NETWORK = b"\x1c\0\0\0TFL3" + bytes(100)
BOTH = {"pose_detector.tflite": NETWORK, "pose_landmarks_detector.tflite": NETWORK}


@pytest.mark.parametrize(
    ("parts", "packed", "words"),
    [
        ({}, zipfile.ZIP_STORED, "pose_detector"),
        ({"hand_detector.tflite": NETWORK}, zipfile.ZIP_STORED, "pose_detector"),
        (BOTH | {"pose_detector.tflite": b"Dear Anna"}, zipfile.ZIP_STORED, "is no network"),
        (BOTH, zipfile.ZIP_DEFLATED, "is packed"),
        (BOTH, zipfile.ZIP_STORED, "mediapipe can use"),
    ],
)
def test_an_archive_of_something_else_is_no_model(
    tmp_path: Path, parts: dict[str, bytes], packed: int, words: str
) -> None:
    model = _model(tmp_path, parts, packed)
    sentence = refused(lambda: finder.StepFinder(str(model), 0.5))
    assert str(model) in sentence
    assert words in sentence


def test_a_model_damaged_in_one_bit_never_reaches_mediapipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reached(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(vision.PoseLandmarker, "create_from_options", reached)
    data = bytearray((MODELS / "pose_lite" / "1" / "model.task").read_bytes())
    data[len(data) // 2] ^= 1
    model = tmp_path / "model.task"
    model.write_bytes(data)
    assert str(model) in refused(lambda: finder.StepFinder(str(model), 0.5))
