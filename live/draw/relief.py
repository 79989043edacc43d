"""When light stands in for an avatar whose pictures are late, and when the avatar comes back.

Neither is done in a hurry: a dancer who changes back and forth is worse to see than one who is
painted late. Each change waits for a beat, and is a fade.
"""

import math

from live.signals import Music

LATEST = 1.0  # seconds without a new picture, after which light stands in
_STEADY = 0.25  # seconds: pictures no older than this are in time again
_AGAIN = 1.0  # seconds that pictures are in time, before the avatar comes back
_FADE = 0.4  # seconds that a change takes
_FIRST = 0.2  # seconds that the first picture of all takes to appear
_WAIT = 1.5  # seconds that a change waits for its beat, at most


class Relief:
    """How far light stands in for one dancer. Call `step` once a picture."""

    def __init__(self) -> None:
        self.light: float | None = None  # 0..1: how much of the dancer is light; None: not known
        self._away = False  # whether light stands in, or is about to
        self._begun = False  # whether there has been a picture
        self._right = 0.0  # seconds that pictures have been in time
        self._due: tuple[float, float] | None = None  # beat and seconds: a change at the first
        self._fade = _FADE  # seconds of the present change

    def step(self, time: float, music: Music, late: float | None, dt: float) -> float:
        """How much of the dancer is light, 0..1.

        `late` is the age of the newest picture in seconds, None: there has never been one.
        """
        if late is None:
            self.light, self._begun = 1.0, False
            return 1.0
        if not self._begun:
            self.light = 0.0 if self.light is None else self.light
            self._begun, self._away, self._due = True, False, None
            self._fade = _FIRST
        self._right = self._right + dt if late <= _STEADY else 0.0
        wanted = self._right >= _AGAIN if self._away else late > LATEST
        if self._is_due(time, music, wanted=wanted):
            self._away, self._due, self._fade = not self._away, None, _FADE
        goal, step = (1.0 if self._away else 0.0), dt / self._fade
        light = self.light or 0.0
        self.light = light + min(max(goal - light, -step), step)
        return self.light

    def _is_due(self, time: float, music: Music, *, wanted: bool) -> bool:
        if not wanted:
            self._due = None
            return False
        beat = music.beat_at(time)
        if not music.playing or not math.isfinite(beat):
            return True
        if self._due is None:
            self._due = math.ceil(beat - 1e-6), time + _WAIT
        return beat >= self._due[0] - 1e-6 or time >= self._due[1]
