"""What the operator's hands say of the beat, done to the pulse and the bars."""

import numpy as np

from live.desk import Desk
from live.hear.pulse import Pulse

TAPS_AGREE = 0.15  # relative spread of taps that counts as a tempo tapped
SLOWEST_TAPS = 2.0  # seconds: taps farther apart are no tempo


class Hands:
    """Notices what has changed on the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._octave = 0
        self._tempo: float | None = None
        self._tapped = 0.0
        self._one: float | None = None
        self.downbeat: int | None = None  # the number of a beat a hand called ONE

    def lead(self, pulse: Pulse, time: float) -> None:
        """Leads the pulse, whose beat is that of `time`, as the desk says now."""
        desk = self._desk
        pulse.held = desk.beat_locked
        if desk.octave != self._octave:
            self._change_octave(pulse, desk.octave)
        if desk.tempo != self._tempo:
            self._tempo = desk.tempo
            if desk.tempo is None:
                pulse.favour(None)
            else:
                self._hold(pulse, 60 / desk.tempo, pulse.beat % 1.0)
        taps = desk.taps
        if taps and taps[-1] > self._tapped:
            self._tapped = taps[-1]
            self._tap(pulse, taps, time)
        if desk.one != self._one:
            self._one = desk.one
            self.downbeat = None
            if desk.one is not None:
                self.downbeat = round(pulse.beat - (time - desk.one) * pulse.tempo / 60)

    def _change_octave(self, pulse: Pulse, octave: int) -> None:
        wanted = 60 / pulse.tempo * 2.0 ** (self._octave - octave)
        slower = octave < self._octave
        self._octave = octave
        if octave == 0:
            pulse.favour(None)
        # On a beat of ours also when half as fast; twice as fast, where we are in half of it.
        phase = pulse.beat % 2 / 2 if slower else pulse.beat * 2 % 1.0
        if octave == 0:
            pulse.expect(wanted, phase)
        else:
            self._hold(pulse, wanted, phase)

    def _tap(self, pulse: Pulse, taps: tuple[float, ...], time: float) -> None:
        """One tap moves the beat under it; four that agree set the tempo too."""
        run = np.diff(np.array(taps[-4:]))
        interval = 60 / pulse.tempo
        steady = len(run) == 3 and run.std() < TAPS_AGREE * run.mean()
        if steady and 0 < run.mean() < SLOWEST_TAPS:
            interval = float(run.mean())
            self._hold(pulse, interval, (time - taps[-1]) / interval % 1.0)
        else:
            pulse.expect(interval, (time - taps[-1]) / interval % 1.0)

    def _hold(self, pulse: Pulse, interval: float, phase: float) -> None:
        pulse.favour(interval)
        pulse.expect(interval, phase)
