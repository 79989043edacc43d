"""First Dance's own OSC addresses, and the datagrams that send a scene with them.

Each joint has one address with three or four numbers, which suits TouchDesigner's channels. The
texts, the caption and what is wrong, have bundles of their own. Two people are never in the same
bundle, and every bundle of a scene opens with the same frame number.
"""

from collections.abc import Callable, Sequence

import numpy as np

from live.body.skeleton import JOINTS
from live.osc.addresses import FARTHEST, Address, Argument, Table
from live.osc.counted_scene import CountedScene, SceneCounter
from live.osc.wire import Blank, Burst
from live.runtime.health import Colour, Health
from live.signals import SECTIONS, Floats, Pose, Scene

Reading = Callable[[CountedScene], Sequence[float]]


def _number(name: str, low: float, high: float, unit: str, example: float) -> Argument:
    return Argument(name, "f", low, high, unit, example)


def _share(name: str, example: float) -> Argument:
    return _number(name, 0, 1, "", example)


def _count(name: str, low: int, high: int, example: int) -> Argument:
    return Argument(name, "i", low, high, "", example)


def _switch(name: str, example: int) -> Argument:
    return _count(name, 0, 1, example)


_X = _number("x", -FARTHEST, FARTHEST, "m", 0.42)
_Y = _number("y", -FARTHEST, FARTHEST, "m", 1.31)
_Z = _number("z", -FARTHEST, FARTHEST, "m", -0.08)
_MOST = 2**31 - 1

FRAME = Address(
    "/firstdance/frame",
    (_count("number", 0, _MOST, 1824), _number("time", 0, 1e6, "s", 60.8)),
    "Number of the scene, and the second of the show at which it is to be seen. Opens every"
    " bundle: bundles with the same number belong together.",
)

