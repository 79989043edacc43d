"""An hour of dancing: songs one after the other without a pause, and what goes wrong."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import psutil

from live.hear.sources.recording import OpenRecording
from live.parts import Dancer, Part
from live.show.part_manager import call
from live.show.show_file import read_show
from live.signals import AudioBlock, Floats, Music
from scripts.measure.metrics import motion, phrases
from scripts.measure.metrics.performance import Figures
from scripts.measure.metrics.running import Song, Witness, context_for

RATE = 30.0  # poses a second, as in a show
SONGS = 12


@dataclass(slots=True)
class _Tally:
    """What is kept of the hour: not the dance itself."""

    nan: int = 0
    frozen: int = 0
    unheard: int = 0
    seconds: int = 0
    exits: int = 0
    repeats: int = 0
    phrases: int = 0
    frames: int = 0
    bones: float = 0.0
    memory: list[float] = field(default_factory=list)  # megabytes after each song
    steps: list[float] = field(default_factory=list)  # milliseconds of the processor, p99 a song


def endured(
    songs: Sequence[Song],
    part: Part[Dancer],
    seconds: float = 3600.0,
    seed: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Twelve songs (or one after the other again) for an hour, our ear on their sound.

    `grown_mb` is by how much the process grew from the end of the second song to the end of the
    last; `frozen` are whole seconds in which the body stood still though the ear knew the music,
    `unheard` those of sound in which it did not; `counted` are all seconds of sound.
    """
    context = context_for(None, seed)
    dancer = call(part, context, "dancer", "step")
    ear = call(read_show("rehearsal").ear, context, "ear", "hear")
    tally, began = _Tally(), 0.0
    for number in range(SONGS):
        song = songs[number % len(songs)]
        witness = Witness(ear)
        ends = seconds * (number + 1) / SONGS
        danced, beats, spent = _song(_blocks(song, began, ends), witness, dancer, tally.frames)
        _add(tally, danced, beats, witness)
        began = ends
        tally.steps.append(1000 * float(np.percentile(spent, 99)))
        del danced
        gc.collect()
        tally.memory.append(psutil.Process().memory_info().rss / 1e6)
        report(f"song {number + 1} of {SONGS}: {song.name}, {tally.memory[-1]:.0f} MB")
    return {
        "frames": float(tally.frames), "nan": float(tally.nan), "frozen": float(tally.frozen),
        "unheard": float(tally.unheard), "counted": float(tally.seconds),
        "exits": float(tally.exits),
        "bones_mm": 1000 * tally.bones, "repeats": float(tally.repeats),
        "phrases": float(tally.phrases), "grown_mb": tally.memory[-1] - tally.memory[1],
        "step_p99_first_ms": tally.steps[0], "step_p99_last_ms": tally.steps[-1],
    }  # fmt: skip


def _blocks(song: Song, begins: float, ends: float) -> Iterator[AudioBlock]:
    """The song from `begins` on, again and again until `ends`, on the hour's own time."""
    source = OpenRecording(song.file, loop=True)
    while (block := source.read()) is not None and begins + block.time <= ends + 1e-9:
        yield replace(block, time=begins + block.time)
    source.close()


def _song(
    blocks: Iterator[AudioBlock], ear: Witness, dancer: Dancer, frames: int
) -> tuple[Floats, Floats, list[float]]:
    """The dance (frames, 24, 3), the beats as heard in seconds from its first frame, and how long
    the processor took for each step."""
    danced, beats, spent = list[Floats](), list[float](), list[float]()
    first, counted = frames / RATE, None
    for block in blocks:
        music = ear.hear(block)
        whole = int(np.floor(music.beat))
        if music.playing and counted is not None and whole == counted + 1:
            beats.append(music.time_of(whole) - first)
        counted = whole
        while (at := (frames + len(danced)) / RATE) < block.time:
            start = time.thread_time()
            danced.append(_positions(dancer, at, music))
            spent.append(time.thread_time() - start)
    return np.array(danced), np.array(beats), spent


def _positions(dancer: Dancer, at: float, music: Music) -> Floats:
    return dancer.step(at, music, None).positions


def _add(tally: _Tally, danced: Floats, beats: Floats, ear: Witness) -> None:
    times = (tally.frames + np.arange(len(danced))) / RATE
    tally.frames += len(danced)
    lost = ~np.isfinite(danced).all(axis=(1, 2))
    tally.nan += int(lost.sum())
    sound = danced[~lost]
    if len(sound) < 2:
        return
    sounding, heard = ear.at(times[~lost])
    still, counted = motion.frozen(sound, RATE, sounding)
    knowing, _ = motion.frozen(sound, RATE, sounding & heard)
    tally.frozen, tally.unheard = tally.frozen + knowing, tally.unheard + still - knowing
    tally.seconds += counted
    tally.exits += motion.exits(sound)
    tally.bones = max(tally.bones, motion.bone_error(sound))
    if (np.diff(beats) > 0).all():
        again, of = phrases.repeats(sound, RATE, beats)
        tally.repeats, tally.phrases = tally.repeats + again, tally.phrases + of
