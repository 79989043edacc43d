"""Beats that other programs tell the show: Link, a DJ's program or players, MIDI clock.

State, as on the desk: an input puts the newest beat of its source here, from whatever thread it
hears it on, and whoever asks later reads that one.
"""

from dataclasses import dataclass

from live.signals import Music

# Whom to believe first, where several tell a beat: what a whole room shares, then what knows the
# song's own beats and bars, then a bare clock.
SOURCES = ("link", "os2l", "pioneer", "midi")


@dataclass(frozen=True, slots=True)
class OutsideBeat:
    """What a source says of the beat at `time`; numbered as `live.signals.Music` numbers it."""

    source: str  # one of SOURCES
    time: float  # seconds of show time
    tempo: float  # beats a minute
    beat: float  # beats since the source's own first one
    meter: int | None = None  # beats a bar; None: the source does not know
    downbeat: int | None = None  # the number of one beat that is a ONE; None: it does not know
    playing: bool = False  # True: music plays there, whether it is heard here or not
    lasts: float = 1.0  # beats without news after which the source is gone

    def beat_at(self, time: float) -> float:
        """The beat at any time, if the tempo holds."""
        return self.beat + (time - self.time) * self.tempo / 60.0

    def good_at(self, time: float) -> bool:
        """Whether this is still news."""
        return (time - self.time) * self.tempo / 60.0 <= self.lasts


class Outside:
    """The newest beat of each source, and what we dance to, for those who take the beat from us."""

    def __init__(self) -> None:
        self.danced: Music | None = None  # None: the show has not begun
        # Each entry is replaced whole, so that several threads may read and write.
        self._newest: dict[str, OutsideBeat | None] = dict.fromkeys(SOURCES)

    def hear(self, beat: OutsideBeat) -> None:
        """A source tells its beat."""
        self._newest[beat.source] = beat

    def leave(self, source: str) -> None:
        """A source says that it stops."""
        self._newest[source] = None

    def newest(self, source: str, now: float) -> OutsideBeat | None:
        """What a source said last, None where it has nothing to say at `now`."""
        beat = self._newest[source]
        return beat if beat is not None and beat.good_at(now) else None
