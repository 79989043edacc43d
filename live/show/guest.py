"""The human on the stage: comes and goes with a fade of a beat."""

from typing import NamedTuple

from live.signals import Music, Pose

_SHORTEST, _LONGEST = 0.35, 1.0  # seconds that a fade takes
_USUAL = 0.5  # seconds that it takes without a beat


class Shown(NamedTuple):
    """The human as shown in one scene."""

    pose: Pose | None  # None: nobody
    presence: float  # 0..1: how far they have appeared


class Guest:
    """Fades the human in when they come, and, where they were last, out when they have gone."""

    def __init__(self) -> None:
        self._last: Pose | None = None
        self._presence = 0.0
        self._time: float | None = None  # seconds

    def step(self, when: float, music: Music, human: Pose | None) -> Shown:
        """The human to show at `when`; `human` None: nobody is there."""
        step = max(0.0, when - (when if self._time is None else self._time)) / _seconds(music)
        self._time = when
        self._last = human or self._last
        self._presence += step if human is not None else -step
        self._presence = min(1.0, max(0.0, self._presence))
        if human is None and self._presence == 0.0:
            self._last = None
        return Shown(self._last, self._presence)


def _seconds(music: Music) -> float:
    if not music.playing or not music.tempo > 0.0:
        return _USUAL
    return min(_LONGEST, max(_SHORTEST, 60.0 / music.tempo))
