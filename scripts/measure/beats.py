"""How well the ears hear the beat of annotated music, in one table.

python -m scripts.measure.beats FOLDER [--ears bar_ear,aubio_ear]      (needs the extra: measure)

FOLDER holds songs (.ogg, .wav, .flac, .mp3), each with a .beats file beside it: a line a beat,
its seconds and its place in the bar (0: unknown). A meta.json may name, for each song, `gaps`
(from, to: no music there) and `tags` ("real": a recording of people playing).

Each ear hears each song as a live show would, block by block, and announces its beats ahead of
time. Measured with mir_eval (Raffel et al. 2014), +-70 ms, the first 5 s skipped:

    F        F-measure of the beats as they passed ("detected")
    ahead    the same, of those announced, and known at least 100 ms before they sound
    CMLt     share of beats in unbroken rightness at the right metrical level; AMLt: or half,
             double, or off the beat; both of the beats known ahead
    ones     F-measure of the downbeats, where the song has bars
    bars     share of the bars whose length was known when they began
    lock     seconds from the first beat of the song to four right in a row
    cut      the same from a cut to another tempo, where there is one
    false    beats a minute in gaps, from 2 s in
    offset   milliseconds, mean of the right beats: + is late
    core     share of one core the ear took in real time; p99: milliseconds a block of 10 ms took
             (both of the processor's time, which other programs do not lengthen)

`--peer madmom=my_trackers:madmom_online` measures another tracker beside ours: a function that
takes a file and returns the seconds of its beats. If the package of that name is installed, its
licence is printed. A peer is judged by F, CMLt, AMLt, lock, cut, false and offset.

An ear may have settings, as in a show file: `--ears bar_ear,bar_ear:network=false`.

`--minutes 60` instead: each ear hears the songs one after the other for this time, without a break,
and the program's memory is printed for every five minutes.
"""

import importlib
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
import psutil

from live.commands.listen import HeardMoment, Hearing, listen
from live.desk.desk import Desk
from live.hear.sources.recording import hops, mono
from live.hear.sources.sound_file import RATE
from live.parts import Ear, ShowContext
from live.runtime.clock import Clock, Wall
from live.runtime.places import MODELS
from live.show.part_manager import call
from live.show.show_file import MusicHints
from live.signals import AudioBlock, Floats, Music
from scripts.measure import records
from scripts.measure.metrics import running, table
from scripts.measure.metrics.table import Column
from scripts.options import command

WINDOW = 0.07  # seconds a beat may be off
SKIPPED = 5.0  # seconds at the start of each song
KNOWN = 0.1  # seconds before a beat sounds: known ahead
IN_A_ROW = 4
EVERY = 5.0  # minutes between two readings of the memory
SETTLED = 2.0  # seconds into a gap, from when on no beat is forgiven
SOUNDS = (".ogg", ".wav", ".flac", ".mp3")
COLUMNS: tuple[Column, ...] = (
    ("F", "F", 3), ("ahead", "ahead", 3), ("CMLt", "CMLt", 3), ("AMLt", "AMLt", 3),
    ("ones", "ones", 3), ("bars", "bars", 3), ("lock", "lock, s", 1), ("cut", "cut, s", 1),
    ("false", "false / min", 0), ("offset", "offset, ms", 1), ("core", "core", 3),
    ("p99", "p99, ms", 2),
)  # fmt: skip
KEYS = tuple(key for key, _, _ in COLUMNS)
NEVER: Column = ("never", "never locked", 0)
BESIDE = ("F", "CMLt")  # of the other ears, piece by piece
MEDIANS = ("lock", "cut")


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """A song and what is true of it."""

    file: Path
    beats: Floats  # seconds
    downbeats: Floats  # seconds; empty where the song has no bars
    gaps: list[tuple[float, float]]
    cuts: list[float]  # seconds: where another song begins
    real: bool


class Timed:
    """An ear whose work is timed."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self.spent: list[float] = []  # seconds of the processor's, a block
        self.sound = 0.0  # seconds heard

    def hear(self, block: AudioBlock) -> Music:
        start = time.thread_time()
        music = self._ear.hear(block)
        self.spent.append(time.thread_time() - start)
        self.sound += block.seconds
        return music


def songs_in(folder: Path) -> list[Song]:
    """Every song that has its beats beside it."""
    meta_file = folder / "meta.json"
    meta: dict[str, Any] = json.loads(meta_file.read_text()) if meta_file.exists() else {}
    songs = []
    for file in sorted(folder.iterdir()):
        truth = file.with_suffix(".beats")
        if file.suffix not in SOUNDS or not truth.exists():
            continue
        lines = np.loadtxt(truth, ndmin=2)
        known = meta.get(file.stem, {})
        ones = lines[lines[:, 1] == 1, 0] if lines.shape[1] > 1 else np.zeros(0)
        gaps = [(float(start), float(end)) for start, end in known.get("gaps", [])]
        cuts = [float(cut) for cut in known.get("changes", [])]
        songs.append(Song(file, lines[:, 0], ones, gaps, cuts, "real" in known.get("tags", [])))
    return songs


def context() -> ShowContext:
    """Where nothing is known of the music beforehand."""
    return ShowContext(
        clock=Clock(Wall()), desk=Desk(), title="", subtitle="", rate=30.0, size=(160, 90), seed=1,
        latency=0.0, meter=MusicHints().meter, tempo=MusicHints().tempo, models=MODELS,
        folder=Path(), soundtrack=None, rehearsal=True, virtual=True,
    )  # fmt: skip


def f_measure(truth: Floats, heard: Floats) -> float:
    """mir_eval's, the first seconds skipped."""
    truth, heard = truth[truth >= SKIPPED], heard[heard >= SKIPPED]
    if len(truth) == 0:
        return math.nan
    return float(mir_eval.beat.f_measure(truth, heard, WINDOW)) if len(heard) else 0.0


