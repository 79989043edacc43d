"""Which beats are ONEs, and how many beats a bar has: weighed over the last bars.

A ONE is where the bass drum falls, where harmony and bass change, and where the snare does not
fall. Each beat is compared with the beats around it, and counted for every place in the bar it
may have; what was heard long ago fades.
"""

import numpy as np

from live.signals import Floats

LOW_BANDS, MID_BANDS = 12, 36  # bands of the spectrum: bass up to the first, chords to the second
ONSET_FRAMES = 4  # around a beat, in which its onset is looked for
CLEAR_FRAMES = 2  # after a beat: the onset itself tells nothing of the harmony
AVERAGED = 0.06  # share of the newest beat in what is usual
FORGET = 0.96  # a beat
FEW = 4  # beats before anything can be said
LEAD = 3.0  # what another ONE, or another meter, must be ahead by
HINTED = 1.25  # how much more the meter expected counts
# How low, mid and high onsets, and changes of bass and chords, speak for a place in the bar.
PROFILES = {
    2: np.array([[1.0, -1.0], [0.0, 0.0], [0.0, 0.0], [0.6, -0.6], [0.6, -0.6]]),
    3: np.array([[1.0, -0.5, -0.5], [0.0] * 3, [0.0] * 3, [0.6, -0.3, -0.3], [0.6, -0.3, -0.3]]),
    4: np.array([
        [1.0, -0.33, -0.33, -0.34], [0.0] * 4, [-0.6, 0.6, -0.6, 0.6], [0.6, -0.25, 0.0, -0.35],
        [0.6, -0.25, 0.0, -0.35],
    ]),
}  # fmt: skip


class Bars:
    """Beats are told one by one, with their number; numbers may be left out."""

    def __init__(self, hint: int) -> None:
        self._hint = hint
        self._meters = (2,) if hint == 2 else (3, 4)
        self.meter = hint if hint in PROFILES else 4
        self.downbeat = 0
        self._mean = np.zeros(5)
        self._variance = np.full(5, 1e-6)
        self._count = 0
        self._places = {meter: np.zeros(meter) for meter in PROFILES}

    def hear(self, number: int, accents: Floats) -> None:
        """One beat and its accents (5,), as of `accents`."""
        self._count += 1
        share = max(1 / self._count, AVERAGED)
        above = accents - self._mean
        self._mean += share * above
        self._variance = (1 - share) * (self._variance + share * above**2)
        if self._count < 2:
            return
        unusual = np.clip(above / np.sqrt(self._variance + 1e-9), -2.5, 2.5)
        for meter, places in self._places.items():
            places *= FORGET
            # places[h]: that the beats with number % meter == h are ONEs
            position = (number - np.arange(meter)) % meter
            places += (unusual @ PROFILES[meter])[position]
        if self._count >= FEW:
            self._decide()

    def _decide(self) -> None:
        strengths = {m: float(self._places[m].max()) for m in self._meters}
        if self._hint in strengths:
            strengths[self._hint] *= HINTED
        best = max(strengths, key=lambda meter: strengths[meter])
        if best != self.meter and strengths[best] > strengths.get(self.meter, 0.0) + LEAD:
            self.meter = best
            self.downbeat = int(np.argmax(self._places[best]))
        places = self._places[self.meter]
        likeliest = int(np.argmax(places))
        if places[likeliest] > places[self.downbeat % self.meter] + LEAD / 3:
            self.downbeat = likeliest


def accents(spectra: Floats, fluxes: Floats, before: int, at: int, after: int) -> Floats:
    """Of the beat at frame `at` between two others: low, mid, high onset, change of bass, chords.

    `spectra` are (frames, bands), `fluxes` (frames, 3); the result is (5,).
    """
    onset = fluxes[max(0, at - ONSET_FRAMES) : at + ONSET_FRAMES + 1].max(0)
    ended = spectra[before + CLEAR_FRAMES : max(at, before + CLEAR_FRAMES + 1)].mean(0)
    begun = spectra[at + CLEAR_FRAMES : max(after, at + CLEAR_FRAMES + 1)].mean(0)
    change = np.abs(begun - ended)
    size = begun + ended + 1e-7
    bass = change[:LOW_BANDS].sum() / size[:LOW_BANDS].sum()
    chords = change[LOW_BANDS:MID_BANDS].sum() / size[LOW_BANDS:MID_BANDS].sum()
    return np.array([*onset, bass, chords])
