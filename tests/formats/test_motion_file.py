"""Motion files: what is kept, what is read, and what is refused in a sentence."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live.body import quat, skeleton
from live.errors import BadInput
from live.formats import motion_file
from live.formats.motion_file import Motion, motion_of
from live.signals import Floats, Pose
from scripts.measure.memory import MB, growth
from tests.hostile import large, refused

FRAMES = 40
TENTH_OF_A_MM = 1e-4


def dance(scale: float = 1.0) -> Motion:
    """Smooth movement of every joint, on our bones times `scale`."""
    time = np.arange(FRAMES)[:, None, None] / 30
    chance = np.random.default_rng(7)
    swing = chance.normal(0, 0.6, (1, 24, 3)) * np.sin(4 * time + chance.uniform(0, 6, (1, 24, 3)))
    rotations = quat.from_vector(swing)
    root = np.concatenate([np.sin(time), 0.95 + 0.05 * time, 0.3 * time], axis=-1)[:, 0]
    contacts = np.arange(FRAMES)[:, None] % 4 == np.arange(4)
    positions = skeleton.positions_from(root, rotations) * scale
    return Motion(positions, rotations, 30.0, np.array([0.1, 0.6, 1.1]), contacts)


def apart(first: Motion, second: Motion) -> float:
    return float(np.abs(first.positions - second.positions).max())


def turned_apart(first: Motion, second: Motion) -> float:
    """The largest angle between rotations, radians."""
    step = quat.multiply(quat.inverse(first.rotations), second.rotations)
    return float(np.linalg.norm(quat.to_vector(step), axis=-1).max())


def arrays(**instead: Any) -> dict[str, Any]:
    motion = dance()
    return {
        "positions": motion.positions,
        "rotations": motion.rotations,
        "root": motion.root,
        "fps": 30.0,
    } | instead


def saved(folder: Path, fields: dict[str, Any]) -> Path:
    path = folder / "partner.npz"
    np.savez(path, **{name: value for name, value in fields.items() if value is not None})
    return path


def test_an_npz_comes_back_as_it_was_written(tmp_path: Path) -> None:
    motion, path = dance(), tmp_path / "dance.npz"
    motion_file.write(path, motion)
    again = motion_file.read(path)
    assert apart(motion, again) < TENTH_OF_A_MM
    assert turned_apart(motion, again) < 1e-5
    assert again.fps == motion.fps
    assert again.beats.tolist() == motion.beats.tolist()
    assert again.contacts.tolist() == motion.contacts.tolist()
    assert np.abs(again.root - motion.root).max() < TENTH_OF_A_MM


def test_an_npz_names_its_arrays_for_other_programs(tmp_path: Path) -> None:
    motion_file.write_npz(tmp_path / "dance.npz", dance())
    with np.load(tmp_path / "dance.npz") as archive:
        shapes = {name: archive[name].shape for name in archive.files}
        names = tuple(archive["joint_names"].tolist())
    assert names == skeleton.JOINTS
    assert shapes == {
        "positions": (FRAMES, 24, 3), "rotations": (FRAMES, 24, 4), "root": (FRAMES, 3),
        "fps": (), "beats": (3,), "contacts": (FRAMES, 4), "joint_names": (24,),
    }  # fmt: skip


def test_a_bvh_comes_back_as_it_was_written(tmp_path: Path) -> None:
    motion, path = dance(), tmp_path / "dance.bvh"
    motion_file.write(path, motion)
    again = motion_file.read(path)
    assert apart(motion, again) < TENTH_OF_A_MM
    assert turned_apart(motion, again) < 1e-5
    assert again.fps == pytest.approx(30.0, abs=1e-6)
    assert again.beats.size == 0


def test_a_bvh_keeps_the_bones_of_its_own_body(tmp_path: Path) -> None:
    path = tmp_path / "tall.bvh"
    motion_file.write_bvh(path, dance())
    tall = path.read_text().replace("OFFSET 0.000000 -47.297900", "OFFSET 0.000000 -57.297900")
    path.write_text(tall)
    motion = motion_file.read(path)
    shins = np.linalg.norm(motion.positions[:, 7] - motion.positions[:, 4], axis=-1)
    assert shins == pytest.approx(np.full(FRAMES, 0.572979), abs=1e-6)


def test_a_humans_motion_needs_no_beats_contacts_or_names(tmp_path: Path) -> None:
    motion = motion_file.read(saved(tmp_path, arrays()))
    assert motion.beats.size == 0
    assert motion.contacts.shape == (FRAMES, 4) and not motion.contacts.any()
    assert apart(motion, dance()) < 1e-12


def test_without_positions_the_body_is_our_skeleton(tmp_path: Path) -> None:
    assert apart(motion_file.read(saved(tmp_path, arrays(positions=None))), dance()) < 1e-9


def test_the_pose_on_a_frame_is_that_frame() -> None:
    motion = dance()
    for frame in (0, 1, 17, FRAMES - 1):
        pose = motion.pose_at(frame / 30)
        assert pose.time == frame / 30
        assert np.abs(pose.positions - motion.positions[frame]).max() < 1e-6
        assert np.abs(pose.rotations - motion.rotations[frame]).max() < 1e-6
        assert pose.contacts.tolist() == motion.contacts[frame].tolist()


def bone_lengths(positions: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(
        positions[..., 1:, :] - positions[..., list(skeleton.PARENTS[1:]), :], axis=-1
    )
    return lengths


@pytest.mark.parametrize("scale", [1.0, 1.13])
def test_between_frames_bones_keep_their_length(scale: float) -> None:
    motion = dance(scale)
    expected = np.linalg.norm(skeleton.OFFSETS[1:], axis=-1) * scale
    for time in (0.01, 0.511, 1.1234):
        assert bone_lengths(motion.pose_at(time).positions) == pytest.approx(expected, abs=1e-9)


def test_between_frames_the_body_moves_evenly() -> None:
    rotations = np.tile(quat.IDENTITY, (2, 24, 1))
    rotations[1, 16] = quat.about(np.array([0.0, 0.0, 1.0]), np.pi / 2)
    positions = skeleton.positions_from(np.array([[0.0, 1.0, 0.0], [0.3, 1.0, 0.0]]), rotations)
    motion = Motion(positions, rotations, 10.0, np.zeros(0), np.zeros((2, 4), dtype=bool))
    pose = motion.pose_at(0.1 / 3)
    assert pose.root == pytest.approx([0.1, 1.0, 0.0])
    assert np.linalg.norm(quat.to_vector(pose.rotations[16])) == pytest.approx(np.pi / 6)
    assert pose.positions == pytest.approx(skeleton.positions_from(pose.root, pose.rotations))


def test_between_frames_a_foot_stands_as_in_the_nearer_one() -> None:
    motion = dance()
    assert motion.pose_at(7.4 / 30).contacts.tolist() == motion.contacts[7].tolist()
    assert motion.pose_at(7.6 / 30).contacts.tolist() == motion.contacts[8].tolist()


def test_before_and_after_the_motion_stands_still() -> None:
    motion = dance()
    assert np.abs(motion.pose_at(-3.0).positions - motion.positions[0]).max() < 1e-6
    assert np.abs(motion.pose_at(99.0).positions - motion.positions[-1]).max() < 1e-6
    assert motion.seconds == pytest.approx(FRAMES / 30)


def test_the_poses_of_a_dance_make_a_motion() -> None:
    motion = dance()
    poses = [
        Pose(frame / 30, motion.positions[frame], motion.rotations[frame],
             contacts=motion.contacts[frame])
        for frame in range(FRAMES)
    ]  # fmt: skip
    again = motion_of(poses, 30.0, [0.5, 1.0])
    assert apart(motion, again) == 0
    assert again.contacts.tolist() == motion.contacts.tolist()
    assert again.beats.tolist() == [0.5, 1.0]


def with_nan() -> Floats:
    positions = dance().positions.copy()
    positions[3, 4, 1] = np.nan
    return positions


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"rotations": None}, "rotations is missing"),
        ({"fps": None}, "fps is missing"),
        ({"positions": None, "root": None}, "root is missing, and positions too"),
        ({"rotations": np.zeros((9, 22, 4))}, r"shape \(9, 22, 4\).*\(any, 24, 4\)"),
        ({"rotations": np.zeros((0, 24, 4))}, "rotations has no frame"),
        ({"rotations": np.full((FRAMES, 24, 4), 0.9)}, "not unit quaternions"),
        ({"positions": np.zeros((9, 24, 3))}, r"positions is .*\(9, 24, 3\).*\(40, 24, 3\)"),
        ({"positions": with_nan()}, "positions holds what is no number"),
        ({"positions": dance().positions * 1000}, "Give them in metres"),
        ({"fps": 0.0}, r"fps is 0; wanted is a rate of 1 to 240"),
        ({"fps": 1000}, "fps is 1000"),
        ({"fps": "fast"}, "fps is <U4"),
        ({"beats": np.array([0.5, 0.4])}, "beats do not rise"),
        ({"contacts": np.zeros((FRAMES, 2))}, r"contacts is .*\(40, 2\)"),
        ({"joint_names": np.array(["hips"] * 24)}, "joint_names are not those of our skeleton"),
    ],
)
def test_a_bad_field_is_refused_by_name(
    tmp_path: Path, instead: dict[str, Any], sentence: str
) -> None:
    path = saved(tmp_path, arrays(**instead))
    with pytest.raises(BadInput, match=sentence) as refusal:
        motion_file.read(path)
    assert str(refusal.value).startswith(f"{path}: ")


def one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def pickled(path: Path) -> None:
    np.savez(path, rotations=np.array([{"a": 1}], dtype=object), fps=30)


def cut_short(path: Path) -> None:
    motion_file.write_npz(path, dance())
    path.write_bytes(path.read_bytes()[:-300])


def damaged(path: Path) -> None:
    motion_file.write_npz(path, dance())
    content = bytearray(path.read_bytes())
    content[500:600] = bytes(100)
    path.write_bytes(content)


def encrypted(path: Path) -> None:
    _in_directory(path, 8, 1)


def packed_otherwise(path: Path) -> None:
    _in_directory(path, 10, 99)


def of_a_later_version(path: Path) -> None:
    _in_directory(path, 6, 173)


def _in_directory(path: Path, at: int, value: int) -> None:
    """Sets a field of the first entry of a zip archive's directory."""
    motion_file.write_npz(path, dance())
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + at : entry + at + 2] = value.to_bytes(2, "little")
    path.write_bytes(content)


