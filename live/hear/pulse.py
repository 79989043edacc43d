"""From onsets to a running beat that knows whether there is one: tempo, phase, confidence."""

import cmath
import math

from live.hear.bar_pointer import BarPointer
from live.hear.running_beat import RunningBeat

AROUND = 3  # intervals to each side of the likeliest that count with it
EARLY = 1 / 32  # of a beat: onsets fall anywhere in a beat's first 1/16, half of it on average
FORGET = 0.8  # seconds: time constant of what the belief was worth
BEGIN_TRUST, BEGIN_WORTH = 0.15, 2.5  # enough of both, and there is a beat; nats a second
END_WORTH = 0.4  # nats a second: music is foretold better than this, talk and applause are not
END_AFTER = 0.3  # seconds below it
FALLEN = 0.4  # of what the belief was worth of late: worth less, it is about another music
RISE, FALL = 1.0, 8.0  # seconds: time constants of what it was worth of late
COAST = 16.0  # seconds below it that a sure beat goes on through music that has none
SURE = 3.0  # nats a second that deserve full confidence
LEAK = 2e-5  # a frame: belief that starts anew, so that nothing is ruled out for ever
LEAK_LOST = 5e-4  # the same while there is no beat: what comes next is something else


class Pulse:
    """Steps by frames of equal length; belongs to one stream of sound."""

    def __init__(self, frames: int, tempo_range: tuple[float, float], late: float) -> None:
        self._seconds = 1 / frames
        self._late = late  # seconds between a beat and the frame that shows it
        self._pointer = BarPointer(frames, tempo_range)
        self._running = RunningBeat()
        self._worth = 0.0  # nats a frame, over the last second or so
        self._heard = 0.0  # seconds the worth has been measured
        self._usual = 0.0  # nats a second that it has been worth of late, while there was a beat
        self._ranged = False  # by a hand
        self._worthless = 0.0  # seconds
        self._sure = 0.0  # seconds of full confidence since the beat began
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
        """How often the count was begun from another beat: ONEs before are no ONEs now."""
        return self._running.jumps

    @property
    def log_likelihood_gain(self) -> float:
        """Nats a second: how much better the belief foretells onsets than ignorance does."""
        return self._worth / self._seconds

    @property
    def confidence(self) -> float:
        """0..1: agreement about the beat, as far as it foretells what is heard."""
        if not self.beating:
            return 0.0
        return self.trust * min(1.0, max(0.0, self.log_likelihood_gain) / SURE)

    def step(self, activation: float | None, *, held: bool = False) -> None:
        """One frame more; None: silence, or sound that is missing.

        `held` says that it is music whether it has a beat or not: a beat that was sure goes on.
        """
        worth = self._pointer.step(activation, LEAK if self.beating else LEAK_LOST)
        if activation is None:
            self._running.coast(self._seconds)
            return
        # A running mean in its first seconds, so that a first beat is found at once.
        self._heard = min(self._heard + self._seconds, FORGET)
        self._worth += (worth - self._worth) * self._seconds / self._heard
        self._watch()
        interval, phase = self._believed()
        self._judge(interval, phase, held=held)
        if not self.beating or self._worthless > 0.0:
            self._running.coast(self._seconds)
        else:
            self._running.follow(self._seconds, interval, phase, self.trust)

    def forget(self) -> None:
        """What comes next is another music; the count goes on."""
        self._pointer.forget()
        self.beating = False
        self._worth = self._heard = 0.0

    def set_prior(self, tempi: tuple[float, float] | None) -> None:
        """A hand wants a tempo from here to there, in beats a minute; None: whatever is heard."""
        self._ranged = tempi is not None
        if tempi is None:
            self._pointer.set_prior()
            return
        fastest, slowest = (60 / tempo / self._seconds for tempo in reversed(tempi))
        least, most = self._pointer.intervals[[0, -1]]
        self._pointer.set_prior(min(fastest, float(most)), max(slowest, float(least)))

    def expect(self, interval: float, phase: float) -> None:
        """A hand shows the beat: this interval, in seconds, and this place in it, 0..1."""
        self._pointer.expect(interval / self._seconds, phase - self._late / interval + EARLY)
        self._running.jump(interval, phase)
        self.beating = True
        self._worthless, self._worth = 0.0, SURE * self._seconds

    def _believed(self) -> tuple[float, float]:
        """The likeliest interval, and the place in the beat now; sets the trust in them."""
        frames, pointer = self._pointer.likeliest(AROUND)
        interval = frames * self._seconds
        self.trust = min(1.0, abs(pointer))
        phase = cmath.phase(pointer) / (2 * math.pi)
        return interval, (phase + self._late / interval - EARLY) % 1.0

    def _watch(self) -> None:
        """What was foretold well and is no longer has changed: a cut, or a break.

        Not so where a hand's range rules out what was right.
        """
        if not self.beating:
            self._usual = 0.0
            return
        worth = self.log_likelihood_gain
        if worth < FALLEN * self._usual and not self._ranged:
            self._running.doubt()
        time = RISE if worth > self._usual else FALL
        self._usual += (worth - self._usual) * self._seconds / time

    def _judge(self, interval: float, phase: float, *, held: bool) -> None:
        """Whether there is a beat at all."""
        if self.beating:
            lost = self.log_likelihood_gain < END_WORTH
            self._worthless = self._worthless + self._seconds if lost else 0.0
            self._sure = max(0.0, self._sure + self._seconds * (0 if lost else self.confidence))
            patience = min(COAST, self._sure) if held else 0.0
            self.beating = self._worthless < END_AFTER + patience
        elif self.trust > BEGIN_TRUST and self.log_likelihood_gain > BEGIN_WORTH:
            self.beating = True
            self._worthless = self._sure = 0.0
            self._running.jump(interval, phase)
