"""Windows of dance to learn from: mirrored, changed in tempo, joined, with some inputs hidden."""

import math
from dataclasses import dataclass

import numpy as np

from live.dance import vector
from live.dance.music_features import MUSIC, PARTNER
from live.signals import Bools, Floats
from scripts.choreography import partners
from scripts.choreography.dataset import Data
from scripts.choreography.pairing import PHRASE, Songbook
from scripts.choreography.styles import STYLES

HELD_OUT = (
    "cmu_salsa_14_lead", "cmu_salsa_14_follow", "cmu_salsa_15_lead", "cmu_salsa_15_follow",
    "g1_J_Dance7_Party", "g1_J_Dance20_DWG", "cmu05_18",
)  # fmt: skip
SLOWEST, FASTEST = 0.75, 1.33  # how much slower or faster than danced
TEMPO, ENERGY, HEARD = 8, 15, 16  # numbers of the music vector
SOUND = slice(10, 15)
_MUTE, _STYLELESS, _ENERGYLESS = 0.15, 0.15, 0.10  # how often that is not known
_ALONE, _MADE_UP = 0.25, 0.35  # couples without their partner; solos with a made-up one
_START, _JOIN = 0.12, 0.4  # how often a window begins from rest, or goes over to another take
_DELAY = 4  # steps: a partner is seen up to so much later
_EASE = 16  # steps: from rest into the dance
_BLEND = 12  # steps: from one take into another
_NEAREST = 6  # places that a join may lead to


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Windows to learn from; row t of `music` and `partner` belongs to row t+1 of `x`."""

    x: Floats  # (windows, steps + 1, SIZE)
    music: Floats  # (windows, steps, MUSIC)
    partner: Floats  # (windows, steps, PARTNER)
    style: Floats  # (windows, STYLES)
    sound: Bools  # (windows, steps + 1)
    start: Bools  # (windows,): begins from rest, which row 0 is


class Sampler:
    """Draws windows from takes. The same generator draws the same windows."""

    def __init__(self, data: Data, takes: np.ndarray) -> None:
        self._data = data
        self.vectors = np.concatenate([data.vectors, vector.mirrored(data.vectors)])
        self._partner = np.concatenate([data.partner, partners.mirrored(data.partner)])
        self.rest = self.vectors.mean(axis=0)
        self.rest[vector.TRAVEL] = 0.0
        self.rest[vector.CONTACTS] = 1.0
        self._songs = Songbook(data.music, data.music_starts, data.music_rank)
        self._takes = takes
        used = np.concatenate([np.arange(len(data.vectors))[data.rows(take)] for take in takes])
        self.learned = np.concatenate([used, used + len(data.vectors)])  # rows of `vectors`
        lengths = np.diff(data.starts)[takes]
        shares = np.array([lengths[data.style[takes] == data.style[t]].sum() for t in takes])
        # Rare styles come up more often than their share, but not as often as common ones.
        weights = lengths / np.sqrt(shares)
        self._weights = weights / weights.sum()
        self._joins = _joins(data, self.vectors, takes)

    def batch(
        self, windows: int, steps: int, chance: np.random.Generator, *, aligned: bool = False
    ) -> Batch:
        """Windows of `steps` steps, drawn anew; aligned ones have their row 1 on a beat."""
        drawn = [self._window(steps, chance, aligned) for _ in range(windows)]
        return Batch(*(np.stack(column) for column in zip(*drawn, strict=True)))

    def _window(
        self, steps: int, chance: np.random.Generator, aligned: bool
    ) -> tuple[np.ndarray, ...]:
        data = self._data
        take = int(chance.choice(self._takes, p=self._weights))
        span = data.rows(take)
        first = self._first(span, steps, chance)
        if aligned:
            beat = max(1, round((first + 1 - span.start) / vector.STEPS))
            first = span.start + beat * vector.STEPS - 1
        rows = np.minimum(np.arange(first, first + steps + 1), span.stop - 1)
        inside = np.arange(first, first + steps + 1) < span.stop
        shift = int(chance.integers(2)) * len(data.vectors)  # mirrored, or as it was
        coupled = bool(data.coupled[take])
        accompanied = chance.random() < (1 - _ALONE if coupled else _MADE_UP)
        x = self.vectors[rows + shift]
        if not inside.all() or (not accompanied and chance.random() < _JOIN):
            x, rows, inside, joined = self._joined(x, rows, inside, shift, chance)
            accompanied = accompanied and not joined
        hurry = math.exp(chance.uniform(math.log(SLOWEST), math.log(FASTEST)))
        music = self._music(rows[1:], int(rows[0]) - span.start, take, hurry, chance)
        partner = np.zeros((steps, PARTNER))
        if accompanied:
            partner = self._seen(rows[1:] + shift, span.start + shift, hurry, chance)
        style = np.zeros(len(STYLES))
        style[data.style[take]] = chance.random() >= _STYLELESS
        start = bool(chance.random() < _START)
        if start:
            x = self._from_rest(x)
        return x, music, partner, style, data.sound[rows] & inside, np.array(start)

    def _first(self, span: slice, steps: int, chance: np.random.Generator) -> int:
        """Where a window may begin: preferably where there is dance."""
        for _ in range(5):
            first = int(chance.integers(span.start, max(span.start + 1, span.stop - steps - 1)))
            if self._data.sound[first : first + steps].mean() > 0.7:
                break
        return first

    def _from_rest(self, x: Floats) -> Floats:
        share = np.clip(np.arange(len(x)) / _EASE, 0.0, 1.0)[:, None]
        share = share * share * (3 - 2 * share)
        return np.asarray(self.rest + share * (x - self.rest))

    def _joined(
        self, x: Floats, rows: np.ndarray, inside: Bools, shift: int, chance: np.random.Generator
    ) -> tuple[Floats, np.ndarray, Bools, bool]:
        """Goes over to a place of another take that is alike, on a beat, if there is one."""
        steps = len(x)
        ends = int(inside.sum())
        at = [i for i in range(8, min(steps - 8, ends)) if rows[i] + shift in self._joins]
        if not at:
            return x, rows, inside, False
        place = int(chance.choice(at))
        if ends < steps:
            place = at[-1]  # as late as can be
        to, stop = self._joins[int(rows[place]) + shift][int(chance.integers(_NEAREST))]
        there = np.minimum(np.arange(to, to + steps - place), stop - 1)
        after = self.vectors[there].copy()
        gap = x[place] - after[0]
        gap[vector.TRAVEL] = 0.0
        gap[vector.CONTACTS] = 0.0
        fade = np.clip(1 - np.arange(len(there)) / _BLEND, 0.0, 1.0)[:, None]
        after += fade * fade * (3 - 2 * fade) * gap
        inside = np.concatenate([inside[:place], np.arange(to, to + steps - place) < stop])
        size = len(self._data.vectors)
        rows = np.concatenate([rows[:place], there % size])
        return np.concatenate([x[:place], after]), rows, inside, True

    def _music(
        self, rows: np.ndarray, step: int, take: int, hurry: float, chance: np.random.Generator
    ) -> Floats:
        data = self._data
        beat, rest = divmod(step + 1, vector.STEPS)
        lively = data.liveliness[rows]
        place = self._songs.place(
            len(rows) + rest,
            (beat - int(data.phrase[take])) % PHRASE,
            float(np.clip(lively.mean() + chance.normal(0, 0.1), 0, 1)),
            chance,
        )
        music = data.music[place][rest:].astype(float)
        music[:, TEMPO] = np.log2(data.tempo[rows] * hurry / 110.0)
        change = chance.normal(0.0, 0.07)
        music[:, ENERGY] = np.clip(lively + change, 0.0, 1.0)
        if chance.random() < _ENERGYLESS:
            music[:, ENERGY] = 0.5
        if chance.random() < _MUTE:
            music[:, SOUND] = 0.0
            music[:, HEARD] = 0.0
        return np.asarray(music).reshape(-1, MUSIC)

    def _seen(
        self, rows: np.ndarray, first: int, hurry: float, chance: np.random.Generator
    ) -> Floats:
        late = int(chance.integers(_DELAY + 1))
        partner = partners.hurried(self._partner[np.maximum(rows - late, first)], hurry)
        place = chance.normal(0.0, 0.15, 2)
        partner[:, 1] += place[0]
        partner[:, 2] += place[1]
        partner[:, 8:14] += chance.normal(0.0, 0.03, 6)
        return partner


def _joins(data: Data, vectors: Floats, takes: np.ndarray) -> dict[int, list[tuple[int, int]]]:
    """For each row on a beat (mirrored ones too): where else it goes on, and where that ends.

    Alike is who stands and moves alike; travel and the change of the pose count as the pose does.
    """
    size = len(data.vectors)
    beats = [
        (row + shift, data.rows(take).stop + shift, take)
        for take in takes
        for shift in (0, size)
        for row in range(data.rows(take).start, data.rows(take).stop - 3 * vector.STEPS)
        if (row - data.rows(take).start) % vector.STEPS == 0
    ]
    at = np.array([row for row, _, _ in beats])
    pose = vectors[at][:, vector.ROTATIONS]
    change = vectors[at + 2][:, vector.ROTATIONS] - pose
    feature = np.concatenate(
        [pose, 3 * change, vectors[at][:, vector.TRAVEL], 3 * vectors[at][:, 3:4],
         0.5 * vectors[at][:, vector.CONTACTS]], axis=1,
    ).astype(np.float32)  # fmt: skip
    square = (feature**2).sum(axis=1)
    style = np.array([data.style[take] for _, _, take in beats])
    found = {}
    for some in np.array_split(np.arange(len(at)), max(1, len(at) // 512)):
        off = square[some, None] + square - 2 * feature[some] @ feature.T
        off += 2.0 * (style[some, None] != style)
        off[np.abs(at[some, None] - at) < 4 * vector.STEPS] = np.inf
        nearest = np.argpartition(off, _NEAREST, axis=1)[:, :_NEAREST]
        for number, those in zip(some, nearest, strict=True):
            found[int(at[number])] = [(beats[n][0], beats[n][1]) for n in those]
    return found
