"""Whether the dance follows the beat it is given: the beat is moved, and the dance watched.

Music is a steady, silent beat. From beat 32 on it comes half a beat sooner, or runs 10 % faster or
slower. How far the dance is on the beat is measured beat by beat: exp(-d^2 / 2 sigma^2) for the
nearest kinematic beat (smoothed, sigma 50 ms), less the same half a beat later; a mean over the
runs. It is back from the first beat on which, with the three that follow, it has 70 % of what it
had before. Beside it stands the same dancer deaf to the change: the null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from live.parts import Dancer, Part
from live.show.part_manager import call
from live.signals import Floats, Music
from scripts.measure.metrics import beats
from scripts.measure.metrics.running import context_for

RATE, CHANGE, AFTER, WARM = 60.0, 32, 24, 8  # frames a second, then beats
BACK, SPAN = 0.7, 4  # share of the level before; beats it is kept up for
_LAST = 8  # beats at the end


@dataclass(frozen=True, slots=True)
class Beat:
    """How a beat runs: at `tempo`, and after beat CHANGE at `then`, `jump` beats further."""

    name: str
    then: float = 1.0  # times the tempo
    jump: float = 0.0  # beats

    def at(self, time: float, tempo: float) -> float:
        beat = time * tempo / 60
        if beat < CHANGE:
            return beat
        return CHANGE + self.jump + (beat - CHANGE) * self.then

    def times(self, tempo: float, until: int) -> Floats:
        """When each beat sounds, seconds; a beat that the jump leaps over is left out."""
        period = 60 / tempo
        before = np.arange(CHANGE) * period
        first = int(np.ceil(CHANGE + self.jump))
        after = np.arange(first, until) - CHANGE - self.jump
        return np.concatenate([before, CHANGE * period + after * period / self.then])


CHANGES = (
    Beat("half a beat", jump=0.5),
    Beat("10 % faster", then=1.1),
    Beat("10 % slower", then=0.9),
)


@dataclass(frozen=True, slots=True)
class Followed:
    """How a dance followed a change."""

    name: str
    before: float  # -1..1: how far it was on the beat, less off it
    after: float  # the same over the last eight beats
    back: int | None  # beats after the change until it is back; None: not within the time
    deaf: float  # `after` of the dance to the beat as it was


def followed(
    part: Part[Dancer],
    change: Beat,
    seeds: int,
    tempo: float,
    report: Callable[[str], None] = lambda _: None,
) -> Followed:
    """A mean over seeds 1 .. `seeds`."""
    until = CHANGE + AFTER
    curves, unmoved = [], []
    for seed in range(1, seeds + 1):
        report(f"{change.name}, seed {seed}")
        curves.append(_curve(_run(part, change, seed, tempo, until), change, tempo, until))
        deaf = _run(part, Beat("as it was"), seed, tempo, until + 4)
        unmoved.append(_curve(deaf, change, tempo, until))
    curve = np.mean(curves, axis=0)
    before = float(curve[WARM:CHANGE].mean())
    return Followed(
        change.name, before, float(curve[-_LAST:].mean()), _back(curve[CHANGE:], before),
        float(np.mean(unmoved, axis=0)[-_LAST:].mean()),
    )  # fmt: skip


def _back(curve: Floats, before: float) -> int | None:
    """The first beat from which SPAN beats reach their share; None where none does."""
    if before <= 0:
        return None
    for beat in range(len(curve) - SPAN + 1):
        if curve[beat : beat + SPAN].mean() >= BACK * before:
            return beat
    return None


def _run(part: Part[Dancer], change: Beat, seed: int, tempo: float, until: int) -> Floats:
    dancer = call(part, context_for(None, seed), "dancer", "step")
    frames = int(change.times(tempo, until)[-1] * RATE) + round(RATE)
    danced = []
    for frame in range(frames):
        time = frame / RATE
        beat = change.at(time, tempo)
        now = tempo * (change.then if beat >= CHANGE else 1.0)
        pulse = float(np.exp(-4 * (beat % 1.0)))
        music = Music(time, now, beat, 4, 0, 0.9, True, 0.75, pulse, (0.3 + 0.6 * pulse, 0.5, 0.4))
        danced.append(dancer.step(time, music, None).positions)
    return np.array(danced)


def _curve(positions: Floats, change: Beat, tempo: float, until: int) -> Floats:
    """On the beat less off the beat, a value for each beat up to `until` but the last."""
    slow = beats.kinematic_beats(positions, RATE)[1]
    times = change.times(tempo, until)
    return _near(times[:-1], slow) - _near((times[:-1] + times[1:]) / 2, slow)


def _near(times: Floats, slow: Floats) -> Floats:
    if len(slow) == 0:
        return np.zeros(len(times))
    apart = np.abs(times[:, None] - slow[None, :]).min(axis=1)
    return np.asarray(np.exp(-(apart**2) / (2 * beats.SIGMA**2)), dtype=float)
