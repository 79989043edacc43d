"""A dancer's evening: a few steps, a nap of a frame or an hour, and nothing is as it was.

`python -m tests.dance.naps 400 25` lives through it for more seeds, and more naps each, than the
test does, and prints how fast any joint went.
"""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product

import numpy as np

from live.dance import library
from live.dance.choreographer import Choreographer
from live.dance.moves import STYLES
from live.desk.desk import MODES, Desk
from live.parts import Dancer
from live.runtime.checks import checked, pose_fault
from live.see.cameras.puppet import Puppet
from live.show.standby import Standby
from live.signals import Music, Pose
from tests.parts import a_context

NAPS = (0.016, 0.1, 0.4, 0.6, 1.5, 10.0, 75.0, 600.0, 3600.0)  # seconds
METERS = (2, 3, 4, 5, 6, 7, 12)


@dataclass(slots=True)
class Moment:
    """What a dancer is given; `wakes` says that it comes after a nap."""

    time: float
    music: Music
    human: Pose | None
    wakes: bool


@cache
def _somebody(seed: int) -> tuple[Pose, ...]:
    """Three seconds of a puppet's dance."""
    puppet = Puppet().open(a_context(seed=seed))
    return tuple(puppet.read() for _ in range(90))


class Evening:
    """Bursts of moments between naps, all by chance; `desk` has what the operator wants."""

    def __init__(self, seed: int, naps: int, longest: int) -> None:
        self.desk = Desk()
        self._chance = np.random.default_rng(seed)
        self._naps, self._longest = naps, longest  # and how many moments a burst has at most
        self._time = self._beat = 0.0
        self._tempo, self._meter = 120.0, 4

    def moments(self) -> Iterator[Moment]:
        """From the first nap to the end."""
        chance = self._chance
        for _ in range(self._naps):
            self._time += float(chance.choice(NAPS) * chance.uniform(0.9, 1.1))
            self._change()
            yield from self._burst(int(chance.integers(1, self._longest)))

    def _change(self) -> None:
        """Another song, another wish; neither, now and then."""
        chance = self._chance
        if chance.random() < 0.6:
            self._tempo = float(chance.uniform(40.0, 260.0))
            self._meter = int(chance.choice(METERS))
        if chance.random() < 0.4:
            self._beat += float(chance.uniform(-300.0, 300.0))
        if chance.random() < 0.2:
            self.desk.mode = str(chance.choice(MODES))
        elif chance.random() < 0.2:
            self.desk.mode = None
        if chance.random() < 0.1:
            self.desk.style = str(chance.choice(STYLES))

    def _burst(self, moments: int) -> Iterator[Moment]:
        chance, begin, beat = self._chance, self._time, self._beat
        rate = float(chance.choice([1 / 60, 1 / 30, 1 / 20]))
        known = Music(
            0.0, self._tempo, meter=self._meter, downbeat=int(chance.integers(-5, 50)),
            confidence=float(chance.choice([0.0, 0.1, 0.5, 1.0])),
            playing=bool(chance.random() < 0.8),
        )  # fmt: skip
        people = _somebody(int(chance.integers(4))) if chance.random() < 0.7 else ()
        for number in range(moments):
            self._time += self._passes(rate)
            self._beat = beat + (self._time - begin) * self._tempo / 60.0
            loudness, onset, *bands = chance.random(5).tolist()
            music = replace(
                known, time=self._time, beat=self._beat, loudness=loudness, onset=onset,
                bands=(bands[0], bands[1], bands[2]),
            )  # fmt: skip
            human = self._seen(people[number % len(people)], begin) if people else None
            yield Moment(self._time, music, human, number == 0)

    def _passes(self, rate: float) -> float:
        """Seconds to the next step: about a frame; none, or a little back, now and then."""
        chance = self._chance.random()
        if chance < 0.02:
            return 0.0
        if chance < 0.04:
            return -float(self._chance.uniform(0.0, 0.03))
        return rate * float(self._chance.uniform(0.7, 1.6))

    def _seen(self, human: Pose, begin: float) -> Pose:
        place = np.array([0.3 * math.sin(begin), 0.0, 0.2 * math.cos(begin)])
        seen = self._chance.random(24) if self._chance.random() < 0.05 else human.seen
        return replace(human, time=self._time - 0.1, positions=human.positions + place, seen=seen)


def lived_through(dancer: Dancer, evening: Evening) -> float:
    """The fastest any joint went, metres a second, but for the first step after a nap.

    Raises what the dancer raises, and ValueError at the first pose that is none.
    """
    fastest, last = 0.0, None
    for moment in evening.moments():
        pose = checked(dancer.step(moment.time, moment.music, moment.human), "this", pose_fault)
        if last is not None and not moment.wakes and pose.time - last.time > 0.01:
            way = np.linalg.norm(pose.positions - last.positions, axis=1).max()
            fastest = max(fastest, float(way) / (pose.time - last.time))
        last = pose
    return fastest


class Falling:
    """A dancer who falls now and then, and the show that puts another in its place."""

    def __init__(self, dancer: Dancer, standby: Standby, seed: int) -> None:
        self._dancer, self._standby = dancer, standby
        self._chance = np.random.default_rng(seed)
        self._down = 0  # steps it fails from now on

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        """The pose on the stage."""
        if self._down == 0 and self._chance.random() < 0.08:
            self._down = int(self._chance.integers(1, 20))
        dances = self._standby if self._down else self._dancer
        self._down = max(0, self._down - 1)
        return self._standby.join(dances.step(time, music, human))


def falling(mode: str, seed: int, desk: Desk) -> Dancer:
    """A library that falls, and one of that mode in its place."""
    dancer = understudy("solo", seed + 1, desk)
    return Falling(dancer, Standby(understudy(mode, seed, desk)), seed)


def learned(model: str, mode: str, seed: int, desk: Desk) -> Dancer:
    """A choreographer of that mode."""
    part = Choreographer(model=model, mode=mode, style=STYLES[seed % len(STYLES)])
    return part.open(a_context(seed=seed, desk=desk))


def understudy(mode: str, seed: int, desk: Desk) -> Dancer:
    """A library of that mode."""
    part = library.Library(mode=mode, style=STYLES[seed % len(STYLES)])  # type: ignore[arg-type]
    return part.open(a_context(seed=seed, desk=desk))


DANCERS: dict[str, Callable[[str, int, Desk], Dancer]] = {
    "library": understudy,
    "standby": falling,
    **{model: partial(learned, model) for model in ("matching", "rnn", "fact")},
}  # each is made of a mode, a seed and a desk


def evenings(who: str, mode: str, seeds: range, naps: int, longest: int) -> list[float]:
    """What `lived_through` says of each seed; `who` is one of DANCERS."""
    found = []
    for seed in seeds:
        evening = Evening(seed, naps, longest)
        found.append(lived_through(DANCERS[who](mode, seed, evening.desk), evening))
    return found


def main() -> None:
    seeds, naps = (int(word) for word in sys.argv[1:3])
    for who, mode in product(DANCERS, MODES):
        fastest = evenings(who, mode, range(seeds), naps, 60)
        median, most = np.median(fastest), max(fastest)
        sys.stdout.write(f"{who:8} {mode:7} fastest joint {median:.1f} m/s (median), {most:.1f}\n")


if __name__ == "__main__":
    main()
