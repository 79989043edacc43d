"""The microphone, or a line in: found by name, and found again when it was unplugged."""

from typing import Annotated

import msgspec

from live.clock import Clock
from live.hear.devices import InputStream, backend, choose
from live.parts import House, Part
from live.signals import AudioBlock

RATE, HOP = 44_100, 512  # samples a second, samples a block (12 ms)
STEADYING = 0.02  # of the distance between the device's clock and ours, made up each block
JUMP = 0.1  # seconds the two may differ before sound must have been lost


class Microphone(Part, frozen=True):
    """A sound input."""

    device: str = ""  # part of its name, any case; empty: the system's default
    delay: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.0  # seconds, beyond what it reports

    def open(self, house: House) -> "OpenMicrophone":
        through = backend()
        device = choose(through.inputs(), self.device)
        return OpenMicrophone(through.open_input(device, RATE, HOP), house.clock, self.delay)


class OpenMicrophone:
    """Blocks as they are heard, each with the moment its last sample sounded."""

    paced = True

    def __init__(self, stream: InputStream, clock: Clock, delay: float) -> None:
        self._stream = stream
        self._clock = clock
        self._delay = delay + stream.latency
        self._time: float | None = None

    def read(self) -> AudioBlock | None:
        samples = self._stream.read()
        self._time = steadied(self._time, len(samples) / RATE, self._clock.now() - self._delay)
        return AudioBlock(self._time, samples, RATE)

    def close(self) -> None:
        self._stream.close()


def steadied(last: float | None, seconds: float, now: float) -> float:
    """When a block ended: by counting samples, drawn slowly to the clock.

    Blocks arrive in bursts, but samples do not lie: counting them has none of the scheduler's
    jitter. After a jump (sound was lost, the machine slept) the clock is right.
    """
    if last is None:
        return now
    expected = last + seconds
    error = now - expected
    return now if abs(error) > JUMP else expected + STEADYING * error
