"""OS2L: the messages that a DJ's program sends to the lights.

Short JSON messages over TCP (https://os2l.org), with nothing between them: one message may come in
pieces, or several at once.
"""

from typing import TypeAlias

import msgspec

LONGEST = 4096  # bytes of a message; longer ones are refused
DEEPEST = 8  # braces within braces
_OPEN, _CLOSE, _QUOTE, _ESCAPE = b'{}"\\'


class Beat(msgspec.Struct, frozen=True, tag_field="evt", tag="beat"):
    """A beat, now."""

    bpm: float | None = None  # beats a minute
    pos: float | None = None  # the number of this beat in the song
    change: bool = False  # True: another song, or another place in it


class Button(msgspec.Struct, frozen=True, tag_field="evt", tag="btn"):
    """The DJ presses or releases a button."""

    name: str
    state: str  # "on" or "off"


class Command(msgspec.Struct, frozen=True, tag_field="evt", tag="cmd"):
    """A numbered control of the DJ's program."""

    id: int | str
    param: float = 0.0  # percent


Message: TypeAlias = Beat | Button | Command


class Messages:
    """Takes bytes as they come and returns the messages that are complete."""

    def __init__(self) -> None:
        self.refused = 0  # messages that were too long, or that OS2L does not know
        self._decoder = msgspec.json.Decoder(Message)
        self._bytes = bytearray()  # of the unfinished message, from its first brace
        self._depth = 0  # braces open
        self._quoted = False  # within a string
        self._escaped = False  # after a backslash in a string

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        found = []
        for byte in data:
            if self._depth or byte == _OPEN:
                message = self._take(byte)
                if message is not None:
                    found.append(message)
        return found

    def _take(self, byte: int) -> Message | None:
        self._bytes.append(byte)
        if self._quoted:
            self._in_string(byte)
        elif byte == _QUOTE:
            self._quoted = True
        elif byte == _OPEN:
            self._depth += 1
        elif byte == _CLOSE:
            self._depth -= 1
        if len(self._bytes) > LONGEST or self._depth > DEEPEST:
            self._refuse()
            return None
        return None if self._depth else self._read()

    def _in_string(self, byte: int) -> None:
        if self._escaped:
            self._escaped = False
        elif byte == _ESCAPE:
            self._escaped = True
        elif byte == _QUOTE:
            self._quoted = False

    def _read(self) -> Message | None:
        try:
            message: Message = self._decoder.decode(bytes(self._bytes))
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._refuse()
            return None
        self._begin_anew()
        return message

    def _refuse(self) -> None:
        self.refused += 1
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._bytes.clear()
        self._depth, self._quoted, self._escaped = 0, False, False
