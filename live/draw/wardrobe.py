"""What a dancer wears. A change begins on a ONE and is faded over a beat."""

import math

from live.signals import Music

LIGHT = "light"  # what a dancer of light wears
_SURE = 0.2  # confidence: below it the beat is not used
_LONGEST_WAIT = 5.0  # seconds that a change waits for the ONE
_SHORTEST, _LONGEST = 0.35, 1.0  # seconds that a change takes
_USUAL = 0.5  # seconds that a change takes without a beat


class Wardrobe:
    """The shares, adding up to 1, of what one dancer wears."""

    def __init__(self, own: str) -> None:
        self._wanted = self._worn = own
        self._shares = {own: 1.0}
        self._asked = 0.0  # seconds: when the change was asked for
        self._due = -math.inf  # the beat that it begins on
        self._time: float | None = None  # seconds

    def step(self, time: float, music: Music, wanted: str) -> dict[str, float]:
        """The shares at `time`; a change begins on the next ONE, at once where there is no beat."""
        dt = 0.0 if self._time is None else max(0.0, time - self._time)
        self._time = time
        if wanted != self._wanted:
            self._wanted, self._asked, self._due = wanted, time, _next_one(time, music)
        if self._wanted != self._worn and self._is_due(time, music):
            self._worn = self._wanted
        self._fade(dt / _seconds(music))
        return dict(self._shares)

    def _is_due(self, time: float, music: Music) -> bool:
        waited = not 0.0 <= time - self._asked < _LONGEST_WAIT
        return waited or not _has_beat(music) or music.beat_at(time) >= self._due - 1e-6

    def _fade(self, step: float) -> None:
        before = self._shares.get(self._worn, 0.0)
        now = min(1.0, before + step)
        left = (1.0 - now) / (1.0 - before) if before < 1.0 else 0.0
        others = {name: left * share for name, share in self._shares.items() if name != self._worn}
        kept = {name: share for name, share in others.items() if share > 1e-3}
        self._shares = kept | {self._worn: 1.0 - sum(kept.values())}


def _has_beat(music: Music) -> bool:
    beat = math.isfinite(music.beat) and music.tempo > 0
    return music.playing and music.confidence >= _SURE and beat


def _next_one(time: float, music: Music) -> float:
    if not _has_beat(music):
        return -math.inf
    beat = music.beat_at(time)
    return beat + (-music.bar_position(beat)) % music.meter


def _seconds(music: Music) -> float:
    if not _has_beat(music):
        return _USUAL
    return min(max(60.0 / music.tempo, _SHORTEST), _LONGEST)
