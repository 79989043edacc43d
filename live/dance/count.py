"""The dancer's own count of beats: it follows the music, but never jumps, stops or goes back."""

from live.dance.springs import ASLEEP
from live.signals import Music

SLOWEST, FASTEST = 0.6, 1.5  # limits of the rate, relative to the music's tempo
_PULL = 1.5  # of an error, a beat: how fast it is corrected
_REST, _SHORTEST = 1.15, 0.4  # beats, seconds: a longer silence, and more than this, is an end
_LOST = 0.6  # beats: a larger error means another numbering of beats, not another phase


class Count:
    """Counts the ear's beats smoothly: `beat` only grows, and is right again within two beats of a
    correction. Its numbers are the dancer's own; see `downbeat`.
    """

    def __init__(self) -> None:
        self.beat = 0.0  # beats, the dancer's own numbering
        self.tempo = 120.0  # beats a minute, as heard
        self.meter = 4  # beats a bar
        self.downbeat = 0  # the number of one beat that is a ONE
        self.rate = 2.0  # beats a second, as danced
        self._shift = 0  # the dancer's number of a beat minus the ear's
        self._time: float | None = None

    @property
    def beat_seconds(self) -> float:
        """How long a beat lasts, seconds."""
        return 60.0 / self.tempo

    def sounds(self, music: Music) -> bool:
        """Whether there is music to dance to: it plays, and no silence has outlasted a beat."""
        return music.playing and music.silent_for < max(_SHORTEST, _REST * self.beat_seconds)

    def step(self, time: float, music: Music) -> float:
        """Moves on to `time`; returns the seconds passed, more than 0."""
        self.tempo = min(400.0, max(20.0, music.tempo))
        self.meter = max(1, music.meter)
        heard = music.beat + (time - music.time) * self.tempo / 60.0
        if self._time is None:
            self._time, self._shift = time - 1 / 60, 0
            self.beat, self.rate = heard - self.tempo / 3600, self.tempo / 60
        dt = max(time - self._time, 1e-3)
        self._time = time
        if abs(heard + self._shift - self.beat) > _LOST + dt * self.tempo / 60.0:
            self._shift = round(self.beat + dt * self.tempo / 60.0 - heard)
        self._turn(heard + self._shift, dt)
        self.downbeat = music.downbeat + self._shift
        return dt

    def _turn(self, heard: float, dt: float) -> None:
        tempo = self.tempo / 60.0
        if dt > ASLEEP:  # too long to catch up: begins anew
            self.beat = max(self.beat, heard)
            self.rate = tempo
            return
        error = heard - (self.beat + tempo * dt)
        wanted = tempo * min(FASTEST, max(SLOWEST, 1.0 + _PULL * error))
        # 40 ms of smoothing keep the ear's jitter out of the limbs.
        self.rate += (wanted - self.rate) * (1.0 - 0.5 ** (dt / 0.04))
        self.rate = min(tempo * FASTEST, max(tempo * SLOWEST, self.rate))
        self.beat += self.rate * dt

    def next_one(self, beat: float) -> int:
        """The first ONE at or after a beat."""
        behind = (beat - self.downbeat) % self.meter
        return round(beat + (self.meter - behind) % self.meter)
