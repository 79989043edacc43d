"""A band that plays without sound, and what can be measured of a dance to it."""

import math
import random
from collections.abc import Callable

import numpy as np

from live.body.skeleton import CONTACT_JOINTS
from live.dance import library
from live.signals import Bools, Floats, Music, Pose
from tests.parts import a_context

RATE = 30  # frames a second


def band(time: float, tempo: float = 120.0, meter: int = 4, loudness: float = 0.7) -> Music:
    """Steady music, well understood."""
    bands = (0.5, 0.5, 0.5)
    beat = time * tempo / 60
    return Music(time, tempo, beat, meter, 0, 0.9, True, loudness, 0.3, bands)


def silence(time: float) -> Music:
    return Music(time, 120.0, time * 2)


def dancer(seed: int = 1, **settings: object) -> library.Librarian:
    part = library.Library(**settings)  # type: ignore[arg-type]
    return part.open(a_context(seed=seed))


def dance(
    who: library.Librarian,
    seconds: float,
    music: Callable[[float], Music] = band,
    human: Callable[[float], Pose | None] = lambda time: None,
    rate: float = RATE,
    start: float = 0.0,
) -> list[Pose]:
    """So many seconds of a dance."""
    times = [start + frame / rate for frame in range(int(seconds * rate))]
    return [who.step(time, music(time), human(time)) for time in times]


def positions(poses: list[Pose]) -> Floats:
    return np.array([pose.positions for pose in poses])


def contacts(poses: list[Pose]) -> Bools:
    return np.array([pose.contacts for pose in poses])


def speeds(poses: list[Pose], rate: float = RATE) -> Floats:
    """(frames - 1, 24) metres a second."""
    moved: Floats = np.linalg.norm(np.diff(positions(poses), axis=0), axis=-1) * rate
    return moved


def worst_drift(poses: list[Pose]) -> float:
    """Metres: the furthest any joint goes while it is said to be locked to the floor."""
    where, locked = positions(poses), contacts(poses)
    worst = 0.0
    for column, joint in enumerate(CONTACT_JOINTS):
        anchor = None
        for frame in range(len(poses)):
            if not locked[frame, column]:
                anchor = None
                continue
            anchor = where[frame, joint] if anchor is None else anchor
            worst = max(worst, float(np.linalg.norm(where[frame, joint] - anchor)))
    return worst


def landings(poses: list[Pose]) -> list[float]:
    """Seconds: when a toe came to the floor."""
    locked = contacts(poses)[:, (1, 3)]
    came = np.argwhere(locked[1:] & ~locked[:-1])
    return [poses[frame + 1].time for frame, _ in came]


def shaky_band(seed: int) -> Callable[[float], Music]:
    """An ear that hears every 10 ms, 15 ms off, and corrects itself now and then."""
    chance = random.Random(seed)
    off = {"beat": 0.0}

    def music(time: float) -> Music:
        heard = math.floor(time * 100) / 100
        if chance.random() < 0.005:
            off["beat"] = chance.uniform(-0.2, 0.2)
        beat = heard * 2 + chance.gauss(0, 0.03) + off["beat"]
        tempo = 120 + chance.gauss(0, 1)
        return Music(heard, tempo, beat, 4, 0, 0.8, True, 0.7, 0.3, (0.5, 0.5, 0.5))

    return music