def _headed(path: Path, shape: str) -> None:
    """An array whose header promises that shape."""
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape
    header = header.ljust(117) + "\n"
    length = len(header).to_bytes(2, "little")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rotations.npy", b"\x93NUMPY\x01\x00" + length + header.encode())


def endless(path: Path) -> None:
    _headed(path, f"({10**15},)}}")


def beyond_counting(path: Path) -> None:
    _headed(path, f"({10**30},)}}")


def unclosed(path: Path) -> None:
    _headed(path, "(1,)")


@pytest.mark.parametrize(
    "make",
    [one_array, pickled, cut_short, damaged, encrypted, packed_otherwise, of_a_later_version,
     endless, beyond_counting, unclosed, Path.touch, Path.mkdir],
)  # fmt: skip
def test_what_is_no_npz_is_refused_in_a_sentence(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "partner.npz"
    make(path)
    with pytest.raises(BadInput, match=r"partner.npz: .*\. .*\."):
        motion_file.read(path)


@pytest.mark.parametrize("name", ["nothing.npz", "nothing.bvh"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=f"{name}: cannot be read: No such file"):
        motion_file.read(tmp_path / name)


def test_a_bvh_of_another_skeleton_is_read_on_ours(tmp_path: Path) -> None:
    path = tmp_path / "mixamo.bvh"
    motion_file.write_bvh(path, dance())
    path.write_text("\ufeff" + path.read_text().replace("pelvis", "mixamorig:Hips"), "utf-8")
    read, ours = motion_file.read(path), dance()
    lower = ours.positions[:, :, 1] - read.positions[:, :, 1]
    assert np.ptp(lower) < TENTH_OF_A_MM
    assert np.abs((ours.positions - read.positions)[:, :, [0, 2]]).max() < TENTH_OF_A_MM


def test_a_bvh_without_a_humans_bones_is_refused_and_they_are_named(tmp_path: Path) -> None:
    path = tmp_path / "horse.bvh"
    motion_file.write_bvh(path, dance())
    path.write_text(path.read_text().replace("_shoulder", "_wing").replace("_collar", "_plume"))
    with pytest.raises(BadInput, match=r"horse.bvh: .*not found in it: leftUpperArm.*Rename"):
        motion_file.read(path)


def test_a_bvh_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.bvh"
    path.write_bytes(b"\x00\x81" * 9)
    with pytest.raises(BadInput, match=r"film.bvh: this is not a text file.*export it as BVH"):
        motion_file.read(path)


def test_a_bvh_with_a_byte_order_mark_is_read_and_one_in_utf_16_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dance.bvh"
    motion_file.write_bvh(path, dance())
    text, plain = path.read_text(), motion_file.read(path)
    path.write_text(text, encoding="utf-8-sig")
    assert np.array_equal(motion_file.read(path).positions, plain.positions)
    path.write_text(text, encoding="utf-16")
    with pytest.raises(BadInput, match=r"dance.bvh: .*save it as UTF-8"):
        motion_file.read(path)


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"dance.fbx: a motion file ends in .npz or .bvh"):
        motion_file.read(tmp_path / "dance.fbx")
    with pytest.raises(BadInput, match=r"dance: a motion file ends in .npz or .bvh"):
        motion_file.write(tmp_path / "dance", dance())


@pytest.mark.parametrize("name", ["dance.npz", "dance.bvh"])
def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=f"{name}: cannot be written: No such file"):
        motion_file.write(tmp_path / "missing" / name, dance())


