"""Which beats are ONEs (downbeats), and how many beats a bar has, from the last bars.

At a ONE the chords and the bass change, and the bass drum plays but not the snare. Each beat is
compared with the beats around it, and updates the probability of every place in every kind of
bar. Older beats count less.
"""

import math
from collections.abc import Sequence

import numpy as np

from live.hear.evidence import EvidenceFrame
from live.signals import Floats

AVERAGED = 0.06  # alpha: weight of the newest beat in the running mean and variance
FEW = 4  # beats heard before a ONE is decided
MOST = 16  # beats left out, at most, that the belief is moved on by
SAYS = 0.25  # weight of one beat's evidence: a factor in the exponent
SLIP = 0.012  # probability of a beat more or less in a bar, or of another song
CHANGE = 0.0005  # probability of another meter from one bar to the next
LEAST = 1e-9  # probability that every place keeps
CERTAIN = 0.99  # the highest probability that is accepted from the network
LEAD = 1.2  # factor by which another ONE must be likelier
METER_SURE = 0.9  # probability that another meter needs
HINTED = 0.8  # prior probability of the expected meter
DOUBT = 0.2  # of the belief that is left when the beats are counted anew
UNUSUAL = 2.5  # deviations: larger ones are clipped
ONE = 1.5  # weight of the network's downbeat
IN_THREE, IN_TWO = 1.1, 0.3  # a beat: factor on bars of two, for beats in thirds and for others
TRIPLE, PLAYED = 1.4, 0.08  # ratio of thirds to halves and quarters, and least onset at thirds
DIVIDING = 0.12  # alpha: weight of the newest beat in how beats are divided
_FIRST = {2: (1.0, -1.0), 3: (1.0, -0.5, -0.5), 4: (1.0, -0.33, -0.33, -0.34)}
_SNARE = {2: (-1.0, 1.0), 3: (0.0, 0.0, 0.0), 4: (-1.0, 1.0, -1.0, 1.0)}
# The accent expected at each place in the bar, (7, meter): onsets low, mid and high; change of
# chords, of bass, and of chords against the two beats before; the network's downbeat.
PROFILES = {
    meter: np.array(
        [np.multiply(w, _FIRST[meter]) for w in (0.6, 0.2)]
        + [np.multiply(0.4, _SNARE[meter])]
        + [np.array(_FIRST[meter])] * 3
        + [np.multiply(ONE, _FIRST[meter])]
    )
    for meter in _FIRST
}