# Each row, and how its values are read from a scene: a new row is sent, checked and documented.
_STATE: tuple[tuple[Address, Reading], ...] = (
    (
        Address(
            "/firstdance/ok",
            (_switch("ok", 1),),
            "1: the partner is on the stage. 0: the safe look, or the show is over.",
        ),
        lambda m: (m.scene.partner is not None,),
    ),
    (
        Address(
            "/firstdance/light",
            (_share("light", 1.0),),
            "The operator's brightness; 0 is blackout: please go dark too.",
        ),
        lambda m: (m.scene.light,),
    ),
    (
        Address(
            "/firstdance/latency",
            (_number("latency", 0, 60_000, "ms", 83.0),),
            "Age of the newest sound heard by the time the scene is to be seen. The beat is"
            " already carried forward by as much.",
        ),
        lambda m: ((m.scene.time - m.scene.heard) * 1000,),
    ),
    (
        Address(
            "/firstdance/playing",
            (_switch("playing", 1),),
            "0: silence; tempo and beat coast on, and no pulse is sent.",
        ),
        lambda m: (m.scene.music.playing,),
    ),
    (
        Address(
            "/firstdance/bpm",
            (_number("tempo", 1, 999, "beats/min", 118.0),),
            "The tempo.",
        ),
        lambda m: (m.scene.music.tempo,),
    ),
    (
        Address(
            "/firstdance/confidence",
            (_share("confidence", 0.85),),
            "How far to trust tempo and beat.",
        ),
        lambda m: (m.scene.music.confidence,),
    ),
    (
        Address("/firstdance/meter", (_count("meter", 1, 64, 4),), "Beats a bar."),
        lambda m: (m.scene.music.meter,),
    ),
    (
        Address(
            "/firstdance/beat",
            (_count("beat", 1, 64, 2),),
            "The count a dancer would call: 1 up to the meter.",
        ),
        lambda m: (m.scene.music.beat_in_bar(m.beat),),
    ),
    (
        Address(
            "/firstdance/bar",
            (_count("bar", -_MOST, _MOST, 17),),
            "Bars since the first ONE, counted from 1; a pickup is bar 0.",
        ),
        lambda m: (m.bar,),
    ),
    (
        Address(
            "/firstdance/phase/beat",
            (_share("phase", 0.25),),
            "How far the beat has gone: 0 on it, towards 1 before the next.",
        ),
        lambda m: (m.beat % 1.0,),
    ),
    (
        Address(
            "/firstdance/phase/bar",
            (_share("phase", 0.3125),),
            "How far the bar has gone: 0 on the ONE.",
        ),
        lambda m: (m.bar_phase,),
    ),
    (
        Address(
            "/firstdance/pulse/beat",
            (_switch("pulse", 0),),
            "1 in the first scene of each beat, otherwise 0.",
        ),
        lambda m: (m.on_beat,),
    ),
    (
        Address(
            "/firstdance/pulse/bar",
            (_switch("pulse", 0),),
            "1 in the first scene of each bar, otherwise 0.",
        ),
        lambda m: (m.on_one,),
    ),
    (
        Address(
            "/firstdance/energy",
            (_share("energy", 0.6),),
            "Loudness, of the loudest of the last minute.",
        ),
        lambda m: (m.scene.music.loudness,),
    ),
    (
        Address(
            "/firstdance/onset",
            (_share("onset", 0.0),),
            "Strength of a note or drum starting now.",
        ),
        lambda m: (m.scene.music.onset,),
    ),
    (
        Address(
            "/firstdance/bands",
            (_share("low", 0.7), _share("mid", 0.4), _share("high", 0.2)),
            "Strength of the bass, the middle and the treble.",
        ),
        lambda m: m.scene.music.bands,
    ),
    (
        Address(
            "/firstdance/centroid",
            (_share("centroid", 0.5),),
            "Where the sound lies between dark (0, 125 Hz) and shrill (1, 8 kHz).",
        ),
        lambda m: (m.scene.music.brightness,),
    ),
    (
        Address(
            "/firstdance/section",
            (_count("section", 0, len(SECTIONS) - 1, 3),),
            "What happens in the music: "
            + ", ".join(f"{number} {name}" for number, name in enumerate(SECTIONS))
            + ".",
        ),
        lambda m: (SECTIONS.index(m.scene.music.section),),
    ),
    (
        Address(
            "/firstdance/cue",
            (_count("cue", 0, 999, 3),),
            "The number of the cue that is on, 0 before the first.",
        ),
        lambda m: (m.scene.cue,),
    ),
    (
        Address(
            "/firstdance/partner/count",
            (_switch("count", 1),),
            "Partners on the stage; with 0 no joints follow.",
        ),
        lambda m: (m.scene.partner is not None,),
    ),
    (
        Address(
            "/firstdance/human/count",
            (_switch("count", 1),),
            "People seen by the camera; with 0 no joints follow.",
        ),
        lambda m: (m.scene.human is not None,),
    ),
)

CAPTION = Address(
    "/firstdance/caption",
    (Argument("text", "s", example="grapevine"),),
    "What the guests read while the partner teaches: a count, or the name of the move. Empty:"
    " nothing. ASCII, 63 characters at most.",
)
_SELDOM = "once a second, and when it changes"
HEALTH = Address(
    "/firstdance/health",
    (_count("colour", 0, 2, 1),),
    "How the show stands, for its operator alone: "
    + ", ".join(f"{colour.number} {colour}" for colour in Colour)
    + ".",
    _SELDOM,
)
HEALTH_TEXT = Address(
    "/firstdance/health/text",
    (Argument("text", "s", example="frames: 3 % were missed in the last minute"),),
    "What is worst now. Empty: all is well. ASCII, 120 characters at most.",
    _SELDOM,
)
PARTNER_JOINTS = Address(
    "/firstdance/partner/0/<joint>",
    (_X, _Y, _Z),
    "Where the partner's joint is.",
    "every scene with a partner",
    JOINTS,
)
PARTNER_CONTACTS = Address(
    "/firstdance/partner/0/contacts",
    tuple(_switch(name, 1) for name in ("l_ankle", "l_toe", "r_ankle", "r_toe")),
    "1 where the foot stands on the floor.",
    "every scene with a partner",
)
HUMAN_JOINTS = Address(
    "/firstdance/human/0/<joint>",
    (_X, _Y, _Z, _share("score", 0.93)),
    "Where the human's joint is, and how well it is seen; 0 is guessed.",
    "every scene with a human",
    JOINTS,
)
TABLE = Table(
    (
        FRAME,
        *(row for row, _ in _STATE),
        CAPTION,
        HEALTH,
        HEALTH_TEXT,
        PARTNER_JOINTS,
        PARTNER_CONTACTS,
        HUMAN_JOINTS,
    )
)
_LONGEST = 63  # characters of a caption
_LONGEST_HEALTH = 120  # characters of what is wrong
_HEALTH_EVERY = 1.0  # seconds between two times that it is sent, if it does not change


