"""Everything an operator can do: one table, for OSC, keys, MIDI and a DJ's program.

A control is found by its name; `/firstdance/<name>` is its OSC address. Each value that comes in
is clamped to the range in the table, or counted and ignored. It can change nothing else at the
desk, open no file, and not end the show.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from live.desk.desk import MODES, STYLES, BeatHands, Desk
from live.osc.addresses import Argument, Value
from live.osc.patterns import is_pattern, pattern
from live.osc.wire import bundles, message
from live.runtime.health import Health
from live.runtime.pace import LONGEST_OFFSET

PREFIX = "/firstdance/"
AS_THE_SHOW = "show"  # the word for: as the show file says
FACTORS = (0.25, 4.0)  # the limits of `half` and `double`
OUTPUTS = 8  # the first so many outputs of a show have a control of their own
MOST = 1000 * LONGEST_OFFSET  # milliseconds, either way
STEP = 5.0  # milliseconds: one press of `earlier` or `later`
PUSH = 0.02  # beats: one press of `push` or `pull`
METERS = (2, 3, 4, 6)  # beats a bar that have a key of their own
SAID = {"true": 1.0, "on": 1.0, "false": 0.0, "off": 0.0}  # what a press or a switch may be sent as
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})(e[+-]?\d{1,2})?", re.ASCII | re.I)

Apply: TypeAlias = Callable[[Desk, Value, float], None]


@dataclass(frozen=True, slots=True)
class Control:
    """One row: what it is called, what it takes, what it means, and what it does."""

    name: str
    kind: Literal["press", "switch", "value", "word"]
    argument: Argument
    meaning: str
    apply: Apply  # (desk, a value within the argument's range, seconds of show time)
    # The desk's state, as a value of this control; None: the control sets no lasting state.
    read: Callable[[Desk], Value | None] | None = None
    key: str = ""  # on a keyboard: one character, or the name of the key; "": none
    offers: Callable[[Desk], tuple[str, ...]] | None = None  # words known only in a running show

    @property
    def address(self) -> str:
        """Its OSC address."""
        return PREFIX + self.name

    def words(self, desk: Desk) -> tuple[str, ...]:
        """The words it takes in this show; none where it takes numbers."""
        if self.offers is not None:
            return (*self.offers(desk), AS_THE_SHOW)
        return self.argument.words

    def act(self, desk: Desk, value: object, now: float) -> bool:
        """Does what the control does; False when it cannot take the value. None: a bare press."""
        if value is None:
            return self._press(desk, now)
        taken = self.taken(desk, value)
        if taken is None:
            return False
        # A button's release does not count as a second press.
        if self.kind != "press" or taken != 0:
            self.apply(desk, taken, now)
        return True

    def taken(self, desk: Desk, value: object) -> Value | None:
        """The value as the control accepts it, clamped; None: it cannot be accepted."""
        return self._word(desk, value) if self.kind == "word" else self._number(value)

    def _press(self, desk: Desk, now: float) -> bool:
        """A bare press: a press acts, a switch toggles, and a word goes on to the next one."""
        if self.kind == "press":
            self.apply(desk, 1, now)
        elif self.kind == "switch" and self.read is not None:
            self.apply(desk, 0 if self.read(desk) else 1, now)
        elif self.kind == "word" and self.read is not None:
            words, stands = self.words(desk), self.read(desk)
            at = words.index(str(stands)) if stands in words else -1
            self.apply(desk, words[(at + 1) % len(words)], now)
        else:
            return False
        return True

    def _number(self, value: object) -> Value | None:
        """The number clamped to the range; half way up counts as on, as a fader's button sends."""
        if isinstance(value, str):
            value = _spelled(value, SAID if self.kind in ("press", "switch") else {})
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            return None
        held = min(max(float(value), self.argument.low), self.argument.high)
        if self.kind in ("press", "switch"):
            return int(held >= 0.5)
        return round(held) if self.argument.tag == "i" else held

    def _word(self, desk: Desk, value: object) -> Value | None:
        """One of the words, given as text or by its number from 0, for senders of numbers only."""
        words = self.words(desk)
        if isinstance(value, str):
            if value in words:
                return value
            value = _spelled(value, {})
        if isinstance(value, (int, float)) and math.isfinite(value):
            return words[round(min(max(value, 0), len(words) - 1))]
        return None


def _spelled(text: str, said: dict[str, float]) -> float | None:
    """The number that a text is, as some programs send every number; None: it is none."""
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else said.get(text.lower())


def _press(name: str, meaning: str, apply: Apply, key: str = "") -> Control:
    return Control(name, "press", Argument("press", "i", example=1), meaning, apply, None, key)


