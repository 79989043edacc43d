"""Runs a choreographer's model in time with the music.

The models count in beats (see `live.dance.vector`): a step is a sixteenth of a beat, so the dance
has the music's tempo. Bodies between two steps are interpolated; where the model jumps, the jump
is inertialised.
"""

import math
from dataclasses import dataclass

import numpy as np

from live.body import quat
from live.dance import vector
from live.dance.music_features import MUSIC, PARTNER, MusicMoment, music_vector
from live.dance.springs import Join
from live.networks.recurrent import Recurrent
from live.signals import Bools, Floats

_JOIN = 0.16  # seconds: the halflife of a jump
_FREE, _BOUND = 0.6, 0.7  # metres from home: free to go, and how much further at most
_EDGE = np.array([1.45, 1.15])  # metres x and z: the pelvis stays within +-x, +-z
_LITTLE: Floats = np.array([0.0, 1.0, 2.0, 1.0, 0.0]) / 4  # weak smoothing over five steps
_MUCH: Floats = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16  # strong smoothing
_CALM, _HURRIED = 92.0, 124.0  # beats a minute of weak and of strong smoothing
_UP = np.array([0.0, 1.0, 0.0])
_MOST = 24  # steps that are danced, at most, to catch up
INPUTS = {"music": MUSIC, "partner": PARTNER, "style": None, "noise": None}
OUTPUTS = {"vector": vector.SIZE, "cut": 1}


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body as danced, before its feet are grounded."""

    root: Floats  # (3,) metres
    rotations: Floats  # (24, 4)
    standing: Bools  # (2,): the left and the right toe
    leaving: Bools  # (2,): the toes that stand but are about to leave


@dataclass(slots=True)
class Wanted:
    """The conditions for the next steps."""

    meter: int = 4  # beats a bar, as danced
    downbeat: int = 0  # the number of a beat that is a ONE, as danced
    tempo: float = 110.0  # beats a minute, as danced
    sound: MusicMoment | None = None  # how the music sounds; None: nothing is heard
    energy: float = 0.5
    temperature: float = 1.0
    home: tuple[float, float] = (0.0, 0.0)  # metres x, z: the dance stays near it
    steer: tuple[float, float, float] = (0.0, 0.0, 0.0)  # metres x, z and radians a second


class Improviser:
    """Dances with a model, and keeps its place on the stage."""

    def __init__(self, model: Recurrent, styles: tuple[str, ...], seed: int) -> None:
        self.styles = styles
        self.style = np.zeros(len(styles))
        self.partner = np.zeros(PARTNER)
        self.wanted = Wanted()
        self._model = model
        self._chance = np.random.default_rng(seed)
        self._index: int | None = None  # of the newest step
        self._raw: list[Floats] = []  # the five newest steps, as the model made them
        self._vectors: list[Floats] = []  # the four newest, smoothed
        self._places: list[Floats] = []  # x and z in metres, yaw: at the four newest steps
        self._join: Join | None = None
        self.cuts = 0  # jumps so far

    def begin(self, x: float, z: float, yaw: float) -> None:
        """Starts at a place: x and z in metres, yaw in radians to the left."""
        self._index = self._join = None
        self._places = [np.array([x, z, yaw])]

    @property
    def place(self) -> tuple[float, float, float]:
        """Its place: x and z in metres, yaw in radians to the left."""
        x, z, yaw = self._places[-1].tolist()
        return x, z, yaw

    def at(self, beat: float) -> Body:
        """The body at a danced beat; beats only grow.

        Raises ArithmeticError where the model gives NaN or infinity.
        """
        exact = beat * vector.STEPS
        before = math.floor(exact + 1e-6)
        if self._index is None:
            self._index = before - 4
            self._raw = [self._next()] * 4
            self._vectors = [self._smooth() for _ in range(4)]
            self._places = [self._places[-1]] * 4
        missing = before + 4 - self._index
        if missing > _MOST:  # only whole beats are left out: the model stays on its beat
            self._index += (missing - 1) // vector.STEPS * vector.STEPS
        while self._index < before + 4:
            self._vectors = [*self._vectors[1:], self._smooth()]
            self._places = [*self._places[1:], self._moved()]
        return self._between(min(1.0, max(0.0, exact - before)))

    def _smooth(self) -> Floats:
        """The vector of the step two before the newest, smoothed with its neighbours.

        The faster the music, the more: a dance faster than it was recorded would jerk.
        """
        self._raw = [*self._raw[-4:], self._next()]
        strong = min(1.0, max(0.0, (self.wanted.tempo - _CALM) / (_HURRIED - _CALM)))
        smooth = (_LITTLE + strong * (_MUCH - _LITTLE)) @ np.array(self._raw)
        smooth[vector.CONTACTS] = self._raw[2][vector.CONTACTS]
        return smooth

    def _next(self) -> Floats:
        """The model's next vector, (vector.SIZE,), its jumps inertialised."""
        assert self._index is not None
        self._index += 1
        wanted = self.wanted
        phrase = 2 * wanted.meter
        beat = (self._index / vector.STEPS - wanted.downbeat) % phrase
        sound = wanted.sound
        moment = MusicMoment(
            beat, wanted.meter, wanted.tempo,
            *((sound.loudness, sound.onset, sound.bands) if sound else (0.0, 0.0, (0.0, 0.0, 0.0))),
            energy=wanted.energy, heard=sound is not None,
        )  # fmt: skip
        inputs = {
            "music": music_vector(moment, vector.STEPS),
            "partner": self.partner,
            "style": self.style,
            "noise": wanted.temperature * self._chance.standard_normal(self._model.sizes["noise"]),
        }
        found = self._model.step(inputs)
        out = found["vector"][0].astype(float)
        if not np.isfinite(out).all():
            raise ArithmeticError("the choreographer's step is not a number")
        if self._join is None:
            self._join = Join(out)
        elif found["cut"][0, 0] > 0.5:
            self.cuts += 1
            self._join.change()
        seconds = 60.0 / wanted.tempo / vector.STEPS
        shown = self._join.step(out, _JOIN, seconds)
        shown[vector.TRAVEL] = out[vector.TRAVEL]
        shown[vector.CONTACTS] = out[vector.CONTACTS]
        return shown

    def _moved(self) -> Floats:
        """The place of the newest step, (3,): x and z in metres, yaw in radians."""
        x, z, yaw = self._places[-1].tolist()
        mean = (self._vectors[-2] + self._vectors[-1]) / 2
        side, ahead, turn = mean[vector.TRAVEL].tolist()
        sin, cos = math.sin(yaw), math.cos(yaw)
        seconds = 60.0 / self.wanted.tempo / vector.STEPS
        drift_x, drift_z, turning = self.wanted.steer
        to = np.array([x, z])
        way = np.array([side * cos + ahead * sin, ahead * cos - side * sin]) / vector.STEPS
        to = (
            to
            + way * _room(to - np.array(self.wanted.home), way)
            + np.array([drift_x, drift_z]) * seconds
        )
        return np.append(np.clip(to, -_EDGE, _EDGE), yaw + turn / vector.STEPS + turning * seconds)

    def _between(self, share: float) -> Body:
        """The body between the middle two of four steps, on a uniform cubic B-spline.

        The spline passes near the steps, not through them, and is smooth.
        """
        rest = 1.0 - share
        weights = np.array(
            [
                rest**3,
                3 * share**3 - 6 * share**2 + 4,
                3 * rest**3 - 6 * rest**2 + 4,
                share**3,
            ]
        )
        mixed = weights @ np.array(self._vectors) / 6
        x, z, yaw = weights @ np.array(self._places) / 6
        rotations = vector.rotations_of(mixed)
        rotations[0] = quat.multiply(quat.about(_UP, yaw), rotations[0])
        toes = [vector.CONTACTS.start + 1, vector.CONTACTS.start + 3]
        standing = mixed[toes] > 0.5
        leaving = standing & (self._vectors[3][toes] < 0.5)
        return Body(np.array([x, mixed[vector.HEIGHT], z]), rotations, standing, leaving)


def _room(away: Floats, way: Floats) -> float:
    """The part 0..1 of a way (x, z) that a dancer `away` from home may go: less far outwards."""
    distance = math.hypot(away[0], away[1])
    if distance < _FREE or float(away @ way) <= 0:
        return 1.0
    return max(0.0, 1.0 - (distance - _FREE) / _BOUND)
