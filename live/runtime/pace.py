"""When an output sends: each at the time its picture is due, independent of the others.

The dancer dances ahead by the lead time, so that a picture is ready when it is due. The output
that needs the longest lead time sets it; every other output holds its pictures until their time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAD_HALFLIFE = 2.0  # seconds: how fast the lead time follows what is measured
LONGEST_LEAD = 0.5  # seconds
LONGEST_OFFSET = 0.5  # seconds, either way
FORGOTTEN = 3.0  # seconds: an output that has not sent for this long no longer counts


@dataclass(frozen=True, slots=True)
class Sending:
    """When one signal was sent, in seconds of show time."""

    due: float  # when it should be out, without an offset
    ready: float  # when the signal was ready to be sent
    began: float  # when its sending began
    out: float  # when it was out


@dataclass(slots=True, eq=False)
class Pace:
    """The timing of one output."""

    offset: float = 0.0  # seconds later (+) or earlier (-) than the show's own time
    took: float = 0.0  # seconds its sending takes, smoothed
    needs: float | None = None  # seconds of lead time it needs to be on time; None: not known
    free: float = -math.inf  # seconds of show time: when it finished sending its last signal

    def start(self, due: float) -> float:
        """When to begin to send a signal that an output without an offset has out at `due`."""
        return due + self.offset - self.took

    def sent(self, sending: "Sending", lead_time: float, dt: float) -> None:
        """Records a sent signal, made with `lead_time` seconds; a frame lasts `dt` seconds."""
        step = 1 - 0.5 ** (dt / LEAD_HALFLIFE)
        self.took += step * (sending.out - sending.began - self.took)
        late = max(sending.ready, self.free) + self.took - (sending.due + self.offset)
        known = lead_time if self.needs is None else self.needs
        self.needs = known + step * (lead_time + late - known)
        self.free = sending.out


def lead_needed(paces: Sequence[Pace], now: float) -> float:
    """Seconds the dancer must dance ahead for every output to be on time."""
    wanted = [p.needs for p in paces if p.needs is not None and now - p.free < FORGOTTEN]
    return min(max([0.0, *wanted]), LONGEST_LEAD)


def longest_wait(paces: Sequence[Pace], lead_time: float) -> float:
    """The longest time, in seconds, that a picture must be kept until every output has sent it."""
    return lead_time + max([0.0, *(p.offset for p in paces)])