def _promising(path: Path, shape: tuple[int, ...]) -> Path:
    """An archive whose array says that it is of a shape, and holds nothing."""
    head = io.BytesIO()
    fields = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(head, fields)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rotations.npy", head.getvalue())
    return path


@pytest.mark.parametrize("shape", [(2**40, 24, 4), (2**20, 24, 4), (2**62, 2**62)])
def test_an_npz_that_promises_more_than_it_holds_takes_no_memory(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    file = _promising(tmp_path / "dance.npz", shape)
    assert "broken" in refused(lambda: motion_file.read(file))


def test_one_array_that_promises_terabytes_takes_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "dance.npz"
    with zipfile.ZipFile(_promising(file, (2**40, 24, 4))) as archive:
        content = archive.read("rotations.npy")
    file.write_bytes(content)
    assert "one numpy array" in refused(lambda: motion_file.read(file))


def test_an_npz_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dance.npz"
    fields = {"descr": "<f8", "fortran_order": False, "shape": (450_000, 24, 4)}
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("rotations.npy", "w") as member,
    ):
        np.lib.format.write_array_header_1_0(member, fields)
        for _ in range(329):
            member.write(bytes(MB))
    assert file.stat().st_size < MB
    assert "it has 330 MB, and at most 256 MB" in refused(lambda: motion_file.read(file))


