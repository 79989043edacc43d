"""The map from knobs and pads to actions: learnt by moving them, kept in a file beside the show.

[controls]
"note 36 channel 10" = "tap"
"note 37 channel 10" = "style latin"
"cc 20 channel 1" = "brightness"
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from live.desk.actions import ACTIONS, HIGHEST, parse
from live.errors import BadInput
from live.runtime import results, texts

PRESSED = 64  # from this value a knob or a button counts as pressed
CHANNELS = 16
_CONTROL = re.compile(r"(note|cc) (\d{1,3}) channel (\d{1,2})")


def control_of(message: Any) -> tuple[str, int] | None:
    """The name of a MIDI message's knob or pad, as in the map, and its value, 0..127."""
    match message.type:
        case "note_on":
            return f"note {message.note} channel {message.channel + 1}", message.velocity
        case "note_off":
            return f"note {message.note} channel {message.channel + 1}", 0
        case "control_change":
            return f"cc {message.control} channel {message.channel + 1}", message.value
    return None


def message_for(mido: Any, control: str, value: int) -> Any:
    """The MIDI message that shows a value, 0..127, on a knob or pad by its name in the map.

    A pad gets its note, lit by the velocity; a knob gets its own control number.
    """
    kind, number, _, channel = control.split()
    if kind == "note":
        return mido.Message("note_on", note=int(number), channel=int(channel) - 1, velocity=value)
    return mido.Message(
        "control_change", control=int(number), channel=int(channel) - 1, value=value
    )


class Pads:
    """Notices presses: a value that comes up to PRESSED, or a pad that is hit."""

    def __init__(self) -> None:
        self._values: dict[str, int] = {}

    def pressed(self, message: Any) -> str | None:
        """The control that this message presses; None where it presses none."""
        found = control_of(message)
        if found is None:
            return None
        control, value = found
        pad = control.startswith("note")
        # A knob's first message does not count as a press: it was near that value before. A button
        # sends 127 at once.
        before = self._values.get(control, 0 if pad or value == HIGHEST else value)
        self._values[control] = value
        enough = 1 if pad else PRESSED  # a pad counts as hit however softly
        return control if value >= enough > before else None


def map_file(show: Path) -> Path:
    """Where a show's map is kept."""
    return show.with_suffix(".midi.toml")


def read_map(file: Path) -> dict[str, str]:
    """The action of each control. Raises BadInput, naming the control to correct."""
    try:
        content = texts.toml_of(texts.read_text(file))
    except FileNotFoundError:
        raise BadInput(f"{file}: nothing has been learnt yet. Run: firstdance learn SHOW") from None
    except (OSError, texts.NotText, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{file}: cannot be read ({error}). Mend it, or learn it anew.") from error
    controls = content.get("controls", {})
    if not isinstance(controls, dict) or set(content) - {"controls"}:
        raise BadInput(f"{file}: a map is one table, [controls]. Mend it, or learn it anew.")
    for control, action in controls.items():
        _check(file, control, action)
    return controls


def _check(file: Path, control: str, action: object) -> None:
    if not _exists(control):
        raise BadInput(f'{file}: {control!r} is no control: write it as "cc 20 channel 1".')
    if not isinstance(action, str) or parse(action) is None:
        known = ", ".join(ACTIONS)
        raise BadInput(
            f"{file}: {control} cannot do {action!r}. Known: {known}; "
            'or one with a value, such as "style latin" or "cue 3".'
        )


def _exists(control: str) -> bool:
    found = _CONTROL.fullmatch(control)
    return found is not None and int(found[2]) <= HIGHEST and 1 <= int(found[3]) <= CHANNELS


def write_map(file: Path, controls: Mapping[str, str]) -> None:
    """Writes a map. Raises BadInput where the file cannot be written."""
    lines = [f'"{control}" = "{action}"' for control, action in sorted(controls.items())]
    try:
        results.put(file, "\n".join(["[controls]", *lines, ""]))
    except OSError as error:
        raise BadInput(
            f"{file}: cannot be written ({error.strerror}). Copy the show to a folder of yours."
        ) from error
