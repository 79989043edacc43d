"""Applies the operator's hands to the pulse: taps, and a range for its tempo."""

import numpy as np

from live.desk.desk import Desk
from live.hear.pulse import Pulse

TAPS_AGREE = 0.15  # relative spread of intervals below which taps give a tempo
SLOWEST = 2.0  # seconds: taps farther apart give no tempo
LET_GO = 4.0  # seconds without a beat, after which the held tempo is dropped: the song is over
ALIKE = 1.06  # factor by which the tempo may differ from the one that a hand has set

Tempi = tuple[float, float]  # beats a minute: slowest and fastest


def tapped(taps: tuple[float, ...]) -> float | None:
    """Seconds between the last four taps; None when they do not agree on a tempo."""
    run = np.diff(np.array(taps[-4:]))
    agree = len(run) == 3 and run.std() < TAPS_AGREE * run.mean() and run.mean() < SLOWEST
    return float(run.mean()) if agree else None


class Taps:
    """Leads a pulse as hands on the desk want it.

    A tapped tempo is held until the song is over, or another plays, or a cue fires. So is the tempo
    heard while hands double or halve it, but for cues: otherwise the ear might double it as well.
    The range of a cue is held as long as the cue lasts.
    """

    def __init__(self) -> None:
        self._used = 0.0  # seconds: the last tap applied
        self._held: Tempi | None = None  # for this song
        self._by_taps = False  # whether taps have set it
        self._factor = 1.0  # the hands' factor on the tempo
        self._prior: Tempi | None = None  # the range last given to the pulse
        self._beating = 0.0  # seconds: when there was a beat last

    def apply(self, pulse: Pulse, desk: Desk, time: float) -> None:
        """Leads the pulse, whose beat is at `time`: one tap moves it, four set its tempo."""
        if pulse.beating:
            self._beating = time
        cued = self._by_taps and self._used not in desk.taps  # a cue forgets the taps before it
        if time - self._beating > LET_GO or pulse.another_song or cued:
            self._held = None
        self._count(pulse, desk.beat.factor)
        self._tap(pulse, desk.taps, time)
        prior = self._held or desk.beat.range
        if prior != self._prior:
            self._prior = prior
            if self._held is None:
                pulse.set_prior(prior)
            else:
                pulse.hold(self._held)

    def _count(self, pulse: Pulse, factor: float) -> None:
        if factor != self._factor:
            self._factor = factor
            self._held = _near(pulse.tempo) if factor != 1.0 and pulse.beating else None
            self._by_taps = False

    def _tap(self, pulse: Pulse, taps: tuple[float, ...], time: float) -> None:
        if not taps or taps[-1] <= self._used:
            return
        self._used = taps[-1]
        interval = tapped(taps)
        if interval is None:
            interval = 60 / pulse.tempo
        else:
            self._held, self._by_taps = _near(60 / interval), True
        pulse.expect(interval, (time - taps[-1]) / interval % 1.0)


def _near(tempo: float) -> Tempi:
    return tempo / ALIKE, tempo * ALIKE
