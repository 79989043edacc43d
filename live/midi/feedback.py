"""What a controller's lights and motor faders show: the desk's state, sent when it changes."""

from collections.abc import Mapping

from live.desk.actions import HIGHEST, Action
from live.desk.desk import Desk
from live.signals import Music

BLINK = 0.25  # beats: how long the pad for taps is lit on each
ECHO = 0.05  # seconds in which a controller that sends back what it is told does so


class Feedback:
    """Keeps what each knob and pad shows. `shown` belongs to the loop, `is_echo` to any thread."""

    def __init__(self, actions: Mapping[str, Action]) -> None:
        self._actions = actions
        # Value and when it was sent, in seconds, by the control's name; entries are replaced whole.
        self._sent: dict[str, tuple[int, float]] = {}

    def forget(self) -> None:
        """The controller was away: it shows nothing that we know of."""
        self._sent = {}

    def changes(self, desk: Desk, danced: Music | None, now: float) -> list[tuple[str, int]]:
        """Control and value, 0..127, of everything that is to show something else from `now` on."""
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
        """Whether a value that comes in is what we have just sent: nobody has moved anything."""
        sent = self._sent.get(control)
        return sent is not None and sent[0] == value and 0 <= now - sent[1] < ECHO


def _blink(danced: Music | None, now: float) -> int:
    return HIGHEST if danced and danced.playing and danced.beat_at(now) % 1 < BLINK else 0
