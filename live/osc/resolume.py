"""Resolume Arena and Avenue: tempo, resync on the ONE, a layer's opacity, a column for each cue.

Addresses as in Resolume's manual (https://resolume.com/support/en/osc); in OSC shortcut mode a
click on a control shows its address too. Layers and columns count from 1, numbers go from 0 to 1.
"""

from typing import Literal, TypeAlias

from live.osc.addresses import Address, Argument, Table
from live.osc.counted_scene import CountedScene, SceneCounter
from live.osc.wire import bundles, message
from live.signals import Scene

TempoMode: TypeAlias = Literal["set", "tap", "none"]

SLOWEST, FASTEST = 20.0, 500.0  # beats a minute: the ends of Resolume's tempo control
SURE = 0.5  # confidence: below it Resolume's own clock is better
CHANGED = 0.1  # beats a minute: a tempo nearer than this to the last sent one is the same
AGAIN = 2.0  # seconds after which it is sent again, because a datagram may be lost
RESYNC_BARS = 4

_PRESS = Argument("press", "i", example=1)
TEMPO = Address(
    "/composition/tempocontroller/tempo",
    (Argument("tempo", "f", 0, 1, "", (118 - SLOWEST) / (FASTEST - SLOWEST)),),
    "The tempo as (beats/min - 20) / 480, or with `raw_tempo` in beats/min.",
    'with `tempo = "set"`, when it changes and every 2 s',
)
TAP = Address(
    "/composition/tempocontroller/tempotap",
    (_PRESS,),
    "1 in the first scene of a beat, 0 in the next scene.",
    'with `tempo = "tap"`',
)
RESYNC = Address(
    "/composition/tempocontroller/resync",
    (_PRESS,),
    "1 on the ONE of the first bar that is surely heard and of every fourth after, then 0.",
    'with `tempo = "set"`',
)
OPACITY = Address(
    "/composition/layers/<layer>/video/opacity",
    (Argument("opacity", "f", example=0.6),),
    "The music's loudness, times the operator's brightness: blackout is 0.",
    "every scene, with `layer` above 0",
)
COLUMN = Address(
    "/composition/columns/<cue>/connect",
    (_PRESS,),
    "1 when the cue of that number is fired, 0 in the next scene.",
    "with `columns = true`",
)
TABLE = Table((TEMPO, TAP, RESYNC, OPACITY, COLUMN))


class Resolume:
    """Encodes scenes as presses and values. If Resolume follows Link, `tempo` must be "none"."""

    def __init__(
        self, *, tempo: TempoMode = "set", raw: bool = False, layer: int = 0, columns: bool = False
    ) -> None:
        self._mode, self._raw, self._layer, self._columns = tempo, raw, layer, columns
        self._moments = SceneCounter()
        self._sent = (0.0, -AGAIN)  # the tempo last sent, in beats a minute, and the second of it
        self._bar: int | None = None  # of the last resync
        self._cue = 0
        self._pressed: list[str] = []  # the addresses to release in the next scene

    def datagrams(self, scene: Scene) -> list[memoryview]:
        """The datagrams for one scene; empty when there is nothing to send."""
        moment = self._moments.of(scene)
        said = [message(path, 0) for path in self._pressed]
        self._pressed = self._presses(moment)
        said += [message(path, 1) for path in self._pressed]
        said += [message(TEMPO.path, tempo) for tempo in self._tempo(scene)]
        if self._layer:
            opacity = min(1.0, max(0.0, scene.music.loudness * scene.light))
            said.append(message(OPACITY.path.replace("<layer>", str(self._layer)), opacity))
        return [memoryview(datagram) for datagram in bundles(said)] if said else []

    def _tempo(self, scene: Scene) -> list[float]:
        tempo = min(FASTEST, max(SLOWEST, scene.music.tempo))
        same = abs(tempo - self._sent[0]) < CHANGED and scene.time - self._sent[1] < AGAIN
        if self._mode != "set" or not _sure(scene) or same:
            return []
        self._sent = (tempo, scene.time)
        return [tempo if self._raw else (tempo - SLOWEST) / (FASTEST - SLOWEST)]

    def _presses(self, moment: CountedScene) -> list[str]:
        pressed = []
        if self._mode == "tap" and moment.on_beat and _sure(moment.scene):
            pressed.append(TAP.path)
        due = self._bar is None or not 0 <= moment.bar - self._bar < RESYNC_BARS
        if not _sure(moment.scene):
            self._bar = None  # once the beat is sure again, the next ONE is sent
        elif self._mode == "set" and moment.on_one and due:
            self._bar = moment.bar
            pressed.append(RESYNC.path)
        cue, self._cue = self._cue, moment.scene.cue
        if self._columns and self._cue not in (0, cue):
            pressed.append(COLUMN.path.replace("<cue>", str(self._cue)))
        return pressed


def _sure(scene: Scene) -> bool:
    return scene.music.playing and scene.music.confidence >= SURE
