"""Beats of Pioneer players, as Open Beat Control tells them by OSC.

`/master/beat` and `/beat`: player, beat in the bar 1..4, beats a minute, the track's own beats a
minute, speed (https://open-beat-control.deepsymmetry.org, Messages). The mixer is player 33, and
its beats know no bars.
"""

import math
from dataclasses import replace

from live.inputs.told_beats import ToldBeats
from live.osc.reading import Heard
from live.osc.wire import message
from live.runtime.outside import OutsideBeat

MASTER, ANY = "/master/beat", "/beat"  # of the tempo master, and of every player
ADDRESSES = (MASTER, ANY)
PORT = 17002  # where Open Beat Control listens
METER = 4  # beats a bar, all that players count
MIXER = 33


def ask(port: int) -> bytes:
    """Asks Open Beat Control to tell the tempo master's beats to a port of ours, from now on."""
    return message("/master", "stream", port)


class PioneerBeats:
    """One beat from the players': the tempo master's, or else the first one's that is heard."""

    def __init__(self) -> None:
        self._beats = ToldBeats("pioneer")
        self._player: int | None = None  # whose beats are followed
        self._by_master = False  # because it is the tempo master

    def hear(self, address: str, values: tuple[Heard, ...], time: float) -> OutsideBeat | None:
        """One message, at `time`. What is known of the beat then; None: not believed."""
        told = _read(values)
        if told is None:
            return None
        player, count, tempo = told
        expected = self._beats.expected(time)
        if expected is not None and not self._follows(address, player):
            return None
        changed = player != self._player
        self._player, self._by_master = player, address == MASTER
        number = None if player == MIXER else _number(count, expected)
        beat = self._beats.hear(time, tempo, number, change=changed)
        return beat if beat is None or number is None else replace(beat, meter=METER)

    def _follows(self, address: str, player: int) -> bool:
        """Whether to follow this one while another's beat runs."""
        if address == MASTER:
            return True
        return player == self._player and not self._by_master


def _read(values: tuple[Heard, ...]) -> tuple[int, int, float] | None:
    """Player, beat in the bar and tempo; None: it is no such message."""
    if len(values) != 5:
        return None
    player, count, tempo = values[:3]
    if not isinstance(player, int) or not isinstance(count, int):
        return None
    if not isinstance(tempo, (int, float)) or not math.isfinite(tempo):
        return None
    return (player, count, float(tempo)) if player == MIXER or 1 <= count <= METER else None


def _number(count: int, expected: float | None) -> float:
    """The beat's number: the one nearest to what was expected that has this place in its bar."""
    near = 0.0 if expected is None else expected
    return count - 1 + METER * round((near - (count - 1)) / METER)
