"""How well beats are found from what the ear's network hears, from the flux, and from both.

python -m scripts.measure.hearing FOLDER [--models MODELS]    (extra: measure)

FOLDER holds annotated songs as in scripts/measure/beats.py. Each is heard block by block; each kind
of evidence goes alone into the pulse of `live/hear/pulse.py`, as it stands, and the beats announced
by it are measured:

    net     the network's beats
    flux    `live/hear/onsets.py`
    both    the root of their product, the flux delayed by a frame so that they show a beat together

Columns as in scripts/measure/beats.py, but `ones`: here the ONEs are where the network's downbeats
were strongest in the bars of 3 or 4 heard so far, nothing else being asked.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from live.commands.listen import Announcer
from live.hear.activations import LATE, Activations
from live.hear.loudness import Loudness, clean
from live.hear.onsets import FRAMES, Onsets
from live.hear.pulse import Pulse
from live.hear.sources.recording import OpenRecording
from live.show.show_file import MusicHints
from live.signals import Floats, Music
from scripts.measure.beats import KNOWN, Song, continuity, f_measure, first_lock, songs_in
from scripts.options import add_models, command

SILENT = 1.2  # seconds, as in the ear
FLOOR = 0.02  # of evidence: nothing is impossible
FADE = 0.95  # a beat: what was heard long ago counts less, for the ONEs
USUAL, LEAD = 1.15, 2.0  # how much more bars of four count, and what other bars must be ahead by
COLUMNS = ("F", "ahead", "CMLt", "AMLt", "ones", "lock")


@dataclass(frozen=True, slots=True, eq=False)
class Evidences:
    """Of one song, 100 a second."""

    beat: Floats  # the network's
    downbeat: Floats
    flux: Floats  # delayed by a frame
    playing: np.ndarray

    def kinds(self) -> dict[str, Floats]:
        """What is measured."""
        net, flux = (np.clip(values, FLOOR, 1 - FLOOR) for values in (self.beat, self.flux))
        return {"net": net, "flux": flux, "both": np.sqrt(net * flux)}


def heard(file: Path, ear: Activations) -> Evidences:
    """A song, block by block."""
    source = OpenRecording(file)
    net: list[tuple[float, float]] = []
    flux: list[float] = [FLOOR]
    playing: list[bool] = []
    rate = 0
    while (block := source.read()) is not None:
        if block.rate != rate:
            rate = block.rate
            onsets, loudness = Onsets(rate), Loudness(rate)
            ear.begin(rate)
        net += [(frame.beat, frame.downbeat) for frame in ear.hear(block.samples)]
        quiet = loudness.hear(clean(block.samples)).quiet_for >= SILENT
        found = onsets.hear(block.samples)
        flux += [frame.activation for frame in found]
        playing += [not quiet] * len(found)
    size = min(len(net), len(playing))
    beat, downbeat = np.array(net[:size]).T
    return Evidences(beat, downbeat, np.array(flux[:size]), np.array(playing[:size]))


def beats(evidence: Floats, playing: np.ndarray) -> tuple[Floats, Floats]:
    """Seconds of the beats the pulse announces, and of those known KNOWN ahead."""
    pulse, announcer, found = Pulse(FRAMES, MusicHints().tempo, LATE), Announcer(), []
    for number, (value, sounds) in enumerate(zip(evidence, playing, strict=True)):
        pulse.step(float(value) if sounds else None)
        found += announcer.announce(
            Music((number + 1) / FRAMES, pulse.tempo, pulse.beat, playing=sounds and pulse.beating)
        )
    ahead = sorted(beat.time for beat in found if beat.time - beat.known_at >= KNOWN)
    return np.array(sorted(beat.time for beat in found)), np.array(ahead)


def ones(times: Floats, downbeat: Floats) -> Floats:
    """Those beats where the downbeats heard before them were strongest, in bars of 3 or 4."""
    frames = np.clip(np.round((times + LATE) * FRAMES).astype(int) - 1, 1, len(downbeat) - 2)
    near = np.clip(np.max([downbeat[frames + k] for k in (-1, 0, 1)], axis=0), 0.01, 0.99)
    strength = np.log(near / (1 - near))
    places = {3: np.zeros(3), 4: np.zeros(4)}
    meter, chosen = 4, []
    for number, time in enumerate(times):
        ahead = {m: _ahead(sums) * (USUAL if m == 4 else 1.0) for m, sums in places.items()}
        best = max(ahead, key=lambda m: ahead[m])
        if ahead[best] > ahead[meter] + LEAD:
            meter = best
        if number % meter == int(np.argmax(places[meter])):
            chosen.append(time)
        for m, sums in places.items():
            sums *= FADE
            sums[number % m] += strength[number]
    return np.array(chosen)


def _ahead(sums: Floats) -> float:
    return float(sums.max() - (sums.sum() - sums.max()) / (len(sums) - 1))


def row(song: Song, evidence: Floats, found: Evidences) -> list[float]:
    """The columns of one song."""
    passed, ahead = beats(evidence, found.playing)
    cml, aml = continuity(song.beats, passed)
    bars = len(song.downbeats) > 0 and len(passed) > 8
    return [
        f_measure(song.beats, passed), f_measure(song.beats, ahead), cml, aml,
        f_measure(song.downbeats, ones(passed, found.downbeat)) if bars else math.nan,
        first_lock(song.beats, passed),
    ]  # fmt: skip


def table(title: str, rows: list[dict[str, list[float]]]) -> None:
    """Means of a group of songs; of `lock` the median."""
    for kind in rows[0]:
        figures = np.array([row[kind] for row in rows])
        means = np.append(np.nanmean(figures[:, :5], 0), np.median(figures[:, 5]))
        cells = "".join(f"{value:7.3f}" for value in means)
        print(f"{f'{title} ({len(rows)})':<24} {kind:<5}{cells}")


def main() -> None:
    """Prints a line a song, and means of groups."""
    ask = command(__doc__)
    ask.add_argument("folder", type=Path)
    add_models(ask)
    asked = ask.parse_args()
    ear = Activations(asked.models, 44_100)
    groups: dict[str, list[dict[str, list[float]]]] = {}
    print(f"{'':<30}" + "".join(f"{column:>7}" for column in COLUMNS))
    for song in songs_in(asked.folder):
        found = heard(song.file, ear)
        rows = {kind: row(song, values, found) for kind, values in found.kinds().items()}
        table(song.file.stem, [rows])
        groups.setdefault(song.file.stem.split("_")[0], []).append(rows)
    for title, members in groups.items():
        table(title, members)
    table("all", [rows for members in groups.values() for rows in members])


if __name__ == "__main__":
    main()
