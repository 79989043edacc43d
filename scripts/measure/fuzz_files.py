"""Gives every reader of users' files damaged ones, and prints what became of it.

    python -m scripts.measure.fuzz_files [--cases 400] [--only film] [--keep FOLDER]

A reader may read a damaged file as far as it goes, or refuse it in a sentence (BadInput). All else
is a fault: another exception, more than PATIENCE seconds for one file, or more than MOST bytes of
memory (measured on Linux). The same seed damages in the same way; --keep writes the files that
were a fault. Exit code 1 where there was one.
"""

import base64
import hashlib
import json
import logging
import random
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import av
import numpy as np
from av import AudioStream, VideoStream

from live.body import quat
from live.body.skeleton import positions_from
from live.dance.improvise import INPUTS, OUTPUTS
from live.draw.lettering import Typesetter
from live.draw.typefaces import FONT
from live.errors import ShowError
from live.formats import motion_file
from live.gltf import figure
from live.gltf.vrm_skeleton import read_skeleton
from live.hear.sources.recording import OpenRecording
from live.midi.map import read_map, write_map
from live.networks import models
from live.networks.recurrent import Recurrent
from live.runtime import places
from live.see.cameras.puppet import Song
from live.see.cameras.video import frames
from live.see.finder import StepFinder
from live.show import offsets
from live.show.show_file import read_show
from live.signals import JOINT_COUNT, Pose
from scripts.make.figures import ben, robot
from scripts.measure.memory import MB, growth
from scripts.options import command

PATIENCE = 5.0  # seconds one file may take
MOST = 500 * MB  # bytes that the process may grow for one file
SECONDS = 1.0  # of the sounds and films that are damaged
BEGINNINGS = 64  # bytes: every beginning up to so many is tried
DEEP = 100_000  # brackets within brackets
_OPENINGS = ((b"", b"["), (b"", b'{"a":'), (b"a = ", b"["), (b"a = ", b"{a="))
_NUMBERS = (0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 0xFFFF)  # where sizes are written
SHOW = """
title = "Anna & Ben"
size = [640, 360]
[music]
tempo = [80, 120]
[sound]
kind = "metronome"
[camera]
kind = "nobody"
[painter]
kind = "neon"
partner = "#00ffd0"
[[cues]]
id = "first dance"
mode = "mirror"
follow = "music_stops"
[[outputs]]
kind = "memory"
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads one kind of file, and a good one."""

    name: str
    suffix: str
    good: Callable[[Path], None]  # writes a good file
    read: Callable[[Path], object]  # reads all of one


@dataclass(slots=True)
class Outcome:
    """What became of the damaged files of one reader."""

    cases: int = 0
    refused: int = 0
    longest: float = 0.0  # seconds
    largest: float | None = None  # bytes the process grew; None: not known
    faults: list[str] = field(default_factory=list)


def readers() -> tuple[Reader, ...]:
    """Every reader there is."""
    sounds = (("wav", "pcm_s16le"), ("flac", "flac"), ("mp3", "mp3"),
              ("m4a", "aac"), ("aac", "aac"))  # fmt: skip
    pictures = (("mp4", "h264"), ("mkv", "h264"), ("webm", "vp8"), ("avi", "mpeg4"))
    return (
        *(Reader(f"sound {end}", f".{end}", _sound(codec), _heard) for end, codec in sounds),
        Reader("sound ogg", ".ogg", _bytes(_song), _heard),
        *(Reader(f"film {end}", f".{end}", _film(codec), _seen) for end, codec in pictures),
        Reader("show", ".toml", _text(SHOW), lambda path: read_show(str(path))),
        Reader("beats", ".beats", _text("0.5\t1\n1.0\t2\n1.5\t3\n2.0\t4\n"), _beats),
        Reader("motion npz", ".npz", _motion, motion_file.read),
        Reader("motion bvh", ".bvh", _motion, motion_file.read),
        Reader("figure glb", ".glb", _bytes(robot().glb), figure.read),
        Reader("figure vrm", ".vrm", _bytes(ben().glb), figure.read),
        Reader("figure gltf", ".gltf", _bytes(_plain), figure.read),
        Reader("VMC's vrm", ".vrm", _bytes(ben().glb), read_skeleton),
        Reader("offsets", ".state.json", _text('{"offsets": {"window": -40.0}}'), _offsets),
        Reader("MIDI map", ".midi.toml", _midi_map, read_map),
        Reader("model", ".onnx", _bytes(_model), _computed),
        Reader("the eyes' model", ".task", _bytes(_eyes), _watched),
        Reader("font", ".otf", _bytes(FONT.read_bytes), _set),
    )  # fmt: skip