def continuity(truth: Floats, heard: Floats) -> tuple[float, float]:
    """CMLt and AMLt."""
    truth, heard = truth[truth >= SKIPPED], heard[heard >= SKIPPED]
    if len(truth) < 2 or len(heard) < 2:
        return 0.0, 0.0
    scores = mir_eval.beat.continuity(truth, heard)
    return float(scores[1]), float(scores[3])


def first_lock(truth: Floats, heard: Floats) -> float:
    """Seconds from the first true beat to IN_A_ROW heard one after the other; inf: never."""
    run = 0
    for beat in truth:
        right = len(heard) > 0 and float(np.abs(heard - beat).min()) < WINDOW
        run = run + 1 if right else 0
        if run == IN_A_ROW:
            return float(beat - truth[0])
    return math.inf


def lock_after_cuts(song: Song, heard: Floats) -> float:
    """Mean seconds from a cut to IN_A_ROW right; nan where there is none."""
    waits = []
    for cut, until in pairwise([*song.cuts, math.inf]):
        truth = song.beats[(song.beats >= cut) & (song.beats < until)]
        if len(truth) >= IN_A_ROW:
            waits.append(first_lock(truth, heard[heard >= cut]))
    return float(np.mean(waits)) if waits else math.nan


def bars_right(song: Song, music: list[HeardMoment]) -> float:
    """Share of the bars, the first seconds skipped, whose length was known at their ONE."""
    ones = song.downbeats
    times = np.array([moment.time for moment in music])
    right = []
    for start, end in pairwise(ones[ones >= SKIPPED]):
        beats = int(np.sum((song.beats > start - WINDOW) & (song.beats < end - WINDOW)))
        at = min(int(np.searchsorted(times, start)), len(music) - 1)
        right.append(music[at].meter == beats)
    return float(np.mean(right)) if right else math.nan


def false_beats(song: Song, heard: Floats) -> float:
    """Beats a minute in gaps; nan where there is none."""
    gaps = [(start + SETTLED, end) for start, end in song.gaps if end - start > SETTLED]
    if not gaps:
        return math.nan
    count = sum(int(np.sum((heard >= start) & (heard < end))) for start, end in gaps)
    return 60 * count / sum(end - start for start, end in gaps)


def offset(truth: Floats, heard: Floats) -> float:
    """Milliseconds the right beats are late, on average."""
    if len(heard) == 0:
        return math.nan
    errors = heard - truth[np.abs(heard[:, None] - truth[None, :]).argmin(1)]
    right = errors[np.abs(errors) < WINDOW]
    return float(1000 * right.mean()) if len(right) else math.nan


def beat_figures(song: Song, beats: Floats) -> dict[str, float]:
    """The columns that need only the beats."""
    cml, aml = continuity(song.beats, beats)
    return dict.fromkeys(KEYS, math.nan) | {
        "F": f_measure(song.beats, beats), "CMLt": cml, "AMLt": aml,
        "lock": first_lock(song.beats, beats), "cut": lock_after_cuts(song, beats),
        "false": false_beats(song, beats), "offset": offset(song.beats, beats),
    }  # fmt: skip


def row(song: Song, heard: Hearing, ear: Timed) -> dict[str, float]:
    """The columns of one song."""
    passed = np.array(sorted(beat.time for beat in heard.detected))
    ahead = np.array(sorted(b.time for b in heard.beats if b.time - b.known_at >= KNOWN))
    ones = np.array(sorted(beat.time for beat in heard.beats if beat.beat_in_bar == 1))
    bars = len(song.downbeats) > 0
    return beat_figures(song, ahead) | {
        "F": f_measure(song.beats, passed), "ahead": f_measure(song.beats, ahead),
        "ones": f_measure(song.downbeats, ones) if bars else math.nan,
        "bars": bars_right(song, heard.moments), "offset": offset(song.beats, passed),
        "core": sum(ear.spent) / ear.sound, "p99": 1000 * float(np.percentile(ear.spent, 99)),
    }  # fmt: skip


