"""Runs a choreographer freely to a song, and measures the dance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from live.body import quat, skeleton
from live.dance import vector
from live.dance.music_features import PARTNER, MusicMoment, music_vector
from live.signals import Floats

Numbers = npt.NDArray[np.float32]
Step = Callable[[Mapping[str, Numbers]], Mapping[str, Numbers]]
_UP = np.array([0.0, 1.0, 0.0])
_SIGMA = 0.05  # seconds: how near a rest of the body must be to a beat
_PARTNERS_SPEED = 14  # the number of a partner vector
_STILL = 0.05  # metres a second: slower is frozen


@dataclass(frozen=True, slots=True, eq=False)
class Choreographer:
    """A model that follows the contract; see scripts/choreography/contract.py."""

    step: Step  # inputs by name to outputs by name
    shapes: Mapping[str, tuple[int, ...]]  # of every input
    scale: tuple[Floats, Floats] | None = None  # mean and deviation of its state `pose`


def danced(
    model: Choreographer,
    music: Floats,
    style: int | None,
    seed: int,
    heat: float = 1.0,
    partner: Floats | None = None,
    begun: Floats | None = None,
) -> Floats:
    """Vectors (steps, SIZE) to music (steps, MUSIC), from the beginning.

    A model that has a `scale` can go on from a dance that was `begun` (steps, SIZE), about two
    seconds: its state is set as if it had danced that, and the first rows are those of `begun`.
    """
    chance = np.random.default_rng(seed)
    wanted_style = np.zeros(model.shapes["style"], dtype=np.float32)
    if style is not None:
        wanted_style[0, style] = 1.0
    state = {
        name: np.zeros(shape, dtype=np.float32)
        for name, shape in model.shapes.items()
        if name not in ("music", "partner", "style", "noise")
    }
    nobody = np.zeros((len(music), PARTNER))
    rows = []
    for now, other in zip(music, nobody if partner is None else partner, strict=True):
        noise = heat * chance.standard_normal(model.shapes["noise"])
        given = {
            "music": now[None].astype(np.float32),
            "partner": other[None].astype(np.float32),
            "style": wanted_style,
            "noise": noise.astype(np.float32),
        }
        out = model.step(given | state)
        state = {name: np.asarray(out[f"next_{name}"]) for name in state}
        rows.append(np.asarray(out["vector"])[0].astype(float))
        if begun is not None and len(rows) <= len(begun) and model.scale is not None:
            rows[-1] = begun[len(rows) - 1]
            scaled = (rows[-1] - model.scale[0]) / model.scale[1]
            state["pose"] = scaled[None].astype(np.float32)
    return np.array(rows)


def steady(beats: int, tempo: float, energy: float = 0.5, meter: int = 4) -> Floats:
    """Music (steps, MUSIC) of a steady beat, a drum on each."""
    rows = []
    for step in range(beats * vector.STEPS):
        beat = step / vector.STEPS
        drum = float(np.exp(-5 * (beat % 1.0)))
        moment = MusicMoment(
            beat % (2 * meter), meter, tempo, 0.75, 0.5 * drum * (step % vector.STEPS < 2),
            (0.2 + 0.5 * drum, 0.5, 0.4), energy,
        )  # fmt: skip
        rows.append(music_vector(moment, vector.STEPS))
    return np.array(rows)


def placed(vectors: Floats) -> tuple[Floats, Floats]:
    """Root (steps, 3) and rotations (steps, 24, 4) on the floor, from the origin, facing +Z."""
    rotations = vector.rotations_of(vectors)
    travel = vectors[:, vector.TRAVEL] / vector.STEPS
    yaw = np.cumsum(travel[:, 2])
    turn = quat.about(_UP, yaw)
    way = quat.rotate(turn, np.stack([travel[:, 0], 0 * yaw, travel[:, 1]], axis=-1))
    root = np.cumsum(way, axis=0)
    root[:, 1] = vectors[:, vector.HEIGHT]
    rotations[:, 0] = quat.multiply(turn, rotations[:, 0])
    return root, rotations


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a dance."""

    speed: float  # metres a second: joints, on average
    frozen: float  # share of seconds in which it never moves
    on_beat: float  # 0..1: how near its rests are to beats (precision)
    beats_met: float  # 0..1: how near beats are to its rests (recall)
    off_beat: float  # the same as on_beat, to beats half a beat later: chance
    low: float  # metres: the lowest and highest pelvis
    high: float
    slide: float  # metres a second: standing feet
    jerk: float  # thousands of metres a second cubed: joints, on average
    variety: float  # metres: deviation of the joints from their mean, seen from the pelvis

    def __str__(self) -> str:
        return (
            f"speed {self.speed:.2f} frozen {self.frozen:.3f} P {self.on_beat:.2f}"
            f" R {self.beats_met:.2f} (off {self.off_beat:.2f}) pelvis {self.low:.2f}"
            f"..{self.high:.2f} slide {self.slide:.2f} jerk {self.jerk:.2f}"
            f" variety {self.variety:.2f}"
        )