def damaged(good: bytes, chance: random.Random, number: int) -> bytes:
    """The bytes with something wrong: first every short beginning, then brackets without end."""
    if number < BEGINNINGS:
        return good[:number]
    if number < BEGINNINGS + 2 * len(_OPENINGS):
        before, opening = _OPENINGS[(number - BEGINNINGS) // 2]
        return (good + b"\n") * (number % 2) + before + opening * DEEP
    if chance.randrange(6) == 0:
        return good[: chance.randrange(len(good) + 1)]
    return _changed(bytearray(good), chance)


def _changed(data: bytearray, chance: random.Random) -> bytes:
    # Most of what a reader goes by is in a file's first bytes, or in its last.
    near = min(chance.choice((64, 2048, len(data))), len(data))
    at = chance.choice((chance.randrange(near), len(data) - 1 - chance.randrange(near)))
    length = chance.randrange(1, 1 + min(3000, len(data) - at))
    kind = chance.randrange(5)
    if kind == 1:
        data[at : at + length] = bytes(length)
    elif kind == 2:
        data[at : at + length] = chance.randbytes(length)
    elif kind == 3:
        del data[at : at + length]
    elif kind == 4:
        data[at : at + 4] = struct.pack(chance.choice("<>") + "I", chance.choice(_NUMBERS))
    else:
        for _ in range(chance.choice((1, 2, 8, 64))):
            data[(at + chance.randrange(near)) % len(data)] ^= 1 << chance.randrange(8)
    return bytes(data)


def fuzz(reader: Reader, cases: int, seed: int, keep: Path | None = None) -> Outcome:
    """So many damaged files, one after another."""
    chance, outcome = random.Random(f"{seed} {reader.name}"), Outcome()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"case{reader.suffix}"
        reader.good(file)
        reader.read(file)  # or the damage would not be what is tried
        good = file.read_bytes()
        for number in range(cases):
            data = damaged(good, chance, number)
            file.write_bytes(data)
            fault = _tried(reader, file, outcome)
            if fault:
                outcome.faults.append(f"case {number}: {fault}")
            if fault and keep is not None:
                (keep / f"{reader.name.replace(' ', '_')}_{number}{reader.suffix}").write_bytes(
                    data
                )
    return outcome


def _tried(reader: Reader, file: Path, outcome: Outcome) -> str:
    """Reads a file; the fault, if it is one."""
    began, fault = time.perf_counter(), ""
    outcome.cases += 1
    with growth() as peak:
        try:
            reader.read(file)
        except ShowError:
            outcome.refused += 1
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
    took = time.perf_counter() - began
    outcome.longest = max(outcome.longest, took)
    if peak.grown is not None:
        outcome.largest = max(outcome.largest or 0.0, peak.grown)
        if peak.grown > MOST:
            fault = fault or f"it took {peak.grown / MB:.0f} MB"
    return fault or (f"it took {took:.1f} s" if took > PATIENCE else "")


def _text(content: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    return write


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content())

    return write


def _song() -> bytes:
    """The beginning of a song of ours: it breaks off, which is read as far as it goes."""
    return (places.SHOWS / "songs" / "waltz.ogg").read_bytes()[:60_000]


def _sound(codec: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        noise = np.random.default_rng(1).standard_normal((2, round(44_100 * SECONDS))) * 8000
        with av.open(str(path), "w") as container:
            stream = cast(AudioStream, container.add_stream(codec, rate=44_100))
            frame = av.AudioFrame.from_ndarray(
                noise.T.reshape(1, -1).astype(np.int16), format="s16", layout="stereo"
            )
            frame.sample_rate = 44_100
            resampler = av.AudioResampler(
                format=stream.codec_context.format or "s16", layout="stereo", rate=44_100,
                frame_size=stream.codec_context.frame_size or None,
            )  # fmt: skip
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))

    return write


