"""What a knob or pad can be learnt for: a control, or a control with a fixed value.

"tap", "blackout", "brightness"; "style latin", "cue 3", "nudge -0.02".
"""

import math
from dataclasses import dataclass

from live.desk.controls import BY_NAME, CONTROLS, OUTPUTS, Control
from live.desk.desk import Desk
from live.osc.addresses import Value

HIGHEST = 127  # of a MIDI value

# Controls a knob turns from end to end; the others are pressed.
FADERS = ("brightness", "offset", *(f"offset/{output}" for output in range(1, OUTPUTS + 1)))
# What may be learnt by its name alone. Controls that take a word go on to the next word.
ACTIONS = tuple(
    control.name for control in CONTROLS if control.kind != "value" or control.name in FADERS
)


@dataclass(frozen=True, slots=True)
class Action:
    """A control, perhaps with a fixed value."""

    control: Control
    value: Value | None = None  # None: a press, or the knob's position

    @property
    def is_fader(self) -> bool:
        """Whether it follows a knob from end to end."""
        return self.value is None and self.control.name in FADERS

    def do(self, desk: Desk, value: int, *, pressed: bool, now: float) -> None:
        """Does the action at `now` seconds; `value` is MIDI's, 0..127."""
        low, high = self.control.argument.low, self.control.argument.high
        if self.is_fader:
            self.control.act(desk, low + (high - low) * value / HIGHEST, now)
        elif pressed:
            self.control.act(desk, self.value, now)

    def shown(self, desk: Desk) -> int:
        """What a light or a motor fader shows of the desk: 0..127, 127 where it is on."""
        stands = None if self.control.read is None else self.control.read(desk)
        if self.control.name == "go":
            return HIGHEST if desk.standby else 0
        if stands is None:
            return 0
        if self.is_fader:
            low, high = self.control.argument.low, self.control.argument.high
            return round(HIGHEST * (float(stands) - low) / (high - low))
        if self.value is not None:
            return HIGHEST if stands == self.control.taken(desk, self.value) else 0
        return HIGHEST if self.control.kind == "switch" and stands else 0


def parse(text: str) -> Action | None:
    """The action that a text names; None where there is none."""
    name, _, said = text.partition(" ")
    control = BY_NAME.get(name)
    if control is None:
        return None
    if not said:
        return Action(control) if name in ACTIONS else None
    value = _value(control, said)
    return None if value is None else Action(control, value)


def _value(control: Control, said: str) -> Value | None:
    if control.kind == "press":
        return None
    if control.kind == "word":
        # Words that only a running show knows are checked when they are pressed.
        known = control.offers is not None or said in control.argument.words
        return said if known else None
    try:
        number = float(said)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
