"""The microphone, or a line in: found by name, also after it was unplugged."""

from collections import deque
from typing import Annotated

import msgspec

from live.hear.sources.devices import InputStream, backend, choose
from live.parts import Channels, Part, ShowContext, SoundSource
from live.runtime.clock import Clock
from live.signals import AudioBlock

RATE, HOP = 44_100, 512  # samples a second, samples a block (12 ms)
STEADYING = 0.02  # of the distance between the device's clock and ours, corrected each block
JUMP = 0.1  # seconds: a larger difference means that sound was lost
PROMPT = 1.0  # seconds of blocks of which at least one comes without delay
STALE = 100  # blocks, at most, that waited in the device before the first read


class Microphone(Part[SoundSource], frozen=True):
    """A sound input."""

    device: str = ""  # part of its name, as `firstdance devices` lists it; "": the usual one
    # Seconds that the sound comes late, beyond what the device itself reports.
    delay: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.0

    def open(self, context: ShowContext) -> "OpenMicrophone":
        through = backend()
        device = choose(through.inputs(), self.device)
        return OpenMicrophone(through.open_input(device, RATE, HOP), context.clock, self.delay)


class OpenMicrophone:
    """Blocks as they are recorded, each with the time its last sample sounded."""

    paced = True

    def __init__(self, stream: InputStream, clock: Clock, delay: float) -> None:
        self._stream = stream
        self._clock = clock
        self._delay = delay + stream.latency
        self._steady: Steady | None = None

    def read(self) -> AudioBlock:
        if self._steady is None:
            self._steady = Steady()
            self._pass_over_what_waited()
        samples = self._stream.read()
        now = self._clock.now() - self._delay
        ended = self._steady.ended(len(samples) / RATE, now, lost=self._stream.lost)
        return AudioBlock(ended, samples, RATE)

    @property
    def channels(self) -> Channels:
        """The device's channels in the block read last."""
        return self._stream.channels

    def _pass_over_what_waited(self) -> None:
        """Drops blocks until one has to be waited for: that one is new."""
        for _ in range(STALE):
            began = self._clock.now()
            samples = self._stream.read()
            if self._clock.now() - began > len(samples) / RATE / 2:
                return

    def close(self) -> None:
        self._stream.close()


class Steady:
    """When blocks ended: counted in samples, and corrected slowly towards the clock.

    Blocks arrive in bursts, and late when the machine is busy; a count of samples has none of that
    jitter. A block may be late but never early, so the least late of the last ones shows how far
    the two clocks are apart. If even that one is late by JUMP, sound was lost or the machine
    slept, and the count starts anew from the clock; also where the device reports lost sound.
    """

    def __init__(self) -> None:
        self._time: float | None = None
        self._lags: deque[tuple[float, float]] = deque()  # of the last blocks: ended, seconds late

    def ended(self, seconds: float, now: float, *, lost: bool = False) -> float:
        """When a block ended that is `seconds` long and arrived `now`; in seconds of the clock.

        `lost`: the device lost sound before this block.
        """
        if lost or self._time is None or now < self._time + seconds - JUMP:
            return self._begin(now)
        self._time += seconds
        self._lags.append((self._time, now - self._time))
        full = self._lags[0][0] < self._time - PROMPT
        while self._lags[0][0] < self._time - PROMPT:
            self._lags.popleft()
        least = min(lag for _, lag in self._lags)
        if full and least > JUMP:
            return self._begin(now)
        self._time += STEADYING * least
        return self._time

    def _begin(self, now: float) -> float:
        self._time = now
        self._lags.clear()
        return now
