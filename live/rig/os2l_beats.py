"""A DJ's program's beats, told one by one, to a beat that runs on between them."""

from collections import deque
from itertools import pairwise
from statistics import median

from live.outside import OutsideBeat
from live.rig.os2l import Beat

SLOWEST, FASTEST = 20.0, 400.0  # beats a minute that are believed
NEAR = 0.25  # of a beat: nearer than this, a beat told is the one expected
PULL = 0.3  # of the distance to it, made up at once: messages come a little early or late
LASTS = 2.0  # beats without one after which the DJ has stopped
FURTHEST = 1e6  # the largest number of a beat that is believed
HELD = 4  # intervals a tempo that is not told is taken from


class Os2lBeats:
    """Keeps the beat between messages. Times are seconds and must not go back."""

    def __init__(self) -> None:
        self._last: OutsideBeat | None = None
        self._times: deque[float] = deque(maxlen=HELD + 1)

    def hear(self, beat: Beat, time: float) -> OutsideBeat | None:
        """A beat was told at `time`. What is known of the beat then; None: no tempo yet."""
        self._times.append(time)
        tempo = beat.bpm if beat.bpm is not None else self._counted()
        if tempo is None or not SLOWEST <= tempo <= FASTEST:
            return None
        told = beat.pos is not None and abs(beat.pos) <= FURTHEST
        expected = self._expected(time)
        if told:
            assert beat.pos is not None
            number = round(beat.pos)
        else:
            number = 0 if expected is None else round(expected)
        at = float(number)
        if expected is not None and not beat.change and abs(number - expected) <= NEAR:
            at = expected + PULL * (number - expected)
        self._last = OutsideBeat(
            "os2l", time, tempo, at, downbeat=0 if told else None, playing=True, lasts=LASTS
        )
        return self._last

    def _expected(self, time: float) -> float | None:
        """The beat at `time` as it ran on from the last one."""
        if self._last is None or not self._last.good_at(time):
            return None
        return self._last.beat_at(time)

    def _counted(self) -> float | None:
        """The tempo by the beats themselves, from a program that tells none."""
        gaps = [after - before for before, after in pairwise(self._times)]
        typical = median(gaps) if gaps else 0.0
        return 60.0 / typical if typical > 0 else None
