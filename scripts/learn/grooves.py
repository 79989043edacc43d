"""Songs of our own: drum patterns, bass lines and chords of rock, pop, dance and Latin music."""

from dataclasses import dataclass, field

import numpy as np

from live.signals import Floats
from scripts.learn.midi import DRUMS, KITS, Note

KICK, SNARE, CLAP, HAT, OPEN, RIDE, CRASH, TOM, SHAKER, TAMBOURINE, CLAVE, CONGA = (
    36, 38, 39, 42, 46, 51, 49, 45, 70, 54, 75, 63,
)  # fmt: skip
SIXTEENTHS = {  # where kick and snare fall in a bar of sixteenths
    "four": ("0 4 8 12", "4 12"), "rock": ("0 8", "4 12"), "rock2": ("0 8 10", "4 12"),
    "pop": ("0 6 8", "4 12"), "pop2": ("0 3 8 11", "4 12"), "half": ("0 10", "8"), "half2": ("0 3 7", "8"),
    "funk": ("0 2 7 10", "4 12 15"), "funk2": ("0 3 6 10 13", "4 12"), "break": ("0 2 10 11", "4 7 12 15"),
    "dembow": ("0 4 8 12", "3 6 11 14"), "trap": ("0 7 10", "8"), "disco": ("0 4 8 12", "4 12"),
    "motown": ("0 6 10", "0 4 8 12"), "punk": ("0 4 8 12", "2 6 10 14"), "metal": ("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "4 12"),
    "metal2": ("0 2 3 6 8 10 11 14", "4 12"), "ballad": ("0 8", "4 12"), "samba": ("0 3 4 7 8 11 12 15", "6 12"),
    "train": ("0 4 8 12", "2 4 6 10 12 14"), "reggae": ("8", "8"), "brush": ("0", "4 12"),
}  # fmt: skip
TWELFTHS = {  # the same in a bar of 12/8, four beats of three
    "shuffle": ("0 6", "3 9"), "shuffle2": ("0 5 6", "3 9"), "slow12": ("0 5 6", "3 9"), "swung": ("0 3 6 9", "3 9"),
}  # fmt: skip
SIXES = {"six": ("0", "3"), "six2": ("0 2 5", "3")}  # 6/8: two beats of three eighths
THREES = {"waltz": ("0", "4 8"), "waltz2": ("0 6", "4 8"), "slow3": ("0", "8")}  # 3/4
SLOW = ("ballad", "half", "half2", "slow12", "brush", "six", "six2", "slow3", "trap")
FAST = ("punk", "metal", "metal2", "samba", "train", "swung")
PROGRESSIONS = ((0, 7, 9, 5), (9, 5, 0, 7), (0, 9, 5, 7), (0, 5, 0, 7), (2, 7, 0, 0), (0, 0, 5, 7),
                (9, 7, 5, 7), (0, 10, 5, 0), (9, 2, 4, 9), (0, 4, 5, 5), (0, 3, 10, 5))  # fmt: skip
MINOR = (2, 4, 9, 11)
LEADS = ((0, 4), (16, 17), (24, 25), (26, 27), (28, 30), (29, 30), (29, 30), (48, 50), (80, 81), (88, 90), (61, 62))


@dataclass(slots=True)
class _Song:
    """A song as it is written; times in quarter notes."""

    chance: np.random.Generator
    grid: int  # steps a beat
    beat: float  # quarters a beat
    meter: int
    notes: list[Note] = field(default_factory=list)

    def hit(self, at: float, pitch: int, velocity: float) -> None:
        loose = self.chance.normal(0, 0.008)
        loud = round(velocity * self.chance.uniform(0.85, 1.1))
        self.notes.append(Note(max(0.0, at + loose), 0.1, DRUMS, pitch, loud))

    def play(self, at: float, length: float, channel: int, pitch: int, velocity: float) -> None:
        loose = self.chance.normal(0, 0.008)
        self.notes.append(Note(max(0.0, at + loose), length, channel, pitch, round(velocity)))


def _steps(text: str) -> list[int]:
    return [int(step) for step in text.split()]


def _kind(chance: np.random.Generator) -> tuple[str, tuple[str, str], int, int]:
    """Its name, kick and snare, steps a beat, and beats a bar."""
    table, grid, meter = [(SIXTEENTHS, 4, 4), (TWELFTHS, 3, 4), (SIXES, 3, 2), (THREES, 4, 3)][
        int(chance.choice(4, p=[0.74, 0.1, 0.06, 0.1]))
    ]
    name = str(chance.choice(list(table)))
    return name, table[name], grid, meter


def _tempo(name: str, chance: np.random.Generator) -> float:
    low, high = 80.0, 170.0
    if name in SLOW:
        low, high = 54.0, 100.0
    elif name in FAST:
        low, high = 110.0, 208.0
    return float(np.exp(chance.uniform(np.log(low), np.log(high))))


def song(seconds: float, chance: np.random.Generator) -> tuple[list[Note], dict[int, int], Floats, Floats, float]:
    """Notes, programs, beats and downbeats (quarter notes), and the tempo in quarters a minute."""
    name, pattern, grid, meter = _kind(chance)
    beat = 1.5 if grid == 3 and meter == 2 else 1.0  # quarters: a dotted one in 6/8
    tempo = _tempo(name, chance)
    bars = int(np.ceil(seconds * tempo / 60 / meter))
    work = _Song(chance, grid, beat, meter)
    band = _Band(work, chance)
    silent = _arrangement(bars, chance)
    for bar in range(bars):
        start = bar * meter * beat
        if "drums" not in silent[bar]:
            _drums(work, start, pattern, band, last=bar % 4 == 3)
        band.play(bar, start, silent[bar], _steps(pattern[0]))
    beats = np.arange(bars * meter) * beat
    programs = {0: band.lead, 1: band.pad, 2: band.bass, DRUMS: int(chance.choice(KITS))}
    return work.notes, programs, beats, beats[::meter], tempo * beat


def _arrangement(bars: int, chance: np.random.Generator) -> list[tuple[str, ...]]:
    """Who is silent in each bar: breakdowns, intros, drums alone."""
    out: list[tuple[str, ...]] = []
    while len(out) < bars:
        length = int(chance.choice([2, 4, 4, 8, 8]))
        kinds = ((), (), (), (), ("drums",), ("bass", "lead", "pad"), ("bass",), ("lead",))
        out += [kinds[chance.integers(len(kinds))]] * length
    return out[:bars]


def _drums(work: _Song, start: float, pattern: tuple[str, str], band: "_Band", *, last: bool) -> None:
    chance, step = work.chance, work.beat / work.grid
    for at in _steps(pattern[0]):
        work.hit(start + at * step, KICK, 112)
    fill = last and chance.random() < 0.4
    for at in _steps(pattern[1]):
        work.hit(start + at * step, band.snare, 108)
        if chance.random() < 0.1:
            work.hit(start + (at + 1) * step, band.snare, 50)
    for at in range(0, work.meter * work.grid, band.hat_every):
        on = at % work.grid == 0
        off = band.open_offbeat and at % work.grid == work.grid // 2
        if band.hats != "off" or not on:
            work.hit(start + at * step, OPEN if off else band.hat, 85 if on else band.hat_off)
    for at in band.extra:
        if at < work.meter * work.grid:
            work.hit(start + at * step, band.extra_drum, 80)
    if fill:
        for at in range((work.meter - 1) * work.grid, work.meter * work.grid):
            work.hit(start + at * step, TOM if chance.random() < 0.5 else band.snare, 95)
    if band.bar % 8 == 0 and chance.random() < 0.7:
        work.hit(start, CRASH, 105)
    band.bar += 1


class _Band:
    """Bass, chords and a lead, and how the drummer keeps time."""

    def __init__(self, work: _Song, chance: np.random.Generator) -> None:
        self._work, self._chance = work, chance
        self.bar = 0
        self.lead, self.pad = (int(p) for p in LEADS[chance.integers(len(LEADS))])
        self.bass = int(chance.choice([32, 33, 34, 36, 38, 39]))
        self.snare = int(chance.choice([SNARE, SNARE, SNARE, 40, CLAP, 37]))
        self.hat = int(chance.choice([HAT, HAT, HAT, RIDE, SHAKER, TAMBOURINE]))
        self.hat_every = int(chance.choice([1, 2, 2, 2, 4])) if work.grid == 4 else int(chance.choice([1, 1, 3]))
        self.hat_off = int(chance.choice([30, 50, 70, 85]))
        self.hats = str(chance.choice(["all", "all", "off"]))
        self.open_offbeat = bool(chance.random() < 0.25)
        length = work.meter * work.grid
        self.extra = sorted(chance.choice(length, int(chance.choice([0, 0, 0, 3, 5])), replace=False).tolist())
        self.extra_drum = int(chance.choice([CLAVE, CONGA, TAMBOURINE, SHAKER]))
        self._key = 36 + int(chance.integers(12))
        self._chords = PROGRESSIONS[chance.integers(len(PROGRESSIONS))]
        self._each = int(chance.choice([1, 1, 1, 2]))  # bars a chord
        self._comp = str(chance.choice(["whole", "beats", "eighths", "off", "rhythm", "arpeggio"]))
        self._walk = str(chance.choice(["kick", "kick", "beats", "eighths", "root"]))
        bits = chance.random(length) < 0.35
        bits[0] = chance.random() < 0.7
        self._rhythm = np.flatnonzero(bits).tolist() or [0]

    def play(self, bar: int, start: float, silent: tuple[str, ...], kicks: list[int]) -> None:
        """One bar."""
        root = self._key + self._chords[bar // self._each % len(self._chords)]
        third = 3 if (root - self._key) % 12 in MINOR else 4
        chord = [root + 12, root + 12 + third, root + 19]
        work, length = self._work, self._work.meter * self._work.beat
        step = work.beat / work.grid
        if "bass" not in silent:
            places = {"kick": kicks, "beats": range(0, work.meter * work.grid, work.grid),
                      "eighths": range(0, work.meter * work.grid, max(1, work.grid // 2)), "root": [0]}[self._walk]  # fmt: skip
            for at in places:
                pitch = root + (0 if at == 0 or self._chance.random() < 0.7 else int(self._chance.choice([7, 12, third])))
                work.play(start + at * step, step * 1.6, 2, pitch, 95)
        if "pad" not in silent and self._comp != "arpeggio" and self._chance.random() < 0.9:
            for pitch in chord:
                work.play(start, length * 0.97, 1, pitch + 12, 60)
        if "lead" not in silent:
            self._accompany(start, step, length, chord)

    def _accompany(self, start: float, step: float, length: float, chord: list[int]) -> None:
        work = self._work
        whole = work.meter * work.grid
        places = {"whole": [0], "beats": range(0, whole, work.grid), "eighths": range(0, whole, max(1, work.grid // 2)),
                  "off": range(work.grid // 2, whole, work.grid), "rhythm": self._rhythm,
                  "arpeggio": range(0, whole, max(1, work.grid // 2))}[self._comp]  # fmt: skip
        for number, at in enumerate(places):
            loud = 92 if at == 0 else 78 if at % work.grid == 0 else 68
            if self._comp == "arpeggio":
                work.play(start + at * step, step * 2, 0, chord[number % 3] + 12 * (number // 3 % 2), loud)
            else:
                for pitch in chord:
                    work.play(start + at * step, length if self._comp == "whole" else step * 1.5, 0, pitch + 12, loud)
