"""A MIDI library for tests, used by mido: inputs to play into, and outputs that keep messages."""

from typing import Any, ClassVar

from mido.ports import BaseInput, BaseOutput


class Input(BaseInput):  # type: ignore[misc]
    """An input; `play` acts like a connected device."""

    opened: ClassVar[list["Input"]] = []
    plugged_in: ClassVar[list[str]] = ["Midi Through", "KORG nano", "KORG nano CTRL"]

    def _open(self, callback: Any = None, virtual: bool = False, **_: Any) -> None:
        self.callback = callback
        self.virtual = virtual
        self.opened.append(self)

    def play(self, message: Any) -> None:
        """A message arrives, on the thread of the player."""
        if not self.closed:
            self.callback(message)


class Output(BaseOutput):  # type: ignore[misc]
    """An output; `sent` holds the messages that a device would have received."""

    opened: ClassVar[list["Output"]] = []
    broken: ClassVar[bool] = False

    def _open(self, virtual: bool = False, **_: Any) -> None:
        self.virtual = virtual
        self.sent: list[Any] = []
        self.opened.append(self)

    def _send(self, message: Any) -> None:
        if self.broken:
            raise OSError("the cable is out")
        self.sent.append(message)


def get_devices(**_: Any) -> list[dict[str, Any]]:
    """What is plugged in."""
    return [{"name": n, "is_input": True, "is_output": True} for n in Input.plugged_in]
