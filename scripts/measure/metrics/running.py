"""Dancing as a live show would: our own ear on the sound, hop by hop, and any dancer."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from live.commands.choreograph import RATE, choreograph
from live.errors import BadInput
from live.formats import beats_file
from live.formats.motion_file import Motion, motion_of
from live.hear.sources.recording import OpenRecording
from live.hear.sources.sound_file import duration
from live.parts import Dancer, Ear, Part, ShowContext
from live.see.cameras.puppet import RATE as PUPPET_RATE
from live.see.cameras.puppet import Puppet
from live.show.part_manager import call
from live.show.run import quiet_context
from live.show.show_file import part_of, read_show
from live.signals import AudioBlock, Bools, Floats, Music, Pose
from scripts.measure.metrics.performance import Performance

SOUNDS = (".ogg", ".wav", ".flac", ".mp3")
_SILENCE = 0.0056  # full scale: -45 dB; quieter for half a second is no music
_MEMORY = 0.5  # seconds
_SPEC = re.compile(r"(?P<kind>[^=]+?)(?::(?P<settings>[^:=]+=.*))?")


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """A song and, where somebody has written them down, its beats."""

    file: Path
    beats: Floats | None  # seconds

    @property
    def name(self) -> str:
        return self.file.stem


def songs_in(folder: Path) -> list[Song]:
    """Every song of a folder, with the .beats file beside it if there is one. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput(
            f"{folder}: there is no such folder of songs. Name one with .ogg or .wav files."
        )
    songs = []
    for file in sorted(file for file in folder.iterdir() if file.suffix.lower() in SOUNDS):
        truth = beats_file.beside(file)
        songs.append(Song(file, beats_file.read(truth)[:, 0] if truth.is_file() else None))
    if not songs:
        raise BadInput(f"{folder}: no song in it. Put {', '.join(SOUNDS)} files there.")
    return songs


def dancer_of(text: str, mode: str | None = None) -> Part[Dancer]:
    """The dancer a command line names: `library`, `library:style=latin,energy=0.8`,
    `myrig.dancers:Mine:home=[0,1]`. Values are read as JSON, or else are text. Raises BadInput.
    """
    return part_named("dancer", text, f"--dancer {text}", {} if mode is None else {"mode": mode})


def part_named(
    table: str, text: str, where: str, more: Mapping[str, Any] = MappingProxyType({})
) -> Part[Any]:
    """The part of a table of a show file that KIND:key=value,key=value names, with more settings.

    Raises BadInput, saying `where` the user wrote it.
    """
    found = _SPEC.fullmatch(text)
    if found is None:
        raise BadInput(f"{where}: this names no {table}. Write KIND or KIND:key=value,key=value.")
    settings: dict[str, Any] = {"kind": found["kind"]}
    for pair in _pairs(found["settings"] or ""):
        key, equals, value = pair.partition("=")
        if not (key and equals):
            raise BadInput(f"{where}: {pair!r} is no setting. Write KIND:key=value,key=value.")
        settings[key] = _value(value)
    return part_of(table, settings | dict(more), where)


def _pairs(text: str) -> list[str]:
    """Split at commas, but not at those inside brackets."""
    pairs, depth = [""], 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            pairs.append("")
        else:
            pairs[-1] += letter
    return [pair for pair in pairs if pair]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def context_for(song: Path | None, seed: int) -> ShowContext:
    """A context in virtual time, in which nothing is known of the music beforehand."""
    return replace(quiet_context(read_show("rehearsal")), seed=seed, soundtrack=song)


class Timed:
    """A dancer whose steps are timed: of the processor, and of the wall's clock."""

    def __init__(self, dancer: Dancer) -> None:
        self._dancer = dancer
        self.steps: list[tuple[float, float]] = []  # seconds

    def step(self, at: float, music: Music, human: Pose | None) -> Pose:
        work, wall = time.thread_time(), time.perf_counter()
        pose = self._dancer.step(at, music, human)
        self.steps.append((time.thread_time() - work, time.perf_counter() - wall))
        return pose


class Witness:
    """An ear, and what it and anybody could hear."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._level = 0.0
        self.said: list[Music] = []  # after each block
        self.times: list[float] = []  # seconds: the end of each block
        self.sounding: list[bool] = []  # there was sound within the last half second
        self.heard: list[bool] = []  # the ear knows it for music

    def hear(self, block: AudioBlock) -> Music:
        music = self._ear.hear(block)
        loud = float(np.sqrt(np.mean(np.square(block.samples, dtype=np.float64))))
        self._level = max(loud, self._level * 10 ** (-block.seconds / _MEMORY))
        self.times.append(block.time)
        self.sounding.append(self._level > _SILENCE)
        self.heard.append(music.playing)
        self.said.append(music)
        return music

    def at(self, times: Floats) -> tuple[Bools, Bools]:
        """Whether it sounded, and was heard as music, at each time."""
        where = np.clip(np.searchsorted(self.times, times), 0, len(self.times) - 1)
        return np.array(self.sounding)[where], np.array(self.heard)[where]


class Again:
    """An ear that says of each block of a song what a witness heard it say."""

    def __init__(self, witness: Witness) -> None:
        self._said = iter(witness.said)

    def hear(self, block: AudioBlock) -> Music:
        del block
        return next(self._said)


@lru_cache(maxsize=64)
def heard(song: Path) -> Witness:
    """What a live show would have heard of a song, to its end. Raises BadInput."""
    witness = Witness(call(read_show("rehearsal").ear, context_for(song, 1), "ear", "hear"))
    source = OpenRecording(song)
    while (block := source.read()) is not None:
        witness.hear(block)
    return witness


def danced(
    song: Song, part: Part[Dancer], who: str, seed: int, human: Motion | None
) -> Performance:
    """The dance a live show would have danced to a song, 60 poses a second. Raises BadInput."""
    witness = heard(song.file)
    dancer = Timed(call(part, context_for(song.file, seed), "dancer", "step"))
    found = choreograph(song.file, Again(witness), dancer, human).motion
    if len(found.positions) <= RATE:
        raise BadInput(f"{song.file}: shorter than a second. Take it out of the folder.")
    sounding, known = witness.at(np.arange(len(found.positions)) / RATE)
    beats = found.beats if song.beats is None else song.beats
    return Performance(
        who, song.name, seed, RATE, found.positions, found.contacts, beats, sounding, known,
        np.array(dancer.steps),
    )  # fmt: skip


def puppet_for(song: Song, seed: int) -> Motion:
    """Somebody who dances to the song in front of the camera, for the modes that need one."""
    context = context_for(song.file, seed)
    amateur = Puppet().open(context)
    frames = round((duration(song.file) or 60.0) * PUPPET_RATE) + 1
    return motion_of([amateur.read() for _ in range(frames)], PUPPET_RATE)


def needs_partner(part: Part[Dancer]) -> bool:
    """Whether a dancer dances after somebody."""
    return getattr(part, "mode", "solo") not in ("solo", "lead")
