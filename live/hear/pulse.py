"""From activations to a running beat: tempo, phase, confidence, and whether there is a beat."""

import cmath
import math

from live.hear.bar_pointer import BarPointer
from live.hear.running_beat import RunningBeat
from live.hear.witness import Witness

AROUND = 3  # intervals on each side of the likeliest that are averaged with it
EARLY = 1 / 32  # of a beat: onsets fall anywhere in a beat's first 1/16, half of it on average
# The gain is the log-likelihood gain, in nats a second: how much better the belief predicts the
# activations than it would if every tempo and phase were equally likely.
FORGET = 0.8  # seconds: time constant of the mean gain
BEGIN_TRUST, BEGIN_GAIN = 0.15, 2.5  # trust and gain (nats a second) from which there is a beat
END_GAIN = 0.4  # nats a second: music gains more than this, talk and applause do not
END_AFTER = 0.3  # seconds below END_GAIN after which there is no beat
FALLEN = 0.4  # of the usual gain: below it the music has changed
RISE, FALL = 1.0, 8.0  # seconds: time constants of the usual gain, as it rises and falls
COAST = 16.0  # seconds below END_GAIN, at most, that a sure beat goes on through held tones
SURE = 3.0  # nats a second: the gain of full confidence
LEAK = 2e-5  # of the belief, a frame, that starts anew: no tempo is ruled out for ever
LEAK_LOST = 5e-4  # the same while there is no beat: the next music is another


class Pulse:
    """The beat of one stream of sound, in steps of one frame; all frames are of equal length."""

    def __init__(self, frames: int, tempo_range: tuple[float, float], late: float) -> None:
        self._seconds = 1 / frames
        self._late = late  # seconds between a beat and the frame that shows it
        self._pointer = BarPointer(frames, tempo_range)
        self._running = RunningBeat()
        self._witness: Witness | None = None  # while a hand has set the tempo of a song
        self._gain = 0.0  # nats a frame, over the last second or so
        self._heard = 0.0  # seconds over which the gain has been measured
        self._usual = 0.0  # nats a second: the usual gain of the last seconds with a beat
        self._ranged = False  # whether a hand limits the tempo
        self._gainless = 0.0  # seconds that the gain has been below END_GAIN
        self._sure = 0.0  # seconds times confidence since the beat began
        self.trust = 0.0
        self.beating = False

    @property
    def beat(self) -> float:
        """Beats since the first."""
        return self._running.beat

    @property
    def tempo(self) -> float:
        """Beats a minute."""
        return 60 / self._running.interval

    @property
    def jumps(self) -> int:
        """How often the running beat moved to another one; ONEs counted before are void then."""
        return self._running.jumps

    @property
    def another_song(self) -> bool:
        """Whether the music is not the song any more whose tempo is held."""
        return self._witness is not None and self._witness.another_song

    @property
    def log_likelihood_gain(self) -> float:
        """Nats a second: how much better the belief predicts the activations than it would if
        every tempo and phase were equally likely.
        """
        return self._gain / self._seconds

    @property
    def confidence(self) -> float:
        """0..1: how concentrated the belief is, times its gain (SURE or more counts as 1)."""
        if not self.beating:
            return 0.0
        return self.trust * min(1.0, max(0.0, self.log_likelihood_gain) / SURE)

    def step(self, activation: float | None, *, held: bool = False) -> None:
        """Takes one frame; `activation` is 0..1, None for silence or missing sound.

        `held`: tones are held, so this is music even without a beat; a sure beat then goes on.
        """
        gain = self._pointer.step(activation, LEAK if self.beating else LEAK_LOST)
        if self._witness is not None:
            self._witness.step(activation, LEAK, self.log_likelihood_gain)
        if activation is None:
            self._running.coast(self._seconds)
            return
        # A plain mean for the first FORGET seconds: a first beat is then found at once.
        self._heard = min(self._heard + self._seconds, FORGET)
        self._gain += (gain - self._gain) * self._seconds / self._heard
        self._watch()
        interval, phase = self._believed()
        self._judge(interval, phase, held=held)
        if not self.beating or self._gainless > 0.0:
            self._running.coast(self._seconds)
        else:
            self._running.follow(self._seconds, interval, phase, self.trust)

    def forget(self) -> None:
        """Forgets tempo and phase, as for other music; the count of beats goes on."""
        for pointer in self._pointers:
            pointer.forget()
        self.beating = False
        self._gain = self._heard = 0.0

    def set_prior(self, tempi: tuple[float, float] | None) -> None:
        """Limits the tempo to a range in beats a minute (slowest, fastest); None: no limit."""
        if self._witness is not None:
            # From here on the music is what it would be if no hand had held its tempo.
            self._pointer, self._witness = self._witness.pointer, None
            self._running.doubt()
        self._ranged = tempi is not None
        if tempi is None:
            self._pointer.set_prior()
            return
        fastest, slowest = (60 / tempo / self._seconds for tempo in reversed(tempi))
        least, most = self._pointer.intervals[[0, -1]]
        self._pointer.set_prior(min(fastest, float(most)), max(slowest, float(least)))

    def hold(self, tempi: tuple[float, float]) -> None:
        """The same for one song only: `another_song` says when it is over."""
        self.set_prior(tempi)
        self._witness = Witness(self._pointer, self._seconds, math.sqrt(tempi[0] * tempi[1]))

    def expect(self, interval: float, phase: float) -> None:
        """Takes the beat from a hand: its interval in seconds, and the phase now, 0..1."""
        for pointer in self._pointers:
            pointer.expect(interval / self._seconds, phase - self._late / interval + EARLY)
        self._running.jump(interval, phase)
        self.beating = True
        self._gainless, self._gain = 0.0, SURE * self._seconds

    @property
    def _pointers(self) -> tuple[BarPointer, ...]:
        witness = self._witness
        return (self._pointer,) if witness is None else (self._pointer, witness.pointer)

    def _believed(self) -> tuple[float, float]:
        """The likeliest interval in seconds, and the phase now, 0..1. Sets `trust`."""
        frames, pointer = self._pointer.likeliest(AROUND)
        interval = frames * self._seconds
        self.trust = min(1.0, abs(pointer))
        phase = cmath.phase(pointer) / (2 * math.pi)
        return interval, (phase + self._late / interval - EARLY) % 1.0

    def _watch(self) -> None:
        """Doubts the running beat when the gain falls far below its usual value.

        The music has then changed: a cut, or a break. Not while a hand limits the tempo, as that
        may rule out the right one.
        """
        if not self.beating:
            self._usual = 0.0
            return
        gain = self.log_likelihood_gain
        if gain < FALLEN * self._usual and not self._ranged:
            self._running.doubt()
        time = RISE if gain > self._usual else FALL
        self._usual += (gain - self._usual) * self._seconds / time

    def _judge(self, interval: float, phase: float, *, held: bool) -> None:
        """Decides whether there is a beat: sets `beating`."""
        if self.beating:
            lost = self.log_likelihood_gain < END_GAIN
            self._gainless = self._gainless + self._seconds if lost else 0.0
            self._sure = max(0.0, self._sure + self._seconds * (0 if lost else self.confidence))
            patience = min(COAST, self._sure) if held else 0.0
            self.beating = self._gainless < END_AFTER + patience
        elif self.trust > BEGIN_TRUST and self.log_likelihood_gain > BEGIN_GAIN:
            self.beating = True
            self._gainless = self._sure = 0.0
            self._running.jump(interval, phase)
