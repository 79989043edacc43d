"""Which beats are ONEs, and how many beats a bar has: weighed over the last bars.

A ONE is where the chords and the bass change, where the bass drum falls, and the snare does not.
Each beat is compared with the beats around it, and counted for every place in the bar it may
have; what was heard long ago fades.
"""

import numpy as np

from live.signals import Floats

AVERAGED = 0.06  # share of the newest beat in what is usual
FEW = 4  # beats before anything can be said
MOST = 16  # beats left out that are counted on
SAYS = 0.35  # how much a deviation says: the exponent's factor
SLIP = 0.012  # how likely a beat more or less is, or another song
CHANGE = 0.0005  # how likely another meter is from one bar to the next
LEAST = 1e-9
LEAD = 1.2  # what another ONE must be likelier by
METER_SURE = 0.9  # share of belief that another meter needs
HINTED = 0.8  # share of the meter expected, at first
DOUBT = 0.2  # of the belief that is left when the beats are counted anew
UNUSUAL = 2.5  # deviations: more says no more
_FIRST = {2: (1.0, -1.0), 3: (1.0, -0.5, -0.5), 4: (1.0, -0.33, -0.33, -0.34)}
_SNARE = {2: (-1.0, 1.0), 3: (0.0, 0.0, 0.0), 4: (-1.0, 1.0, -1.0, 1.0)}
# How each accent speaks for each place in the bar, (6, meter): low, mid and high onset; change
# of chords, of bass, and of chords against the two beats before.
PROFILES = {
    meter: np.array(
        [np.multiply(w, _FIRST[meter]) for w in (0.6, 0.2)]
        + [np.multiply(0.4, _SNARE[meter])]
        + [np.array(_FIRST[meter])] * 3
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
        self._mean = np.zeros(6)
        self._variance = np.full(6, 1e-6)
        self._count = 0

    def begin_again(self) -> None:
        """The beats are counted from another one now, perhaps of another song."""
        for meter, usual in _ignorance(self._asked or self._hint).items():
            self._belief[meter] = DOUBT * self._belief[meter] + (1 - DOUBT) * usual

    def expect(self, meter: int | None) -> None:
        """A hand wants bars of so many beats; None: as heard."""
        if meter != self._asked:
            self._asked = meter
            self.meter = meter or self._hint
            self._belief = _ignorance(self.meter, sure=meter is not None)

    def hear(self, number: int, accents: Floats) -> None:
        """One beat and its accents, (6,), in the order of PROFILES."""
        unusual = self._unusual(accents)
        for _ in range(min(number - self._number, MOST)):
            self._on()
        self._number = number
        if self._count < 2 or not self._belief:
            return
        for meter, places in self._belief.items():
            places *= np.exp(SAYS * (unusual @ PROFILES[meter]))
        whole = sum(float(places.sum()) for places in self._belief.values())
        for places in self._belief.values():
            places /= whole
        if self._count >= FEW:
            self._decide()

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

    A bar of two is heard only where it is expected: everything in four is also in two. That of
    five or seven cannot be heard: its ONE is a hand's to say.
    """
    if hint not in PROFILES:
        return {}
    if sure or hint == 2:
        return {hint: np.full(hint, 1 / hint)}
    return {
        meter: np.full(meter, (HINTED if meter == hint else 1 - HINTED) / meter) for meter in (3, 4)
    }


def changes(now: Floats, before: Floats, earlier: Floats) -> Floats:
    """How far chords and bass are from those of the beat before, and chords from both: (3,).

    Each is (2, 12): chromas of chords and bass.
    """
    both = before[0] + earlier[0]
    both = both / (np.linalg.norm(both) + 1e-6)
    return 1 - np.array([now[0] @ before[0], now[1] @ before[1], now[0] @ both])
