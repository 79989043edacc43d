"""The operator's desk: what the operator has asked for, kept as state that any part may read.

Keys, OSC and MIDI all end here, through the table in `live.desk.controls`. The desk is used from
several threads. Each field is written whole, so that a reader sees the old value or the new one.
A change that depends on the old value (a count, a switch, the list of taps) is made under a lock,
so that two changes at once both count.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec

FADE_SECONDS = 0.25  # a blackout that fades is easier on the eyes than a cut
PANIC_FADE_SECONDS = 1.0
GO_AGAIN = 0.1  # seconds: a GO sooner after another is a bouncing button
MODES = ("solo", "mirror", "follow", "answer", "lead")  # how a dancer may dance with the human
STYLES = ("party", "latin", "ballroom", "street", "gentle")  # what a dancer may dance

# Types for settings: their reader refuses any other word, and lists the known ones.
ModeName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": list(MODES)})]
StyleName = Annotated[str, msgspec.Meta(extra_json_schema={"enum": list(STYLES)})]


@dataclass(frozen=True, slots=True)
class BeatHands:
    """The operator's corrections of the beat; `live.hear.hands` applies them."""

    one: float | None = None  # seconds of show time: when ONE was called last
    meter: int | None = None  # beats a bar; None: as heard
    tempo: float | None = None  # beats a minute; None: as heard
    locked: bool = False  # the tempo stays, whatever is heard
    factor: float = 1.0  # 0.25, 0.5, 1, 2, 4: counted this many times as fast as heard
    nudge: float = 0.0  # beats: how far the beat is ahead of what is heard
    range: tuple[float, float] | None = None  # beats a minute: tempo halved or doubled into it


class Desk:
    """Light, look, dance, beat, cues and the end of the show."""

    _lock = threading.Lock()  # one for all desks: a program has one

    def __init__(self) -> None:
        self.blackout = False
        self.panic = False  # the safe look: the empty stage with the names
        self.freeze = False  # everybody holds still
        self.brightness = 1.0  # 0..1
        self.fade = FADE_SECONDS  # seconds that the last requested change of light takes
        self.mode: str | None = None  # one of MODES; None: as the show says
        self.style: str | None = None  # one of STYLES; None: as the show says
        self.avatars: tuple[str, ...] = ()  # the looks that the painter has for the partner
        self.avatar: str | None = None  # one of them; None: as the show says
        self.beat = BeatHands()
        self.tempo: float | None = None  # beats a minute danced to now; None: not known yet
        self.taps: tuple[float, ...] = ()  # seconds of show time, the last eight
        self.goes = 0  # how often GO was asked for
        self.backs = 0  # how often BACK was
        self.called: tuple[int, int] = (
            0,
            0,
        )  # how often a cue was called by number; the last number
        self.cue = 0  # the number of the active cue, from 1; 0: none yet
        self.standby = 0  # the number of the cue that GO fires next; 0: none is left
        # Milliseconds later (+) or earlier (-), for each output; None: the output takes no offset.
        self.offsets: tuple[float | None, ...] = ()
        self.asked_to_end = False
        self._went = -1.0  # seconds: the last press of GO

    def set_blackout(self, on: bool) -> None:
        """Turns the blackout on or off."""
        self.fade = FADE_SECONDS
        self.blackout = on

    def toggle_blackout(self) -> None:
        """Turns the blackout on if it is off, and off if it is on."""
        with self._lock:
            self.set_blackout(not self.blackout)

    def toggle_panic(self) -> None:
        """Changes to the safe look, or back to the dance."""
        with self._lock:
            self.panic = not self.panic

    def dim(self, brightness: float) -> None:
        """Sets the brightness."""
        self.fade = FADE_SECONDS
        self.brightness = brightness

    def tap(self, time: float) -> None:
        """Records a tap: there is a beat at `time`."""
        with self._lock:
            self.taps = (*self.taps[-7:], time)

    def forget_taps(self) -> None:
        """Forgets all taps: they were for music before this moment."""
        with self._lock:
            self.taps = ()

    def change_beat(self, change: Callable[[BeatHands], BeatHands]) -> None:
        """Changes the operator's corrections of the beat, starting from the present ones."""
        with self._lock:
            self.beat = change(self.beat)

    def go(self, time: float) -> None:
        """Asks for the next cue; `time` is when the button was pressed."""
        with self._lock:
            bounced = 0.0 <= time - self._went < GO_AGAIN
            self._went = time
            self.goes += not bounced

    def back(self) -> None:
        """Asks for the cue before."""
        with self._lock:
            self.backs += 1

    def call(self, cue: int) -> None:
        """Asks for a cue by its number."""
        with self._lock:
            self.called = (self.called[0] + 1, cue)

    def offset(self, output: int = 0) -> float | None:
        """An output's offset in ms, by its number from 1; 0: of the first output that takes one."""
        at = self._at(output)
        return None if at is None else self.offsets[at]

    def set_offset(self, output: int, milliseconds: float) -> None:
        """Sets an output's offset. Does nothing where there is no such output or it takes none."""
        self._change_offset(output, lambda _: milliseconds)

    def shift_offset(self, output: int, by: float, most: float) -> None:
        """Changes an output's offset by `by` milliseconds, never beyond `most` either way."""
        self._change_offset(output, lambda offset: min(max(offset + by, -most), most))

    def _change_offset(self, output: int, change: Callable[[float], float]) -> None:
        with self._lock:
            at = self._at(output)
            before = None if at is None else self.offsets[at]
            if at is not None and before is not None:
                self.offsets = (*self.offsets[:at], change(before), *self.offsets[at + 1 :])

    def _at(self, output: int) -> int | None:
        taking = [at for at, known in enumerate(self.offsets) if known is not None]
        if output == 0:
            return taking[0] if taking else None
        return output - 1 if output - 1 in taking else None

    def end(self) -> None:
        """Ends the show. Only keys and signals may call this, never a received message."""
        self.asked_to_end = True
