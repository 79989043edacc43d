"""Which knob or pad does what: a map learnt by moving them, kept in a file beside the show.

[controls]
"note 36 channel 10" = "tap"
"cc 20 channel 1" = "blackout"
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from live.desk import Desk
from live.errors import Unfit
from live.rig.controls import CONTROLS, act

HIGHEST = 127  # of a MIDI value
PRESSED = 64  # from here a knob or a button's value counts as pressed
_CONTROL = re.compile(r"(note|cc) (\d{1,3}) channel (\d{1,2})")

FADERS = ("brightness",)  # controls a knob turns from end to end; the others are pressed
ACTIONS = tuple(
    control.name
    for control in CONTROLS
    if control.kind in ("press", "switch") or control.name in FADERS
)


def act_on(desk: Desk, action: str, value: int, pressed: bool, now: float) -> None:
    """Does what a knob or pad was learnt for; `value` is MIDI's, 0..127."""
    if action in FADERS:
        act(desk, action, value / HIGHEST, now)
    elif pressed:
        act(desk, action, None, now)


def control_of(message: Any) -> tuple[str, int] | None:
    """The knob or pad that a MIDI message is of, by its name here, and its value, 0..127."""
    match message.type:
        case "note_on":
            return f"note {message.note} channel {message.channel + 1}", message.velocity
        case "note_off":
            return f"note {message.note} channel {message.channel + 1}", 0
        case "control_change":
            return f"cc {message.control} channel {message.channel + 1}", message.value
    return None


class Pads:
    """Notices presses: a value that comes up to PRESSED, or a pad that is hit."""

    def __init__(self) -> None:
        self._values: dict[str, int] = {}

    def pressed(self, message: Any) -> str | None:
        """The control that this message presses, None where it presses none."""
        found = control_of(message)
        if found is None:
            return None
        control, value = found
        pad = control.startswith("note")
        # A knob met for the first time stood near there already; a button says 127 at once.
        before = self._values.get(control, 0 if pad or value == HIGHEST else value)
        self._values[control] = value
        enough = 1 if pad else PRESSED  # a pad hit softly is hit all the same
        return control if value >= enough > before else None


def map_file(show: Path) -> Path:
    """Where a show's map is kept."""
    return show.with_suffix(".midi.toml")


def read_map(file: Path) -> dict[str, str]:
    """Control to action. Raises Unfit, naming the line to mend."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise Unfit(f"{file}: nothing has been learnt yet. Run: firstdance learn SHOW") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unfit(f"{file}: cannot be read ({error}). Mend it, or learn it anew.") from error
    controls = content.get("controls", {})
    if not isinstance(controls, dict) or set(content) - {"controls"}:
        raise Unfit(f"{file}: a map is one table, [controls]. Mend it, or learn it anew.")
    for control, action in controls.items():
        _check(file, control, action)
    return controls


def _check(file: Path, control: str, action: object) -> None:
    if not _CONTROL.fullmatch(control):
        raise Unfit(f'{file}: {control!r} is no control: write it as "cc 20 channel 1".')
    if action not in ACTIONS:
        known = ", ".join(ACTIONS)
        raise Unfit(f"{file}: {control} cannot do {action!r}. Known: {known}.")


def write_map(file: Path, controls: Mapping[str, str]) -> None:
    """Keeps a map. Raises Unfit where the file cannot be written."""
    lines = [f'"{control}" = "{action}"' for control, action in sorted(controls.items())]
    try:
        file.write_text("\n".join(["[controls]", *lines, ""]), "utf-8")
    except OSError as error:
        raise Unfit(
            f"{file}: cannot be written ({error.strerror}). Copy the show to a folder of yours."
        ) from error
