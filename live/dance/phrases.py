"""Phrases: moves put together on the bars of the music, and never the same for long."""

import math
import random
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from live.dance.feet import STANCE, TURNED_OUT, Step
from live.dance.moves import MOVES
from live.dance.moves.gestures import ACCENTS, GESTURES, GESTURES_IN_THREE
from live.dance.moves.move import ARMS, CHANNELS, SAMPLES, Footfall, Gesture, Move, gesture_table
from live.dance.moves.move import table as move_table
from live.signals import Floats

_REMEMBERED = 12  # phrases: none of them is danced again
_FAR = 0.36  # metres from home: time to go back there
_DRIFT = 0.14  # metres: what one phrase brings the dancer nearer to home in passing


@dataclass(frozen=True, slots=True)
class Footing:
    """Where the dancer will stand when a phrase begins."""

    x: float  # metres: the middle of the stance
    z: float
    free: int  # the foot without weight: 0 left, 1 right


@dataclass(frozen=True, slots=True)
class Wish:
    """What a phrase has to fit."""

    start: float  # beats
    tempo: float  # beats a minute
    meter: int  # beats a bar
    one: int  # a ONE, the first at or after the start
    energy: float  # 0..1
    footing: Footing
    home: tuple[float, float]  # metres: x and z
    heading: float  # radians: which way is the front
    stays: bool = False  # True: no steps of its own, and nothing for the arms


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """What to dance from beat `start` to beat `end`."""

    name: tuple[str, ...]  # what tells it from others
    start: float  # beats
    end: float
    one: float  # beats: where its first count is
    beats: float  # beats a count lasts
    table: Floats  # (counts * SAMPLES + 1, channels)
    steps: tuple[Step, ...]
    place: tuple[float, float]  # metres: where it ends, x and z
    turned: int  # times it goes right round, to the left

    def at(self, beat: float) -> Floats:
        """The channels at a beat, metres and radians."""
        rounds = (len(self.table) - 1) / SAMPLES
        place = ((beat - self.one) / self.beats % rounds) * SAMPLES
        index = min(int(place), len(self.table) - 2)
        before: Floats = self.table[index]
        found: Floats = before + (place - index) * (self.table[index + 1] - before)
        return found


@dataclass(frozen=True, slots=True)
class Counting:
    """How the music is counted for dancing."""

    beats: float  # beats a count
    threes: bool  # in three, or in two and four
    counts: int  # of a phrase


