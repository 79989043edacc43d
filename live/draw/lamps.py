"""The lighting rig: how bright each lamp is, from the music.

It is a pure function of music and time, apart from a little smoothing: lamps do not jump when the
loudness does.
"""

import math
from dataclasses import dataclass

from live.signals import Music

FASTEST_PULSE = 165.0  # beats a minute: above it only the ONEs pulse, well under 3 flashes a second
_SLOWEST = 30.0  # beats a minute
_PULSE_SECONDS = 0.17  # how long a beat's light takes to fall to a third
_ATTACK, _RELEASE = 0.03, 0.22  # seconds: halflives of the lamps' smoothing, up and down
# How bright the lamps are in a section, relative to the music's own level.
_SHINE = {"quiet": 0.8, "steady": 1.0, "build": 0.5, "drop": 1.3, "breakdown": 0.6}
_BURST_SECONDS = 0.9  # how long the light of a drop takes to fall to a third


@dataclass(frozen=True, slots=True)
class LampState:
    """The state of the lamps for one picture: all 0..1."""

    pulse: float  # the beat's light, decaying; strongest on the ONE
    wave: float  # metres a ring of light has run over the floor since the beat
    energy: float  # how lively the music is
    low: float
    mid: float
    high: float
    burst: float = 0.0  # the light of a drop, all lamps at once, decaying


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0


def pulse_at(time: float, music: Music) -> tuple[float, float]:
    """The beat's light at a moment and the seconds since that beat: (0..1, seconds)."""
    beat = music.beat_at(time)
    if not (music.playing and math.isfinite(beat) and music.tempo >= _SLOWEST):
        return 0.0, math.inf
    fast = music.tempo > FASTEST_PULSE
    one = fast or music.beat_in_bar(beat) == 1
    gone = music.bar_position(beat) if fast else beat - math.floor(beat)  # beats
    since = gone * 60.0 / music.tempo
    trust = _share((music.confidence - 0.15) / 0.35)
    strong = one or music.section == "drop"  # in a drop every beat is as bright as a ONE
    return trust * (1.0 if strong else 0.55) * math.exp(-since / _PULSE_SECONDS), since


class Lamps:
    """Follows the music from picture to picture."""

    def __init__(self) -> None:
        self._levels = [0.0] * 4  # energy, low, mid, high
        self._time: float | None = None
        self._dropped = -math.inf  # seconds: when the last drop began
        self._dropping = False

    def cue(self, time: float, music: Music) -> LampState:
        """The lamps at `time`."""
        wanted = self._wanted(music)
        dt = math.inf if self._time is None else max(0.0, time - self._time)
        self._time = time
        self._levels = [
            _approached(level, goal, dt) for level, goal in zip(self._levels, wanted, strict=True)
        ]
        energy, low, mid, high = self._levels
        pulse, since = pulse_at(time, music)
        wave = 0.25 + 3.2 * min(since, 2.0)
        return LampState(pulse, wave, energy, low, mid, high, self._burst(time, music))

    def _burst(self, time: float, music: Music) -> float:
        """The light of the last drop: one flash, as the bass comes back."""
        dropping = music.playing and music.section == "drop"
        if dropping and not self._dropping:
            self._dropped = time
        self._dropping = dropping
        return math.exp(-max(0.0, time - self._dropped) / _BURST_SECONDS)

    @staticmethod
    def _wanted(music: Music) -> list[float]:
        if not music.playing:
            return [0.0] * 4
        shine = _SHINE[music.section]
        return [_share(shine * value) for value in (music.loudness, *music.bands)]


def _approached(level: float, goal: float, dt: float) -> float:
    halflife = _ATTACK if goal > level else _RELEASE
    return goal + (level - goal) * math.exp2(-dt / halflife)
