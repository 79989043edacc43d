"""How a running show stands, for its operator: what is wrong now. Any thread may read it."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from live.signals import AudioBlock, Frame, Image

SILENCE = 1e-6  # mean square of sound below which nothing is heard: -60 dB
DARK = 6.0  # of 255: the mean of a picture below which a camera sees nothing
COARSE = 16  # pixels between those of a camera's picture that are compared
MINUTE = 60  # seconds
SETTLES = 2  # seconds from the beginning in which frames are not judged yet
LEAST = 10.0  # seconds: the share of frames missed is of at least so many


class Colour(StrEnum):
    """How a thing stands: before the show, for its pre-flight, and while it runs."""

    GREEN = "green"
    AMBER = "amber"  # the show runs, but look at this
    RED = "red"  # the show will not run, or guests see that it does not, or a film is lost

    @property
    def number(self) -> int:
        """0, 1 or 2: larger is worse."""
        return list(Colour).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, and how it stands."""

    colour: Colour
    what: str
    how: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """In one line."""
        return f"{self.what}: {self.how}. {self.remedy}".rstrip()


class Liveliness:
    """Since when a live device gives nothing that tells: silence, or one picture."""

    def __init__(self) -> None:
        self._times: tuple[float, float] | None = None  # seconds: dull since, and newest
        self._picture: Image | None = None

    def heard(self, block: AudioBlock) -> None:
        """The sound that has just been heard. Any thread."""
        self._came(block.time, lively=float(np.mean(np.square(block.samples))) > SILENCE)

    def seen(self, frame: Frame) -> None:
        """The picture that has just been taken. Any thread."""
        coarse = frame.rgb[::COARSE, ::COARSE].copy()
        before, self._picture = self._picture, coarse
        alike = before is not None and np.array_equal(before, coarse)
        self._came(frame.time, lively=not alike and float(coarse.mean()) > DARK)

    def _came(self, time: float, *, lively: bool) -> None:
        before = self._times
        self._times = (time, time) if lively or before is None else (before[0], time)

    def dull_since(self, within: float) -> float | None:
        """Since which second it has been dull; None: for less than `within` seconds, if at all."""
        times = self._times
        return times[0] if times is not None and times[1] - times[0] >= within else None


class MissedFrames:
    """The share of frames missed in the last minute, and the largest that there was."""

    def __init__(self, rate: float) -> None:
        self.share = 0.0
        self.worst, self.worst_at = 0.0, 0.0  # a share, and the second of the show
        self._least = LEAST * rate  # frames
        # At the end of each second: frames due, frames missed, and those that waited at least.
        self._seconds: deque[tuple[int, int, int]] = deque(maxlen=MINUTE + 1)
        self._ends = 1.0  # seconds: when the present one is over
        self._waiting: int | None = None  # the least of the present second

    def count(self, time: float, due: int, missed: int, waiting: int) -> None:
        """Once a frame, with counts since the beginning: of those due, of those begun late or left
        out, and of those that were begun and not shown.

        Some frames are always on their way. Of the others that wait, none is shown any more.
        """
        self._waiting = waiting if self._waiting is None else min(self._waiting, waiting)
        if time < self._ends:
            return
        if time >= SETTLES:
            self._seconds.append((due, missed, self._waiting))
            self._judge(time)
        self._ends, self._waiting = float(int(time) + 1), None

    def _judge(self, time: float) -> None:
        before, now = self._seconds[0], self._seconds[-1]
        missed = now[1] - before[1] + max(0, now[2] - before[2])
        self.share = min(1.0, missed / max(now[0] - before[0], self._least))
        if self.share > self.worst:
            self.worst, self.worst_at = self.share, time


class Health:
    """What is wrong in the show now. Whoever reads it never waits."""

    def __init__(self) -> None:
        self.findings: tuple[Finding, ...] = ()  # the worst first; replaced whole
        self.sound = Liveliness()
        self.camera = Liveliness()

    @property
    def colour(self) -> Colour:
        """That of the worst."""
        findings = self.findings
        return findings[0].colour if findings else Colour.GREEN

    @property
    def text(self) -> str:
        """The worst, and how many more there are; empty: all is well."""
        findings = self.findings
        if not findings:
            return ""
        more = f" ({len(findings) - 1} more)" if len(findings) > 1 else ""
        return f"{findings[0].what}: {findings[0].how}{more}"
