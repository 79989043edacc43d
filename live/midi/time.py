"""Reads MIDI clock: 24 pulses a beat, start, stop, continue and song position.

A pulse has no number and comes with the jitter of cables and operating systems. A straight line
through the last pulses gives the tempo and the beat, steadier than any single pulse. When all the
newest pulses lie to one side of the line, the tempo has changed, and the line starts again with
them.
"""

from collections import deque

import numpy as np

from live.runtime.outside import OutsideBeat

PULSES = 24  # a beat
SIXTEENTH = 6  # pulses: song position counts in these
LONGEST = 12 * PULSES  # pulses the line is drawn through
SHORTEST = PULSES  # pulses before a tempo is known
NEWEST = 8  # pulses that must agree that the tempo has changed
DRIFT = 0.002  # seconds off the line that are always allowed
SPREADS = 4.5  # standard errors off the line that chance does not explain
BREAK = 0.5  # seconds without a pulse, after which the line starts again
SLOWEST, FASTEST = 20.0, 400.0  # beats a minute that are passed on; others are not music


class MidiTime:
    """Keeps count of pulses. Times are seconds and must not go back."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=LONGEST)
        self._number = -1  # of the newest pulse since the first beat
        self._placed = False  # whether a start or a song position has set the first beat
        self._running: bool | None = None  # None: neither started nor stopped yet
        self._spread = 0.0  # seconds: how far pulses lie off the line

    def start(self) -> None:
        """The next pulse is the first beat, and a ONE."""
        self._number, self._placed, self._running = -1, True, True

    def go_on(self) -> None:
        """Goes on from where it stopped, or from the song position received since."""
        self._running = True

    def stop(self) -> None:
        """The music stops, although pulses may still come."""
        self._running = False

    def locate(self, sixteenths: int) -> None:
        """The next pulse lies `sixteenths` from the song's beginning."""
        self._number, self._placed = sixteenths * SIXTEENTH - 1, True

    def pulse(self, time: float) -> OutsideBeat | None:
        """The beat after a pulse at `time`; None: not known yet, or the music has stopped."""
        if self._times and time - self._times[-1] > BREAK:
            self._times.clear()
        self._times.append(time)
        # A clock that runs on after a stop does not move the song.
        if self._running is not False:
            self._number += 1
        if len(self._times) < SHORTEST or self._running is False:
            return None
        interval, newest = self._line()
        tempo = 60.0 / (PULSES * interval)
        if not SLOWEST <= tempo <= FASTEST:
            return None
        return OutsideBeat(
            "midi",
            time=time,
            tempo=tempo,
            beat=(self._number + (time - newest) / interval) / PULSES,
            downbeat=0 if self._placed else None,
            playing=self._running is True,
        )

    def _line(self) -> tuple[float, float]:
        """Seconds from pulse to pulse, and when the newest one should have come."""
        interval, newest, off = _fitted(self._times)
        ordinary = max(DRIFT, SPREADS * self._spread / NEWEST**0.5)
        if len(self._times) > SHORTEST and abs(float(off[-NEWEST:].mean())) > ordinary:
            self._times = deque(list(self._times)[-SHORTEST:], maxlen=LONGEST)
            interval, newest, off = _fitted(self._times)
        if len(self._times) >= 2 * SHORTEST:
            # Only of the older pulses: a change of tempo must not widen its own limit.
            self._spread = float(off[:-NEWEST].std())
        return interval, newest


def _fitted(
    times: deque[float],
) -> tuple[float, float, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """The line through the pulses: seconds a pulse, its time at the newest, distances from it."""
    came = np.array(times)
    number = np.arange(len(came)) - (len(came) - 1) / 2
    interval = float(number @ came / (number @ number))
    line = came.mean() + interval * number
    return max(interval, 1e-6), float(line[-1]), came - line
