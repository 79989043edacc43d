"""Whether a human dances along: the correlation of two bodies' motion."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from live.body.skeleton import mirrored_positions
from live.signals import Floats, Pose

_HANDS, _ANKLES = (20, 21), (7, 8)
_KEPT = 8.0  # seconds
_BACK = 0.1  # seconds: what speeds are measured over
_LATEST = 0.6  # seconds: the longest lag of a human who copies
_STEP = 1 / 15  # seconds between the lags that are tried
_STILL = 0.10  # metres a second: slower hands and feet do not dance


@dataclass(frozen=True, slots=True)
class _Sight:
    time: float  # seconds
    mine: Floats  # metres: see `_places`
    theirs: Floats


class Coupling:
    """Compares a dancer with a human who faces it, as in a mirror."""

    def __init__(self) -> None:
        self._sights: deque[_Sight] = deque()

    def see(self, mine: Pose, human: Pose | None) -> None:
        """Takes both poses at a moment; without a human everything is forgotten."""
        if human is None:
            self._sights.clear()
            return
        theirs = mirrored_positions(human.positions)
        self._sights.append(_Sight(mine.time, _places(mine.positions), _places(theirs)))
        while self._sights[-1].time - self._sights[0].time > _KEPT:
            self._sights.popleft()

    def over(self, seconds: float) -> float:
        """How closely the human danced along over the last `seconds`.

        The correlation of both bodies' velocities (hands and feet), at the lag up to _LATEST where
        it is highest: 1 for the same motion, about 0 for none or another.
        """
        if len(self._sights) < 2 or seconds < 1.0:
            return 0.0
        end = self._sights[-1].time
        begin = max(end - seconds, self._sights[0].time + _LATEST + _BACK)
        times = np.arange(begin, end, _STEP)
        if len(times) < 8:
            return 0.0
        at = np.array([sight.time for sight in self._sights])
        mine = np.array([sight.mine for sight in self._sights])
        theirs = np.array([sight.theirs for sight in self._sights])
        theirs_speed = _velocity(at, theirs, times)
        if float(np.sqrt(np.mean(theirs_speed**2))) < _STILL:
            return 0.0
        lags = np.arange(0.0, _LATEST + _STEP / 2, _STEP)
        return max(_likeness(_velocity(at, mine, times - lag), theirs_speed) for lag in lags)


def _places(positions: Floats) -> Floats:
    """(10,) metres: both hands relative to the pelvis, both ankles' x and z on the floor."""
    hands = positions[list(_HANDS)] - positions[0]
    return np.concatenate([hands.ravel(), positions[list(_ANKLES)][:, [0, 2]].ravel()])


def _velocity(at: Floats, places: Floats, times: Floats) -> Floats:
    """(times, 10) metres a second."""
    newer, older = (
        np.stack([np.interp(when, at, column) for column in places.T], axis=1)
        for when in (times, times - _BACK)
    )
    speed: Floats = (newer - older) / _BACK
    return speed


def _likeness(a: Floats, b: Floats) -> float:
    size = float(np.sqrt(np.sum(a * a) * np.sum(b * b)))
    return float(np.sum(a * b)) / size if size > 1e-6 else 0.0
