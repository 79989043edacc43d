"""Lessons: a bar of count-in, then one move danced plainly for four bars, then the next.

Easy moves come first. A pupil who dances along gets a harder move next; one who does not sees the
move again, and then an easier one if there is one not yet shown. With nobody there the lessons go
through the course in order.
"""

import math
from dataclasses import replace

from live.dance.coupling import Coupling
from live.dance.floorplan import Counting, PhraseNeeds, counting, walked
from live.dance.moves import MOVES
from live.dance.moves.move import Move
from live.dance.moves.move import table as move_table
from live.dance.phrases import STAYING, Phrase, repeated

ALONG = 0.35  # a coupling (see `live.dance.coupling`) of somebody who dances along
_BARS = 4  # of a move in a lesson
_PLAINLY = 0.55  # 0..1: the energy of a teacher's dance
_LEAP = 2  # moves further on in the course, for a pupil who dances along


class Lessons:
    """Chooses the phrases of lessons. Each has words for the guests, count by count."""

    def __init__(self, style: str, only: tuple[Move, ...] = ()) -> None:
        self.style, self._only = style, only
        self._shown: set[str] = set()  # names, in this round of the course
        self._move: Move | None = None
        self._counted_in = self._taught = False
        self._again = False
        self._end = math.nan  # beats: of the last phrase
        self._threes: bool | None = None

    def next(self, wish: PhraseNeeds, pupil: Coupling | None) -> Phrase:
        """The next phrase; `pupil` is how a human has danced along, None with nobody there."""
        way = counting(wish.meter, wish.tempo)
        wish = replace(wish, energy=_PLAINLY)
        if wish.start != self._end or way.threes is not self._threes:
            self._counted_in = self._taught = False  # the lesson was cut short: it begins anew
        if way.threes is not self._threes:
            self._threes, self._move = way.threes, None
            self._shown.clear()
        phrase = self._phrase(way, wish, pupil)
        self._end = phrase.end
        return phrase

    def _phrase(self, way: Counting, wish: PhraseNeeds, pupil: Coupling | None) -> Phrase:
        if self._counted_in and self._move is not None:
            self._counted_in, self._taught = False, True
            move = self._move
            counts = _BARS * _bar(way)
            return _laid(move, way, wish, counts, (_words(move),) * counts)
        if wish.one - wish.start > 1.01:
            return _laid(STAYING[way.threes], way, wish, 0, ())  # until the bar begins
        if self._move is None or self._taught:
            self._choose(way, wish, pupil)
        self._counted_in = True
        counts = _bar(way)
        first = 5 if counts == 4 else 1
        said = tuple(str(first + count) for count in range(counts))
        return _laid(STAYING[way.threes], way, wish, counts, said)

    def _choose(self, way: Counting, wish: PhraseNeeds, pupil: Coupling | None) -> None:
        """Chooses the move of this lesson, by how the last one went."""
        course = self._course(way)
        move = self._move
        if move is None or move not in course:
            self._show(course[0])
            return
        seconds = _BARS * _bar(way) * way.beats * 60.0 / wish.tempo
        along = pupil is not None and pupil.over(0.75 * seconds) >= ALONG
        if pupil is not None and not along and not self._again:
            self._again = True
            return
        here = course.index(move)
        wanted = here + (_LEAP if along else 1 if pupil is None else -1)
        left = [index for index, other in enumerate(course) if other.name not in self._shown]
        if along:
            left = [index for index in left if index > here]
        if not left:
            self._shown.clear()
            left = [0 if not along else min(wanted, len(course) - 1)]
        self._show(course[min(left, key=lambda index: (abs(index - wanted), index))])

    def _show(self, move: Move) -> None:
        self._move, self._again = move, False
        self._shown.add(move.name)

    def _course(self, way: Counting) -> list[Move]:
        """The moves that can be taught, easy ones first."""
        fit = [move for move in self._only if (move.meter == 3) is way.threes]
        fit = fit or [
            move
            for move in MOVES
            if (move.meter == 3) is way.threes
            and self.style in move.styles
            and not move.travels
            # The move that the count-in is danced with is not taught.
            and move.body is not STAYING[way.threes].body
        ]
        fit = [move for move in fit if _BARS * _bar(way) % move.beats == 0] or fit
        return sorted(fit, key=lambda move: (difficulty(move), move.name))


def difficulty(move: Move) -> float:
    """How hard a move is to copy. More steps or fewer than one a count, length, energy and turns
    make it harder.
    """
    steps = len(move.feet) / move.beats
    middle = sum(move.energy) / 2
    return 0.6 * abs(steps - 1.0) + 0.06 * move.beats + 0.5 * middle + 1.0 * move.turns


def _bar(way: Counting) -> int:
    """Counts a lesson counts in with."""
    if way.threes:
        return 3
    return 4 if way.counts % 4 == 0 else way.counts // 2


def _words(move: Move) -> str:
    """A move's name as the guests read it."""
    return move.name.replace("-", " ")


def _laid(
    move: Move, way: Counting, wish: PhraseNeeds, counts: int, said: tuple[str, ...]
) -> Phrase:
    """The phrase of one move, as written, for `counts` counts; 0: until the next ONE."""
    rounds = Counting(way.beats, way.threes, counts or max(1, _bar(way)))
    end = wish.one + counts * way.beats
    steps, place, turned = walked(((move, False),), rounds, wish, end)
    table = repeated(move_table(move, False), rounds.counts)
    return Phrase(
        (move.name,), wish.start, end, float(wish.one), way.beats, table, steps, place, turned, said
    )