def counting(meter: int, tempo: float) -> Counting:
    """Fast music is danced at half its beat; a fast waltz, and six-eight, by the half bar or bar."""
    if meter == 3:
        return Counting(1.0, True, 6) if tempo <= 165 else Counting(3.0, False, 4)
    if meter == 6:
        return Counting(3.0, False, 4) if tempo >= 132 else Counting(1.0, True, 6)
    beats = 8 if 8 % meter == 0 else 2 * meter
    if tempo > 152 and beats % 2 == 0:
        return Counting(2.0, False, max(4, beats // 2))
    if tempo < 52:
        return Counting(0.5, False, beats)
    return Counting(1.0, False, beats)


@dataclass(slots=True)
class _Choice:
    """A phrase as chosen, before it is put on the floor."""

    moves: tuple[tuple[Move, bool], ...]  # and whether mirrored
    gesture: tuple[Gesture, bool] | None = None
    accent: tuple[Gesture, bool] | None = None
    counts: list[int] = field(default_factory=list)  # of each move

    @property
    def name(self) -> tuple[str, ...]:
        names = [f"{move.name}{' mirrored' * mirror}" for move, mirror in self.moves]
        if self.gesture is not None:
            names.append(self.gesture[0].name + " mirrored" * self.gesture[1])
        return tuple(names)


class Phrases:
    """A grammar: a phrase, its mirror image, another, and the first one again but different."""

    def __init__(self, style: str, seed: int, only: tuple[Move, ...] = ()) -> None:
        self._style, self._only = style, only
        self._chance = random.Random(seed)
        self._danced: deque[tuple[str, ...]] = deque(maxlen=_REMEMBERED)
        self._moves: deque[str] = deque(maxlen=6)  # names, newest last
        self._part = 0  # 0 A, 1 A mirrored, 2 B, 3 A varied
        self._theme: _Choice | None = None
        self._threes = False

    def next(self, wish: Wish) -> Phrase:
        """The next phrase. It ends on a ONE."""
        way = counting(wish.meter, wish.tempo)
        length = way.counts * way.beats
        upbeat = wish.one - wish.start
        whole = upbeat < 0.01
        # A beat or less before the ONE goes with the phrase; more is a short phrase of its own.
        end = wish.one if 1.01 < upbeat else wish.one + length
        if way.threes is not self._threes:
            self._threes, self._part, self._theme = way.threes, 0, None
        away = math.hypot(wish.home[0] - wish.footing.x, wish.home[1] - wish.footing.z)
        if wish.stays:
            choice = self._stay(way)
        elif away > _FAR and abs(wish.home[0] - wish.footing.x) > 0.2:
            choice = self._travel(way, wish)
        else:
            choice = self._chosen(way, wish, whole)
        return self._laid(choice, way, wish, end)

    def _practice(self, way: Counting) -> _Choice:
        """The wanted moves, in turn, each as written and then mirrored."""
        fit = [move for move in self._only if (move.meter == 3) is way.threes] or self._only
        self._part += 1
        return _Choice(((fit[self._part // 2 % len(fit)], self._part % 2 == 0),))

    def _stay(self, way: Counting) -> _Choice:
        return _Choice(((STAYING[way.threes], self._chance.random() < 0.5),))

    def _travel(self, way: Counting, wish: Wish) -> _Choice:
        moves = [m for m in MOVES if m.travels and (m.meter == 3) is way.threes]
        return _Choice(((moves[0], wish.home[0] < wish.footing.x),))

    def _chosen(self, way: Counting, wish: Wish, whole: bool) -> _Choice:
        if not whole:
            fit = self._fitting(way, wish, 6 if way.threes else 4)
            plain = [m for m in fit if not m.turns]
            return _Choice(((self._picked(plain, wish), wish.footing.free == 1),))
        if self._only:
            return self._practice(way)
        part, self._part = self._part, (self._part + 1) % 4
        theme = self._theme
        if theme is not None and not self._suits(theme.moves[0][0], wish.energy, 0.2):
            theme, part = None, 0
            self._part = 1
        for attempt in range(12):
            choice = self._part_of(part, theme, way, wish)
            if choice.name not in self._danced:
                break
            if attempt > 4:
                part, theme = 0, None
        if part == 0 or theme is None:
            self._theme = choice
        self._danced.append(choice.name)
        self._moves.extend(move.name for move, _ in choice.moves)
        return choice

    def _part_of(self, part: int, theme: _Choice | None, way: Counting, wish: Wish) -> _Choice:
        led = wish.footing.free == 1
        if theme is None or part in (0, 2):
            choice = self._new(way, wish, led)
        elif part == 1:
            moves = tuple((move, not mirror) for move, mirror in theme.moves)
            gesture = theme.gesture and (theme.gesture[0], not theme.gesture[1])
            choice = _Choice(moves, gesture)
        else:
            choice = _Choice(theme.moves, self._gesture(theme.moves[0][0], way, wish))
        if part in (1, 3) or self._chance.random() < 0.25:
            choice.accent = self._accent(way, wish)
        return choice

    def _new(self, way: Counting, wish: Wish, mirror: bool) -> _Choice:
        move = self._picked(self._fitting(way, wish, way.counts), wish)
        gesture = self._gesture(move, way, wish)
        if move.beats * 2 <= way.counts and not way.threes and self._chance.random() < 0.55:
            others = [m for m in self._fitting(way, wish, 4) if m.beats == 4 and m is not move]
            turns = [m for m in others if m.turns]
            if turns and self._chance.random() < 0.3:
                return _Choice(((move, mirror), (turns[0], mirror)), gesture)
            second = self._picked([m for m in others if not m.turns] or others, wish)
            return _Choice(((move, mirror), (second, mirror)), gesture)
        return _Choice(((move, mirror),), gesture)

    def _fitting(self, way: Counting, wish: Wish, counts: int) -> list[Move]:
        fit = [
            move
            for move in MOVES
            if (move.meter == 3) is way.threes
            and self._style in move.styles
            and not move.travels
            and move.beats <= counts
            and not (move.turns and way.counts % move.beats)
        ]
        return [move for move in fit if self._suits(move, wish.energy, 0.05)] or fit

    @staticmethod
    def _suits(move: Move, energy: float, slack: float) -> bool:
        return move.energy[0] - slack <= energy <= move.energy[1] + slack

    def _picked(self, moves: list[Move], wish: Wish) -> Move:
        """One of the moves: rather of this style than of any, rather not one just danced."""
        weights = []
        for move in moves:
            middle = (move.energy[0] + move.energy[1]) / 2
            weight = math.exp(-4 * abs(middle - wish.energy)) / len(move.styles) ** 0.4
            if move.turns:
                weight *= 0.35
            if move.name in self._moves:
                weight *= 0.06
            weights.append(weight)
        return self._chance.choices(moves, weights)[0]

    def _gesture(self, move: Move, way: Counting, wish: Wish) -> tuple[Gesture, bool] | None:
        if not move.free_arms or self._chance.random() < 0.3:
            return None
        bank = GESTURES_IN_THREE if way.threes else GESTURES
        fit = [g for g in bank if g.energy[0] - 0.05 <= wish.energy <= g.energy[1] + 0.05]
        return self._chance.choice(fit or list(bank)), self._chance.random() < 0.5

    def _accent(self, way: Counting, wish: Wish) -> tuple[Gesture, bool] | None:
        fit = [g for g in ACCENTS if g.energy[0] <= wish.energy <= g.energy[1]]
        if not fit or way.threes and self._chance.random() < 0.5:
            return None
        return self._chance.choice(fit), self._chance.random() < 0.5

    def _laid(self, choice: _Choice, way: Counting, wish: Wish, end: float) -> Phrase:
        """A choice, put on the beats and on the floor."""
        table = self._table(choice, way)
        travels = choice.moves[0][0].travels
        steps, place, turned = _walk(choice, way, wish, end, travels)
        return Phrase(
            choice.name, wish.start, end, float(wish.one), way.beats, table, steps, place, turned
        )

    def _table(self, choice: _Choice, way: Counting) -> Floats:
        parts = [_round(move_table(move, mirror), way.counts) for move, mirror in choice.moves]
        samples = way.counts * SAMPLES
        half = samples // 2
        table = parts[0] if len(parts) == 1 else np.vstack([parts[0][:half], parts[1][half:]])
        if len(parts) > 1:
            # A quarter of a count's crossfade, so that the seam inside a phrase is none.
            _softened(table, parts, half, SAMPLES // 3)
        table = table.copy()
        if choice.gesture is not None:
            _laid_over(table, _round(gesture_table(*choice.gesture), way.counts), 0, samples)
        if choice.accent is not None:
            start = samples - 2 * SAMPLES
            _laid_over(table, _round(gesture_table(*choice.accent), 2), start, samples)
        spread = np.array([self._chance.uniform(0.9, 1.1) for _ in CHANNELS])
        spread[ARMS:] = 1 + (spread[ARMS:] - 1) * 0.3
        varied: Floats = table * spread
        return varied


def _walk(
    choice: _Choice, way: Counting, wish: Wish, end: float, travels: bool
) -> tuple[tuple[Step, ...], tuple[float, float], int]:
    """The phrase's footfalls, where they leave the dancer, and how often they turned it."""
    floor = _Floor(way, wish, travels)
    steps: list[Step] = []
    middle = way.counts // 2 if len(choice.moves) > 1 else way.counts
    for index, (move, mirror) in enumerate(choice.moves):
        low, high = (0, middle) if index == 0 else (middle, way.counts)
        for begin in range(low, high, move.beats):
            steps += [
                floor.step(fall, begin, move, mirror)
                for fall in move.feet
                if begin + fall.count < high
            ]
            floor.done(move, mirror)
    # An upbeat is danced as the end of the phrase before it would have been.
    back = way.counts * way.beats
    early = [floor.moved(step, -back) for step in steps]
    kept = [s for s in early if wish.start - 0.01 <= s.beat < wish.one - 0.01]
    kept += [s for s in steps if wish.one - 0.01 <= s.beat < end - 0.01]
    return tuple(kept), floor.end, floor.turned


class _Floor:
    """Where a phrase's steps are on the stage."""

    def __init__(self, way: Counting, wish: Wish, travels: bool) -> None:
        self._way, self._wish = way, wish
        self._x, self._z = wish.footing.x, wish.footing.z
        dx, dz = wish.home[0] - self._x, wish.home[1] - self._z
        quick = 60.0 / wish.tempo * way.beats / 0.5  # counts a second, seen from 120
        self._scale = (0.62 + 0.42 * wish.energy) * min(1.12, max(0.55, quick**0.6))
        if travels:
            self._scale = min(1.0, abs(dx) / (0.62 * max(1, way.counts // 4)))
            dx = 0.0
        far = math.hypot(dx, dz)
        share = min(1.0, _DRIFT / far) if far > 0.02 else 0.0
        self._drift = (dx * share, dz * share)
        self.end = (self._x + self._drift[0], self._z + self._drift[1])
        self.turned = 0

    def step(self, fall: Footfall, begin: int, move: Move, mirror: bool) -> Step:
        left = (fall.side == "left") is not mirror
        sign = -1.0 if mirror else 1.0
        scale = 1.0 if move.turns else self._scale
        x = sign * fall.x * scale + (STANCE if left else -STANCE)
        z = fall.z * scale
        heading = self._wish.heading + 2 * math.pi * self.turned
        out = TURNED_OUT if left else -TURNED_OUT
        yaw = heading + sign * math.radians(fall.yaw) + (out if fall.landing != "pivot" else 0)
        sin, cos = math.sin(heading), math.cos(heading)
        done = min(1.0, (begin + fall.count + 1) / self._way.counts)
        count = self._way.beats * 60.0 / self._wish.tempo
        return Step(
            self._wish.one + (begin + fall.count) * self._way.beats,
            fall.within * count,
            0 if left else 1,
            self._x + x * cos + z * sin + self._drift[0] * done,
            self._z - x * sin + z * cos + self._drift[1] * done,
            yaw,
            fall.landing,
            fall.lift,
        )

    def done(self, move: Move, mirror: bool) -> None:
        """Goes on from where a round of a move has ended."""
        sign = -1 if mirror else 1
        if move.turns:
            self.turned += sign
        if move.travels:
            way = sign * 0.62 * self._scale
            self._x += way
            self.end = (self.end[0] + way, self.end[1])

    @staticmethod
    def moved(step: Step, beats: float) -> Step:
        return Step(
            step.beat + beats, step.seconds, step.foot, step.x, step.z, step.yaw, step.landing,
            step.lift,
        )  # fmt: skip


def _round(table: Floats, counts: int) -> Floats:
    """A table, repeated or cut to a number of counts."""
    length = len(table) - 1
    index = np.arange(counts * SAMPLES + 1) % length
    found: Floats = table[index]
    return found


def _softened(table: Floats, parts: list[Floats], seam: int, width: int) -> None:
    """Crossfades two parts of a table around their seam."""
    ramp = np.linspace(0, 1, 2 * width)[:, None]
    ramp = ramp * ramp * (3 - 2 * ramp)
    at = slice(seam - width, seam + width)
    table[at] = parts[0][at] * (1 - ramp) + parts[1][at] * ramp


def _laid_over(table: Floats, over: Floats, start: int, stop: int) -> None:
    """Lays a gesture over a table, in and out within half a count."""
    length = stop - start
    place = np.arange(length + 1) / (SAMPLES / 2)
    ramp = np.minimum(1.0, np.minimum(place + 0.4, (length / (SAMPLES / 2) - place) + 0.2))
    if length >= (len(table) - 1):
        ramp = np.ones_like(ramp)
    share = np.where(np.isnan(over), 0.0, ramp[:, None])
    table[start : stop + 1] += share * (np.nan_to_num(over) - table[start : stop + 1])


def _staying(name: str) -> Move:
    move = next(move for move in MOVES if move.name == name)
    return Move(
        name="groove", styles=(), meter=move.meter, beats=move.beats, body=move.body,
        arms=move.arms, bounce=move.bounce, spring=move.spring,
    )  # fmt: skip


STAYING = {False: _staying("bounce"), True: _staying("waltz sway")}
