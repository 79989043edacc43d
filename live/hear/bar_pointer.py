"""How likely every tempo and every place in the beat is, one frame after the other.

A bar pointer (Whiteley, Cemgil, Godsill 2006) in the state space of Krebs, Böck and Widmer
(2015): a state is an interval between beats, in whole frames, and a position in it. The pointer
moves on one position a frame, and may change its interval only on a beat. Forward only: what is
to come is never used.

Moving on costs nothing: each interval's states lie in a ring, and it is the place of the beat in
the ring that moves. Only the states that reach their beat are worked out anew.
"""

import math

import numpy as np

BEAT_SHARE = 16  # a beat's onset is looked for in the first 1/16 of the interval
OUTSIDE = 15.0  # what is no onset is spread over the other positions
LEAST = 1e-12  # probability a hand leaves to everything else, so that it can come back
NEVER = 1e-20  # odds below which a change of interval is none: numbers so small are slow, too
STEADINESS = 140.0  # how unlikely another interval is from beat to beat
COMMON = 0.3  # how much likelier, a beat, tempi in the middle of the range are; in octaves squared
NEAR = 0.05  # relative distance at which intervals beside those a hand asked for fade
CLOSE = 30.0  # how close to the place a hand showed the beat is; of a von Mises distribution
EAGER = 4.0  # the most that counts, octaves squared


class BarPointer:
    """Probabilities of all states. `intervals` are (n,) frames; all else is indexed alike."""

    def __init__(self, frames: int, tempo_range: tuple[float, float]) -> None:
        slowest, fastest = tempo_range
        self.intervals = np.arange(round(60 * frames / fastest), round(60 * frames / slowest) + 1)
        counts = self.intervals
        self._firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._places = np.concatenate([np.arange(n) for n in counts])  # in the ring, of each state
        self._frames_of = counts.astype(np.float32)
        self._of = np.repeat(counts, counts)  # frames: the interval of each state
        self._directions = np.exp(2j * np.pi * self._places / self._of).astype(np.complex64)
        beat = np.flatnonzero(self._places * BEAT_SHARE < self._of)
        self._beat_places, self._beat_of = self._places[beat], self._of[beat]
        self._beat_firsts = beat - self._beat_places
        ratios = counts[None, :] / counts[:, None]
        change = np.exp(-STEADINESS * np.abs(ratios - 1))
        change /= change.sum(1, keepdims=True)
        middle = np.sqrt(counts[0] * counts[-1])
        self._usual = change * np.exp(-COMMON * np.minimum(np.log2(counts / middle) ** 2, EAGER))
        self._frame = 0  # of all steps: so far has the beat gone back in the rings
        self.set_prior()
        self.forget()
        self._fresh = np.empty_like(self.states)
        self._ones = np.ones_like(self.states)

    def forget(self) -> None:
        """Nothing is known any more."""
        self.states = self._ignorance.copy()

    def step(self, activation: float | None, leak: float) -> float:
        """One frame more; `activation` (0..1) says how like a beat it sounded, None: not heard.

        `leak` is the share of belief that starts again from ignorance. Returns what the belief
        was worth: by how many nats it foretold the frame better than ignorance does.
        """
        states = self.states
        self._frame += 1
        reached = self._firsts + (-self._frame) % self.intervals
        states[reached] = states[reached] @ self._change
        states *= (1 - leak) / float(states @ self._ones)
        states += np.multiply(self._ignorance, leak, out=self._fresh)
        worth = 0.0
        if activation is not None:
            on_beat = self._beat_firsts + (self._beat_places - self._frame) % self._beat_of
            beats = states[on_beat]
            share, outside = float(beats.sum()), (1 - activation) / OUTSIDE
            likelihood = share * activation + (1 - share) * outside
            blind = (activation + (BEAT_SHARE - 1) * outside) / BEAT_SHARE
            worth = math.log(likelihood / blind)
            states *= outside / likelihood
            states[on_beat] = beats * (activation / likelihood)
        return worth

    def set_prior(self, shortest: float = 0.0, longest: float = np.inf) -> None:
        """Only intervals from `shortest` to `longest` frames are believed in from now on."""
        within = np.clip(self.intervals, shortest, max(shortest, longest))
        near = np.exp(-0.5 * (np.log(self.intervals / within) / NEAR) ** 2) + LEAST
        change = self._usual * near
        self._change = np.where(change < NEVER, 0.0, change).astype(np.float32)
        # Nothing known: every tempo alike, anywhere in its beat.
        ignorance = np.repeat(near / self.intervals**2, self.intervals)
        self._ignorance = (ignorance / ignorance.sum()).astype(np.float32)

    def expect(self, interval: float, phase: float) -> None:
        """A hand knows better: the beat has this interval, in frames, and is at this place.

        The place is 0..1, 0 on the beat.
        """
        places = (self._places + self._frame) % self._of / self._of
        turn = np.cos(2 * np.pi * (places - phase))
        near = np.exp(-0.5 * (np.log(self._of / interval) / NEAR) ** 2 + CLOSE * (turn - 1))
        self.states = np.maximum(near / near.sum(), LEAST).astype(np.float32)

    def likeliest(self, around: int) -> tuple[float, complex]:
        """The likeliest interval, in frames, with `around` others to each side, and the pointer.

        The interval is their mean. The pointer is the probability of them all times the mean of
        their directions: its angle is the place in the beat, 0 on it.
        """
        shares = np.add.reduceat(self.states, self._firsts)
        best = int(np.argmax(shares))
        near = slice(max(0, best - around), best + around + 1)
        intervals, firsts, shares = self.intervals[near], self._firsts[near], shares[near]
        start, stop = int(firsts[0]), int(firsts[-1] + intervals[-1])
        turned = self.states[start:stop] * self._directions[start:stop]
        since = np.exp(2j * np.pi * (self._frame % intervals / intervals))
        pointer = complex(np.add.reduceat(turned, firsts - start) @ since)
        return float(shares @ self._frames_of[near]) / float(shares.sum()), pointer
