"""Which beats are ONEs, and how many beats a bar has: weighed over the last bars.

A ONE is where the chords and the bass change, where the bass drum falls, and the snare does not.
Each beat is compared with the beats around it, and counted for every place in the bar it may
have; what was heard long ago fades.
"""

import math
from collections.abc import Sequence

import numpy as np

from live.hear.evidence import EvidenceFrame
from live.signals import Floats

AVERAGED = 0.06  # share of the newest beat in what is usual
FEW = 4  # beats before anything can be said
MOST = 16  # beats left out that are counted on
SAYS = 0.25  # how much a deviation says: the exponent's factor
SLIP = 0.012  # how likely a beat more or less is, or another song
CHANGE = 0.0005  # how likely another meter is from one bar to the next
LEAST = 1e-9
CERTAIN = 0.99  # the most that the network is believed
LEAD = 1.2  # what another ONE must be likelier by
METER_SURE = 0.9  # share of belief that another meter needs
HINTED = 0.8  # share of the meter expected, at first
DOUBT = 0.2  # of the belief that is left when the beats are counted anew
UNUSUAL = 2.5  # deviations: more says no more
ONE = 1.5  # how much the network's ONE counts
IN_THREE, IN_TWO = 1.1, 0.3  # how likely bars of two are, a beat, in threes and otherwise
TRIPLE, PLAYED = 1.4, 0.08  # thirds to halves and quarters, and how strong
DIVIDING = 0.12  # share of the newest beat in how beats are divided
_FIRST = {2: (1.0, -1.0), 3: (1.0, -0.5, -0.5), 4: (1.0, -0.33, -0.33, -0.34)}
_SNARE = {2: (-1.0, 1.0), 3: (0.0, 0.0, 0.0), 4: (-1.0, 1.0, -1.0, 1.0)}
# How each accent speaks for each place in the bar, (7, meter): low, mid and high onset; change
# of chords, of bass, and of chords against the two beats before; the ONE as the network has it.
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
    """Beats are told one by one, with their number; numbers may be left out."""

    def __init__(self, hint: int) -> None:
        self._hint = hint
        self._asked: int | None = None  # beats a bar that a hand wants
        self.meter = hint
        self.downbeat = 0
        self._number = 0  # of the beat told last
        self._belief = _ignorance(hint)
        self._mean = np.zeros(7)
        self._variance = np.full(7, 1e-6)
        self._divided = np.zeros(12)  # onset strength at each twelfth of the beat, of late
        self._count = 0

    def begin_again(self) -> None:
        """The beats are counted from another one now, perhaps of another song."""
        usuals = _ignorance(self._asked or self._hint, sure=self._asked is not None)
        for meter, usual in usuals.items():
            self._belief[meter] = DOUBT * self._belief[meter] + (1 - DOUBT) * usual

    def expect(self, meter: int | None) -> None:
        """A hand wants bars of so many beats; None: as heard."""
        if meter != self._asked:
            self._asked = meter
            self.meter = meter or self._hint
            self._belief = _ignorance(self.meter, sure=meter is not None)

    def hear(self, number: int, accents: Floats) -> None:
        """One beat and its accents, (7,), in the order of PROFILES."""
        unusual = self._unusual(accents)
        for _ in range(min(number - self._number, MOST)):
            self._on()
        self._number = number
        if self._count < 2 or not self._belief:
            return
        for meter, places in self._belief.items():
            # As of a normal distribution about the profile: one that claims more must fit better.
            profile = PROFILES[meter]
            places *= np.exp(SAYS * (unusual @ profile - 0.5 * np.square(profile).sum(0)))
        if 2 in self._belief and len(self._belief) > 1:
            self._belief[2] *= IN_THREE if self._in_three else IN_TWO
        whole = sum(float(places.sum()) for places in self._belief.values())
        for places in self._belief.values():
            places /= whole
        if self._count >= FEW:
            self._decide()

    def divide(self, onsets: list[float]) -> None:
        """How likely something starts in each frame of the last beat."""
        frames = len(onsets)
        if frames < 12:
            return
        at = np.arange(12) * frames // 12
        near = np.minimum(np.maximum(at + np.array([[-1], [0], [1]]), 0), frames - 1)
        twelfths = np.array(onsets)[near].max(0)
        self._divided += DIVIDING * (twelfths - self._divided)

    @property
    def _in_three(self) -> bool:
        """Whether the beat falls into three: both thirds are played, halves and quarters not."""
        thirds = min(self._divided[4], self._divided[8])
        return bool(thirds > TRIPLE * max(self._divided[[3, 6, 9]]) and thirds > PLAYED)

    def _unusual(self, accents: Floats) -> Floats:
        """In deviations of what was heard so far."""
        self._count += 1
        share = max(1 / self._count, AVERAGED)
        above = accents - self._mean
        self._mean += share * above
        self._variance = (1 - share) * (self._variance + share * above**2)
        return np.clip(above / np.sqrt(self._variance + 1e-9), -UNUSUAL, UNUSUAL)

    def _on(self) -> None:
        """One beat on."""
        ends = {meter: float(places[-1]) for meter, places in self._belief.items()}
        for meter, places in self._belief.items():
            moved = np.roll(places, 1)
            moved = (1 - SLIP) * moved + SLIP * places.mean()
            others = sum(ends.values()) - ends[meter]
            if len(ends) > 1:
                moved[0] += CHANGE * (others / (len(ends) - 1) - ends[meter])
            self._belief[meter] = np.maximum(moved, LEAST)

    def _decide(self) -> None:
        shares = {meter: float(places.sum()) for meter, places in self._belief.items()}
        best = max(shares, key=lambda meter: shares[meter])
        if best != self.meter and (self.meter not in shares or shares[best] > METER_SURE):
            self.meter = best
        places = self._belief[self.meter]
        likeliest = int(np.argmax(places))
        standing = (self._number - self.downbeat) % self.meter
        if places[likeliest] > LEAD * places[standing]:
            self.downbeat = self._number - likeliest


def _ignorance(hint: int, *, sure: bool = False) -> dict[int, Floats]:
    """Nothing known but the meter expected.

    A bar of two is heard only where it is expected, or where its beats fall into three, as in 6/8:
    all else in four is also in two. Bars of five or seven cannot be heard: their ONE is a hand's
    to say.
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
    """How likely the network holds a ONE to be in these frames, as a logarithm of odds; or 0."""
    told = [frame.downbeat for frame in frames if frame.downbeat is not None]
    chance = min(CERTAIN, max(1 - CERTAIN, max(told, default=0.5)))
    return math.log(chance / (1 - chance))


def changes(now: Floats, before: Floats, earlier: Floats) -> Floats:
    """How far chords and bass are from those of the beat before, and chords from both: (3,).

    Each is (2, 12): chromas of chords and bass.
    """
    both = before[0] + earlier[0]
    both = both / (np.linalg.norm(both) + 1e-6)
    return 1 - np.array([now[0] @ before[0], now[1] @ before[1], now[0] @ both])
