"""Phrases: moves put together on the bars of the music, without early repeats."""

import math
import random
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from live.dance.feet import Step
from live.dance.floorplan import Counting, PhraseNeeds, counting, walked
from live.dance.moves import MOVES
from live.dance.moves.gestures import ACCENTS, GESTURES, GESTURES_IN_THREE
from live.dance.moves.move import ARMS, CHANNELS, SAMPLES, Gesture, Move, gesture_table
from live.dance.moves.move import table as move_table
from live.signals import Floats

_REMEMBERED = 12  # the last phrases, which are not danced again
_FAR = 0.36  # metres from home: further away, a phrase goes back there


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """What to dance from beat `start` to beat `end`."""

    name: tuple[str, ...]  # its moves and gestures: another phrase has another name
    start: float  # beats
    end: float
    one: float  # beats: where its first count is
    beats: float  # beats a count lasts
    table: Floats  # (counts * SAMPLES + 1, channels)
    steps: tuple[Step, ...]
    place: tuple[float, float]  # metres: where it ends, x and z
    turned: int  # times it goes right round, to the left
    said: tuple[str, ...] = ()  # the words for the guests, count by count; empty: none

    def at(self, beat: float) -> Floats:
        """The channels at a beat, metres and radians."""
        rounds = (len(self.table) - 1) / SAMPLES
        place = ((beat - self.one) / self.beats % rounds) * SAMPLES
        index = min(int(place), len(self.table) - 2)
        before: Floats = self.table[index]
        found: Floats = before + (place - index) * (self.table[index + 1] - before)
        return found

    def begins_anew(self, before: float, beat: float) -> bool:
        """Whether the table has started again since the beat `before`.

        It does on the ONE after an upbeat, and where the phrase is repeated.
        """
        beats = (len(self.table) - 1) / SAMPLES * self.beats
        return math.floor((before - self.one) / beats) < math.floor((beat - self.one) / beats)

    def said_at(self, beat: float) -> str:
        """The words for the guests at a beat; empty: none."""
        count = math.floor((beat - self.one) / self.beats)
        return self.said[count] if 0 <= count < len(self.said) else ""


