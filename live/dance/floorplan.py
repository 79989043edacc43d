"""The places and beats of a phrase's steps on the stage."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from live.body.skeleton import STANCE
from live.dance.feet import TURNED_OUT, Step
from live.dance.moves.move import Footfall, Move

_DRIFT = 0.14  # metres that one phrase brings the dancer nearer to home, at most


@dataclass(frozen=True, slots=True)
class Stance:
    """Where the dancer will stand when a phrase begins."""

    x: float  # metres: the middle of the stance
    z: float
    free: int  # the foot without weight: 0 left, 1 right


@dataclass(frozen=True, slots=True)
class PhraseNeeds:
    """The conditions that a phrase must fit."""

    start: float  # beats
    tempo: float  # beats a minute
    meter: int  # beats a bar
    one: int  # a ONE, the first at or after the start
    energy: float  # 0..1
    footing: Stance
    home: tuple[float, float]  # metres: x and z
    heading: float  # radians: which way is the front
    stays: bool = False  # True: no steps of its own, and nothing for the arms
    turns: bool = True  # False: no move that goes right round


@dataclass(frozen=True, slots=True)
class Counting:
    """How the music is counted for dancing."""

    beats: float  # beats a count
    threes: bool  # in three, or in two and four
    counts: int  # of a phrase


def counting(meter: int, tempo: float) -> Counting:
    """Fast music is danced at half its beat; a fast waltz by the bar, six-eight in two."""
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


def walked(
    moves: Sequence[tuple[Move, bool]], way: Counting, wish: PhraseNeeds, end: float
) -> tuple[tuple[Step, ...], tuple[float, float], int]:
    """The phrase's steps, the dancer's place (x, z metres) after them, and the full turns they
    make to the left.
    """
    floor = _Floor(way, wish, travels=moves[0][0].travels)
    steps: list[Step] = []
    middle = way.counts // 2 if len(moves) > 1 else way.counts
    for index, (move, mirror) in enumerate(moves):
        low, high = (0, middle) if index == 0 else (middle, way.counts)
        for begin in range(low, high, move.beats):
            steps += [
                floor.step(fall, begin, move, mirror)
                for fall in move.feet
                if begin + fall.count < high
            ]
            floor.done(move, mirror)
    # An upbeat gets the steps of the phrase's last counts.
    back = way.counts * way.beats
    early = [floor.moved(step, -back) for step in steps]
    kept = [s for s in early if wish.start - 0.01 <= s.beat < wish.one - 0.01]
    kept += [s for s in steps if wish.one - 0.01 <= s.beat < end - 0.01]
    return tuple(kept), floor.end, floor.turned


class _Floor:
    """Where a phrase's steps are on the stage."""

    def __init__(self, way: Counting, wish: PhraseNeeds, travels: bool) -> None:
        self._way, self._wish = way, wish
        self._x, self._z = wish.footing.x, wish.footing.z
        dx, dz = wish.home[0] - self._x, wish.home[1] - self._z
        quick = 60.0 / wish.tempo * way.beats / 0.5  # counts a second, seen from 120
        self._scale = (0.5 + 0.58 * wish.energy) * min(1.12, max(0.55, quick**0.6))
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
        """Moves on to where a round of a move has ended."""
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