def _blanks(*rows: Address) -> list[Blank]:
    return [Blank(path, row.arguments) for row in rows for path in row.paths]


class Native:
    """Encodes scenes with First Dance's own addresses."""

    def __init__(
        self, *, partner: bool = True, human: bool = True, health: Health | None = None
    ) -> None:
        """`health` is the show's; None: all is well."""
        heading = _blanks(FRAME)
        self._state = Burst(heading, _blanks(*(row for row, _ in _STATE)))
        self._partner = Burst(heading, _blanks(PARTNER_JOINTS, PARTNER_CONTACTS))
        self._human = Burst(heading, _blanks(HUMAN_JOINTS))
        self._heading, self._said = heading, ""
        self._caption = self._captioned("")
        self._health = _HealthBurst(heading, health or Health())
        self._sends_partner, self._sends_human = partner, human
        self._moments = SceneCounter()

    def datagrams(self, scene: Scene) -> list[memoryview]:
        """The datagrams for one scene: state, then the people in it; valid until the next call."""
        moment = self._moments.of(scene)
        frame = np.array([moment.number, scene.time])
        state = [value for _, read in _STATE for value in read(moment)]
        burst = [*self._state.datagrams(np.concatenate([frame, state]))]
        if scene.caption != self._said:
            self._said, self._caption = scene.caption, self._captioned(scene.caption)
        burst += self._caption.datagrams(frame)
        burst += self._health.datagrams(frame)
        if self._sends_partner and scene.partner is not None:
            burst += self._partner.datagrams(_partner_values(frame, scene.partner))
        if self._sends_human and scene.human is not None:
            burst += self._human.datagrams(_human_values(frame, scene.human))
        return burst

    def _captioned(self, text: str) -> Burst:
        shown = _ascii(text, _LONGEST)
        return Burst(self._heading, [Blank(CAPTION.path, CAPTION.arguments, (shown,))])


class _HealthBurst:
    """Says how the show stands, in a bundle of its own."""

    def __init__(self, heading: Sequence[Blank], health: Health) -> None:
        self._heading, self._health = heading, health
        self._text = ""
        self._said: tuple[int, str] | None = None
        self._said_at = 0.0  # seconds
        self._burst = self._worded("")

    def datagrams(self, frame: Floats) -> list[memoryview]:
        """Nothing, where it was said a moment ago. `frame` is the heading's number and time."""
        now, time = (self._health.colour.number, self._health.text), float(frame[1])
        if now == self._said and 0 <= time - self._said_at < _HEALTH_EVERY:
            return []
        if now[1] != self._text:
            self._text, self._burst = now[1], self._worded(now[1])
        self._said, self._said_at = now, time
        return self._burst.datagrams(np.append(frame, now[0]))

    def _worded(self, text: str) -> Burst:
        words = (_ascii(text, _LONGEST_HEALTH),)
        number = Blank(HEALTH.path, HEALTH.arguments)
        return Burst(self._heading, [number, Blank(HEALTH_TEXT.path, HEALTH_TEXT.arguments, words)])


def _ascii(text: str, longest: int) -> str:
    """The text as far as OSC can say it."""
    return text.encode("ascii", "replace").decode().replace("\0", " ")[:longest]


def _partner_values(frame: Floats, pose: Pose) -> Floats:
    return np.concatenate([frame, pose.positions.ravel(), pose.contacts])


def _human_values(frame: Floats, pose: Pose) -> Floats:
    return np.concatenate([frame, np.column_stack([pose.positions, pose.seen]).ravel()])
