"""The dancer's own count: it hears the beat, but never jerks, stops or goes back."""

from live.dance.springs import ASLEEP
from live.signals import Music

SLOWEST, FASTEST = 0.6, 1.5  # of the music's tempo, while catching up with it
_PULL = 1.5  # a beat: how fast an error is put right
_LOST = 0.6  # beats: an error beyond this is another numbering, not another phase


class Count:
    """Counts beats as the ear does, but smoothly: `beat` only grows, and within two beats of a
    correction it is right again. Its numbers are the dancer's own; see `downbeat`."""

    def __init__(self) -> None:
        self.beat = 0.0  # beats, the dancer's own numbering
        self.tempo = 120.0  # beats a minute, as heard
        self.meter = 4  # beats a bar
        self.downbeat = 0  # the number of one beat that is a ONE
        self.rate = 2.0  # beats a second, as danced
        self._shift = 0  # the dancer's number of a beat less the ear's
        self._time: float | None = None

    @property
    def beat_seconds(self) -> float:
        """How long a beat lasts, seconds."""
        return 60.0 / self.tempo

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
        # A twentieth of a second of inertia keeps the ear's jitter out of the limbs.
        self.rate += (wanted - self.rate) * (1.0 - 0.5 ** (dt / 0.04))
        self.rate = min(tempo * FASTEST, max(tempo * SLOWEST, self.rate))
        self.beat += self.rate * dt

    def next_one(self, beat: float) -> int:
        """The first ONE at or after a beat."""
        behind = (beat - self.downbeat) % self.meter
        return round(beat + (self.meter - behind) % self.meter)