def means(rows: list[dict[str, float]]) -> dict[str, float]:
    """Means over the songs that have a figure; of MEDIANS the median."""
    figures = {}
    for column in KEYS:
        values = [figure[column] for figure in rows if not math.isnan(figure[column])]
        middle = np.median if column in MEDIANS else np.mean
        figures[column] = float(middle(values)) if values else math.nan
    return figures


def opened(kind: str) -> Ear:
    """An ear; `bar_ear:network=false` has a setting as in a show file. Raises BadInput."""
    ear: Ear = call(running.part_named("ear", kind, "--ears"), context(), "ear", "hear")
    return ear


def measure(songs: list[Song], kinds: list[str]) -> dict[str, list[dict[str, float]]]:
    """Rows of each ear, in the order of the songs."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    for song in songs:
        for kind in kinds:
            ear = Timed(opened(kind))
            found[kind].append(row(song, listen(song.file, ear), ear))
    return found


def peer(said: str) -> tuple[str, Callable[[Path], Iterable[float]]]:
    """What `--peer` names: its name with its licence, and the function."""
    name, _, place = said.partition("=")
    module, _, function = place.partition(":")
    try:
        tracker = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        sys.exit(f"--peer {said}: {error}. Write NAME=MODULE:FUNCTION.")
    try:
        package = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return name, tracker
    kinds = [package[key] for key in ("License-Expression", "License") if key in package]
    print(f"{name} {package['Version']}: {(*kinds, 'licence not known')[0]}")
    return name, tracker


def measure_peers(songs: list[Song], asked: list[str]) -> dict[str, list[dict[str, float]]]:
    """Rows of each peer, in the order of the songs."""
    peers = dict(peer(said) for said in asked)
    return {
        name: [beat_figures(song, np.sort(list(tracker(song.file)))) for song in songs]
        for name, tracker in peers.items()
    }


def endure(songs: list[Song], kind: str, minutes: float) -> Iterator[float]:
    """Megabytes the program holds, every EVERY minutes of an ear that hears song after song."""
    ear = opened(kind)
    process, time, due = psutil.Process(), 0.0, 60 * EVERY
    for song in cycle(songs):
        for samples in hops(mono(song.file)):
            time += len(samples) / RATE
            ear.hear(AudioBlock(time, samples, RATE))
            if time >= due:
                yield process.memory_info().rss / 1e6
                due += 60 * EVERY
            if time >= 60 * minutes:
                return


def print_memory(songs: list[Song], kinds: list[str], minutes: float) -> None:
    """Prints the memory over time, a line for each ear."""
    times = [str(round(minute)) for minute in np.arange(EVERY, minutes + 1e-6, EVERY)]
    rows = {kind: dict(zip(times, endure(songs, kind, minutes), strict=False)) for kind in kinds}
    print(table.markdown("MB after", [(time, f"{time} min", 1) for time in times], rows))


def main() -> None:
    """Prints a line a song and ear, and means."""
    ask = command(__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--ears", default="bar_ear,aubio_ear")
    ask.add_argument("--peer", action="append", default=[], metavar="NAME=MODULE:FUNCTION")
    ask.add_argument("--minutes", type=float, default=0.0, help="hear so long, print the memory")
    records.add_option(ask)
    asked = ask.parse_args()
    songs, ears = songs_in(asked.folder), asked.ears.split(",")
    with records.recording(asked.record, ("ear", "models/hearing")):
        if asked.minutes:
            print_memory(songs, ears, asked.minutes)
        else:
            print_tables(songs, measure(songs, ears) | measure_peers(songs, asked.peer))


def print_tables(songs: list[Song], found: dict[str, list[dict[str, float]]]) -> None:
    """Prints the means, and for each song the first ear's figures and some of the others'."""
    some = {"all": songs, "real": [song for song in songs if song.real]}
    together = {}
    for title, chosen in some.items():
        for kind in found:
            rows = [found[kind][n] for n, song in enumerate(songs) if song in chosen]
            if rows:
                never = sum(math.isinf(figure["lock"]) for figure in rows)
                figures = means(rows) | {"never": float(never)}
                together[f"{title} ({len(rows)}), {kind}"] = figures
    print(table.markdown("pieces, ear", (*COLUMNS, NEVER), together))
    first, *others = found
    beside = [(f"{key} {kind}", f"{key}, {kind}", 3) for kind in others for key in BESIDE]
    pieces = {
        songs[n].file.stem: figures
        | {f"{key} {kind}": found[kind][n][key] for kind in others for key in BESIDE}
        for n, figures in sorted(enumerate(found[first]), key=lambda one: one[1]["F"])
    }
    print(table.markdown(f"piece, {first}", [*COLUMNS, *beside], pieces))


if __name__ == "__main__":
    main()
