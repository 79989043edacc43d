"""How well the ears hear the beat of annotated music, in one table.

python scripts/measure_beats.py FOLDER [--ears bar_ear,aubio_ear]      (needs the extra: measure)

FOLDER holds songs (.ogg, .wav, .flac, .mp3), each with a .beats file beside it: a line a beat,
its seconds and its place in the bar (0: unknown). A meta.json may name, for each song, `gaps`
(from, to: no music there) and `tags` ("real": a recording of people playing).

Each ear hears each song as a live show would, block by block, and announces its beats ahead of
time. Measured with mir_eval (Raffel et al. 2014), +-70 ms, the first 5 s skipped:

    F        F-measure of the beats announced
    ahead    the same, of those known at least 100 ms before they sound
    CMLt     share of beats in unbroken rightness at the right metrical level; AMLt: or half,
             double, or off the beat
    ones     F-measure of the downbeats, where the song has bars
    lock     seconds from the first beat of the song to four right in a row
    false    beats a minute in gaps, from 2 s in
    offset   milliseconds, mean of the right beats: + is late
    core     share of one core the ear took in real time; p99: milliseconds a block of 10 ms took
             (both of the processor's time, which other programs do not lengthen)
"""

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np

from live.clock import Clock, Wall
from live.desk import Desk
from live.listen import Beat, listen
from live.parts import Ear, House
from live.places import MODELS
from live.show import MusicHints, part_of
from live.signals import AudioBlock, Floats, Music

WINDOW = 0.07  # seconds a beat may be off
SKIPPED = 5.0  # seconds at the start of each song
KNOWN = 0.1  # seconds before a beat sounds: known ahead
IN_A_ROW = 4
SETTLED = 2.0  # seconds into a gap, from when on no beat is forgiven
SOUNDS = (".ogg", ".wav", ".flac", ".mp3")
COLUMNS = ("F", "ahead", "CMLt", "AMLt", "ones", "lock", "false", "offset", "core", "p99")


@dataclass(frozen=True, slots=True, eq=False)
class Song:
    """A song and what is true of it."""

    file: Path
    beats: Floats  # seconds
    downbeats: Floats  # seconds; empty where the song has no bars
    gaps: list[tuple[float, float]]
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
        songs.append(Song(file, lines[:, 0], ones, gaps, "real" in known.get("tags", [])))
    return songs


def house() -> House:
    """Where nothing is known of the music beforehand."""
    return House(
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


def row(song: Song, beats: list[Beat], ear: Timed) -> dict[str, float]:
    """The columns of one song."""
    heard = np.array(sorted(beat.time for beat in beats))
    ahead = np.array(sorted(b.time for b in beats if b.time - b.known_at >= KNOWN))
    ones = np.array(sorted(beat.time for beat in beats if beat.beat_in_bar == 1))
    cml, aml = continuity(song.beats, heard)
    bars = len(song.downbeats) > 0
    return {
        "F": f_measure(song.beats, heard), "ahead": f_measure(song.beats, ahead), "CMLt": cml,
        "AMLt": aml, "ones": f_measure(song.downbeats, ones) if bars else math.nan,
        "lock": first_lock(song.beats, heard), "false": false_beats(song, heard),
        "offset": offset(song.beats, heard), "core": sum(ear.spent) / ear.sound,
        "p99": 1000 * float(np.percentile(ear.spent, 99)),
    }  # fmt: skip


def line(name: str, ear: str, figures: dict[str, float]) -> str:
    """One line of the table."""
    cells = []
    for column in COLUMNS:
        value = figures[column]
        digits = {"lock": 1, "false": 0, "offset": 1, "p99": 2}.get(column, 3)
        cells.append(f"{'-' if math.isnan(value) else f'{value:.{digits}f}':>7}")
    return f"{name:<26} {ear:<11}" + "".join(cells)


def means(rows: list[dict[str, float]]) -> dict[str, float]:
    """Means over the songs that have a figure; of `lock` the median."""
    figures = {}
    for column in COLUMNS:
        values = [figure[column] for figure in rows if not math.isnan(figure[column])]
        middle = np.median if column == "lock" else np.mean
        figures[column] = float(middle(values)) if values else math.nan
    return figures


def measure(songs: list[Song], kinds: list[str]) -> dict[str, list[dict[str, float]]]:
    """Rows of each ear, in the order of the songs."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    for song in songs:
        for kind in kinds:
            ear = Timed(part_of("ear", {"kind": kind}, "--ears").open(house()))  # type: ignore[attr-defined]
            found[kind].append(row(song, listen(song.file, ear).beats, ear))
    return found


def main() -> None:
    """Prints a line a song and ear, and means."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    ask.add_argument("--ears", default="bar_ear,aubio_ear")
    asked = ask.parse_args()
    songs, kinds = songs_in(asked.folder), asked.ears.split(",")
    found = measure(songs, kinds)
    print(f"{'':<38}" + "".join(f"{column:>7}" for column in COLUMNS))
    for number, song in enumerate(songs):
        for kind in kinds:
            print(line(song.file.stem, kind, found[kind][number]))
    for title, chosen in (("all", songs), ("real", [song for song in songs if song.real])):
        for kind in kinds:
            rows = [found[kind][n] for n, song in enumerate(songs) if song in chosen]
            if rows:
                never = sum(math.isinf(figure["lock"]) for figure in rows)
                print(f"{line(f'{title} ({len(rows)})', kind, means(rows))}   never: {never}")


if __name__ == "__main__":
    main()
