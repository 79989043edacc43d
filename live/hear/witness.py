"""Says when the music is another song than the one whose tempo a hand has set.

A second bar pointer listens beside the one that is led by hand, and nobody leads it. Where it
predicts the music clearly better for some seconds, at a tempo that is not the song's, halved or
doubled, another song plays. A DJ leaves no gap between two songs.
"""

import math

from live.hear.bar_pointer import BarPointer

EVERY = 10  # frames between two judgements
AROUND = 3  # intervals on each side of the likeliest that are averaged with it
FORGET = 0.8  # seconds: time constant of the mean gain
SAME = math.log2(1.04)  # octaves: closer to the song's tempo, halved or doubled, is the song
FOLLOWS = 0.03  # of a small difference, a judgement: how fast the song's tempo is corrected
# Log-likelihood gains, in nats a second: at least, and more than that of the pointer that is led.
GAINS, MORE = 1.0, 1.5
LONG, TRIPLE_LONG = 2.0, 5.0  # seconds: how long it must be so; for a tempo in threes for fours
TRIPLES = (math.log2(3 / 2), math.log2(4 / 3))  # octaves, up or down: a song may be heard so, too
NEAR = math.log2(1.03)  # octaves: closer to these is such a tempo
BACK = 2.0  # how much faster the seconds are taken back than they are counted


class Witness:
    """Listens frame by frame from when a hand has set the tempo on; `another_song` is the result.

    `pointer` knows the music as if no hand had led it since then.
    """

    def __init__(self, led: BarPointer, seconds: float, tempo: float) -> None:
        """`led` is the pointer that is led, `seconds` a frame's length; the tempo is the hand's."""
        self.pointer = led.freed()
        self.another_song = False
        self._seconds = seconds
        self._song = tempo  # beats a minute
        self._gain = 0.0  # nats a second
        self._frames = 0
        self._otherwise = 0.0  # seconds

    def step(self, activation: float | None, leak: float, led: float) -> None:
        """Takes one frame, as the pointer that is led does; `led` is the gain of that, nats a
        second.
        """
        gain = self.pointer.step(activation, leak) / self._seconds
        if activation is None:
            return
        self._gain += (gain - self._gain) * self._seconds / FORGET
        self._frames += 1
        if self._frames % EVERY == 0:
            self._judge(led)

    def _judge(self, led: float) -> None:
        interval, _ = self.pointer.likeliest(AROUND)
        octaves = math.log2(60 / (interval * self._seconds) / self._song)
        apart = octaves - round(octaves)
        passed = EVERY * self._seconds
        if abs(apart) < SAME:
            self._song *= 2 ** (apart * FOLLOWS)
        if abs(apart) < SAME or self._gain < max(GAINS, led + MORE):
            self._otherwise = max(0.0, self._otherwise - BACK * passed)
            return
        self._otherwise += passed
        triple = any(abs(abs(octaves) - known) < NEAR for known in TRIPLES)
        self.another_song |= self._otherwise >= (TRIPLE_LONG if triple else LONG)
