"""TouchDesigner's OSC In CHOP: numbers only, short names that never change, pulses and phases.

Its channels are named after the addresses; a message of three numbers becomes three channels.
"""

import numpy as np

from live.body.skeleton import JOINTS
from live.osc.addresses import FARTHEST, Address, Argument, Table
from live.osc.counted_scene import CountedScene, SceneCounter
from live.osc.wire import Blank, Burst
from live.signals import Scene


def _one(path: str, low: float, high: float, example: float, meaning: str) -> Address:
    return Address(path, (Argument("value", "f", low, high, "", example),), meaning)


_STATE = (
    _one("/beat/pulse", 0, 1, 0.0, "1 in the first scene of a beat, otherwise 0."),
    _one("/beat/phase", 0, 1, 0.25, "How far the beat has gone."),
    _one("/bar/pulse", 0, 1, 0.0, "1 in the first scene of a bar, otherwise 0."),
    _one("/bar/phase", 0, 1, 0.3125, "How far the bar has gone."),
    _one("/bpm", 1, 999, 118.0, "The tempo, beats a minute."),
    _one("/confidence", 0, 1, 0.85, "How far to trust tempo and beat."),
    _one("/playing", 0, 1, 1.0, "0: silence."),
    _one("/energy", 0, 1, 0.6, "Loudness."),
    _one("/onset", 0, 1, 0.0, "Strength of a note or drum starting now."),
    _one("/low", 0, 1, 0.7, "Strength of the bass."),
    _one("/mid", 0, 1, 0.4, "Strength of the middle."),
    _one("/high", 0, 1, 0.2, "Strength of the treble."),
    _one("/light", 0, 1, 1.0, "The operator's brightness; 0 is blackout."),
    _one("/cue", 0, 999, 3.0, "The number of the cue that is on, 0 before the first."),
    _one("/partner/here", 0, 1, 1.0, "0: no partner; the joints keep their last place."),
    _one("/human/here", 0, 1, 1.0, "0: no human; the joints keep their last place."),
)
_PLACE = tuple(Argument(axis, "f", -FARTHEST, FARTHEST, "m", 0.42) for axis in "xyz")
PARTNER = Address(
    "/partner/<joint>", _PLACE, "Where the joint is.", "every scene with a partner", JOINTS
)
HUMAN = Address("/human/<joint>", _PLACE, "Where the joint is.", "every scene with a human", JOINTS)
TABLE = Table((*_STATE, PARTNER, HUMAN))


def _burst(*rows: Address) -> Burst:
    return Burst([], [Blank(path, row.arguments) for row in rows for path in row.paths])


class Touchdesigner:
    """Encodes scenes as channels: one bundle for the state, one for each person."""

    def __init__(self, *, partner: bool = True, human: bool = True) -> None:
        self._moments = SceneCounter()
        self._state = _burst(*_STATE)
        self._people = (
            (_burst(PARTNER) if partner else None),
            (_burst(HUMAN) if human else None),
        )

    def datagrams(self, scene: Scene) -> list[memoryview]:
        """The datagrams for one scene; valid until the next call."""
        burst = [*self._state.datagrams(np.array(_values(self._moments.of(scene))))]
        for person, pose in zip(self._people, (scene.partner, scene.human), strict=True):
            if person is not None and pose is not None:
                burst += person.datagrams(pose.positions.ravel())
        return burst


def _values(moment: CountedScene) -> tuple[float, ...]:
    scene, music = moment.scene, moment.scene.music
    return (
        moment.on_beat, moment.beat % 1.0, moment.on_one, moment.bar_phase, music.tempo,
        music.confidence, music.playing, music.loudness, music.onset, *music.bands, scene.light,
        scene.cue, scene.partner is not None, scene.human is not None,
    )  # fmt: skip
