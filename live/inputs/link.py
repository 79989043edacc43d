"""Ableton Link: the beat that the music programs of one network share."""

from typing import Any

from live.parts import Input, Part, ShowContext
from live.runtime import extras
from live.runtime.clock import Clock
from live.runtime.outside import Outside, OutsideBeat
from live.signals import Music

RATE = 20.0  # reads of the session a second
SLOWEST, FASTEST = 20.0, 999.0  # beats a minute: what Link allows
BEND = 0.03  # share of the tempo: the most a leader changes it to move the session to the beat
PULL = 0.05  # share of the tempo, for each beat the session is off
WORTH_IT = 0.0005  # relative change of tempo below which none is sent to the peers
SURE = 0.3  # confidence from which the show's beat may lead others


class Link(Part[Input], frozen=True):
    """Follows the session; leads it only with `lead`, and then only by its tempo."""

    lead: bool = False  # whether the others follow the beat that is danced to here

    def open(self, context: ShowContext) -> "OpenLink":
        """A peer, ready to join. Raises BadInput where the library is missing."""
        return OpenLink(extras.load("aalink", "link"), context, lead=self.lead)


class OpenLink:
    """A peer of the session, for as long as `run` runs."""

    def __init__(self, library: Any, context: ShowContext, *, lead: bool) -> None:
        self.peers = 0  # others in the session
        self._library = library
        self._context = context
        self._lead = lead

    async def run(self) -> None:
        """Joins the session, and reads or leads it RATE times a second."""
        # 120 is only our own start: a session that already exists keeps its tempo.
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
                    # Also without peers: one that joins later takes over the session's tempo, and
                    # that should be the music's.
                    self._context.outside.leave("link")
                    steer(session, self._context.outside.danced, self._context.clock)
        finally:
            session.enabled = False
            self._context.outside.leave("link")

    def close(self) -> None:
        """Nothing to close: `run` has left the session."""


def follow(session: Any, outside: Outside, clock: Clock) -> None:
    """Stores the session's present beat in `outside`; bars begin where its quantum does."""
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
    """Moves the session's beat towards ours without a jump: by a small change of its tempo."""
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
