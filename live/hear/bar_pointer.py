"""The probability of every tempo and every phase in the beat, frame by frame.

A bar pointer (Whiteley, Cemgil, Godsill 2006) in the state space of Krebs, Böck and Widmer
(2015): a state is an interval between beats, in whole frames, and a position in it. The pointer
moves on one position a frame, and may change its interval only on a beat. It is a forward filter:
no later frame is used.

Moving on needs no computation: the states of each interval lie in a ring, and the place of the
beat in the ring moves. Only the states that reach their beat are computed anew.
"""

import math
from copy import copy

import numpy as np

BEAT_SHARE = 16  # a beat's onset is looked for in the first 1/16 of the interval
OUTSIDE = 15.0  # 1 - activation is divided by this for each of the other positions
LEAST = 1e-12  # probability that stays for all that a hand excludes: it can come back
NEVER = 1e-20  # a change of interval less likely than this is 0: such small numbers are slow
STEADINESS = 140.0  # exponent: the larger, the less likely is another interval at the next beat
COMMON = 0.3  # prior of tempi: exponent, a beat, for one octave squared from the range's middle
NEAR = 0.05  # standard deviation (relative) around the intervals that a hand asked for
CLOSE = 30.0  # concentration of the von Mises distribution around the phase that a hand showed
EAGER = 4.0  # octaves squared: the most that COMMON is multiplied by


class BarPointer:
    """The probabilities of all states. `intervals` (n,) are in frames; per-interval arrays have
    the same order.
    """

    def __init__(self, frames: int, tempo_range: tuple[float, float]) -> None:
        slowest, fastest = tempo_range
        self.intervals = np.arange(round(60 * frames / fastest), round(60 * frames / slowest) + 1)
        counts = self.intervals
        self._firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._places = np.concatenate([np.arange(n) for n in counts])  # of each state, in its ring
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
        self._frame = 0  # steps taken: the beat has moved back by as many places in the rings
        self.set_prior()
        self.forget()
        self._fresh = np.empty_like(self.states)
        self._ones = np.ones_like(self.states)

    def forget(self) -> None:
        """Sets the belief back to the prior."""
        self.states = self._ignorance.copy()

    def freed(self) -> "BarPointer":
        """Another pointer with the same belief, which no hand limits."""
        other = copy(self)
        other.states, other._fresh = self.states.copy(), self._fresh.copy()
        other.set_prior()
        return other

    def step(self, activation: float | None, leak: float) -> float:
        """Takes one frame. `activation` (0..1): a beat is here; None: the frame was not heard.

        `leak` is the part of the belief that starts anew from the prior. Returns the
        log-likelihood gain in nats: how much better the belief predicted the frame than equally
        likely positions do; 0.0 for a frame not heard.
        """
        states = self.states
        self._frame += 1
        reached = self._firsts + (-self._frame) % self.intervals
        states[reached] = states[reached] @ self._change
        states *= (1 - leak) / float(states @ self._ones)
        states += np.multiply(self._ignorance, leak, out=self._fresh)
        gain = 0.0
        if activation is not None:
            on_beat = self._beat_firsts + (self._beat_places - self._frame) % self._beat_of
            beats = states[on_beat]
            share, outside = float(beats.sum()), (1 - activation) / OUTSIDE
            likelihood = share * activation + (1 - share) * outside
            blind = (activation + (BEAT_SHARE - 1) * outside) / BEAT_SHARE
            gain = math.log(likelihood / blind)
            states *= outside / likelihood
            states[on_beat] = beats * (activation / likelihood)
        return gain

    def set_prior(self, shortest: float = 0.0, longest: float = np.inf) -> None:
        """Limits the intervals, in frames: those outside become very unlikely from now on."""
        within = np.clip(self.intervals, shortest, max(shortest, longest))
        near = np.exp(-0.5 * (np.log(self.intervals / within) / NEAR) ** 2) + LEAST
        change = self._usual * near
        self._change = np.where(change < NEVER, 0.0, change).astype(np.float32)
        # The belief before anything is heard: any phase of its beat is equally likely.
        ignorance = np.repeat(near / self.intervals**2, self.intervals)
        self._ignorance = (ignorance / ignorance.sum()).astype(np.float32)

    def expect(self, interval: float, phase: float) -> None:
        """Sets the belief from a hand: the interval in frames, the phase 0..1 (0 on the beat)."""
        places = (self._places + self._frame) % self._of / self._of
        turn = np.cos(2 * np.pi * (places - phase))
        near = np.exp(-0.5 * (np.log(self._of / interval) / NEAR) ** 2 + CLOSE * (turn - 1))
        self.states = np.maximum(near / near.sum(), LEAST).astype(np.float32)

    def likeliest(self, around: int) -> tuple[float, complex]:
        """The likeliest interval, in frames, and the pointer.

        Both are means over the likeliest interval and `around` others on each side, weighted by
        probability. The pointer's length is the probability of them all times their agreement
        (0..1); its angle is the phase in the beat, 0 on the beat.
        """
        totals = np.add.reduceat(self.states, self._firsts)
        best = int(np.argmax(totals))
        near = slice(max(0, best - around), best + around + 1)
        intervals, firsts, totals = self.intervals[near], self._firsts[near], totals[near]
        start, stop = int(firsts[0]), int(firsts[-1] + intervals[-1])
        turned = self.states[start:stop] * self._directions[start:stop]
        since = np.exp(2j * np.pi * (self._frame % intervals / intervals))
        pointer = complex(np.add.reduceat(turned, firsts - start) @ since)
        return float(totals @ self._frames_of[near]) / float(totals.sum()), pointer