class Bars:
    """Finds `meter`, beats a bar, and `downbeat`, the number of a beat that is a ONE.

    Takes beats one by one, with their numbers, which grow; numbers may be left out.
    """

    def __init__(self, hint: int) -> None:
        self._hint = hint  # beats a bar that are expected
        self._asked: int | None = None  # beats a bar that a hand wants
        self.meter = hint
        self.downbeat = 0
        self._number = 0  # of the last beat heard
        self._belief = _prior(hint)  # by meter: probability (meter,) of each place in the bar
        self._mean = np.zeros(7)
        self._variance = np.full(7, 1e-6)
        self._divided = np.zeros(12)  # smoothed onset strength at each twelfth of the beat
        self._count = 0  # beats heard

    def begin_again(self) -> None:
        """Doubts most of the belief: the beats are counted anew, perhaps in another song."""
        priors = _prior(self._asked or self._hint, sure=self._asked is not None)
        for meter, prior in priors.items():
            self._belief[meter] = DOUBT * self._belief[meter] + (1 - DOUBT) * prior

    def expect(self, meter: int | None) -> None:
        """Sets the beats a bar that a hand wants; None: as heard."""
        if meter != self._asked:
            self._asked = meter
            self.meter = meter or self._hint
            self._belief = _prior(self.meter, sure=meter is not None)

    def hear(self, number: int, accents: Floats) -> None:
        """Takes one beat and its accents, (7,), in the order of PROFILES."""
        unusual = self._unusual(accents)
        for _ in range(min(number - self._number, MOST)):
            self._move_on()
        self._number = number
        if self._count < 2 or not self._belief:
            return
        for meter, places in self._belief.items():
            # The likelihood of a normal distribution around the profile.
            profile = PROFILES[meter]
            places *= np.exp(SAYS * (unusual @ profile - 0.5 * np.square(profile).sum(0)))
        if 2 in self._belief and len(self._belief) > 1:
            self._belief[2] *= IN_THREE if self._in_three else IN_TWO
        total = sum(float(places.sum()) for places in self._belief.values())
        for places in self._belief.values():
            places /= total
        if self._count >= FEW:
            self._decide()

    def divide(self, onsets: list[float]) -> None:
        """Takes the onset activation (0..1) of each frame of the last beat."""
        frames = len(onsets)
        if frames < 12:
            return
        at = np.arange(12) * frames // 12
        near = np.minimum(np.maximum(at + np.array([[-1], [0], [1]]), 0), frames - 1)
        twelfths = np.array(onsets)[near].max(0)
        self._divided += DIVIDING * (twelfths - self._divided)

    @property
    def _in_three(self) -> bool:
        """Whether beats are divided into three: both thirds are played, halves and quarters not."""
        thirds = min(self._divided[4], self._divided[8])
        return bool(thirds > TRIPLE * max(self._divided[[3, 6, 9]]) and thirds > PLAYED)

    def _unusual(self, accents: Floats) -> Floats:
        """The accents (7,) in standard deviations from their running mean."""
        self._count += 1
        alpha = max(1 / self._count, AVERAGED)
        above = accents - self._mean
        self._mean += alpha * above
        self._variance = (1 - alpha) * (self._variance + alpha * above**2)
        return np.clip(above / np.sqrt(self._variance + 1e-9), -UNUSUAL, UNUSUAL)

    def _move_on(self) -> None:
        """Moves the belief on by one beat."""
        ends = {meter: float(places[-1]) for meter, places in self._belief.items()}
        for meter, places in self._belief.items():
            moved = np.roll(places, 1)
            moved = (1 - SLIP) * moved + SLIP * places.mean()
            others = sum(ends.values()) - ends[meter]
            if len(ends) > 1:
                moved[0] += CHANGE * (others / (len(ends) - 1) - ends[meter])
            self._belief[meter] = np.maximum(moved, LEAST)

    def _decide(self) -> None:
        """Sets `meter` and `downbeat` from the belief."""
        meters = {meter: float(places.sum()) for meter, places in self._belief.items()}
        best = max(meters, key=lambda meter: meters[meter])
        if best != self.meter and (self.meter not in meters or meters[best] > METER_SURE):
            self.meter = best
        places = self._belief[self.meter]
        likeliest = int(np.argmax(places))
        standing = (self._number - self.downbeat) % self.meter
        if places[likeliest] > LEAD * places[standing]:
            self.downbeat = self._number - likeliest


def _prior(hint: int, *, sure: bool = False) -> dict[int, Floats]:
    """The probabilities before anything is heard: by meter, (meter,) for each place in the bar.

    `hint` is the meter expected; `sure`: it is the only one. Bars of two are found only where they
    are expected, or where beats are divided into three, as in 6/8: all other music in four is
    also in two. Bars of five or seven cannot be found (an empty dict): a hand must set their ONE.
    """
    if hint not in PROFILES:
        return {}
    if sure or hint == 2:
        return {hint: np.full(hint, 1 / hint)}
    return {
        meter: np.full(meter, (HINTED if meter == hint else (1 - HINTED) / 2) / meter)
        for meter in (2, 3, 4)
    }


def downbeat_odds(frames: Sequence[EvidenceFrame]) -> float:
    """The network's log-odds that there is a ONE in these frames; 0 without a network."""
    downbeats = [frame.downbeat for frame in frames if frame.downbeat is not None]
    chance = min(CERTAIN, max(1 - CERTAIN, max(downbeats, default=0.5)))
    return math.log(chance / (1 - chance))


def changes(now: Floats, before: Floats, earlier: Floats) -> Floats:
    """How much the harmony changes at a beat, (3,): chords and bass against the beat before, and
    chords against both beats before. 1 minus the cosine similarity.

    The inputs are chromas of three beats, (2, 12) each: chords and bass.
    """
    both = before[0] + earlier[0]
    both = both / (np.linalg.norm(both) + 1e-6)
    return 1 - np.array([now[0] @ before[0], now[1] @ before[1], now[0] @ both])