def test_an_npz_of_very_many_arrays_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "dance.npz"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(10_000):
            archive.writestr(f"{number}.npy", b"")
    assert "broken" in refused(lambda: motion_file.read(file))


@pytest.mark.parametrize(
    ("hierarchy", "motion", "words"),
    [
        ("ROOT a {\n" + "JOINT b {\n" * 1_000_000, "", "HIERARCHY is longer"),
        ("ROOT a {\n" + "JOINT b {\n" * 5_000, "Frames: 1\nFrame Time: 0.1\n", "5,001 joints"),
        ("ROOT a {\n", "Frames: 99999999999999\nFrame Time: 0.1\n", "99,999,999,999,999 frames"),
        ("ROOT a {\n", "Frames: inf\nFrame Time: 0.1\n", "'inf' where a count"),
        ("ROOT a {\n", "Frames: 1e300\nFrame Time: 0.1\n", "can be read"),
        ("ROOT a {\nCHANNELS inf", "", "'inf' where a count"),
        ("ROOT a {\nCHANNELS 1e300", "", "breaks off"),
    ],
)
def test_a_bvh_of_absurd_counts_is_refused_at_once(
    tmp_path: Path, hierarchy: str, motion: str, words: str
) -> None:
    file = tmp_path / "dance.bvh"
    file.write_text(f"HIERARCHY\n{hierarchy}\nMOTION\n{motion}")
    assert words in refused(lambda: motion_file.read(file))


def test_a_very_large_bvh_is_refused_unread(tmp_path: Path) -> None:
    file = large(tmp_path / "dance.bvh", b"HIERARCHY\n", 70 * MB)
    assert "it has 70 MB, and at most 64 MB" in refused(lambda: motion_file.read(file))


def test_a_long_dance_in_bvh_is_read_for_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "dance.bvh"
    motion_file.write_bvh(file, dance())
    head, _, frames = file.read_text().partition("Frame Time:")
    time, _, rows = frames.partition("\n")
    many = head.replace(f"Frames: {FRAMES}", f"Frames: {500 * FRAMES}")
    file.write_text(f"{many}Frame Time:{time}\n{rows * 500}")
    with growth() as peak:
        motion = motion_file.read(file)
    assert len(motion.positions) == 500 * FRAMES
    assert np.allclose(motion.positions[:FRAMES], motion.positions[-FRAMES:])
    assert peak.grown is None or peak.grown < 300 * MB
