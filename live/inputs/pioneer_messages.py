"""Beats of Pioneer players, as Open Beat Control sends them by OSC.

`/master/beat` and `/beat`: player, beat in the bar 1..4, beats a minute, the track's own beats a
minute, speed (https://open-beat-control.deepsymmetry.org, Messages). The mixer is player 33, and
its beats know no bars.
"""

import math
from dataclasses import replace

from live.inputs.external_beats import ExternalBeats
from live.osc.reading import Heard
from live.osc.wire import message
from live.runtime.outside import OutsideBeat

MASTER, ANY = "/master/beat", "/beat"  # from the tempo master; from every player
ADDRESSES = (MASTER, ANY)
PORT = 17002  # where Open Beat Control listens
METER = 4  # beats a bar: players know no other
MIXER = 33


def ask(port: int) -> bytes:
    """The request to Open Beat Control to send the tempo master's beats to a port of ours."""
    return message("/master", "stream", port)


class PioneerBeats:
    """One beat from several players: the tempo master's, or else that of the first one heard."""

    def __init__(self) -> None:
        self._beats = ExternalBeats("pioneer")
        self._player: int | None = None  # whose beats are followed
        self._by_master = False  # whether that player is followed as the tempo master

    def hear(self, address: str, values: tuple[Heard, ...], time: float) -> OutsideBeat | None:
        """The beat after a message that came at `time`; None: the message is not used."""
        fields = _read(values)
        if fields is None:
            return None
        player, count, tempo = fields
        expected = self._beats.expected(time)
        if expected is not None and not self._follows(address, player):
            return None
        changed = player != self._player
        self._player, self._by_master = player, address == MASTER
        number = None if player == MIXER else _number(count, expected)
        beat = self._beats.hear(time, tempo, number, change=changed)
        return beat if beat is None or number is None else replace(beat, meter=METER)

    def _follows(self, address: str, player: int) -> bool:
        """Whether to follow this message while a beat is still running."""
        if address == MASTER:
            return True
        return player == self._player and not self._by_master


def _read(values: tuple[Heard, ...]) -> tuple[int, int, float] | None:
    """Player, beat in the bar and tempo; None: it is not such a message."""
    if len(values) != 5:
        return None
    player, count, tempo = values[:3]
    if not isinstance(player, int) or not isinstance(count, int):
        return None
    if not isinstance(tempo, (int, float)) or not math.isfinite(tempo):
        return None
    return (player, count, float(tempo)) if player == MIXER or 1 <= count <= METER else None


def _number(count: int, expected: float | None) -> float:
    """The beat's number: of those at this place in a bar, the one nearest to the expected beat."""
    near = 0.0 if expected is None else expected
    return count - 1 + METER * round((near - (count - 1)) / METER)
