"""Bodies whose dance is known exactly, and dancers to measure."""

import numpy as np

from live.body import quat, skeleton
from live.formats.motion_file import Motion
from live.parts import Dancer, Part, ShowContext
from live.signals import Floats, Music, Pose

STANDING: Floats = skeleton.positions_from(
    np.array([0.0, 0.895, 0.0]), np.tile(quat.IDENTITY, (24, 1))
)  # toes and ankles as low as the legs are long: 0 and 4 cm


def statue(frames: int) -> Floats:
    """(frames, 24, 3): somebody who stands in a T pose."""
    return np.tile(STANDING, (frames, 1, 1))


def carried(path: Floats) -> Floats:
    """The statue carried along a path (frames, 3)."""
    return np.asarray(STANDING + path[:, None, :], dtype=float)


def metronome(beats: Floats, fps: float, seconds: float, reach: float = 0.2) -> Floats:
    """A body that goes to and fro sideways and turns round exactly on each beat (seconds)."""
    count = np.interp(np.arange(round(seconds * fps)) / fps, beats, np.arange(len(beats)))
    path = np.zeros((len(count), 3))
    path[:, 0] = -reach * np.cos(np.pi * count)
    return carried(path)


def swinging(seed: int, frames: int, fps: float, tempo: float = 120.0) -> Motion:
    """A body on our skeleton that swings at every joint, by a formula with chance in it."""
    chance = np.random.default_rng(seed)
    beat = np.arange(frames) / fps * tempo / 60
    size = chance.uniform(0.05, 0.35, (2, 24, 3))
    phase = chance.uniform(0.0, 2 * np.pi, (2, 24, 3))
    turns = sum(
        size[k] * np.sin(np.pi * (k + 1) * beat[:, None, None] + phase[k]) for k in range(2)
    )
    sway = np.sin(np.pi * beat[:, None] * np.array([0.5, 2.0, 0.25]) + phase[0, 0])
    root = np.array([0.0, 0.95, 0.0]) + sway * np.array([0.3, 0.03, 0.2])
    rotations = quat.from_vector(np.asarray(turns, dtype=float))
    positions = skeleton.positions_from(root, rotations)
    return Motion(positions, rotations, fps, np.zeros(0), np.zeros((frames, 4), dtype=bool))


class Nodder(Part[Dancer], frozen=True):
    """Goes to and fro and turns round on each beat; with a partner, it goes as they do."""

    mode: str = "solo"
    reach: float = 0.2  # metres
    deaf: bool = False  # dances to the first beat it got, whatever comes later
    fails: float = 1e9  # seconds: when it is nowhere any more
    late: int = 0  # frames after the partner

    def open(self, context: ShowContext) -> "Nodding":
        return Nodding(self)


class Nodding:
    def __init__(self, settings: Nodder) -> None:
        self._settings = settings
        self._first: Music | None = None
        self._seen: list[Pose] = []

    def step(self, time: float, music: Music, human: Pose | None) -> Pose:
        self._first = self._first or music
        if human is not None and self._settings.mode == "mirror":
            self._seen.append(human)
            shown = self._seen[max(0, len(self._seen) - 1 - self._settings.late)]
            root, rotations = skeleton.mirrored(shown.root, shown.rotations)
            return Pose(time, skeleton.positions_from(root, rotations), rotations)
        beat = (self._first if self._settings.deaf else music).beat_at(time)
        x = -self._settings.reach * np.cos(np.pi * beat)
        where = STANDING + np.array([x if time < self._settings.fails else np.nan, 0.0, 0.0])
        return Pose(time, where, np.tile(quat.IDENTITY, (24, 1)), contacts=np.ones(4, dtype=bool))
