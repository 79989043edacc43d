"""The operator's desk: what hands have asked for, kept as state that any part may read.

Keys, OSC and MIDI all end here. The desk is used from several threads; each field is written
whole, so a reader sees an old value or a new one, never half of one.
"""

FADE_SECONDS = 0.25  # a blackout that fades is easier on the eyes than a cut
PANIC_FADE_SECONDS = 1.0


class Desk:
    """Blackout, panic, taps and the end of the show."""

    def __init__(self) -> None:
        self.blackout = False
        self.panic = False  # the safe look: the empty stage with the names
        self.taps: tuple[float, ...] = ()  # seconds of show time, the last eight
        self.asked_to_end = False

    def toggle_blackout(self) -> None:
        """To black, or back."""
        self.blackout = not self.blackout

    def toggle_panic(self) -> None:
        """To the safe look, or back to the dance."""
        self.panic = not self.panic

    def tap(self, time: float) -> None:
        """A hand says: a beat is now."""
        self.taps = (*self.taps[-7:], time)

    def end(self) -> None:
        """The show is over."""
        self.asked_to_end = True
