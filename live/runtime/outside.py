"""Beats that other programs send to the show: Link, a DJ's program or players, MIDI clock.

This is state, as on the desk: an input puts the newest beat of its source here, from any thread,
and readers get the newest one.
"""

from dataclasses import dataclass

from live.runtime.checks import beat_fault
from live.signals import Music

# The order of preference where several sources send a beat: first what a whole room shares, then
# what knows the song's own beats and bars, then a bare clock.
SOURCES = ("link", "os2l", "pioneer", "midi")


@dataclass(frozen=True, slots=True)
class OutsideBeat:
    """The beat of a source at `time`; numbered as `live.signals.Music` numbers beats."""

    source: str  # one of SOURCES
    time: float  # seconds of show time
    tempo: float  # beats a minute
    beat: float  # beats since the source's own first one
    meter: int | None = None  # beats a bar; None: the source does not know
    downbeat: int | None = None  # the number of one beat that is a ONE; None: not known
    playing: bool = False  # True: music plays there, even if it is not heard here
    lasts: float = 1.0  # beats without news after which the source is gone

    def beat_at(self, time: float) -> float:
        """The beat at any time, if the tempo holds."""
        return self.beat + (time - self.time) * self.tempo / 60.0

    def good_at(self, time: float) -> bool:
        """Whether it is recent enough to be used at `time`: at most `lasts` beats old."""
        return (time - self.time) * self.tempo / 60.0 <= self.lasts


class Outside:
    """The newest beat of each source, and the beat danced to, for programs that follow the show."""

    def __init__(self) -> None:
        self.danced: Music | None = None  # None: the show has not begun
        # Each entry is replaced whole, so that several threads may read and write.
        self._newest: dict[str, OutsideBeat | None] = dict.fromkeys(SOURCES)

    def hear(self, beat: OutsideBeat) -> None:
        """Stores the newest beat of a source. Raises ValueError where it is not a valid one."""
        wrong = beat_fault(beat.tempo, beat.beat, beat.time)
        if wrong is not None or beat.source not in self._newest:
            raise ValueError(f"a beat of {beat.source!r} {wrong or 'is of no known source'}")
        self._newest[beat.source] = beat

    def leave(self, source: str) -> None:
        """Removes the beat of a source that stops."""
        self._newest[source] = None

    def newest(self, source: str, now: float) -> OutsideBeat | None:
        """The newest beat of a source; None where there is none or it is too old at `now`."""
        beat = self._newest[source]
        return beat if beat is not None and beat.good_at(now) else None
