"""The newest sound of the room, for outputs that record it."""

import threading

import numpy as np

from live.signals import AudioBlock, Samples

RATE = 44_100  # samples a second of what is kept
KEPT = 20 * RATE  # samples: what is older is gone
HOLE = 0.05  # seconds between two blocks: where more is missing, there is silence


class RoomSound:
    """Sound by the second it sounded: sample k is about second k / RATE of the show.

    A device's clock is not ours. Each block fills the time from the end of the one before to its
    own, so the sound is in sync for a whole evening.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring: Samples = np.zeros(KEPT, np.float32)
        self._end = 0  # the sample after the newest
        self._time: float | None = None  # seconds: when the last block ended
        self._last = 0.0  # its last sample

    @property
    def end(self) -> int:
        """The number of the sample after the newest one."""
        return self._end

    def add(self, block: AudioBlock) -> None:
        """The sound that has just been heard."""
        with self._lock:
            begin = block.time - block.seconds
            if self._time is not None and abs(begin - self._time) < HOLE:
                begin = self._time
            else:
                self._last = 0.0
            self._put(block, begin)
            self._time, self._last = block.time, float(block.samples[-1])

    def _put(self, block: AudioBlock, begin: float) -> None:
        first = max(self._end, int(np.ceil(begin * RATE)))
        numbers = np.arange(max(first, self._end), int(np.ceil(block.time * RATE)))
        self._silence(self._end, first)
        if not len(numbers):
            return
        at = np.linspace(begin, block.time, len(block.samples) + 1)
        values = np.interp(numbers / RATE, at, np.append(self._last, block.samples))
        self._ring[numbers[-KEPT:] % KEPT] = values[-KEPT:]
        self._end = int(numbers[-1]) + 1

    def _silence(self, first: int, after: int) -> None:
        hole = np.arange(max(first, after - KEPT), after)
        self._ring[hole % KEPT] = 0.0

    def between(self, first: int, after: int) -> Samples:
        """The samples from `first` on, before `after`: silence where there are none."""
        with self._lock:
            numbers = np.arange(first, after)
            there = (numbers < self._end) & (numbers >= self._end - KEPT)
            return np.where(there, self._ring[numbers % KEPT], np.float32(0.0))
