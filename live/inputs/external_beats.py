"""Turns single beats, as a DJ's program sends them, into a beat that runs on between them."""

from collections import deque
from itertools import pairwise
from statistics import median

from live.runtime.outside import OutsideBeat

SLOWEST, FASTEST = 20.0, 400.0  # beats a minute that are accepted
NEAR = 0.25  # of a beat: nearer than this, a reported beat is the expected one
PULL = 0.3  # share of the distance made up at once: messages come a little early or late
LASTS = 2.0  # beats without a message, after which the DJ has stopped
FURTHEST = 1e6  # the largest number of a beat that is accepted
HELD = 4  # intervals from which the tempo is computed where it is not given


class ExternalBeats:
    """Keeps one source's beat between its messages. Times are seconds and must not go back."""

    def __init__(self, source: str) -> None:
        self._source = source  # one of live.runtime.outside.SOURCES
        self._last: OutsideBeat | None = None
        self._times: deque[float] = deque(maxlen=HELD + 1)

    def hear(
        self,
        time: float,
        tempo: float | None = None,
        number: float | None = None,
        *,
        change: bool = False,
    ) -> OutsideBeat | None:
        """The beat after a message that came at `time`; None: no usable tempo yet.

        `tempo` is in beats a minute; None: it is computed from the messages' times. `number` is the
        beat's number in the song, whose beat 0 is a ONE; None: no bars are known. `change`: another
        song, or another place in it.
        """
        self._times.append(time)
        tempo = tempo if tempo is not None else self._counted()
        if tempo is None or not SLOWEST <= tempo <= FASTEST:
            return None
        numbered = number is not None and abs(number) <= FURTHEST
        expected = self.expected(time)
        if numbered:
            assert number is not None
            whole = round(number)
        else:
            whole = 0 if expected is None else round(expected)
        at = float(whole)
        if expected is not None and not change and abs(whole - expected) <= NEAR:
            at = expected + PULL * (whole - expected)
        self._last = OutsideBeat(
            self._source,
            time,
            tempo,
            at,
            downbeat=0 if numbered else None,
            playing=True,
            lasts=LASTS,
        )
        return self._last

    def expected(self, time: float) -> float | None:
        """The beat at `time`, continued from the last one; None: it has stopped."""
        if self._last is None or not self._last.good_at(time):
            return None
        return self._last.beat_at(time)

    def _counted(self) -> float | None:
        """The tempo from the times of the beats, for a program that sends none."""
        gaps = [after - before for before, after in pairwise(self._times)]
        typical = median(gaps) if gaps else 0.0
        return 60.0 / typical if typical > 0 else None
