"""From single beats, heard or tapped, to a beat that runs on: tempo, phase, confidence.

A phase-locked loop: each beat heard pulls the running beat a little, so one wrong beat does not
make it jump. It runs on by itself through breaks and silence.
"""

from collections import deque

import numpy as np

from live.hear.taps import tapped

HELD = 8  # intervals the tempo is taken from
PHASE_GAIN = 0.25  # of the distance to a beat heard, made up at once
NEAR = 0.22  # of a beat: a beat heard within this distance is the running one
STRAYS = 4  # beats in a row that agree with each other but not with ours: theirs is taken
OTHER = 0.1  # relative difference above which two tempi are different
STEADY = 0.12  # relative spread of intervals that still counts as a tempo
LOCK = 4  # beats needed before the first lock
STALE = 4.0  # beats without a beat heard: confidence fades with this halflife


class BeatClock:
    """A running beat. Times are seconds and must not go back."""

    def __init__(self, tempo_range: tuple[float, float]) -> None:
        self._range = tempo_range
        self._times: deque[float] = deque(maxlen=HELD + 1)
        self._strays = 0
        self._anchor: tuple[float, float] | None = None  # a time, and the beat number then
        self.tempo = 120.0  # beats a minute
        self._agreement = 0.0
        self._last = 0.0
        self._held_tempo: float | None = None  # a hand's
        self._taps_used = 0.0

    @property
    def locked(self) -> bool:
        """Whether there is a beat at all."""
        return self._anchor is not None

    def beat_at(self, time: float) -> float:
        """The beat at a time; 0 before the first lock."""
        if self._anchor is None:
            return 0.0
        when, beat = self._anchor
        return beat + (time - when) * self.tempo / 60

    def confidence_at(self, time: float) -> float:
        """0..1: how well the beats heard agree; it fades while none are heard."""
        if self._anchor is None:
            return 0.0
        silent = max(0.0, (time - self._last) * self.tempo / 60 - 1.5)
        return float(self._agreement * 0.5 ** (silent / STALE))

    def hear(self, time: float) -> None:
        """Takes a beat heard at `time`."""
        self._times.append(time)
        tempo = self._heard_tempo()
        if self._anchor is None:
            if tempo is not None and len(self._times) >= LOCK:
                self._lock(time, tempo, 0.0)
            return
        phase = self.beat_at(time)
        error = round(phase) - phase
        if abs(error) <= NEAR:
            self._follow(time, phase, error, tempo)
        else:
            self._stray(time, phase, tempo)

    def tap(self, taps: tuple[float, ...]) -> None:
        """Takes taps, in seconds: one moves the beat to it, four that agree set the tempo too."""
        if not taps or taps[-1] <= self._taps_used:
            return
        self._taps_used = taps[-1]
        interval = tapped(taps)
        if interval is not None:
            self.tempo = self._held_tempo = 60 / interval
        phase = self.beat_at(taps[-1])
        self._lock(taps[-1], self.tempo, max(float(round(phase)), 0.0))
        self._agreement = max(self._agreement, 0.8)

    def _lock(self, time: float, tempo: float, beat: float) -> None:
        self.tempo = tempo
        self._anchor = (time, beat)
        self._strays = 0
        self._last = time

    def _follow(self, time: float, phase: float, error: float, tempo: float | None) -> None:
        if tempo is not None and self._held_tempo is None and abs(tempo / self.tempo - 1) > OTHER:
            # On our beat by chance only: the beats heard have another tempo.
            self._stray(time, phase, tempo)
            return
        self._strays = 0
        self._last = time
        if tempo is not None and self._held_tempo is None:
            # Beats between ours (a tempo folded into the range) must not drag the tempo off.
            change = np.clip(tempo / self.tempo - 1, -0.04, 0.04)
            self.tempo *= 1 + 0.5 * float(change)
        self._anchor = (time, phase + PHASE_GAIN * error)
        self._agreement += 0.15 * (1 - abs(error) / NEAR - self._agreement)

    def _stray(self, time: float, phase: float, tempo: float | None) -> None:
        self._agreement *= 0.9
        self._strays += 1
        if self._strays >= STRAYS and tempo is not None:
            if self._held_tempo is not None:
                tempo = self._held_tempo
            # Forward to the next beat: the running count never goes back.
            self._lock(time, tempo, float(np.ceil(phase)))

    def _heard_tempo(self) -> float | None:
        """The tempo of the last beats heard, folded into the range; None when they disagree."""
        if len(self._times) < LOCK:
            return None
        intervals = np.diff(np.array(self._times))
        typical = float(np.median(intervals))
        if typical <= 0:
            return None
        near = intervals[np.abs(intervals - typical) < STEADY * typical]
        if len(near) < max(LOCK - 1, 0.6 * len(intervals)):
            return None
        return self._folded(60 / float(near.mean()))

    def _folded(self, tempo: float) -> float:
        low, high = self._range
        if tempo > high and tempo / 2 >= low:
            return tempo / 2
        if tempo < low and tempo * 2 <= high:
            return tempo * 2
        return tempo