@dataclass(slots=True)
class _Choice:
    """A phrase as chosen, before its steps have places and beats."""

    moves: tuple[tuple[Move, bool], ...]  # moves, and whether each is mirrored
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
    """A grammar of four: a phrase, its mirror image, another phrase, a variation of the first."""

    def __init__(self, style: str, seed: int, only: tuple[Move, ...] = ()) -> None:
        self.style, self._only = style, only
        self._chance = random.Random(seed)
        self._danced: deque[tuple[str, ...]] = deque(maxlen=_REMEMBERED)
        self._moves: deque[str] = deque(maxlen=6)  # names, newest last
        self._part = 0  # of the four: 0 A, 1 A mirrored, 2 B, 3 A varied
        self._theme: _Choice | None = None
        self._threes = False

    def next(self, wish: PhraseNeeds) -> Phrase:
        """The next phrase. It ends on a ONE."""
        way = counting(wish.meter, wish.tempo)
        length = way.counts * way.beats
        upbeat = wish.one - wish.start
        whole = upbeat < 0.01
        # An upbeat of a beat or less belongs to the phrase; a longer one is a short phrase itself.
        end = wish.one if upbeat > 1.01 else wish.one + length
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
        """One of the wanted moves: they take turns, each as written and then mirrored."""
        fit = [move for move in self._only if (move.meter == 3) is way.threes] or self._only
        self._part += 1
        return _Choice(((fit[self._part // 2 % len(fit)], self._part % 2 == 0),))

    def _stay(self, way: Counting) -> _Choice:
        return _Choice(((STAYING[way.threes], self._chance.random() < 0.5),))

    def _travel(self, way: Counting, wish: PhraseNeeds) -> _Choice:
        moves = [m for m in MOVES if m.travels and (m.meter == 3) is way.threes]
        return _Choice(((moves[0], bool(wish.home[0] < wish.footing.x)),))

    def _chosen(self, way: Counting, wish: PhraseNeeds, whole: bool) -> _Choice:
        if not whole:
            fit = self._fitting(way, wish, 6 if way.threes else 4)
            plain = [m for m in fit if not m.turns]
            return _Choice(((self._picked(plain or fit, wish), wish.footing.free == 1),))
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

    def _part_of(
        self, part: int, theme: _Choice | None, way: Counting, wish: PhraseNeeds
    ) -> _Choice:
        led = wish.footing.free == 1
        if theme is None or part in (0, 2):
            choice = self._new(way, wish, led)
        elif part == 1:
            moves = tuple((move, not mirror) for move, mirror in theme.moves)
            gesture = theme.gesture and (theme.gesture[0], not theme.gesture[1])
            choice = _Choice(moves, gesture)
        else:
            choice = self._varied(theme, way, wish)
        turning = choice.moves[-1][0].turns
        if not turning and (part in (1, 3) or self._chance.random() < 0.25):
            choice.accent = self._accent(way, wish)
        return choice

    def _varied(self, theme: _Choice, way: Counting, wish: PhraseNeeds) -> _Choice:
        """A theme with other arms, or ending in something else."""
        move, mirror = theme.moves[0]
        gesture = self._gesture(move, way, wish)
        if gesture is not None or way.threes or move.beats * 2 > way.counts:
            return _Choice(theme.moves, gesture)
        return _Choice(((move, mirror), (self._ending(move, way, wish) or move, mirror)))

    def _ending(self, move: Move, way: Counting, wish: PhraseNeeds) -> Move | None:
        """Another move for the second half of a phrase, now and then a turn."""
        half = way.counts // 2
        others = [m for m in self._fitting(way, wish, 4) if m.beats == 4 and m is not move]
        turns = [m for m in others if m.turns and half == m.beats]
        if turns and self._chance.random() < 0.3:
            return turns[0]
        steady = [m for m in others if not m.turns]
        return self._picked(steady, wish) if steady else None

    def _new(self, way: Counting, wish: PhraseNeeds, mirror: bool) -> _Choice:
        fit = self._fitting(way, wish, way.counts)
        # A turn is a phrase only where it fills it: it is not danced twice in a row.
        once = [m for m in fit if not m.turns or m.beats == way.counts]
        move = self._picked(once or fit, wish)
        gesture = self._gesture(move, way, wish)
        if move.beats * 2 <= way.counts and not way.threes and self._chance.random() < 0.55:
            ending = self._ending(move, way, wish)
            if ending is not None:
                return _Choice(((move, mirror), (ending, mirror)), gesture)
        return _Choice(((move, mirror),), gesture)

    def _fitting(self, way: Counting, wish: PhraseNeeds, counts: int) -> list[Move]:
        fit = [
            move
            for move in MOVES
            if (move.meter == 3) is way.threes
            and self.style in move.styles
            and not move.travels
            and move.beats <= counts
            and not (move.turns and (way.counts % move.beats or not wish.turns))
        ]
        return [move for move in fit if self._suits(move, wish.energy, 0.05)] or fit

    @staticmethod
    def _suits(move: Move, energy: float, slack: float) -> bool:
        return move.energy[0] - slack <= energy <= move.energy[1] + slack

    def _picked(self, moves: list[Move], wish: PhraseNeeds) -> Move:
        """One of the moves, by chance: likelier if few styles have it, unlikely if just danced."""
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

    def _gesture(self, move: Move, way: Counting, wish: PhraseNeeds) -> tuple[Gesture, bool] | None:
        if not move.free_arms or self._chance.random() < 0.3:
            return None
        bank = GESTURES_IN_THREE if way.threes else GESTURES
        fit = [g for g in bank if g.energy[0] - 0.05 <= wish.energy <= g.energy[1] + 0.05]
        return self._chance.choice(fit or list(bank)), self._chance.random() < 0.5

    def _accent(self, way: Counting, wish: PhraseNeeds) -> tuple[Gesture, bool] | None:
        fit = [g for g in ACCENTS if g.energy[0] <= wish.energy <= g.energy[1]]
        if not fit or (way.threes and self._chance.random() < 0.5):
            return None
        return self._chance.choice(fit), self._chance.random() < 0.5

    def _laid(self, choice: _Choice, way: Counting, wish: PhraseNeeds, end: float) -> Phrase:
        """The phrase of a choice: its table, and its steps with beats and places."""
        table = self._table(choice, way)
        steps, place, turned = walked(choice.moves, way, wish, end)
        return Phrase(
            choice.name, wish.start, end, float(wish.one), way.beats, table, steps, place, turned
        )

    def _table(self, choice: _Choice, way: Counting) -> Floats:
        parts = [repeated(move_table(move, mirror), way.counts) for move, mirror in choice.moves]
        samples = way.counts * SAMPLES
        half = samples // 2
        table = parts[0] if len(parts) == 1 else np.vstack([parts[0][:half], parts[1][half:]])
        if len(parts) > 1:
            # A crossfade of one count hides the seam.
            _softened(table, parts, half, SAMPLES // 2)
        table = table.copy()
        if choice.gesture is not None:
            _laid_over(table, repeated(gesture_table(*choice.gesture), way.counts), 0)
        if choice.accent is not None:
            accent = gesture_table(*choice.accent)
            # It fades in over the count before its own two.
            _laid_over(table, np.vstack([accent[-SAMPLES - 1 : -1], accent]), SAMPLES)
        spread = np.array([self._chance.uniform(0.9, 1.1) for _ in CHANNELS])
        spread[ARMS:] = 1 + (spread[ARMS:] - 1) * 0.3
        varied: Floats = table * spread
        return varied


def repeated(table: Floats, counts: int) -> Floats:
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


def _laid_over(table: Floats, over: Floats, ease: int) -> None:
    """Lays a gesture over a table's end; it fades in within `ease` samples."""
    length = len(over)
    ramp = np.minimum(1.0, np.arange(length) / ease) if ease else np.ones(length)
    ramp = ramp * ramp * (3 - 2 * ramp)
    share = np.where(np.isnan(over), 0.0, ramp[:, None])
    end = table[-length:]
    end += share * (np.nan_to_num(over) - end)


def _staying(name: str) -> Move:
    move = next(move for move in MOVES if move.name == name)
    return Move(
        name="groove", styles=(), meter=move.meter, beats=move.beats, body=move.body,
        arms=move.arms, bounce=move.bounce, spring=move.spring,
    )  # fmt: skip


STAYING = {False: _staying("bounce"), True: _staying("waltz sway")}
