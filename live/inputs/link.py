"""Ableton Link: the beat that the music programs of one network share."""

from typing import Any

from live.parts import Input, Part, ShowContext
from live.runtime import extras
from live.runtime.clock import Clock
from live.runtime.outside import Outside, OutsideBeat
from live.signals import Music

RATE = 20.0  # looks at the session a second
SLOWEST, FASTEST = 20.0, 999.0  # beats a minute: what Link allows
BEND = 0.03  # of the tempo: how far a leader bends it to bring the session onto the beat
PULL = 0.05  # of the tempo, for each beat the session is off
WORTH_IT = 0.0005  # relative change of tempo below which peers are left in peace
SURE = 0.3  # confidence from which a beat of ours is fit to lead others


class Link(Part[Input], frozen=True):
    """Follows the session; leads it only when told to, and then by its tempo alone."""

    lead: bool = False  # whether the others follow the beat that is danced to here

    def open(self, context: ShowContext) -> "OpenLink":
        """Ready to join. BadInput where the library is missing."""
        return OpenLink(extras.load("aalink", "link"), context, lead=self.lead)


class OpenLink:
    """A peer of the session, from `run` until it ends."""

    def __init__(self, library: Any, context: ShowContext, *, lead: bool) -> None:
        self.peers = 0  # others in the session
        self._library = library
        self._context = context
        self._lead = lead

    async def run(self) -> None:
        """Joins, and looks at the session many times a second."""
        # The tempo is for ourselves alone: a session that is there keeps its own.
        session = self._library.Link(120.0)
        session.quantum = float(self._context.meter)
        session.start_stop_sync_enabled = not self._lead
        session.enabled = True
        try:
            async for _ in self._context.clock.ticks(RATE):
                self.peers = session.num_peers
                if self.peers and not self._lead:
                    follow(session, self._context.outside, self._context.clock)
                else:
                    # Alone too: whoever comes later takes the tempo of a session that is there,
                    # and is to find the music's and not any odd one.
                    self._context.outside.leave("link")
                    steer(session, self._context.outside.danced, self._context.clock)
        finally:
            session.enabled = False
            self._context.outside.leave("link")

    def close(self) -> None:
        """Nothing is left: `run` has said goodbye."""


def follow(session: Any, outside: Outside, clock: Clock) -> None:
    """Tells what the session says of the beat now; bars begin where its quantum does."""
    outside.hear(
        OutsideBeat(
            "link",
            time=clock.now(),
            tempo=session.tempo,
            beat=session.beat,
            meter=round(session.quantum),
            downbeat=0,
            playing=session.playing,
        )
    )


def steer(session: Any, danced: Music | None, clock: Clock) -> None:
    """Brings the session's beat towards ours without a jerk: by bending its tempo a little."""
    if danced is None or not danced.playing or danced.confidence < SURE:
        return
    meter = max(1, danced.meter)
    if session.quantum != meter:
        session.quantum = float(meter)
    ours = danced.bar_position(danced.beat_at(clock.now()))
    behind = (ours - session.beat + meter / 2) % meter - meter / 2
    bend = min(BEND, max(-BEND, PULL * behind))
    tempo = min(FASTEST, max(SLOWEST, danced.tempo * (1 + bend)))
    if abs(tempo / session.tempo - 1) > WORTH_IT:
        session.tempo = tempo