def _switch(
    name: str, meaning: str, apply: Apply, read: Callable[[Desk], Value], key: str = ""
) -> Control:
    return Control(name, "switch", Argument("on", "i", example=1), meaning, apply, read, key)


def _word(name: str, words: tuple[str, ...], meaning: str, key: str) -> Control:
    """A choice of words, kept in the desk's field of the same name."""
    argument = Argument(name, "s", example=words[0], words=(*words, AS_THE_SHOW))
    return Control(name, "word", argument, meaning, _choose(name), _choice(name), key)


def _choose(name: str) -> Apply:
    def apply(desk: Desk, value: Value, _now: float) -> None:
        setattr(desk, name, None if value == AS_THE_SHOW else str(value))

    return apply


def _choice(name: str) -> Callable[[Desk], Value]:
    return lambda desk: getattr(desk, name) or AS_THE_SHOW


def _offset(output: int) -> Control:
    """The offset of an output by its number; 0: of the first output that takes one."""
    name, whose = "offset", "the first output that takes one, usually the window"
    if output:
        name, whose = f"offset/{output}", f"output {output} of the show file"
    return Control(
        name, "value", Argument("offset", "f", -MOST, MOST, "ms", -40.0),
        f"How much later (+) or earlier (-) pictures come, for {whose}; remembered.",
        lambda d, v, _now: d.set_offset(output, float(v)), lambda d: d.offset(output),
    )  # fmt: skip


def _shift(by: float) -> Apply:
    def apply(desk: Desk, _value: Value, _now: float) -> None:
        desk.shift_offset(0, by, MOST)

    return apply


def _times(factor: float) -> Apply:
    """Counts the beats `factor` times as fast; a tempo that was set is multiplied too."""

    def multiplied(hands: BeatHands) -> BeatHands:
        if hands.tempo is not None:
            return replace(hands, tempo=min(max(hands.tempo * factor, 30.0), 300.0))
        low, high = FACTORS
        return replace(hands, factor=min(max(hands.factor * factor, low), high))

    return lambda desk, _value, _now: desk.change_beat(multiplied)


def _tempo(desk: Desk, value: Value, _now: float) -> None:
    tempo = None if float(value) <= 0 else max(30.0, float(value))
    desk.change_beat(lambda hands: replace(hands, tempo=tempo))


def _meter(desk: Desk, value: Value, _now: float) -> None:
    meter = None if int(value) <= 0 else max(2, int(value))
    desk.change_beat(lambda hands: replace(hands, meter=meter))


def _faster(by: float) -> Apply:
    """Sets the tempo to the one danced to plus `by`, in whole beats a minute."""

    def apply(desk: Desk, _value: Value, _now: float) -> None:
        danced = desk.tempo

        def changed(hands: BeatHands) -> BeatHands:
            tempo = hands.tempo or danced
            if tempo is None:
                return hands
            # The tempo danced to already contains the factor, so the factor becomes 1.
            return replace(hands, tempo=float(min(max(round(tempo + by), 30), 300)), factor=1.0)

        desk.change_beat(changed)

    return apply


def _push(by: float) -> Apply:
    def pushed(hands: BeatHands) -> BeatHands:
        return replace(hands, nudge=min(max(hands.nudge + by, -4.0), 4.0))

    return lambda desk, _value, _now: desk.change_beat(pushed)


def _counted(meter: int) -> Control:
    """Bars of so many beats; pressed again, as heard."""
    return Control(
        f"meter/{meter}", "switch", Argument("on", "i", example=1),
        f"Bars of {meter} beats, whatever is heard; or as heard again.",
        lambda d, v, _now: d.change_beat(lambda hands: replace(hands, meter=meter if v else None)),
        lambda d: d.beat.meter == meter, str(meter),
    )  # fmt: skip


def _free(desk: Desk, _value: Value, _now: float) -> None:
    desk.change_beat(lambda hands: BeatHands(range=hands.range))


