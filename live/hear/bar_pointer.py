"""How likely every tempo and every place in the beat is, one frame after the other.

A bar pointer (Whiteley, Cemgil, Godsill 2006) in the state space of Krebs, Böck and Widmer
(2015): a state is an interval between beats, in whole frames, and a position in it. The pointer
moves on one position a frame, and may change its interval only on a beat. Forward only: what is
to come is never used.
"""

import numpy as np

from live.signals import Floats

BEAT_SHARE = 16  # a beat's onset is looked for in the first 1/16 of the interval
OUTSIDE = 15.0  # what is no onset is spread over the other positions
LEAST = 1e-12  # probability below which nothing falls, so that everything can come back
STEADINESS = 140.0  # how unlikely another interval is from beat to beat
COMMON = 0.7  # how much likelier, a beat, tempi in the middle of the range are; in octaves squared
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
        self._lasts = self._firsts + counts - 1
        positions = np.concatenate([np.arange(n) for n in counts])
        self._of = np.repeat(counts, counts)  # frames: the interval of each state
        self._on_beat = np.flatnonzero(positions * BEAT_SHARE < self._of)
        angles = 2 * np.pi * positions / self._of
        self._cosine = np.cos(angles).astype(np.float32)
        self._sine = np.sin(angles).astype(np.float32)
        ratios = counts[None, :] / counts[:, None]
        change = np.exp(-STEADINESS * np.abs(ratios - 1))
        change /= change.sum(1, keepdims=True)
        middle = np.sqrt(counts[0] * counts[-1])
        self._usual = change * np.exp(-COMMON * np.minimum(np.log2(counts / middle) ** 2, EAGER))
        self.favour()
        self.forget()
        self._next = np.empty_like(self.states)

    def forget(self) -> None:
        """Nothing is known any more."""
        self.states = self._ignorance.copy()

    def step(self, activation: float | None, leak: float) -> float:
        """One frame more; `activation` (0..1) says how like a beat it sounded, None: not heard.

        `leak` is the share of belief that starts again from ignorance. Returns what the belief
        was worth: by how many nats it foretold the frame better than ignorance does.
        """
        moved = self._next
        moved[1:] = self.states[:-1]
        moved[self._firsts] = self.states[self._lasts] @ self._change
        moved *= (1 - leak) / float(moved.sum())
        moved += leak * self._ignorance
        worth = 0.0
        if activation is not None:
            outside = (1 - activation) / OUTSIDE
            moved *= outside
            moved[self._on_beat] *= activation / outside
            likelihood = float(moved.sum())
            blind = (activation + (BEAT_SHARE - 1) * outside) / BEAT_SHARE
            worth = float(np.log(likelihood / blind))
            moved /= likelihood
        np.maximum(moved, LEAST, out=moved)
        self.states, self._next = moved, self.states
        return worth

    def favour(self, shortest: float = 0.0, longest: float = np.inf) -> None:
        """Only intervals from `shortest` to `longest` frames are believed in from now on."""
        within = np.clip(self.intervals, shortest, max(shortest, longest))
        near = np.exp(-0.5 * (np.log(self.intervals / within) / NEAR) ** 2) + LEAST
        self._change = (self._usual * near).astype(np.float32)
        # Nothing known: every tempo alike, anywhere in its beat.
        ignorance = np.repeat(near / self.intervals**2, self.intervals)
        self._ignorance = (ignorance / ignorance.sum()).astype(np.float32)

    def expect(self, interval: float, phase: float) -> None:
        """A hand knows better: the beat has this interval, in frames, and is at this place.

        The place is 0..1, 0 on the beat.
        """
        angle = 2 * np.pi * phase
        turn = self._cosine * np.cos(angle) + self._sine * np.sin(angle)
        near = np.exp(-0.5 * (np.log(self._of / interval) / NEAR) ** 2 + CLOSE * (turn - 1))
        self.states = np.maximum(near / near.sum(), LEAST).astype(np.float32)

    def turns(self) -> tuple[Floats, Floats, Floats]:
        """Of each interval: its probability, and that times the mean direction of its pointer.

        The direction is given as cosine and sine of an angle: the place in the beat, 0 on it.
        """
        share = np.add.reduceat(self.states, self._firsts)
        x = np.add.reduceat(self.states * self._cosine, self._firsts)
        y = np.add.reduceat(self.states * self._sine, self._firsts)
        return share, x, y
