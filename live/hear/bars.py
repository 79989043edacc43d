"""Which beats are ONEs, and how many beats a bar has: weighed over the last bars.

A ONE is where the chords and the bass change, where the bass drum falls, and the snare does not.
Each beat is compared with the beats around it, and counted for every place in the bar it may
have; what was heard long ago fades.
"""

import numpy as np

from live.signals import Floats

AVERAGED = 0.06  # share of the newest beat in what is usual
FORGET = 0.97  # a beat
FEW = 4  # beats before anything can be said
LEAD = 1.0  # what another ONE must be ahead by
METER_LEAD = 5.0  # what another meter must be ahead by
HINTED = 1.35  # how much more the meter expected counts
DOUBT = 0.2  # of the evidence that is left when the beats are counted anew
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
        # A bar of two is heard only where it is expected: everything in four is also in two.
        # That of five or seven cannot be heard: its ONE is a hand's to say.
        meters = (3, 4) if hint in (3, 4) else (hint,) if hint in PROFILES else ()
        self.meter = hint
        self.downbeat = 0
        self._places = {meter: np.zeros(meter) for meter in meters}
        self._mean = np.zeros(6)
        self._variance = np.full(6, 1e-6)
        self._count = 0

    def begin_again(self) -> None:
        """The beats are counted from another one now, perhaps of another song."""
        for places in self._places.values():
            places *= DOUBT

    def hear(self, number: int, accents: Floats) -> None:
        """One beat and its accents, (6,), in the order of PROFILES."""
        self._count += 1
        share = max(1 / self._count, AVERAGED)
        above = accents - self._mean
        self._mean += share * above
        self._variance = (1 - share) * (self._variance + share * above**2)
        if self._count < 2:
            return
        unusual = np.clip(above / np.sqrt(self._variance + 1e-9), -UNUSUAL, UNUSUAL)
        for meter, places in self._places.items():
            # places[h]: how much speaks for beats whose number % meter is h being ONEs.
            places *= FORGET
            places += (unusual @ PROFILES[meter])[(number - np.arange(meter)) % meter]
        if self._count >= FEW and self._places:
            self._decide()

    def _decide(self) -> None:
        strengths = {meter: float(places.max()) for meter, places in self._places.items()}
        strengths[self._hint] *= HINTED
        best = max(strengths, key=lambda meter: strengths[meter])
        if best != self.meter and strengths[best] > strengths[self.meter] + METER_LEAD:
            self.meter = best
        places = self._places[self.meter]
        likeliest = int(np.argmax(places))
        if places[likeliest] > places[self.downbeat % self.meter] + LEAD:
            self.downbeat = likeliest


def changes(now: Floats, before: Floats, earlier: Floats) -> Floats:
    """How far chords and bass are from those of the beat before, and chords from both: (3,).

    Each is (2, 12): chromas of chords and bass.
    """
    both = before[0] + earlier[0]
    both = both / (np.linalg.norm(both) + 1e-6)
    return 1 - np.array([now[0] @ before[0], now[1] @ before[1], now[0] @ both])