def measured(vectors: Floats, tempo: float) -> Measures:
    """The measures of a dance (steps, SIZE) at a tempo, beats on every STEPS-th row."""
    root, rotations = placed(vectors)
    joints = skeleton.positions_from(root, rotations)
    rate = vector.STEPS * tempo / 60
    velocity = np.diff(joints, axis=0) * rate
    speeds = np.linalg.norm(velocity, axis=-1)
    speed = speeds.mean(axis=1)
    second = max(1, round(rate))
    windows = speed[: len(speed) // second * second].reshape(-1, second)
    rests = _rests(speed)
    off = _SIGMA * rate / vector.STEPS  # beats
    beats = np.arange(1.0, len(speed) // vector.STEPS)
    stands = vectors[1:, vector.CONTACTS] > 0.5
    feet = speeds[:, list(skeleton.CONTACT_JOINTS)]
    relative = joints - joints[:, :1]
    return Measures(
        speed=float(speed.mean()),
        frozen=float((windows.max(axis=1) < _STILL).mean()),
        on_beat=_near(rests, beats, off),
        beats_met=_near(beats, rests, off),
        off_beat=_near(rests, beats + 0.5, off),
        low=float(root[:, 1].min()),
        high=float(root[:, 1].max()),
        slide=float(feet[stands].mean()) if stands.any() else 0.0,
        jerk=float(np.linalg.norm(np.diff(velocity, 2, axis=0), axis=-1).mean() * rate**2 / 1000),
        variety=float(np.sqrt((relative.var(axis=0)).sum(axis=-1)).mean()),
    )


def coupling(vectors: Floats, tempo: float, partner: Floats) -> float:
    """How a dance's speed follows its partner's (steps, PARTNER): the greatest correlation.

    It is that of the partner's speed with the dancer's speed up to a third of a beat later.
    """
    root, rotations = placed(vectors)
    joints = skeleton.positions_from(root, rotations)
    rate = vector.STEPS * tempo / 60
    own = np.linalg.norm(np.gradient(joints, axis=0) * rate, axis=-1).mean(axis=1)
    other = gaussian_filter1d(partner[:, _PARTNERS_SPEED], 1.5)
    own = gaussian_filter1d(own, 1.5)
    late = range(vector.STEPS // 3 + 1)
    return max(float(np.corrcoef(own[k:], other[: len(other) - k])[0, 1]) for k in late)


def _rests(speed: Floats) -> Floats:
    """The beats (between rows) at which the body comes to rest."""
    smooth = gaussian_filter1d(speed, 1.5)
    inner = (smooth[1:-1] < smooth[:-2]) & (smooth[1:-1] <= smooth[2:])
    return np.asarray((np.flatnonzero(inner) + 1.5) / vector.STEPS)


def _near(these: Floats, those: Floats, off: float) -> float:
    if not len(these) or not len(those):
        return 0.0
    distance = np.abs(these[:, None] - those[None]).min(axis=1)
    return float(np.exp(-0.5 * (distance / off) ** 2).mean())