CONTROLS: tuple[Control, ...] = (
    _press(
        "go", "Fires the cue that stands by.", lambda d, _v, now: d.go(now), "return"
    ),
    _press("back", "Goes back to the cue before.", lambda d, _v, _now: d.back(), "left"),
    Control(
        "cue", "value", Argument("number", "i", 1, 999, "", 3),
        "Fires that cue of the show, counted from 1.", lambda d, v, _now: d.call(int(v)),
        lambda d: d.cue,
    ),
    _switch(
        "blackout", "To black, or back.",
        lambda d, v, _now: d.set_blackout(bool(v)), lambda d: d.blackout, "b",
    ),
    _switch(
        "panic", "The safe look: the empty stage with the names; or back to the dance.",
        lambda d, v, _now: setattr(d, "panic", bool(v)), lambda d: d.panic, "escape",
    ),
    _switch(
        "freeze", "Everybody holds still, or dances on.",
        lambda d, v, _now: setattr(d, "freeze", bool(v)), lambda d: d.freeze, "z",
    ),
    Control(
        "brightness", "value", Argument("brightness", "f", 0, 1, "", 0.8),
        "The light on the stage; 0 is dark.", lambda d, v, _now: d.dim(float(v)),
        lambda d: d.brightness,
    ),
    _word(
        "mode", MODES, "How the partner dances with the human; `show`: as the show file says.", "m"
    ),
    _word("style", STYLES, "What the partner dances; `show`: as the show file says.", "s"),
    Control(
        "avatar", "word", Argument("avatar", "s", example="gold"),
        "How the partner looks, of what the painter has; `show`: as the show file says.",
        _choose("avatar"), _choice("avatar"), "a", lambda d: d.avatars,
    ),
    _press("tap", "A beat is now; four in a row set the tempo.", lambda d, _v, now: d.tap(now),
           "space"),
    _press(
        "one", "This beat is the ONE of its bar.",
        lambda d, _v, now: d.change_beat(lambda hands: replace(hands, one=now)), "1",
    ),
    _press("half", "Counts half as fast.", _times(0.5), "-"),
    _press("double", "Counts twice as fast.", _times(2.0), "+"),
    Control(
        "nudge", "value", Argument("beats", "f", -0.5, 0.5, "beats", 0.02),
        "Moves the beat ahead by so much, or back; adds up.",
        lambda d, v, now: _push(float(v))(d, v, now),
    ),
    _press("push", f"The beat comes {PUSH} of a beat earlier.", _push(PUSH), "]"),
    _press("pull", f"The beat comes {PUSH} of a beat later.", _push(-PUSH), "["),
    _switch(
        "lock", "The tempo stays, whatever is heard; or follows again.",
        lambda d, v, _now: d.change_beat(lambda hands: replace(hands, locked=bool(v))),
        lambda d: d.beat.locked, "l",
    ),
    Control(
        "meter", "value", Argument("meter", "i", 0, 12, "beats", 3),
        "Beats a bar, 2 or more; 0: as heard.", _meter, lambda d: d.beat.meter or 0,
    ),
    *(_counted(meter) for meter in METERS),
    Control(
        "tempo", "value", Argument("tempo", "f", 0, 300, "beats/min", 118.0),
        "The tempo, 30 or more; 0: as heard.", _tempo, lambda d: d.beat.tempo or 0.0,
    ),
    _press("faster", "Sets the tempo one beat a minute faster.", _faster(1.0), "up"),
    _press("slower", "Sets the tempo one beat a minute slower.", _faster(-1.0), "down"),
    _press("hear", "Takes all hands off the beat: it is as heard again.", _free, "h"),
    _offset(0),
    _press("earlier", f"The window's pictures come {STEP:.0f} ms earlier.", _shift(-STEP), ","),
    _press("later", f"The window's pictures come {STEP:.0f} ms later.", _shift(STEP), "."),
    *(_offset(output) for output in range(1, OUTPUTS + 1)),
)  # fmt: skip
BY_NAME = {control.name: control for control in CONTROLS}
BY_ADDRESS = {control.address: control for control in CONTROLS}
BY_KEY = {control.key: control for control in CONTROLS if control.key}


def act(desk: Desk, name: str, value: object, now: float) -> bool:
    """Does what the control of that name does; False: it is unknown, or cannot take the value."""
    control = BY_NAME.get(name)
    return control is not None and control.act(desk, value, now)


def meant_by(address: str) -> Sequence[Control]:
    """The controls that an OSC address stands for: one, several by a pattern, or none."""
    control = BY_ADDRESS.get(address)
    if control is not None:
        return (control,)
    wanted = pattern(address) if is_pattern(address) else None
    return [one for one in CONTROLS if wanted is not None and wanted.matches(one.address)]


ASK = PREFIX + "?"  # asks for the table


def replies(desk: Desk, health: Health, heard: int, ignored: int) -> list[bytes]:
    """The table as datagrams: how the show stands, how many messages were accepted and ignored, and
    a line for each control.
    """
    lines = [
        message(ASK, control.name, control.kind, *_spoken(control, desk), control.meaning)
        for control in CONTROLS
    ]
    stands = message(ASK + "/health", health.colour.number, health.text)
    return bundles([stands, message(ASK + "/counts", heard, ignored), *lines])


def _spoken(control: Control, desk: Desk) -> tuple[float, float, str]:
    """A control's lowest and highest value, and its unit, or its words where it has any."""
    argument, words = control.argument, control.words(desk)
    if words:
        return 0.0, float(len(words) - 1), " ".join(words)
    return float(argument.low), float(argument.high), argument.unit
