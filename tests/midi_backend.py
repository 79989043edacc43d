"""A MIDI library for tests, as mido drives them: ports that messages are played into."""

from typing import Any, ClassVar

from mido.ports import BaseInput


class Input(BaseInput):  # type: ignore[misc]
    """An input; `play` does what a device's cable would."""

    opened: ClassVar[list["Input"]] = []
    plugged_in: ClassVar[list[str]] = ["Midi Through", "KORG nano", "KORG nano CTRL"]

    def _open(self, callback: Any = None, virtual: bool = False, **_: Any) -> None:
        self.callback = callback
        self.virtual = virtual
        self.opened.append(self)

    def play(self, message: Any) -> None:
        """A message arrives, on the thread of whoever plays."""
        if not self.closed:
            self.callback(message)


def get_devices(**_: Any) -> list[dict[str, Any]]:
    """What is plugged in."""
    return [{"name": n, "is_input": True, "is_output": False} for n in Input.plugged_in]
