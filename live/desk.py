"""The operator's desk: what hands have asked for, kept as state that any part may read.

Keys, OSC and MIDI all end here. The desk is used from several threads; each field is written
whole, so a reader sees an old value or a new one, never half of one.
"""

FADE_SECONDS = 0.25  # a blackout that fades is easier on the eyes than a cut
PANIC_FADE_SECONDS = 1.0


class Desk:
    """Blackout, panic, the beat, and the end of the show.

    What a hand says of the beat holds until `release_beat`.
    """

    def __init__(self) -> None:
        self.blackout = False
        self.panic = False  # the safe look: the empty stage with the names
        self.taps: tuple[float, ...] = ()  # seconds of show time, the last eight
        self.octave = 0  # the beat is to go 2 ** octave times as fast as it was heard
        self.tempo: float | None = None  # beats a minute
        self.meter: int | None = None  # beats a bar
        self.nudge = 0.0  # seconds the beat is to come later
        self.one: float | None = None  # seconds of show time: the beat next to it is a ONE
        self.beat_locked = False  # tempo and beat go on as they are, whatever is heard
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

    def half(self) -> None:
        """Half as many beats; undoes `double`."""
        self.octave = max(-2, self.octave - 1)

    def double(self) -> None:
        """Twice as many beats; undoes `half`."""
        self.octave = min(2, self.octave + 1)

    def nudge_by(self, seconds: float) -> None:
        """The beat a little later, or earlier."""
        self.nudge = min(0.5, max(-0.5, self.nudge + seconds))

    def call_one(self, time: float) -> None:
        """A hand says: the beat next to `time` is a ONE."""
        self.one = time

    def toggle_beat_lock(self) -> None:
        """Tempo and beat held as they are, or free again."""
        self.beat_locked = not self.beat_locked

    def release_beat(self) -> None:
        """The beat is the ear's alone again."""
        self.taps = ()
        self.octave, self.nudge = 0, 0.0
        self.tempo = self.meter = self.one = None
        self.beat_locked = False

    def end(self) -> None:
        """The show is over."""
        self.asked_to_end = True
