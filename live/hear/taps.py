"""What a hand that taps along says to the pulse."""

import numpy as np

from live.hear.pulse import Pulse

TAPS_AGREE = 0.15  # relative spread of taps that counts as a tempo tapped
SLOWEST = 2.0  # seconds: taps farther apart are no tempo
LET_GO = 4.0  # seconds without a beat, after which the tempo tapped is the last song's


def tapped(taps: tuple[float, ...]) -> float | None:
    """Seconds between the last four taps; None when they do not agree on a tempo."""
    run = np.diff(np.array(taps[-4:]))
    agree = len(run) == 3 and run.std() < TAPS_AGREE * run.mean() and run.mean() < SLOWEST
    return float(run.mean()) if agree else None


class Taps:
    """Notices new taps. A tempo tapped holds until the song is over."""

    def __init__(self) -> None:
        self._used = 0.0  # seconds: the last tap heeded
        self._held = False
        self._beating = 0.0  # seconds: when there was a beat last

    def lead(self, pulse: Pulse, taps: tuple[float, ...], time: float) -> None:
        """Leads the pulse, whose beat is that of `time`: one tap moves it, four set its tempo."""
        if pulse.beating:
            self._beating = time
        elif self._held and time - self._beating > LET_GO:
            self._held = False
            pulse.favour(None)
        if not taps or taps[-1] <= self._used:
            return
        self._used = taps[-1]
        interval = tapped(taps)
        if interval is None:
            interval = 60 / pulse.tempo
        else:
            self._held = True
            pulse.favour(interval)
        pulse.expect(interval, (time - taps[-1]) / interval % 1.0)
