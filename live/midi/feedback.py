"""Shows the desk's state on a controller's lights and motor faders, sent when it changes."""

from collections.abc import Mapping

from live.desk.actions import HIGHEST, Action
from live.desk.desk import Desk
from live.signals import Music

BLINK = 0.25  # beats: how long the pad for taps is lit on each beat
ECHO = 0.05  # seconds in which some controllers send back the values they receive


class Feedback:
    """Keeps what each knob and pad shows. `changes` is for the loop, `is_echo` for any thread."""

    def __init__(self, actions: Mapping[str, Action]) -> None:
        self._actions = actions
        # By the control's name: the value sent, and when (seconds). Entries are replaced whole.
        self._sent: dict[str, tuple[int, float]] = {}

    def forget(self) -> None:
        """Forgets what the controller shows, because it was away."""
        self._sent = {}

    def changes(self, desk: Desk, danced: Music | None, now: float) -> list[tuple[str, int]]:
        """Control and value, 0..127, of each control that must show a new value from `now` on."""
        shown = {
            control: _blink(danced, now) if action.control.name == "tap" else action.shown(desk)
            for control, action in self._actions.items()
        }
        changed = [
            (control, value)
            for control, value in shown.items()
            if control not in self._sent or self._sent[control][0] != value
        ]
        for control, value in changed:
            self._sent[control] = (value, now)
        return changed

    def is_echo(self, control: str, value: int, now: float) -> bool:
        """Whether a value that comes in is only the one just sent, so that nothing was moved."""
        sent = self._sent.get(control)
        return sent is not None and sent[0] == value and 0 <= now - sent[1] < ECHO


def _blink(danced: Music | None, now: float) -> int:
    return HIGHEST if danced and danced.playing and danced.beat_at(now) % 1 < BLINK else 0