def _film(codec: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        chance = np.random.default_rng(2)
        with av.open(str(path), "w") as container:
            stream = cast(VideoStream, container.add_stream(codec, rate=25))
            stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
            for _ in range(round(25 * SECONDS)):
                rgb = np.kron(chance.integers(0, 255, (8, 12, 3), np.uint8), np.ones((8, 8, 1)))
                picture = av.VideoFrame.from_ndarray(rgb.astype(np.uint8), format="rgb24")
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))

    return write


def _motion(path: Path) -> None:
    turns = np.tile(quat.IDENTITY, (JOINT_COUNT, 1))
    standing = positions_from(np.array([0.0, 0.93, 0.0]), turns)
    poses = [Pose(number / 30, standing, turns) for number in range(30)]
    motion_file.write(path, motion_file.motion_of(poses, 30.0, (0.5,)))


def _plain() -> bytes:
    """A figure as text, with its numbers in the text too."""
    file = robot().glb()
    (length,) = struct.unpack_from("<I", file, 12)
    table = json.loads(file[20 : 20 + length])
    numbers = base64.b64encode(file[28 + length :]).decode("ascii")
    table["buffers"][0]["uri"] = "data:application/octet-stream;base64," + numbers
    return json.dumps(table).encode()


def _model() -> bytes:
    return models.find(places.MODELS, "dance_rnn").read_bytes()


def _computed(path: Path) -> None:
    """Reads a model as the newest of a repository, with the checksum that it has."""
    folder = path.parent / "models" / "dance_fuzz" / "1"
    folder.mkdir(parents=True, exist_ok=True)
    there = folder / "model.onnx"
    there.write_bytes(path.read_bytes())
    checksum = hashlib.sha256(there.read_bytes()).hexdigest()
    there.with_name("model.onnx.sha256").write_text(f"{checksum}  model.onnx\n", encoding="utf-8")
    Recurrent(models.find(path.parent / "models", "dance_fuzz"), INPUTS, OUTPUTS)


def _eyes() -> bytes:
    return models.find(places.MODELS, "pose_lite").read_bytes()


def _watched(path: Path) -> None:
    StepFinder(str(path), 0.5).close()


def _midi_map(path: Path) -> None:
    write_map(path, {"note 36 channel 10": "tap"})


def _heard(path: Path) -> None:
    source = OpenRecording(path)
    try:
        while source.read() is not None:
            pass
    finally:
        source.close()


def _seen(path: Path) -> None:
    for _ in frames(path):
        pass


def _beats(path: Path) -> None:
    Song.of(path.with_suffix(".ogg"), 4)


def _offsets(path: Path) -> None:
    offsets.remembered(path.with_name(path.name.removesuffix(".state.json") + ".toml"))


def _set(path: Path) -> None:
    Typesetter(path, (320, 180)).set(("Anna & Ben", "14 June"), 0.1, 0.1, np.ones(3))


def chosen(only: Sequence[str]) -> Iterator[Reader]:
    """The readers whose names hold one of those words; all of them where there is none."""
    for reader in readers():
        if not only or any(word in reader.name for word in only):
            yield reader


def main() -> None:
    """Damages, reads, prints a table."""
    words = command(__doc__)
    words.add_argument("--cases", type=int, default=400, help="damaged files for each reader")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--only", action="append", default=[], help="readers with this word")
    words.add_argument("--keep", type=Path, help="write the files that were a fault here")
    asked = words.parse_args()
    logging.disable()  # what is read is what is tried, and not what is said of it
    faults = 0
    print("| reader | files | refused | longest s | most MB | faults |")
    print("|---|---|---|---|---|---|", flush=True)
    for reader in chosen(asked.only):
        outcome = fuzz(reader, asked.cases, asked.seed, asked.keep)
        faults += len(outcome.faults)
        most = "not known" if outcome.largest is None else f"{outcome.largest / MB:.0f}"
        print(f"| {reader.name} | {outcome.cases} | {outcome.refused} | {outcome.longest:.2f}"
              f" | {most} | {len(outcome.faults)} |", flush=True)  # fmt: skip
        for fault in outcome.faults[:5]:
            print(f"    {reader.name}, {fault}", flush=True)
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
