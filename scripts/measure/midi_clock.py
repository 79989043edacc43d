"""How evenly MIDI clock goes out of a live show, and what a receiver makes of it.

    python -m scripts.measure.midi_clock [--seconds 60] [--tempo 128]

A metronome is heard, a partner dances and is drawn at 1280x720, in real time. The pulses go to a
port that keeps the moment of each. The baseline, in the same loop, are the show's own ticks.
"""

import tempfile
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np

from live.midi.ports import MidiOutput
from live.midi.time import MidiTime
from live.outputs.midi_clock import OpenMidiClock
from live.parts import Input, Part, ShowContext
from live.runtime.clock import Clock
from live.show.run import RunOptions, run
from live.show.show_file import read_show
from scripts.options import command

SHOW = """
size = [1280, 720]
[sound]
kind = "metronome"
tempo = {}
[camera]
kind = "puppet"
[[outputs]]
kind = "memory"
[[outputs]]
kind = "__main__:Measured"
"""
SETTLED = 10.0  # seconds: the ear and the receiver have found the beat


class Measured(Part[Input], frozen=True):
    """MIDI clock out of the show, to nobody."""

    ports: ClassVar[list["Port"]] = []

    def open(self, context: ShowContext) -> OpenMidiClock:
        """The output as it ships, on a port that keeps times."""
        port = Port(context.clock)
        self.ports[:] = [port]
        return OpenMidiClock(port, context)


class Said(msgspec.Struct):
    """A message as mido's."""

    type: str
    pos: int = 0


class Port(MidiOutput):
    """Keeps when each message came; needs no library and no device."""

    def __init__(self, clock: Clock) -> None:
        self.got: list[tuple[float, str]] = []
        self.mido = self
        self._clock = clock

    Message = Said

    def open(self) -> None:
        """Always open."""

    def check(self) -> None:
        """Always there."""

    def send(self, message: Said) -> None:
        """Takes note of the time."""
        self.got.append((self._clock.now(), message.type))

    def close(self) -> None:
        """Stays."""


def main() -> None:
    """Measures and prints."""
    words = command(__doc__)
    words.add_argument("--seconds", type=float, default=60.0)
    words.add_argument("--tempo", type=float, default=128.0)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "show.toml"
        file.write_text(SHOW.format(asked.tempo), encoding="utf-8")
        report = run(read_show(str(file)), RunOptions(seconds=asked.seconds)).as_dict()
    got = Measured.ports[0].got
    sent = np.array([time for time, kind in got if kind == "clock" and time > SETTLED])
    receiver, tempi = MidiTime(), list[float]()
    receiver.start()
    for time, kind in got:
        beat = receiver.pulse(time) if kind == "clock" else None
        if beat is not None and time > 2 * SETTLED:
            tempi.append(beat.tempo)
    intervals = 1000 * np.diff(sent)
    late = report["tick_late_ms"]
    pulse = 2500 / asked.tempo
    print(f"{len(sent)} pulses at {asked.tempo:g} beats/min, {pulse:.2f} ms each")
    low, high = np.percentile(intervals, [1, 99])
    print(f"  intervals: mean {intervals.mean():.3f}, p1 {low:.2f}, p99 {high:.2f} ms")
    print(f"  standard deviation {intervals.std():.2f} ms")
    off = np.abs(np.array(tempi) - asked.tempo).max()
    print(f"  a receiver hears {np.mean(tempi):.3f} beats/min, off by {off:.3f} at most")
    print(f"  the show's own ticks come {late['p50']:.1f} (p50), {late['p99']:.1f} ms (p99) late")


if __name__ == "__main__":
    main()
